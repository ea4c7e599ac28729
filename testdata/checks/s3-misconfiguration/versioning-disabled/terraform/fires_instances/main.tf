# One of the buckets of a list is left out, and a module's bucket is.

provider "aws" {
  region = "eu-west-1"
}

variable "versioned" {
  type    = list(bool)
  default = [true, false]
}

resource "aws_s3_bucket" "list" { # expect: s3-misconfiguration.versioning-disabled
  count = length(var.versioned)

  bucket = "list-${count.index}"

  logging {
    target_bucket = "central-logs"
  }
}

resource "aws_s3_bucket_versioning" "list" {
  bucket = aws_s3_bucket.list[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

module "store" {
  source = "./store"
}
