variable "repository" {
  default = "public.ecr.aws/nginx/nginx"
}

variable "image_tag" {
  default = "latest" # the tag
}

resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([
    { name = "web", image = "${var.repository}:${var.image_tag}" },
    { name = "side", image = "public.ecr.aws/nginx/nginx:latest" },
  ])
}
