# Its log group keeps its logs forever by default.
module "function" {  # expect: log-flooding.retention-unset
  source        = "terraform-aws-modules/lambda/aws"
  version       = "~> 7.0"
  function_name = "app"
  handler       = "app.main"
  runtime       = "python3.13"
}
