# The buckets stand elsewhere; what opens them stands here.

provider "aws" {
  region = "eu-west-1"
}

data "aws_s3_bucket" "site" {
  bucket = "site"
}

resource "aws_s3_bucket_acl" "site" {
  bucket = data.aws_s3_bucket.site.id
  acl    = "public-read" # expect: s3-misconfiguration.public-acl
}
