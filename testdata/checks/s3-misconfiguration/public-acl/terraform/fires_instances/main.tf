# Buckets made by for_each, count and a module, each with an ACL.

provider "aws" {
  region = "eu-west-1"
}

variable "sites" {
  type = map(string)
  default = {
    shop = "private"
    docs = "public-read" # expect: s3-misconfiguration.public-acl
  }
}

resource "aws_s3_bucket" "site" {
  for_each = var.sites

  bucket = "site-${each.key}"
}

resource "aws_s3_bucket_versioning" "site" {
  for_each = aws_s3_bucket.site

  bucket = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "site" {
  for_each = var.sites

  bucket        = aws_s3_bucket.site[each.key].id
  target_bucket = "central-logs"
  target_prefix = "site/"
}

resource "aws_s3_bucket_acl" "site" {
  for_each = var.sites

  bucket = aws_s3_bucket.site[each.key].id
  acl    = each.value
}

module "downloads" {
  source = "./bucket"
  name   = "downloads"
  acl    = "public-read" # expect: s3-misconfiguration.public-acl
}

resource "aws_s3_bucket_versioning" "downloads" {
  bucket = module.downloads.id

  versioning_configuration {
    status = "Enabled"
  }
}
