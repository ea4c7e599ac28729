module "service" {  # expect: log-retention-misconfiguration.retention-too-short, scheduler-overload.circuit-breaker-disabled
  source                 = "terraform-aws-modules/ecs/aws//modules/service"
  version                = "~> 6.0"
  name                   = "app"
  cluster_arn            = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  subnet_ids             = ["subnet-a"]
  vpc_id                 = "vpc-0123456789abcdef0"
  assign_public_ip       = true  # expect: vulnerable-application-code.public-ip-assigned
  enable_execute_command = true  # expect: task-definition-tampering.execute-command-enabled
  security_group_ingress_rules = {
    ssh = { from_port = 22, cidr_ipv4 = "0.0.0.0/0" }  # expect: vulnerable-application-code.ingress-open-to-world
  }
  container_definitions = {
    app = {  # expect: container-escape.root-user
      image                  = "nginx"  # expect: container-image-tampering.latest-image-tag
      privileged             = true  # expect: container-escape.privileged-container
      readonlyRootFilesystem = false  # expect: task-definition-tampering.writable-root-filesystem
      environment            = [{ name = "DB_PASSWORD", value = "correct-horse-battery" }]  # expect: sensitive-env-var-logging.secret-named-environment
    }
  }
}
