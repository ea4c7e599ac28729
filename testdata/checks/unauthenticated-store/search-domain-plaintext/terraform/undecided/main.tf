# The caller chooses.

variable "encrypted" {
  type = bool
}

resource "aws_opensearch_domain" "chosen" {
  domain_name = "chosen"

  domain_endpoint_options {
    enforce_https = var.encrypted
  }

  node_to_node_encryption {
    enabled = var.encrypted
  }
}
