# A public policy is told where the caller writes it, an ACL and a block that is off too.
module "bucket" {
  source              = "terraform-aws-modules/s3-bucket/aws"
  version             = "~> 4.0"
  bucket              = "open"
  acl                 = "public-read"  # expect: s3-misconfiguration.public-acl
  block_public_policy = false  # expect: s3-misconfiguration.public-access-not-blocked
  attach_policy       = true
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::open/*" }]  # expect: s3-misconfiguration.public-bucket-policy
  })
  versioning = { enabled = false }  # expect: s3-misconfiguration.versioning-disabled
  logging    = { target_bucket = "logs" }
}
