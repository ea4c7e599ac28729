c = "file"
