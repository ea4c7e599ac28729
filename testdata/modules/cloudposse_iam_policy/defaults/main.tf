module "policy" {
  source  = "cloudposse/iam-policy/aws"
  version = "0.4.0"
  name    = "app"
  iam_policy_statements = [
    { sid = "Read", effect = "Allow", actions = ["s3:GetObject"], resources = ["arn:aws:s3:::app/*"], conditions = [] },
  ]
}
