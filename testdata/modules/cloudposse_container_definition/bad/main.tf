module "container" {  # expect: container-escape.root-user, task-definition-tampering.writable-root-filesystem, task-execution-ambiguity.missing-log-configuration
  source          = "cloudposse/ecs-container-definition/aws"
  version         = "0.61.1"
  container_name  = "app"
  container_image = "nginx"  # expect: container-image-tampering.latest-image-tag
  privileged      = true  # expect: container-escape.privileged-container
}

resource "aws_ecs_task_definition" "app" {
  family                = "app"
  network_mode          = "awsvpc"
  cpu                   = 256
  memory                = 512
  container_definitions = module.container.json_map_encoded_list
}
