# Everybody is root.

resource "aws_efs_file_system" "apart" {
  encrypted = true
}

resource "aws_efs_file_system_policy" "apart" {
  file_system_id = aws_efs_file_system.apart.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.open-file-system-policy
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess"]
      Resource  = "*"
    }]
  })
}

resource "aws_efs_file_system" "listed" {
  encrypted = true
}

resource "aws_efs_file_system_policy" "listed" {
  file_system_id = aws_efs_file_system.listed.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["*"] } # expect: open-resource-policy.open-file-system-policy
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess"]
      Resource  = "*"
    }]
  })
}

resource "aws_efs_file_system_policy" "elsewhere" {
  file_system_id = "fs-0123456789abcdef0"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.open-file-system-policy
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess"]
      Resource  = "*"
    }]
  })
}
