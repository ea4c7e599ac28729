level = "tfvars"
