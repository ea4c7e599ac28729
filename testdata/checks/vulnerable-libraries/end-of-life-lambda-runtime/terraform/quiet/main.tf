# A runtime that is maintained.

resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
  handler       = "index.handler"
  filename      = "resize.zip"
  runtime       = "nodejs22.x"
}
