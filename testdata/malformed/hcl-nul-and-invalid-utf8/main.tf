locals {
  a = "\x00\xff\xfe"
}
