variable "cidr" {
  type = string
}
resource "aws_security_group_rule" "in" {
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = [var.cidr]
  security_group_id = "sg-0"
}
output "group" {
  value = aws_security_group_rule.in.security_group_id
}
