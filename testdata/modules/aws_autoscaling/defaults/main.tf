# Version 9 asks for IMDSv2 by default, version 8 does not.
module "nine" {
  source        = "terraform-aws-modules/autoscaling/aws"
  version       = "~> 9.0"
  name          = "nine"
  min_size      = 1
  max_size      = 2
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}

module "eight" {  # expect: metadata-credential-leak.imdsv1-enabled
  source        = "terraform-aws-modules/autoscaling/aws"
  version       = "~> 8.0"
  name          = "eight"
  min_size      = 1
  max_size      = 2
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}
