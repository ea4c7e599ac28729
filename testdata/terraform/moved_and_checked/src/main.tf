moved {
  from = terraform_data.old
  to   = terraform_data.new
}
removed {
  from = terraform_data.gone
  lifecycle {
    destroy = false
  }
}
check "health" {
  assert {
    condition     = terraform_data.new.input == "x"
    error_message = "not x"
  }
}
resource "terraform_data" "new" {
  input = "x"
  lifecycle {
    precondition {
      condition     = terraform_data.other.input == 1
      error_message = "never"
    }
    replace_triggered_by = [terraform_data.other]
  }
}
resource "terraform_data" "other" {
  input = nonsensitive(sensitive("s")) == "s" ? 1 : 2
}
