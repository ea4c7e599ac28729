# Further ways that a script reaches an instance.

variable "windows" {
  type = bool
}

locals {
  agent = <<-EOT
    ECS_CLUSTER=prod # expect: metadata-credential-leak.imds-reachable-from-tasks
    ECS_ENABLE_CONTAINER_METADATA=true
  EOT
}

module "file" {
  source = "./node"
  script = file("${path.module}/agent.sh")
}

module "local" {
  source = "./node"
  script = "#!/bin/bash\ncat <<'CONFIG' > /etc/ecs/ecs.config\n${local.agent}CONFIG\n"
}

data "template_file" "old" {
  template = file("${path.module}/old.sh.tpl")
  vars = {
    cluster = "prod"
  }
}

module "old" {
  source = "./node"
  script = data.template_file.old.rendered
}

# The encoding of a file inside a cloud-config hides it from those who look, not from the instance.
module "encoded_file" {
  source = "./node"
  script = yamlencode({ # expect: metadata-credential-leak.imds-reachable-from-tasks
    write_files = [{
      path     = "/etc/ecs/ecs.config"
      encoding = "b64"
      content  = base64encode("ECS_CLUSTER=prod\nECS_LOGLEVEL=warn\n")
    }]
  })
}

data "template_cloudinit_config" "old" {
  gzip          = false
  base64_encode = false
  part {
    content = "#!/bin/bash\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config\n" # expect: metadata-credential-leak.imds-reachable-from-tasks
  }
}

module "parts" {
  source = "./node"
  script = data.template_cloudinit_config.old.rendered
}

# Which script it is depends on the caller; neither of them blocks the service.
module "either" {
  source = "./node"
  script = var.windows ? "<powershell>Initialize-ECSAgent -Cluster prod</powershell>" : "#!/bin/bash\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config" # expect: metadata-credential-leak.imds-reachable-from-tasks
}

resource "aws_instance" "counted" {
  count = 1
  ami   = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = join("\n", [
    "#!/bin/bash",
    "echo ECS_CLUSTER=prod-${count.index} >> /etc/ecs/ecs.config", # expect: metadata-credential-leak.imds-reachable-from-tasks
  ])
}
