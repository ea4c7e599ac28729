module "ecs" {
  source       = "terraform-aws-modules/ecs/aws"
  version      = "~> 6.0"
  cluster_name = "shop"
}
