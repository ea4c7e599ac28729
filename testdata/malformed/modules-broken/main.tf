module "a" {
  source = "../../../../../../etc"
}

module "b" {
  source = ["./b"]
}

module "c" {
  source  = "./nowhere"
  count   = -1
  x       = module.c[0].y
}

module "d" {}
