module "cluster" {  # expect: task-execution-ambiguity.unencrypted-execute-command-log
  source  = "terraform-aws-modules/ecs/aws//modules/cluster"
  version = "~> 6.0"
  name    = "app"
}
