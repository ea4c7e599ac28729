# Who is root is the caller's.

variable "who" {
  type = string
}

resource "aws_efs_file_system" "asked" {
  encrypted = true
}

resource "aws_efs_file_system_policy" "asked" {
  file_system_id = aws_efs_file_system.asked.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.who }
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess"]
      Resource  = "*"
    }]
  })
}
