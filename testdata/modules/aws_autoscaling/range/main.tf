# undecided: metadata-credential-leak.imdsv1-enabled
# Two majors with different defaults: neither is guessed.
module "group" {
  source        = "terraform-aws-modules/autoscaling/aws"
  version       = ">= 8.0, < 10.0"
  name          = "hosts"
  min_size      = 1
  max_size      = 2
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}
