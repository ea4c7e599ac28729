# Plain HTTP, and plain between the nodes: said and by default.

resource "aws_opensearch_domain" "http" {
  domain_name = "http"

  node_to_node_encryption {
    enabled = true
  }

  domain_endpoint_options {
    enforce_https = false # expect: unauthenticated-store.search-domain-plaintext
  }
}

resource "aws_opensearch_domain" "nodes" {
  domain_name = "nodes"

  domain_endpoint_options {
    enforce_https = true
  }

  node_to_node_encryption {
    enabled = false # expect: unauthenticated-store.search-domain-plaintext
  }
}

resource "aws_opensearch_domain" "silent_http" { # expect: unauthenticated-store.search-domain-plaintext
  domain_name = "silent_http"

  node_to_node_encryption {
    enabled = true
  }
}

resource "aws_elasticsearch_domain" "silent_nodes" { # expect: unauthenticated-store.search-domain-plaintext
  domain_name = "silent_nodes"

  domain_endpoint_options {
    enforce_https = true
  }
}
