resource "aws_s3_bucket_policy" "p" {
  bucket = "shared-data"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::shared-data/*" }] })
}
