# One system in every format: tests/it/document.rs compares what is made of it.

resource "aws_vpc" "net" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "door" {
  vpc_id = aws_vpc.net.id
}

resource "aws_subnet" "front" {
  vpc_id                  = aws_vpc.net.id
  cidr_block              = "10.0.1.0/24"
  availability_zone       = "eu-west-1a"
  map_public_ip_on_launch = true
}

resource "aws_subnet" "back" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_nat_gateway" "nat" {
  subnet_id         = aws_subnet.front.id
  allocation_id     = "eipalloc-0a1b2c3d"
  connectivity_type = "public"
}

resource "aws_route_table" "outwards" {
  vpc_id = aws_vpc.net.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.door.id
  }
}

resource "aws_route_table" "inwards" {
  vpc_id = aws_vpc.net.id
}

resource "aws_route" "nat_route" {
  route_table_id         = aws_route_table.inwards.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}

resource "aws_route_table_association" "front_routes" {
  subnet_id      = aws_subnet.front.id
  route_table_id = aws_route_table.outwards.id
}

resource "aws_route_table_association" "back_routes" {
  subnet_id      = aws_subnet.back.id
  route_table_id = aws_route_table.inwards.id
}

resource "aws_network_acl" "wall" {
  vpc_id     = aws_vpc.net.id
  subnet_ids = [aws_subnet.back.id]
}

resource "aws_network_acl_rule" "wall_rule" {
  network_acl_id = aws_network_acl.wall.id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 5432
  to_port        = 5432
  cidr_block     = "10.0.0.0/16"
}

resource "aws_security_group" "guard" {
  name   = "guard"
  vpc_id = aws_vpc.net.id
}

resource "aws_lb" "entry" {
  name               = "entry"
  load_balancer_type = "application"
  internal           = false
  security_groups    = [aws_security_group.guard.id]
  subnets            = [aws_subnet.front.id, aws_subnet.back.id]
}

resource "aws_lb_target_group" "blue" {
  name        = "blue"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.net.id
}

resource "aws_lb_target_group" "green" {
  name        = "green"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.net.id
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.entry.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = "arn:aws:acm:eu-west-1:111111111111:certificate/a"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.blue.arn
  }
}

resource "aws_lb_listener_rule" "split" {
  listener_arn = aws_lb_listener.web.arn
  priority     = 10

  action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.blue.arn
        weight = 90
      }
      target_group {
        arn    = aws_lb_target_group.green.arn
        weight = 10
      }
    }
  }

  condition {
    path_pattern {
      values = ["/api/*"]
    }
  }
}

resource "aws_db_subnet_group" "shelf" {
  name       = "shelf"
  subnet_ids = [aws_subnet.back.id]
}

resource "aws_elasticache_subnet_group" "drawer" {
  name       = "drawer"
  subnet_ids = [aws_subnet.back.id]
}

resource "aws_elasticache_replication_group" "cache" {
  replication_group_id       = "cache"
  description                = "sessions"
  engine                     = "redis"
  port                       = 6379
  subnet_group_name          = aws_elasticache_subnet_group.drawer.name
  security_group_ids         = [aws_security_group.guard.id]
  transit_encryption_enabled = true
}

resource "aws_docdb_cluster" "documents" {
  cluster_identifier     = "documents"
  db_subnet_group_name   = aws_db_subnet_group.shelf.name
  vpc_security_group_ids = [aws_security_group.guard.id]
  storage_encrypted      = true
  port                   = 27017
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}

resource "aws_sns_topic" "news" {
  name = "news"
}

resource "aws_sns_topic_subscription" "news_jobs" {
  topic_arn = aws_sns_topic.news.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.jobs.arn
}

resource "aws_kinesis_stream" "clicks" {
  name             = "clicks"
  shard_count      = 1
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"
  retention_period = 24
}

resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = "arn:aws:iam::111111111111:role/worker"
  runtime       = "python3.13"
  handler       = "main.handler"
  s3_bucket     = "code"
  s3_key        = "worker.zip"

  environment {
    variables = {
      QUEUE = aws_sqs_queue.jobs.url
    }
  }

  vpc_config {
    subnet_ids         = [aws_subnet.back.id]
    security_group_ids = [aws_security_group.guard.id]
  }
}

resource "aws_lambda_function_url" "worker_url" {
  function_name      = aws_lambda_function.worker.function_name
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_event_source_mapping" "worker_jobs" {
  function_name    = aws_lambda_function.worker.arn
  event_source_arn = aws_sqs_queue.jobs.arn
  enabled          = true
}

resource "aws_lambda_permission" "worker_files" {
  function_name = aws_lambda_function.worker.function_name
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.files.arn
}

resource "aws_s3_bucket" "files" {
  bucket = "shop-files"
}

resource "aws_s3_bucket_notification" "files_made" {
  bucket = aws_s3_bucket.files.id

  queue {
    queue_arn = aws_sqs_queue.jobs.arn
    events    = ["s3:ObjectCreated:*"]
  }
}

resource "aws_cloudfront_distribution" "edge" {
  enabled = true
  aliases = ["www.example.com"]

  origin {
    origin_id   = "entry"
    domain_name = aws_lb.entry.dns_name

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id       = "entry"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:111111111111:certificate/a"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_service_discovery_private_dns_namespace" "names" {
  name = "shop.internal"
  vpc  = aws_vpc.net.id
}

resource "aws_service_discovery_service" "orders" {
  name = "orders"

  dns_config {
    namespace_id = aws_service_discovery_private_dns_namespace.names.id

    dns_records {
      ttl  = 10
      type = "A"
    }
  }
}

resource "aws_cloudwatch_event_bus" "bus" {
  name = "shop"
}

resource "aws_pipes_pipe" "pipe" {
  name     = "pipe"
  role_arn = "arn:aws:iam::111111111111:role/pipe"
  source   = aws_kinesis_stream.clicks.arn
  target   = aws_sqs_queue.jobs.arn

  source_parameters {
    kinesis_stream_parameters {
      starting_position = "LATEST"
    }
  }
}
