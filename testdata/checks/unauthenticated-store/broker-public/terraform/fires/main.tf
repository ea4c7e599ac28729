# An address for everybody.

resource "aws_mq_broker" "orders" {
  broker_name        = "orders"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = "mq.m5.large"

  publicly_accessible = true # expect: unauthenticated-store.broker-public

  user {
    username = "app"
    password = random_password.broker.result
  }
}

resource "random_password" "broker" {
  length = 32
}
