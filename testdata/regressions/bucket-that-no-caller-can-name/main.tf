variable "cluster" {
  type = string
}

resource "aws_s3_bucket" "artifacts" {
  bucket_prefix = "artifacts-"
}

resource "aws_codepipeline" "deploy" {
  name     = var.cluster
  role_arn = "arn:aws:iam::111122223333:role/pipeline"

  artifact_store {
    location = aws_s3_bucket.artifacts.bucket
    type     = "S3"
  }
}

output "pipeline" {
  value = aws_codepipeline.deploy.arn
}
