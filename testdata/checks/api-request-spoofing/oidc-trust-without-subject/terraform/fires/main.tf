# No condition, the audience alone, an open organisation, and a provider of the unit.

resource "aws_iam_role" "bare" {
  name = "bare"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect: api-request-spoofing.oidc-trust-without-subject
        Effect    = "Allow"
        Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
        Action    = "sts:AssumeRoleWithWebIdentity"
      },
    ]
  })
}

resource "aws_iam_role" "audience" {
  name = "audience"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } } # expect: api-request-spoofing.oidc-trust-without-subject
      },
    ]
  })
}

resource "aws_iam_role" "open" {
  name = "open"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:*" } } # expect: api-request-spoofing.oidc-trust-without-subject
      },
    ]
  })
}

data "aws_caller_identity" "this" {}

resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}

data "aws_iam_policy_document" "gitlab" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.gitlab.arn]
    }
    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = ["project_path:example/app:*", "project_path:*"] # expect: api-request-spoofing.oidc-trust-without-subject
    }
  }
}

resource "aws_iam_role" "gitlab" {
  name               = "gitlab"
  assume_role_policy = data.aws_iam_policy_document.gitlab.json
}

data "aws_iam_policy_document" "own" {
  statement { # expect: api-request-spoofing.oidc-trust-without-subject
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.this.account_id}:oidc-provider/token.actions.githubusercontent.com"]
    }
  }
}

resource "aws_iam_role" "own" {
  name               = "own"
  assume_role_policy = data.aws_iam_policy_document.own.json
}
