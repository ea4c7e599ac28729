required_providers {
  aws = {
    source = "hashicorp/aws"
  }
}
provider "aws" "main" {
  config {
    region = var.region
  }
}
variable "region" {
  type    = string
  default = "eu-west-1"
}
variable "cidr" {
  type = string
}
component "net" {
  source = "./m"
  inputs = {
    cidr = var.cidr
  }
  providers = {
    aws = provider.aws.main
  }
}
output "group" {
  type  = string
  value = component.net.group
}
