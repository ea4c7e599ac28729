variable "level" { default = "override" }
locals { chosen = "override-${var.level}" }
