deployment "only" {
  inputs = {}
}
