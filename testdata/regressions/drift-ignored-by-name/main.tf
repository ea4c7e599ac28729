resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = "web:1"
  lifecycle {
    ignore_changes = [task_definition] # web
  }
}

resource "aws_ecs_service" "ignore_changes_task_definition" {
  name            = "piped"
  task_definition = "piped:1"
  lifecycle {
    ignore_changes = [task_definition]
  }
}
