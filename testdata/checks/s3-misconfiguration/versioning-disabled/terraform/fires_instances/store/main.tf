resource "aws_s3_bucket" "this" { # expect: s3-misconfiguration.versioning-disabled
  bucket = "store"
}

resource "aws_s3_bucket_logging" "this" {
  bucket        = aws_s3_bucket.this.id
  target_bucket = "central-logs"
  target_prefix = "store/"
}
