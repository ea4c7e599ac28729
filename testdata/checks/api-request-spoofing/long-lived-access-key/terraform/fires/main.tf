# A key for a pipeline, and one that says that it is active; two by count.

resource "aws_iam_user" "pipeline" {
  name = "pipeline"
}

resource "aws_iam_access_key" "pipeline" { # expect: api-request-spoofing.long-lived-access-key
  user = aws_iam_user.pipeline.name
}

resource "aws_iam_access_key" "second" { # expect: api-request-spoofing.long-lived-access-key
  user   = "elsewhere"
  status = "Active"
}

resource "aws_iam_access_key" "backup" { # expect: api-request-spoofing.long-lived-access-key
  count = 2
  user  = "backup-${count.index}"
}
