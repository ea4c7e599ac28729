# A runtime that gets no fixes.

resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
  handler       = "index.handler"
  filename      = "resize.zip"
  runtime       = "nodejs14.x" # expect: vulnerable-libraries.end-of-life-lambda-runtime
}
