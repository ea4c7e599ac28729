# The shop's web service: a root module that calls one local module twice.

terraform {
  required_version = ">= 1.5"

  backend "s3" {
    bucket = "shop-terraform-state"
    key    = "shop/production.tfstate"
    region = "eu-central-1"
  }
}

provider "aws" {
  region = var.region
}

resource "aws_ecs_cluster" "shop" {
  name = "shop"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecr_repository" "shop" {
  name                 = "shop/web"
  image_tag_mutability = "MUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

module "web" {
  source = "./modules/service"

  name       = "web"
  cluster    = aws_ecs_cluster.shop.id
  image      = "${aws_ecr_repository.shop.repository_url}:${var.release}"
  subnets    = var.private_subnets
  log_group  = aws_cloudwatch_log_group.shop.name
  public_ip  = false
  privileged = false

  environment = {
    LOG_FORMAT = "json"
    ORDERS_URL = "https://orders.shop.internal"
  }
}

module "admin" {
  source = "./modules/service"

  name       = "admin"
  cluster    = aws_ecs_cluster.shop.id
  image      = "nginx:latest"
  subnets    = var.public_subnets
  log_group  = aws_cloudwatch_log_group.shop.name
  public_ip  = true
  privileged = var.debug_admin

  environment = {
    ADMIN_USER     = "root"
    ADMIN_PASSWORD = var.admin_password
    DB_PASSWORD    = "wolkenkuckucksheim"
  }
}

resource "aws_cloudwatch_log_group" "shop" {
  name              = "/ecs/shop"
  retention_in_days = 400
}
