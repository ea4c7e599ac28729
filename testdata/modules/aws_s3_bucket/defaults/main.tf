# Public access is blocked by default from version 3.9 on.
module "new" {  # expect: s3-misconfiguration.access-logging-disabled, s3-misconfiguration.versioning-disabled
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "~> 5.0"
  bucket  = "new"
}

module "old" {  # expect: s3-misconfiguration.access-logging-disabled, s3-misconfiguration.public-access-not-blocked, s3-misconfiguration.versioning-disabled
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "2.15.0"
  bucket  = "old"
}
