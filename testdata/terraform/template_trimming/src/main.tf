
locals {
  xs = ["a", "b", "c"]
  m = { k1 = "v1", k2 = "v2" }
}
resource "terraform_data" "l1" {
  input = <<EOT
start
%{ for x in local.xs ~}
- ${x}
%{ endfor ~}
end
EOT
}
resource "terraform_data" "l2" {
  input = <<-EOT
    %{ for i, x in local.xs }${i}:${x}%{ if i < 2 },%{ endif }%{ endfor }
      indented
    %{ if true ~}
      yes
    %{ else ~}
      no
    %{ endif ~}
    tail
  EOT
}
resource "terraform_data" "l3" { input = "x%{ for k, v in local.m ~}  ${k}=${v}  %{ endfor ~}  y" }
resource "terraform_data" "l4" {
  input = <<-EOT
	tab
	  two
  mixed
	EOT
}
resource "terraform_data" "l5" {
  input = <<EOT
$${not} %%{not} \n "q" ${"in${"ner"}"}
EOT
}
resource "terraform_data" "l6" { input = "${~ "a" ~} b" }
resource "terraform_data" "l8" { input = "a\tb\\c\"d\u00e9" }
resource "terraform_data" "l9" {
  input = <<-EOT
  a

    b
   
  c
  EOT
}
resource "terraform_data" "l10" {
  input = [<<-A
    one
  A
  , <<B
two
B
  ]
}
resource "terraform_data" "l11" {
  input = <<-EOT
    ${local.m.k1}
      ${join("\n", local.xs)}
    %{~ if false }gone%{ endif ~}

    end
  EOT
}
