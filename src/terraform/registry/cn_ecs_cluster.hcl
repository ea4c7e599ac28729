# What cn-terraform/ecs-cluster makes of its arguments, in version 1. Container insights became an argument in a release that is not
# known here: where it is not given, it is left open.
defaults {
  name              = null
  containerInsights = model::undecided("whether container insights are on by default differs between releases")
  tags              = {}
}

resource "aws_ecs_cluster" "cluster" {
  name = var.name
  tags = var.tags
  setting {
    name  = "containerInsights"
    value = var.containerInsights ? "enabled" : "disabled"
  }
}

output "aws_ecs_cluster_cluster_name" { value = aws_ecs_cluster.cluster.name }
output "aws_ecs_cluster_cluster_id" { value = aws_ecs_cluster.cluster.id }
output "aws_ecs_cluster_cluster_arn" { value = aws_ecs_cluster.cluster.arn }
