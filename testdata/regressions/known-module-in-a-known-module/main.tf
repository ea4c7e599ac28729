module "web" {
  source          = "cloudposse/ecs-web-app/aws"
  version         = "2.0.0"
  namespace       = "eg"
  name            = "web"
  vpc_id          = "vpc-0a1b2c3d4e5f60718"
  container_image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2"
  ecs_cluster_arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/web"
}
