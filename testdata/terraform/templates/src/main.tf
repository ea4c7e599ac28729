locals {
  ports = [80, 443]
  name  = "web"
}
resource "terraform_data" "heredoc" {
  input = <<-EOT
    {
      "name": "${local.name}",
      "literal": "$${not} %%{this}",
      "ports": [%{ for i, p in local.ports }${i > 0 ? ", " : ""}${p}%{ endfor }]
    }
  EOT
}
resource "terraform_data" "trimmed" {
  input = <<EOT
%{ for p in local.ports ~}
port ${p}
%{ endfor ~}
%{ if length(local.ports) > 1 ~}
many
%{ else ~}
one
%{ endif ~}
EOT
}
resource "terraform_data" "quoted" { input = "a\tb \u00fc ${local.name}-%{ if false }no%{ else }yes%{ endif }" }
resource "terraform_data" "file" { input = templatefile("${path.module}/t.tftpl", { items = { b = 2, a = 1 } }) }
