# Addresses with their queries in the log.

resource "aws_ecs_service" "this" {
  name            = "login"
  cluster         = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  task_definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/login:12"
  launch_type     = "FARGATE"
  desired_count   = 2
  propagate_tags  = "SERVICE"

  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
    security_groups  = ["sg-0a1b2c3d4e5f60718"]
    assign_public_ip = false
  }

  service_connect_configuration {
    enabled   = true
    namespace = "internal"

    service {
      port_name = "http"

      tls {
        role_arn = "arn:aws:iam::123456789012:role/service-connect-tls"

        issuer_cert_authority {
          aws_pca_authority_arn = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/1a2b3c4d"
        }
      }
    }

    access_log_configuration {
      format                   = "JSON"
      include_query_parameters = "ENABLED" # expect: sensitive-env-var-logging.query-parameters-logged
    }
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
