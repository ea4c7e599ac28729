# The caller chooses.

variable "public" {
  type = bool
}

resource "aws_mq_broker" "chosen" {
  broker_name        = "chosen"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = "mq.m5.large"

  publicly_accessible = var.public

  user {
    username = "app"
    password = random_password.broker.result
  }
}

resource "random_password" "broker" {
  length = 32
}
