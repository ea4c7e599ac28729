mod bounds;
mod models;
mod open;

use super::*;
use crate::source::Span;
use crate::unit::{Assignment, Opaque, Resource, ResourceKind};
use crate::value::{Data, Marks, StepKind, Value};

struct Run {
    tree: Tree,
    evaluated: Evaluated,
    problems: Vec<Problem>,
}

fn run_with(texts: &[(&str, &str)], inputs: &Inputs) -> Run {
    let tree = Tree::of_texts(texts);
    let unit = Unit {
        id: ".".to_owned(),
        format: Format::Terraform,
        root: String::new(),
        example: false,
        called: false,
    };
    let (evaluated, problems) = evaluate(&tree, &unit, inputs);
    Run { tree, evaluated, problems }
}

fn run(texts: &[(&str, &str)]) -> Run {
    run_with(texts, &Inputs::default())
}

fn main_tf(text: &str) -> Run {
    run(&[("main.tf", text)])
}

impl Run {
    fn resource(&self, address: &str) -> &Resource {
        let addresses: Vec<&str> =
            self.evaluated.resources.iter().map(|resource| resource.address.as_str()).collect();
        self.evaluated
            .resources
            .iter()
            .find(|resource| resource.address == address)
            .unwrap_or_else(|| panic!("{address} is not in {addresses:?}"))
    }

    fn value(&self, address: &str, name: &str) -> Value {
        self.resource(address)
            .values
            .get(name)
            .unwrap_or_else(|| panic!("{address} has no {name}"))
            .clone()
    }

    fn text(&self, span: Option<Span>) -> String {
        let span = span.unwrap();
        self.tree.file(span.file).slice(span.start, span.end).to_owned()
    }

    fn managed(&self) -> Vec<&str> {
        let managed = self
            .evaluated
            .resources
            .iter()
            .filter(|resource| resource.kind == ResourceKind::Managed);
        managed.map(|resource| resource.address.as_str()).collect()
    }

    fn clean(self) -> Run {
        assert!(self.problems.is_empty(), "{:?}", self.problems);
        self
    }
}

fn steps(value: &Value) -> Vec<StepKind> {
    value.place.steps().map(|step| step.kind).collect()
}

fn reason(value: &Value) -> String {
    value.as_unknown().unwrap_or_else(|| panic!("{value:?}")).reason.to_string()
}

#[test]
fn a_value_keeps_the_place_where_it_was_written_and_its_way() {
    let run = run(&[
        ("main.tf", "locals { img = \"nginx:1\" }\nmodule \"m\" {\n  source = \"./m\"\n  image = local.img\n}\n"),
        ("m/main.tf", "variable \"image\" {}\nvariable \"cpu\" { default = 256 }\nresource \"aws_x\" \"y\" {\n  image = var.image\n  cpu = var.cpu\n}\n"),
    ])
    .clean();
    let image = run.value("module.m.aws_x.y", "image");
    assert_eq!(image.as_str(), Some("nginx:1"));
    assert_eq!(run.text(image.place.span), "\"nginx:1\"");
    assert_eq!(steps(&image), [StepKind::Variable, StepKind::ModuleArgument, StepKind::Local]);
    let argument = image.place.steps().find(|step| step.kind == StepKind::ModuleArgument).unwrap();
    assert_eq!((&*argument.name, run.text(argument.span)), ("module.m.image", "image".to_owned()));
    let cpu = run.value("module.m.aws_x.y", "cpu");
    assert_eq!(run.text(cpu.place.span), "256");
    assert!(cpu.marks.any(Marks::DEFAULT));
}

#[test]
fn variable_files_count_in_terraforms_order() {
    let files = [
        (
            "main.tf",
            "variable \"a\" { default = \"d\" }\nvariable \"b\" { type = list(string) }\nresource \"aws_x\" \"y\" {\n a = var.a\n b = var.b\n}\n",
        ),
        ("terraform.tfvars", "a = \"file\"\n"),
        ("z.auto.tfvars", "a = \"auto\"\n"),
        ("more.tfvars", "a = \"given\"\n"),
    ];
    let run = run_with(
        &files,
        &Inputs {
            variables: vec![Assignment::Value("b".into(), "[\"x\", 1]".into())],
            ..Inputs::default()
        },
    )
    .clean();
    let a = run.value("aws_x.y", "a");
    assert_eq!(a.as_str(), Some("auto"));
    assert_eq!(run.text(a.place.span), "\"auto\"");
    assert_eq!(run.value("aws_x.y", "b").items().unwrap()[1].as_str(), Some("1"));
    let file = Assignment::File("more.tfvars".into());
    let value = |text: &str| Assignment::Value("a".into(), text.into());
    for (variables, expected) in [
        (vec![file.clone()], "given"),
        (vec![file.clone(), value("said")], "said"),
        (vec![value("said"), file.clone()], "given"),
        (vec![value("said"), file, value("last")], "last"),
    ] {
        let inputs = Inputs { variables, ..Inputs::default() };
        assert_eq!(run_with(&files, &inputs).value("aws_x.y", "a").as_str(), Some(expected));
    }
}

#[test]
fn unknown_stays_unknown_with_its_reason() {
    let run = main_tf(
        "variable \"v\" { type = string }\nresource \"aws_x\" \"y\" {\n  l = [1, var.v]\n  s = \"pre-${var.v}\"\n  t = true || var.v == \"a\"\n  n = length([var.v])\n  e = var.v == \"a\" ? 1 : 1\n}\n",
    )
    .clean();
    assert_eq!(
        run.value("aws_x.y", "l").items().unwrap()[0].as_number().unwrap().as_i64(),
        Some(1)
    );
    let partial = run.value("aws_x.y", "s");
    assert_eq!(
        (partial.as_unknown().unwrap().prefix(), reason(&partial).as_str()),
        ("pre-", "var.v has no default")
    );
    assert_eq!(run.value("aws_x.y", "t").as_bool(), Some(true));
    assert_eq!(run.value("aws_x.y", "n").as_number().unwrap().as_i64(), Some(1));
    assert_eq!(run.value("aws_x.y", "e").as_number().unwrap().as_i64(), Some(1));
}

#[test]
fn one_question_is_one_condition_whatever_carried_it() {
    let run = run(&[
        ("main.tf", "variable \"debug\" { type = bool }\nlocals { off = !var.debug }\nresource \"aws_x\" \"a\" { v = var.debug ? \"on\" : \"off\" }\nresource \"aws_x\" \"b\" { v = local.off ? \"off\" : \"on\" }\nmodule \"m\" {\n source = \"./m\"\n d = var.debug == false\n}\n"),
        ("m/main.tf", "variable \"d\" {}\nresource \"aws_x\" \"c\" { v = var.d ? \"off\" : \"on\" }\n"),
    ])
    .clean();
    assert_eq!(run.evaluated.conditions.keys().map(|id| &**id).collect::<Vec<_>>(), ["var.debug"]);
    for address in ["aws_x.a", "aws_x.b", "module.m.aws_x.c"] {
        let Data::Either(either) = run.value(address, "v").data else { panic!("{address}") };
        assert_eq!(
            (either.then.as_str(), either.otherwise.as_str()),
            (Some("on"), Some("off")),
            "{address}"
        );
        assert_eq!(either.condition.text.as_ref(), "var.debug");
    }
}

#[test]
fn count_and_for_each_over_the_unknown_make_one_instance_that_may_exist() {
    let run = main_tf(
        "variable \"on\" { type = bool }\nvariable \"n\" { type = number }\nvariable \"m\" { type = map(string) }\nresource \"aws_a\" \"x\" { count = var.on ? 1 : 0 }\nresource \"aws_b\" \"x\" { count = var.n }\nresource \"aws_c\" \"x\" {\n for_each = var.m\n name = each.key\n}\nresource \"aws_d\" \"x\" {\n a = aws_a.x[0].arn\n b = aws_b.x[0].arn\n c = try(aws_a.x[0].arn, \"none\")\n}\n",
    )
    .clean();
    assert_eq!(run.managed(), ["aws_a.x[0]", "aws_b.x[*]", "aws_c.x[*]", "aws_d.x"]);
    assert!(
        matches!(&run.resource("aws_a.x[0]").presence, Presence::If(condition, true) if &*condition.id == "var.on")
    );
    assert!(matches!(&run.resource("aws_b.x[*]").presence, Presence::If(..)));
    assert_eq!(&*run.value("aws_d.x", "b").references()[0].to, "aws_b.x[*]");
    let Data::Either(c) = run.value("aws_d.x", "c").data else { panic!() };
    assert_eq!(c.then.references()[0].attribute.as_ref(), "arn");
    assert_eq!(c.otherwise.as_str(), Some("none"));
}

#[test]
fn references_are_edges_known_or_not() {
    let run = main_tf(
        "resource \"aws_iam_role\" \"r\" { name = \"task\" }\nresource \"aws_x\" \"y\" {\n  arn = aws_iam_role.r.arn\n  name = aws_iam_role.r.name\n  all = aws_iam_role.r\n  secret = random_password.p.result\n}\nresource \"random_password\" \"p\" { length = 8 }\n",
    )
    .clean();
    let arn = run.value("aws_x.y", "arn");
    assert_eq!(
        (&*arn.references()[0].to, &*arn.references()[0].attribute),
        ("aws_iam_role.r", "arn")
    );
    let name = run.value("aws_x.y", "name");
    assert_eq!((name.as_str(), &*name.references()[0].attribute), (Some("task"), "name"));
    assert_eq!(run.text(name.place.span), "\"task\"");
    assert!(run.value("aws_x.y", "secret").marks.any(Marks::SECRET_SOURCE));
}

#[test]
fn dynamic_blocks_expand_and_keep_conditions() {
    let run = main_tf(
        "variable \"efs\" { type = bool }\nvariable \"more\" {}\nresource \"aws_x\" \"y\" {\n  volume { name = \"a\" }\n  dynamic \"volume\" {\n    for_each = var.efs ? [\"b\"] : []\n    content { name = volume.value }\n  }\n  dynamic \"rule\" {\n    for_each = var.more\n    content {}\n  }\n}\n",
    )
    .clean();
    let volumes = run.value("aws_x.y", "volume");
    let items = volumes.items().unwrap();
    assert_eq!(items[0].get("name").unwrap().as_str(), Some("a"));
    let Data::Either(either) = &items[1].data else { panic!("{:?}", items[1]) };
    assert_eq!(either.then.get("name").unwrap().as_str(), Some("b"));
    assert!(either.otherwise.is_null());
    assert!(run.value("aws_x.y", "rule").items().unwrap()[0].as_unknown().unwrap().rest);
}

#[test]
fn override_files_and_json_files_are_merged() {
    let run = run(&[
        ("main.tf", "resource \"aws_x\" \"y\" {\n  a = 1\n  b = 1\n  block { k = 1 }\n}\n"),
        ("main_override.tf", "resource \"aws_x\" \"y\" {\n  b = 2\n  block { k = 2 }\n}\n"),
        ("more.tf.json", "{\"resource\": {\"aws_x\": {\"z\": {\"a\": \"${aws_x.y.b}\"}}}}"),
    ])
    .clean();
    let block = run.value("aws_x.y", "block");
    assert_eq!(
        (
            block.items().unwrap().len(),
            block.items().unwrap()[0].get("k").unwrap().as_number().unwrap().as_i64()
        ),
        (1, Some(2))
    );
    assert_eq!(run.value("aws_x.z", "a").as_number().unwrap().as_i64(), Some(2));
}

#[test]
fn policy_documents_and_templates_are_rendered() {
    let run = main_tf(
        "data \"aws_iam_policy_document\" \"p\" {\n  statement {\n    actions = [\"s3:*\"]\n    resources = [\"*\"]\n    principals {\n      type = \"AWS\"\n      identifiers = [\"*\"]\n    }\n  }\n}\nresource \"aws_iam_policy\" \"p\" { policy = data.aws_iam_policy_document.p.json }\ndata \"template_file\" \"t\" {\n  template = \"v=$${a}\"\n  vars = { a = \"x\" }\n}\nresource \"aws_x\" \"t\" { v = data.template_file.t.rendered }\n",
    )
    .clean();
    let policy = run.value("aws_iam_policy.p", "policy");
    let text = policy.as_str().unwrap();
    assert!(
        text.contains("\"Action\":\"s3:*\"")
            && text.contains("\"Effect\":\"Allow\"")
            && text.contains("{\"AWS\":\"*\"}"),
        "{text}"
    );
    let decoded = crate::syntax::json::decode(&policy).unwrap();
    let action =
        decoded.get("Statement").unwrap().items().unwrap()[0].get("Action").unwrap().clone();
    assert_eq!(run.text(action.place.span), "\"s3:*\"");
    assert_eq!(run.value("aws_x.t", "v").as_str(), Some("v=x"));
}

#[test]
fn a_heredocs_json_points_at_its_source() {
    let run = main_tf(
        "variable \"tag\" {}\nresource \"aws_x\" \"y\" {\n  d = <<EOF\n[{\"image\": \"nginx:${var.tag}\", \"privileged\": true}]\nEOF\n}\n",
    )
    .clean();
    let decoded = crate::syntax::json::decode(&run.value("aws_x.y", "d")).unwrap();
    let container = &decoded.items().unwrap()[0];
    assert_eq!(run.text(container.get("privileged").unwrap().place.span), "true");
    assert_eq!(container.get("image").unwrap().as_unknown().unwrap().prefix(), "nginx:");
}

#[test]
fn modules_nobody_fetched_are_opaque_and_say_so() {
    let run = main_tf(
        "resource \"aws_vpc\" \"v\" {}\nmodule \"far\" {\n  source = \"someone/thing/aws\"\n  vpc = aws_vpc.v.id\n}\nresource \"aws_x\" \"y\" { v = module.far.out }\n",
    );
    assert_eq!(
        run.evaluated.opaque,
        [Opaque {
            address: "module.far".into(),
            source: "someone/thing/aws".into(),
            inputs: vec!["aws_vpc.v".into()]
        }]
    );
    assert!(reason(&run.value("aws_x.y", "v")).contains("someone/thing/aws"));
}

#[test]
fn fetched_modules_are_read_and_known_ones_modelled() {
    let texts = [(
        "main.tf",
        "module \"c\" {\n  source = \"cloudposse/ecs-container-definition/aws\"\n  container_name = \"web\"\n  container_image = \"nginx\"\n  privileged = true\n}\nresource \"aws_x\" \"y\" { d = module.c.json_map_encoded_list }\n",
    )];
    let run = run(&texts).clean();
    let decoded = crate::syntax::json::decode(&run.value("aws_x.y", "d")).unwrap();
    let container = &decoded.items().unwrap()[0];
    assert_eq!(container.get("privileged").unwrap().as_bool(), Some(true));
    assert_eq!(run.text(container.get("privileged").unwrap().place.span), "true");
    let fetched = self::run(&[
        texts[0],
        (
            ".terraform/modules/modules.json",
            "{\"Modules\":[{\"Key\":\"c\",\"Source\":\"x\",\"Dir\":\".terraform/modules/c\"}]}",
        ),
        (
            ".terraform/modules/c/main.tf",
            "output \"json_map_encoded_list\" { value = \"fetched\" }\n",
        ),
    ]);
    assert_eq!(fetched.value("aws_x.y", "d").as_str(), Some("fetched"));
}

#[test]
fn cycles_end_with_a_message() {
    let run = main_tf(
        "locals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_x\" \"y\" { v = local.a }\n",
    );
    assert!(
        run.problems
            .iter()
            .any(|problem| problem.loss == Loss::Lost
                && problem.message.contains("depends on itself"))
    );
    let run = self::run(&[
        ("main.tf", "module \"m\" { source = \"./m\" }\n"),
        ("m/main.tf", "module \"m\" { source = \"../m\" }\nresource \"aws_x\" \"y\" {}\n"),
    ]);
    assert_eq!(run.managed(), ["module.m.aws_x.y"]);
    let gap = &run.evaluated.gaps[0];
    assert!(gap.path == "m/main.tf" && gap.why.contains("part of") && gap.fails(), "{gap:?}");
    assert!(run.problems.is_empty(), "{:?}", run.problems);
}

#[test]
fn a_deep_merge_keeps_what_is_not_overridden_and_where_it_was_written() {
    let text = r#"
variable "more" {}
module "c" {
  source = "registry.terraform.io/cloudposse/config/yaml//modules/deepmerge"
  maps   = [{ name = "web", privileged = true, log = { driver = "awslogs", options = { group = "a", mode = "x" } } }, { log = { options = { mode = "y" } } }]
}
module "open" {
  source = "cloudposse/config/yaml//modules/deepmerge"
  maps   = [{ name = "web", log = { driver = "awslogs" } }, { log = var.more }]
}
resource "aws_x" "y" {
  c    = module.c.merged
  open = module.open.merged
}
"#;
    let made = main_tf(text).clean();
    let merged = made.value("aws_x.y", "c");
    assert_eq!(made.text(merged.get("privileged").unwrap().place.span), "true");
    let options = merged.get("log").unwrap().get("options").unwrap();
    assert_eq!(
        (options.get("group").unwrap().as_str(), options.get("mode").unwrap().as_str()),
        (Some("a"), Some("y"))
    );
    assert_eq!(merged.get("log").unwrap().get("driver").unwrap().as_str(), Some("awslogs"));
    let open = made.value("aws_x.y", "open");
    assert_eq!(open.get("name").unwrap().as_str(), Some("web"));
    assert!(open.get("log").unwrap().as_unknown().is_some(), "what may override it is not known");
}

#[test]
fn huge_expressions_end_within_the_budget() {
    let doubled = |first: &str, next: &dyn Fn(usize) -> String| {
        let lines: String =
            (1..60).map(|index| format!("  s{index} = {}\n", next(index - 1))).collect();
        format!(
            "locals {{\n  s0 = {first}\n{lines}}}\nresource \"aws_x\" \"y\" {{ v = local.s59 }}\n"
        )
    };
    let strings = main_tf(&doubled("\"aaaaaaaa\"", &|index| {
        format!("\"${{local.s{index}}}${{local.s{index}}}\"")
    }));
    assert!(
        strings.problems.iter().any(|problem| problem.message.contains("16 MiB")),
        "{:?}",
        strings.problems
    );
    let lists = main_tf(&doubled("[1]", &|index| format!("[local.s{index}, local.s{index}]")));
    assert!(lists.problems.iter().any(|problem| problem.message.contains("not kept")));
    let chain = main_tf(&format!(
        "locals {{\n  s0 = [1]\n{}}}\nresource \"aws_x\" \"y\" {{ v = local.s1999 }}\n",
        (1..2000).map(|index| format!("  s{index} = [local.s{}]\n", index - 1)).collect::<String>()
    ));
    assert!(!chain.problems.is_empty());
    let many = main_tf("resource \"aws_x\" \"y\" { count = 1000000000 }\n");
    assert!(many.problems[0].message.contains("only 10000"));
    let arithmetic = main_tf("resource \"aws_x\" \"y\" { v = [1 % 0, 9223372036854775807 + 1] }\n");
    assert_eq!(
        arithmetic.value("aws_x.y", "v").items().unwrap()[1].as_number().unwrap().to_string(),
        "9223372036854775808"
    );
}

#[test]
fn an_error_costs_the_part_it_stands_in() {
    let run = main_tf(
        "resource \"aws_x\" \"y\" {\n  v = [\"a\", local.nothing, { b = 1 }]\n  t = try(local.nothing, \"else\")\n}\n",
    );
    let items = run.value("aws_x.y", "v");
    assert_eq!(items.items().unwrap()[0].as_str(), Some("a"));
    assert!(reason(&items.items().unwrap()[1]).contains("local.nothing"));
    assert_eq!(run.problems.len(), 1);
    assert_eq!(run.problems[0].at.unwrap().line, 2);
    assert_eq!(run.value("aws_x.y", "t").as_str(), Some("else"));
}

#[test]
fn settings_have_addresses_of_their_own() {
    let run = main_tf(
        "terraform {\n  backend \"s3\" { bucket = \"b\" }\n}\nprovider \"aws\" {\n  alias = \"east\"\n  insecure = true\n}\nvariable \"pw\" {\n  default = \"x\"\n  sensitive = true\n}\nresource \"aws_x\" \"y\" {\n  v = \"p=${var.pw}\"\n  lifecycle { ignore_changes = [task_definition, tags[\"a\"]] }\n}\n",
    )
    .clean();
    assert_eq!(run.value("terraform.backend.s3", "bucket").as_str(), Some("b"));
    assert_eq!(run.value("provider.aws.east", "insecure").as_bool(), Some(true));
    assert_eq!(run.resource("var.pw").kind, ResourceKind::Variable);
    assert!(run.value("aws_x.y", "v").marks.any(Marks::SENSITIVE));
    let ignored = run.resource("aws_x.y").lifecycle.get("ignore_changes").unwrap().clone();
    assert_eq!(ignored.items().unwrap()[1].as_str(), Some("tags[\"a\"]"));
    assert!(run.evaluated.deployable);
}

#[test]
fn discovery_sees_local_calls_only() {
    let tree = Tree::of_texts(&[(
        "a/main.tf",
        "module \"x\" { source = \"../b\" }\nmodule \"y\" { source = \"c/d/aws\" }\nresource \"broken\" {\n",
    )]);
    assert_eq!(local_module_calls(&tree, "a", None), ["b"]);
}

/// Terraform language, "JSON Configuration Syntax": a nested block may be one object.
#[test]
fn a_nested_block_of_the_json_syntax_may_be_one_object() {
    let statement = r#"{"actions": ["s3:*"], "resources": ["*"], "principals": {"type": "AWS", "identifiers": ["*"]}, "condition": {"test": "StringEquals", "variable": "a:b", "values": ["c"]}}"#;
    let json = |statement: &str| {
        format!(
            r#"{{"data": {{"aws_iam_policy_document": {{"d": {{"statement": {statement}}}}}}}, "resource": {{"aws_x": {{"y": {{"p": "${{data.aws_iam_policy_document.d.json}}"}}}}}}}}"#
        )
    };
    let policy = |text: &str| {
        run_with(&[("main.tf.json", text)], &Inputs::default())
            .clean()
            .value("aws_x.y", "p")
            .as_str()
            .map(str::to_owned)
    };
    let one = policy(&json(statement));
    assert_eq!(one, policy(&json(&format!("[{statement}]"))));
    let one = one.unwrap();
    for part in [
        "\"Principal\":{\"AWS\":\"*\"}",
        "\"Condition\":{\"StringEquals\":{\"a:b\":\"c\"}}",
        "\"Action\":\"s3:*\"",
    ] {
        assert!(one.contains(part), "{one}");
    }
}

/// A library's variable that only its callers set: null is nothing to warn of.
#[test]
fn a_null_default_in_a_template_is_unknown_without_a_word() {
    let run = main_tf("variable \"v\" {\n  type = string\n  default = null\n}\nresource \"aws_x\" \"y\" {\n  s = \"pre-${var.v}\"\n  t = try(\"pre-${var.v}\", \"none\")\n  c = can(1 / 0)\n}\n").clean();
    assert!(
        run.value("aws_x.y", "s")
            .as_unknown()
            .is_some_and(|unknown| unknown.reason.to_string().contains("null"))
    );
    assert_eq!(run.value("aws_x.y", "t").as_str(), Some("none"));
    assert_eq!(run.value("aws_x.y", "c").as_bool(), Some(true));
}
