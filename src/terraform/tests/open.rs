//! Keys that are not known, defaults that leave something out, values that are never null, texts
//! that look the same.

use crate::terraform::evaluate;
use crate::tree::Tree;
use crate::unit::{Evaluated, Format, Inputs, Presence, Unit};
use crate::value::Value;

fn run(text: &str) -> Evaluated {
    let tree = Tree::of_texts(&[("main.tf", text)]);
    let unit = Unit {
        id: ".".to_owned(),
        format: Format::Terraform,
        root: String::new(),
        example: false,
        called: false,
    };
    evaluate(&tree, &unit, &Inputs::default()).0
}

fn addresses(evaluated: &Evaluated, prefix: &str) -> Vec<String> {
    let all = evaluated.resources.iter().map(|resource| resource.address.clone());
    all.filter(|address| address.starts_with(prefix)).collect()
}

fn value(evaluated: &Evaluated, address: &str, name: &str) -> Value {
    let found = evaluated.resources.iter().find(|resource| resource.address == address);
    found.unwrap_or_else(|| panic!("no {address}")).values.get(name).unwrap().clone()
}

#[test]
fn a_key_that_is_not_known_is_an_instance() {
    let evaluated = run(r#"
variable "env" {}
locals {
  names = { ("app-${var.env}") = { on = true }, plain = { on = false } }
}
resource "aws_x" "map" {
  for_each = merge(local.names, {})
  on       = each.value.on
  name     = each.key
}
resource "aws_x" "set" {
  for_each = toset(["a", "b-${var.env}"])
  name     = each.value
}
resource "aws_y" "of" {
  for_each = toset(["b-${var.env}"])
  x        = aws_x.set[each.key].id
}
"#);
    let instances = addresses(&evaluated, "aws_x.");
    assert_eq!(
        instances,
        [
            "aws_x.map[\"app-${var.env}\"]",
            "aws_x.map[\"plain\"]",
            "aws_x.set[\"a\"]",
            "aws_x.set[\"b-${var.env}\"]"
        ]
    );
    assert_eq!(value(&evaluated, "aws_x.map[\"app-${var.env}\"]", "on").as_bool(), Some(true));
    let name = value(&evaluated, "aws_x.map[\"app-${var.env}\"]", "name");
    assert_eq!(name.as_unknown().unwrap().prefix(), "app-");
    let of = value(&evaluated, "aws_y.of[\"b-${var.env}\"]", "x");
    assert_eq!(&*of.references()[0].to, "aws_x.set[\"b-${var.env}\"]");
    assert!(evaluated.resources.iter().all(|resource| resource.presence == Presence::Always));
}

#[test]
fn what_a_default_leaves_out_is_evaluated_once_more_in_a_library() {
    let text = r#"
variable "name" {}
variable "image" {
  default = ""
}
variable "size" {
  default = 1
}
resource "aws_x" "off" {
  count = var.image != "" ? 1 : 0
  image = var.image
  size  = var.size
}
resource "aws_x" "never" {
  count = false ? 1 : 0
}
resource "aws_x" "on" {
  name = var.name
}
"#;
    let evaluated = run(text);
    assert!(!evaluated.deployable);
    assert_eq!(addresses(&evaluated, "aws_x."), ["aws_x.on"]);
    let off: Vec<_> = evaluated.off.iter().map(|off| off.address.as_str()).collect();
    assert_eq!(off, ["aws_x.off"]);
    let other = evaluated.otherwise.as_deref().unwrap();
    assert_eq!(addresses(other, "aws_x."), ["aws_x.off[0]", "aws_x.on"]);
    let image = value(other, "aws_x.off[0]", "image");
    assert!(image.as_unknown().is_some(), "whoever wants it sets the variable");
    assert!(value(other, "aws_x.off[0]", "size").as_number().is_some());
    // In a root that is deployed as it stands the default decides.
    let deployed = run(&format!("{text}\nprovider \"aws\" {{\n  region = \"eu-west-1\"\n}}\n"));
    assert!(deployed.otherwise.is_none() && deployed.off.len() == 1);
}

#[test]
fn what_every_resource_has_is_never_null() {
    let evaluated = run(r#"
resource "aws_lb" "a" {}
resource "aws_x" "x" {
  given   = aws_lb.a.arn != null
  empty   = aws_lb.a.id == ""
  perhaps = aws_lb.a.some_attribute != null
  differ  = "${aws_lb.a.some_attribute}-server" == "${aws_lb.a.some_attribute}-client"
}
"#);
    let known = |name: &str| value(&evaluated, "aws_x.x", name).as_bool();
    assert_eq!((known("given"), known("empty")), (Some(true), Some(false)));
    assert_eq!((known("perhaps"), known("differ")), (None, Some(false)));
}

#[test]
fn texts_are_composed() {
    let evaluated = run(
        "resource \"aws_x\" \"x\" {\n  same = \"e\u{301}\" == \"\u{e9}\"\n  text = \"e\u{301}\"\n}\n",
    );
    assert_eq!(value(&evaluated, "aws_x.x", "same").as_bool(), Some(true));
    assert_eq!(value(&evaluated, "aws_x.x", "text").as_str(), Some("\u{e9}"));
}
