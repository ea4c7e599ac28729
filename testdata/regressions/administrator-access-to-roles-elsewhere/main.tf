data "aws_iam_role" "r" {
  name = "deploy"
}
resource "aws_iam_role_policy_attachment" "a" {
  role = data.aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_iam_policy_attachment" "b" {
  name = "x"
  users = ["bob"]
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
