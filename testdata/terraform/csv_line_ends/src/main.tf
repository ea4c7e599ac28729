resource "terraform_data" "e0" {
  input = csvdecode("a\r")
}

resource "terraform_data" "e1" {
  input = csvdecode("a,b\r\n1,2\r")
}

resource "terraform_data" "e2" {
  input = csvdecode("a,b\r\n1,2\r\r\n")
}

resource "terraform_data" "e3" {
  input = csvdecode("a,b\n1,\r2\n")
}

resource "terraform_data" "e4" {
  input = csvdecode("a\n\"x\"\r\n")
}

resource "terraform_data" "e5" {
  input = csvdecode("a\n\"x\r\ny\"")
}

resource "terraform_data" "e6" {
  input = csvdecode("a\n\n\r\nb\n")
}

resource "terraform_data" "e7" {
  input = csvdecode("a,b\r\n1,2\r\n\r")
}

