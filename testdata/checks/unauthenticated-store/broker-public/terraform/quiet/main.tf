# Inside the VPC: said, and by default.

resource "aws_mq_broker" "said" {
  broker_name        = "said"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = "mq.m5.large"

  publicly_accessible = false

  user {
    username = "app"
    password = random_password.broker.result
  }
}

resource "aws_mq_broker" "silent" {
  broker_name        = "silent"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = "mq.m5.large"

  user {
    username = "app"
    password = random_password.broker.result
  }
}

resource "random_password" "broker" {
  length = 32
}
