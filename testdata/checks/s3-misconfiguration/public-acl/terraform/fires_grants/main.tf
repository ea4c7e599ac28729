# Buckets for everybody, by grants to groups.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "granted" {
  bucket = "granted"
}

resource "aws_s3_bucket_versioning" "granted" {
  bucket = aws_s3_bucket.granted.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "granted" {
  bucket        = aws_s3_bucket.granted.id
  target_bucket = "central-logs"
  target_prefix = "granted/"
}

data "aws_canonical_user_id" "this" {}

resource "aws_s3_bucket_acl" "granted" {
  bucket = aws_s3_bucket.granted.bucket

  access_control_policy {
    grant {
      permission = "FULL_CONTROL"

      grantee {
        id   = data.aws_canonical_user_id.this.id
        type = "CanonicalUser"
      }
    }

    grant {
      permission = "READ"

      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers" # expect: s3-misconfiguration.public-acl
      }
    }

    owner {
      id = data.aws_canonical_user_id.this.id
    }
  }
}

resource "aws_s3_bucket" "old" {
  bucket = "old"

  grant {
    type        = "Group"
    permissions = ["READ"]
    uri         = "http://acs.amazonaws.com/groups/global/AllUsers" # expect: s3-misconfiguration.public-acl
  }

  versioning {
    enabled = true
  }

  logging {
    target_bucket = "central-logs"
  }
}
