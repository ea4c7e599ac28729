# A tag, a commit, a bound, a folder, an archive.

module "tag" {
  source = "git::https://example.com/network.git//modules/vpc?ref=v1.4.2"
}

module "commit" {
  source = "github.com/example/network?ref=51d462976d84fdea54b47d80dcabbf680badcdb8"
}

module "exact" {
  source  = "terraform-aws-modules/transit-gateway/aws"
  version = "5.8.1"
}

module "bounded" {
  source  = "terraform-aws-modules/rds/aws//modules/db_instance"
  version = "~> 6.11"
}

module "range" {
  source  = "terraform-aws-modules/eventbridge/aws"
  version = ">= 9.0, < 10.0"
}

module "archive" {
  source = "https://example.com/network-1.4.2.zip"
}
