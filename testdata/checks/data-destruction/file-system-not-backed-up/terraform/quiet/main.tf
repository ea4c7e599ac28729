# Automatic backups, one zone, a plan that names it, a plan for its tag.

resource "aws_efs_file_system" "shared" {
  encrypted = true
}

resource "aws_efs_backup_policy" "shared" {
  file_system_id = aws_efs_file_system.shared.id
  backup_policy {
    status = "ENABLED"
  }
}

resource "aws_efs_file_system" "zone" {
  encrypted              = true
  availability_zone_name = "eu-west-1a"
}

resource "aws_efs_file_system" "planned" {
  encrypted = true
}

resource "aws_efs_file_system" "tagged" {
  encrypted = true
  tags      = { backup = "daily" }
}

resource "aws_backup_plan" "daily" {
  name = "daily"
  rule {
    rule_name         = "daily"
    target_vault_name = "Default"
    schedule          = "cron(0 5 ? * * *)"
  }
}

resource "aws_backup_selection" "daily" {
  name         = "daily"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = "arn:aws:iam::123456789012:role/backup"
  resources    = [aws_efs_file_system.planned.arn]
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}
