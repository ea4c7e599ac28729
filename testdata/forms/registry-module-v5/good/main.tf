module "service" {
  source  = "terraform-aws-modules/ecs/aws//modules/service"
  version = "~> 5.12"

  name        = "shop-app"
  cluster_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/shop"

  cpu                      = 256
  memory                   = 512
  launch_type              = "EC2"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"

  create_task_exec_iam_role = false
  task_exec_iam_role_arn    = "arn:aws:iam::123456789012:role/shop-app-execution"
  create_tasks_iam_role     = false
  tasks_iam_role_arn        = "arn:aws:iam::123456789012:role/shop-app-task"

  create_security_group = false
  security_group_ids    = ["sg-0a1b2c3d4e5f60718"]
  subnet_ids            = ["subnet-0a1b2c3d4e5f60718", "subnet-0f1e2d3c4b5a69788"]

  deployment_circuit_breaker = {
    enable   = true
    rollback = true
  }

  container_definitions = {
    app = {
      image                    = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/app@sha256:4f1c7d0e9a2b5c6d8e3f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d"
      cpu                      = 256
      memory                   = 512
      essential                = true
      user                     = "10001:10001"
      privileged               = false
      readonly_root_filesystem = true

      port_mappings = [
        { name = "app", containerPort = 8080, hostPort = 8080, protocol = "tcp" },
      ]

      environment = [
        { name = "APP_ENV", value = "production" },
      ]
      secrets = [
        { name = "DB_PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-Ab12Cd" },
      ]

      linux_parameters = {
        initProcessEnabled = true
        capabilities       = { drop = ["ALL"] }
      }

      enable_cloudwatch_logging = false
      log_configuration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group"         = "/ecs/shop-app"
          "awslogs-region"        = "eu-central-1"
          "awslogs-stream-prefix" = "app"
        }
      }
    }
  }
}
