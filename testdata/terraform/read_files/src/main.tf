resource "terraform_data" "csv" {
  input = csvdecode(file("a.csv"))
}
resource "terraform_data" "yaml" {
  input = yamldecode(file("${path.module}/a.yaml"))
}
resource "terraform_data" "json" {
  input = jsondecode(file("a.json")).list[1]
}
resource "terraform_data" "names" {
  input = fileset(path.module, "*.{csv,yaml}")
}
resource "terraform_data" "there" {
  input = [fileexists("a.csv"), fileexists("nope"), basename(path.module), sha256(file("a.csv"))]
}
