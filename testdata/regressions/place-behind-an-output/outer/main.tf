module "ecr" {
  source = "../ecr2"
}

output "url" {
  value = module.ecr.url
}
