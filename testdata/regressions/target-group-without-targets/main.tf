resource "aws_lb" "web" {
  name = "web"
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.nobody.arn
  }
}

resource "aws_lb_target_group" "nobody" {
  name     = "nobody"
  port     = 80
  protocol = "HTTP"
}

resource "aws_lb_target_group" "app" {
  name        = "app"
  port        = 8080
  protocol    = "HTTP" # the service's
  target_type = "ip"
}

resource "aws_lb_target_group" "green" {
  name        = "green"
  port        = 8080
  protocol    = "HTTP" # the deployment's
  target_type = "ip"
}

resource "aws_ecs_service" "app" {
  name = "app"
  load_balancer {
    target_group_arn = aws_lb_target_group.app.arn
    container_name   = "app"
    container_port   = 8080
  }
}

resource "aws_codedeploy_deployment_group" "app" {
  app_name              = "app"
  deployment_group_name = "app"
  service_role_arn      = "arn:aws:iam::123456789012:role/deploy"
  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route {
        listener_arns = [aws_lb_listener.web.arn]
      }
      target_group {
        name = aws_lb_target_group.app.name
      }
      target_group {
        name = aws_lb_target_group.green.name
      }
    }
  }
}
