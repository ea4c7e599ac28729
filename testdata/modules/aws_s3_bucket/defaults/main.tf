# Public access is blocked by default from version 3.9 on.
module "new" {
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "~> 5.0"
  bucket  = "new"
}

module "old" {
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "2.15.0"
  bucket  = "old"
}
