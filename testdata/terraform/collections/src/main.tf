resource "terraform_data" "merged" {
  input = merge({ a = 1, b = 1 }, { b = 2 }, null)
}
resource "terraform_data" "looked" {
  input = [lookup({ a = 1 }, "b", 0), element(["a", "b"], 3), index(["a", "b"], "b"), contains(["a"], "a"), one([5])]
}
resource "terraform_data" "zipped" {
  input = zipmap(["a", "b"], [1, 2])
}
resource "terraform_data" "sliced" {
  input = [slice(["a", "b", "c"], 1, 3), chunklist([1, 2, 3], 2), range(1, 7, 2), reverse([1, 2])]
}
resource "terraform_data" "sets" {
  input = [setunion(["a"], ["b"]), setsubtract(["a", "b"], ["a"]), setproduct(["a"], [1, 2])]
}
resource "terraform_data" "flat" {
  input = [flatten([1, [2, [3]]]), distinct(["a", "b", "a"]), transpose({ a = ["x"], b = ["x", "y"] })]
}
