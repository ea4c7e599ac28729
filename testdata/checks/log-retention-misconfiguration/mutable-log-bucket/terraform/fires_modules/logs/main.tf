resource "aws_s3_bucket" "this" { # expect: log-retention-misconfiguration.mutable-log-bucket, s3-misconfiguration.versioning-disabled
  bucket_prefix = "logs-"
}

output "bucket" {
  value = aws_s3_bucket.this.id
}
