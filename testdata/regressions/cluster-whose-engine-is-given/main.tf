variable "engine" {}
resource "aws_rds_cluster" "c" {
  engine = var.engine
  storage_encrypted = false
}
