# HTTPS and encrypted nodes; in a block that is given, the provider enforces HTTPS.

resource "aws_opensearch_domain" "said" {
  domain_name = "said"

  node_to_node_encryption {
    enabled = true
  }

  domain_endpoint_options {
    enforce_https = true
  }
}

resource "aws_opensearch_domain" "silent" {
  domain_name = "silent"

  node_to_node_encryption {
    enabled = true
  }

  domain_endpoint_options {
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
}
