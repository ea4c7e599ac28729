# A node with the strictest TLS, and a gateway that is made on request.

variable "gateway" {
  type = bool
}

resource "aws_appmesh_virtual_node" "web" { # expect: weak-communication-encryption.mesh-discontinued
  name      = "web"
  mesh_name = "main"

  spec {
    listener {
      port_mapping {
        port     = 8080
        protocol = "http"
      }

      tls {
        mode = "STRICT"

        certificate {
          acm {
            certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1a2b3c4d"
          }
        }
      }
    }
  }
}

resource "aws_appmesh_virtual_gateway" "edge" { # expect: weak-communication-encryption.mesh-discontinued
  count     = var.gateway ? 1 : 0
  name      = "edge"
  mesh_name = "main"

  spec {
    listener {
      port_mapping {
        port     = 8080
        protocol = "http"
      }
    }
  }
}
