resource "x" "y" {
  a = 1 % 0
  b = 1 / 0
  c = element([], 0)
  d = [1][99999999999999999999]
  e = substr("é", -1, 1)
  f = range(1, 0, 0)
  g = chunklist([1], 0)
  h = parseint("zz", 99)
  i = cidrsubnet("x", 1, 1)
  j = format("%")
  k = regex("(", "a")
  l = "a"["b"]
}
