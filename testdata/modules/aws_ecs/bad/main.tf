module "ecs" {  # expect: log-retention-misconfiguration.retention-too-short, scheduler-overload.circuit-breaker-disabled, task-execution-ambiguity.unencrypted-execute-command-log
  source       = "terraform-aws-modules/ecs/aws"
  version      = "~> 6.0"
  cluster_name = "app"
  services = {
    app = {
      subnet_ids = ["subnet-a"]
      vpc_id     = "vpc-0123456789abcdef0"
      container_definitions = {
        app = { image = "nginx", privileged = true }  # expect: container-escape.privileged-container, container-escape.root-user, container-image-tampering.latest-image-tag
      }
    }
  }
}
