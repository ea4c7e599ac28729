# Everything by everybody: written inline, as a data source, and as a resource of its own.

resource "aws_vpc_endpoint" "inline" {
  vpc_id       = "vpc-0a1b2c3d4e5f60718"
  service_name = "com.amazonaws.eu-west-1.s3"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ # expect: in-transit-data-tampering.open-endpoint-policy
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
    }]
  })
}

data "aws_iam_policy_document" "open" {
  statement { # expect: in-transit-data-tampering.open-endpoint-policy
    actions   = ["*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_vpc_endpoint" "documented" {
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  service_name      = "com.amazonaws.eu-west-1.ecr.dkr"
  vpc_endpoint_type = "Interface"
  policy            = data.aws_iam_policy_document.open.json
}

resource "aws_vpc_endpoint" "apart" {
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  service_name      = "com.amazonaws.eu-west-1.ecr.api"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint_policy" "apart" {
  vpc_endpoint_id = aws_vpc_endpoint.apart.id

  policy = jsonencode({
    Statement = { # expect: in-transit-data-tampering.open-endpoint-policy
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = ["*"]
      Resource  = ["*"]
    }
  })
}
