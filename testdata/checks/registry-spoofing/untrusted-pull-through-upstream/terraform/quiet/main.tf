# Docker Hub, with a login.

resource "aws_ecr_pull_through_cache_rule" "upstream" {
  ecr_repository_prefix = "upstream"
  upstream_registry_url = "registry-1.docker.io"
  credential_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/docker-hub-Ab12Cd"
}
