# From git without a ref or with a branch; from a registry without a version or with any that is new enough.

module "bare" {
  source = "git::https://example.com/network.git//modules/vpc" # expect: task-definition-tampering.unpinned-module-source
}

module "branch" {
  source = "git::ssh://git@example.com/network.git?depth=1&ref=main" # expect: task-definition-tampering.unpinned-module-source
}

module "shorthand" {
  source = "github.com/example/network" # expect: task-definition-tampering.unpinned-module-source
}

module "head" {
  source = "git@github.com:example/network.git?ref=HEAD" # expect: task-definition-tampering.unpinned-module-source
}

module "newest" { # expect: task-definition-tampering.unpinned-module-source
  source = "terraform-aws-modules/transit-gateway/aws"
}

module "unbounded" {
  source  = "app.terraform.io/example/network/aws"
  version = ">= 1.2, != 1.4.0" # expect: task-definition-tampering.unpinned-module-source
}
