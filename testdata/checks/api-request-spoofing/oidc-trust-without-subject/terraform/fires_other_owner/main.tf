# The owner's name goes on behind the wildcard: example-organisation-of-somebody-else matches too.

resource "aws_iam_role" "prefix" {
  name = "prefix"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:example-org*" } } # expect: api-request-spoofing.oidc-trust-without-subject
      },
    ]
  })
}

resource "aws_iam_role" "prefix_and_slash" {
  name = "prefix_and_slash"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:example-org*/*" } } # expect: api-request-spoofing.oidc-trust-without-subject
      },
    ]
  })
}

resource "aws_iam_role" "any_owner" {
  name = "any_owner"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:*/deploy:ref:refs/heads/main" } } # expect: api-request-spoofing.oidc-trust-without-subject
      },
    ]
  })
}
