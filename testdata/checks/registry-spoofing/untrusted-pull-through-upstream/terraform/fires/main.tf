# A registry that nobody vouches for.

resource "aws_ecr_pull_through_cache_rule" "upstream" {
  ecr_repository_prefix = "upstream"
  upstream_registry_url = "registry.example.com" # expect: registry-spoofing.untrusted-pull-through-upstream
  credential_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/docker-hub-Ab12Cd"
}
