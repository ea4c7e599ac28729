output "scheme" {
  value = "http://example.com"
}
