# One document for each bucket, and one that takes in another.

provider "aws" {
  region = "eu-west-1"
}

locals {
  buckets = toset(["site", "docs"])
}

resource "aws_s3_bucket" "each" {
  for_each = local.buckets

  bucket = each.key
}

resource "aws_s3_bucket_versioning" "each" {
  for_each = local.buckets

  bucket = aws_s3_bucket.each[each.value].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "each" {
  for_each = local.buckets

  bucket        = each.value
  target_bucket = "central-logs"
  target_prefix = "each/"
}

data "aws_iam_policy_document" "public" {
  statement {
    sid       = "Public"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::site/*", "arn:aws:s3:::docs/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"] # expect: s3-misconfiguration.public-bucket-policy
    }
  }
}

data "aws_iam_policy_document" "each" {
  for_each = local.buckets

  source_policy_documents = [data.aws_iam_policy_document.public.json]
}

resource "aws_s3_bucket_policy" "each" {
  for_each = toset(["site"])

  bucket = aws_s3_bucket.each[each.key].id
  policy = data.aws_iam_policy_document.each[each.key].json
}
