locals {
  people = [{ name = "a", tags = ["x", "y"] }, { name = "b", tags = ["z"] }]
}
resource "terraform_data" "attribute" {
  input = local.people.*.name
}
resource "terraform_data" "full" {
  input = local.people[*].tags[0]
}
resource "terraform_data" "one" {
  input = "solo"[*]
}
resource "terraform_data" "none" {
  input = null[*]
}
resource "terraform_data" "nested" {
  input = local.people[*].tags[*]
}
resource "terraform_data" "flat" {
  input = flatten(local.people[*].tags)
}
