resource "aws_security_group" "search" {
  name   = "search"
  vpc_id = "vpc-0a1b2c3d4e5f60718"
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "open" {
  name   = "open"
  vpc_id = "vpc-0a1b2c3d4e5f60718"
  ingress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 65535
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_opensearch_domain" "shut" {
  domain_name = "shut"
  node_to_node_encryption {
    enabled = true
  }
  vpc_options {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = [aws_security_group.search.id]
  }
}

resource "aws_opensearch_domain" "open" { # plain HTTP
  domain_name = "open"
  node_to_node_encryption {
    enabled = true
  }
  vpc_options {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = [aws_security_group.open.id]
  }
}
