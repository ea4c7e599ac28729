component "net" {
  source = "./m"
  inputs = {
    cidr = "0.0.0.0/0"
  }
}
