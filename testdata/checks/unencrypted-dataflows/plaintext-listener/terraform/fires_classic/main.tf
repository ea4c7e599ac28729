# A classic load balancer hands on whatever it listens to.

resource "aws_elb" "old" {
  name    = "old"
  subnets = ["subnet-0a1b2c3d4e5f60718"]

  access_logs {
    bucket = "load-balancer-logs"
  }

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http" # expect: unencrypted-dataflows.plaintext-listener
  }

  listener {
    instance_port     = 5432
    instance_protocol = "tcp"
    lb_port           = 5432
    lb_protocol       = "tcp"
  }
}
