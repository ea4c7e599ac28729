variable "name" {}
variable "on" {}
resource "aws_s3_bucket" "this" {
  bucket = var.name
}
resource "aws_s3_bucket_versioning" "this" {
  for_each = var.on ? toset(["x"]) : toset([])
  bucket = aws_s3_bucket.this.id
  versioning_configuration { status = "Enabled" }
}
