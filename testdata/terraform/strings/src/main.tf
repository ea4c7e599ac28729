resource "terraform_data" "escapes" {
  input = ["a\nb", "tab\there", "quote\"s", "\u00e9", "\U0001F600", "back\\slash", "$${not} %%{not}", "$", "$$", "%"]
}
resource "terraform_data" "heredoc" {
  input = <<EOT
one
  two ${1 + 1}
EOT
}
resource "terraform_data" "indented" {
  input = <<-EOT
    one
      two
    three
  EOT
}
resource "terraform_data" "directives" {
  input = "%{ if true }yes%{ else }no%{ endif } %{ for x in ["a", "b"] ~} ${x} %{ endfor ~} end"
}
resource "terraform_data" "trimmed" {
  input = <<-EOT
    %{ for i, x in ["a", "b"] ~}
    ${i}=${x}
    %{ endfor ~}
    last
  EOT
}
