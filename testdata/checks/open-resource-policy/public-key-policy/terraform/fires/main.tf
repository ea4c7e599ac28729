# Everybody decrypts.

resource "aws_kms_key" "apart" {
  description = "apart"
}

resource "aws_kms_key_policy" "apart" {
  key_id = aws_kms_key.apart.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.public-key-policy
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key" "listed" {
  description = "listed"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["*"] } # expect: open-resource-policy.public-key-policy
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key_policy" "elsewhere" {
  key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.public-key-policy
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}
