resource {}
resource "x" {}
data {}
module {}
variable {}
output {}
provider {}
locals "x" {}
terraform "x" {}
resource "a" "b" "c" {}
