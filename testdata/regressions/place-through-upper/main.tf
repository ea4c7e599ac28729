variable "protocol" {
  default = "http"
}

resource "aws_lb_target_group" "app" {
  name     = "app"
  port     = 8080
  protocol = upper(trimspace(var.protocol))
}

resource "aws_lb_target_group" "other" {
  name     = "other"
  port     = 8080
  protocol = upper("ht${"tp"}") # of two parts
}
