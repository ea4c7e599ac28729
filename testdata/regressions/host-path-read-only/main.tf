resource "aws_ecs_task_definition" "agent" {
  family = "agent"
  container_definitions = jsonencode([
    { name = "agent", image = "acme/agent:1", mountPoints = [{ sourceVolume = "docker", containerPath = "/docker", readOnly = true }] }
  ])
  volume {
    name      = "docker"
    host_path = "/etc/docker"
  }
}
