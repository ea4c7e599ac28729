locals {
  apart = { "e\u0301" = "n\u0303" }
}

resource "terraform_data" "literals" {
  input = ["an\u0303os", "${"a"}\u0301", local.apart["\u00e9"], lookup(local.apart, "e\u0301", 0), { "e\u0301" = 1 }]
}

resource "terraform_data" "functions" {
  input = [
    join("", ["e", "\u0301"]), substr("e\u0301x", 0, 1), length("e\u0301"), replace("ae", "e", "e\u0301"), split("", "a\u030ab"),
    jsondecode("[\"u\\u0308\"]"), upper("n\u0303"), urlencode("u\u0308"), sha256("n\u0303"), format("%s", "o\u0308"),
    regex(".", "a\u030a"), csvdecode("a\ne\u0301"), yamldecode("e\u0301"), trimsuffix("e\u0301x", "x"), base64decode("ZcyB"),
  ]
}

resource "terraform_data" "trimmed" {
  input = [" ${~ true ~} ", " ${~ null == null ~}", "${true}", "${~ 5 ~}", <<-EOT
    ${~ 7 ~}
  EOT
  ]
}

resource "terraform_data" "titles" {
  input = [title("ǆ ǳ ß ﬁ ǆa"), upper("ß"), title("ŉ"), upper("ᾳ"), title("ᾳ")]
}

resource "terraform_data" "chosen" {
  input = [
    coalesce("", 5), coalesce(null, true, "x"), coalesce([1], ["a"]), coalesce(1, "a"), coalesce(null, 5, "a"), coalesce(null, { a = 1 }),
    try(coalesce({ a = 1 }, { b = 2 }), "refused"), try(coalesce([1], 1), "refused"), try(coalesce(tolist([]), ["x"]), "refused"),
  ]
}
