f = "last"
