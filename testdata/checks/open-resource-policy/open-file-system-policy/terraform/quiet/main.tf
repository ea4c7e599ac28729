# One account, everybody by way of a mount target, everybody but not as root, and the default.

resource "aws_efs_file_system" "account" {
  encrypted = true
}

resource "aws_efs_file_system_policy" "account" {
  file_system_id = aws_efs_file_system.account.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess"]
      Resource  = "*"
    }]
  })
}

resource "aws_efs_file_system" "bounded" {
  encrypted = true
}

resource "aws_efs_file_system_policy" "bounded" {
  file_system_id = aws_efs_file_system.bounded.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess"]
      Resource  = "*"
      Condition = { Bool = { "elasticfilesystem:AccessedViaMountTarget" = "true" } }
    }]
  })
}

resource "aws_efs_file_system" "silent" {
  encrypted = true
}

resource "aws_efs_file_system" "user" {
  encrypted = true
}

resource "aws_efs_file_system_policy" "user" {
  file_system_id = aws_efs_file_system.user.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
      Resource  = "*"
    }]
  })
}
