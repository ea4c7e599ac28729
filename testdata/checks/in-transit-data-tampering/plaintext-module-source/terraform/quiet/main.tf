# TLS, SSH, the registry, and a folder.

module "network" {
  source = "https://modules.example.com/network.zip"
}

module "cluster" {
  source = "git::https://git.example.com/http://mirror/cluster.git?ref=v1.4.2"
}

module "service" {
  source = "git::ssh://git@git.example.com/service.git?ref=v2.0.1"
}

module "labels" {
  source  = "cloudposse/label/null"
  version = "0.25.0"
}

module "local" {
  source = "./http"
}
