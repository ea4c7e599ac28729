# What an AWS managed policy grants is known; nothing else is known of the roles and nothing is said of them.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = "execution"
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy_attachment" "unread" {
  role       = "deployer"
  policy_arn = "arn:aws:iam::123456789012:policy/team/deployer"
}
