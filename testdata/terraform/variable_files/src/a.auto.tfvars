d = "a"
e = "a"
