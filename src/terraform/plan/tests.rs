use super::*;
use crate::unit::Format;

fn unit() -> Unit {
    Unit {
        id: "plan.json".to_owned(),
        format: Format::Plan,
        root: "plan.json".to_owned(),
        example: false,
        called: false,
    }
}

#[test]
fn a_plan_is_joined_to_its_configuration() {
    let plan = r#"{"format_version":"1.2","resource_changes":[{"address":"aws_x.y","mode":"managed","type":"aws_x","name":"y","change":{"actions":["create"],
        "after":{"name":"n","secret":"s"},"after_unknown":{"arn":true,"defs":true},"after_sensitive":{"secret":true}}},
        {"address":"aws_x.gone","mode":"managed","type":"aws_x","name":"gone","change":{"actions":["delete"],"after":null}}],
        "configuration":{"root_module":{"resources":[{"address":"aws_x.y","expressions":{"defs":{"references":["aws_r.z.arn","aws_r.z"]}}}]}}}"#;
    let alone = Tree::of_texts(&[("plan.json", plan)]);
    let unit = unit();
    let (evaluated, problems) = evaluate(&alone, &unit);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(evaluated.resources.len(), 1);
    let values = &evaluated.resources[0].values;
    assert!(values.get("secret").unwrap().marks.any(Marks::SENSITIVE));
    assert_eq!(&*values.get("defs").unwrap().references()[0].to, "aws_r.z");
    // Nobody wrote it, and the provider will fill it in.
    assert!(values.get("arn").is_none());
    let main = "resource \"aws_r\" \"z\" {}\nresource \"aws_x\" \"y\" {\n  name = \"n\"\n  defs = \"a ${aws_r.z.arn}\"\n}\n";
    let beside = Tree::of_texts(&[("plan.json", plan), ("main.tf", main)]);
    let (evaluated, _) = evaluate(&beside, &unit);
    let values =
        &evaluated.resources.iter().find(|resource| resource.address == "aws_x.y").unwrap().values;
    let span = values.get("name").unwrap().place.span.unwrap();
    assert_eq!(beside.file(span.file).slice(span.start, span.end), "\"n\"");
    assert_eq!(values.get("defs").unwrap().as_unknown().unwrap().prefix(), "a ");
    assert!(values.get("arn").is_none());
}

/// The provider keeps such blocks as a set, in an order of its own.
#[test]
fn planned_blocks_are_told_apart_by_what_is_written_in_them() {
    let plan = r#"{"format_version":"1.2","resource_changes":[{"address":"aws_x.y","mode":"managed","type":"aws_x","name":"y","change":{"actions":["create"],
        "after":{"group":[{"weight":10,"port":"80"},{"weight":90,"port":"80"},{"weight":5}]},"after_unknown":{"group":[{"arn":true},{"arn":true},{"arn":true}]}}}],
        "configuration":{"root_module":{"resources":[{"address":"aws_x.y","expressions":{"group":[
            {"arn":{"references":["aws_g.blue.arn","aws_g.blue"]},"weight":{"constant_value":90},"port":{"constant_value":80}},
            {"arn":{"references":["aws_g.green.arn","aws_g.green"]},"weight":{"constant_value":10}},
            {"arn":{"references":["aws_g.grey.arn","aws_g.grey"]},"weight":{"references":["var.rest"]}}]}}]}}}"#;
    let (evaluated, _) = evaluate(&Tree::of_texts(&[("plan.json", plan)]), &unit());
    let groups = evaluated.resources[0].values.get("group").unwrap().items().unwrap().to_vec();
    let to = |group: &Value| group.get("arn").unwrap().references()[0].to.to_string();
    assert_eq!(
        groups.iter().map(to).collect::<Vec<_>>(),
        ["aws_g.green", "aws_g.blue", "aws_g.grey"]
    );
}

/// What the attribute `b` of a satellite refers to in a plan alone. `address` has the keys of the
/// instance; `expression` and `each` are the names in the attribute and in the `for_each`.
fn refers(address: &str, module: &str, expression: &str, each: &str, calls: &str) -> Vec<String> {
    let own = address.strip_prefix(module).unwrap();
    let own = own.split(['[']).next().unwrap();
    let resource = format!(
        r#"{{"address": "{own}", "expressions": {{"b": {{"references": {expression}}}}}, "for_each_expression": {{"references": {each}}}}}"#
    );
    let place = if module.is_empty() {
        format!(r#""resources": [{resource}], "module_calls": {calls}"#)
    } else {
        format!(r#""module_calls": {}"#, calls.replace("RESOURCES", &format!("[{resource}]")))
    };
    let address = address.replace('"', "\\\"");
    let module = module.strip_suffix('.').unwrap_or_default().replace('"', "\\\"");
    let plan = format!(
        r#"{{"resource_changes": [{{"address": "{address}", "module_address": "{module}", "mode": "managed", "type": "aws_v", "name": "v",
        "change": {{"actions": ["create"], "after": {{}}, "after_unknown": {{"b": true, "id": true}}}}}}],
        "configuration": {{"root_module": {{{place}}}}}}}"#
    );
    let plan = if module.is_empty() { plan.replace(r#""module_address": "","#, "") } else { plan };
    let tree = Tree::of_texts(&[("plan.json", &plan)]);
    let (evaluated, problems) = evaluate(&tree, &unit());
    assert!(problems.is_empty(), "{plan}: {problems:?}");
    let values = &evaluated.resources[0].values;
    assert!(values.get("id").is_none(), "nobody wrote it");
    let to = values.get("b").unwrap().references();
    to.iter().map(|to| format!("{} {}", to.to, to.attribute)).collect()
}

#[test]
fn in_a_plan_alone_keys_and_modules_are_followed() {
    let none = "{}";
    assert_eq!(
        refers("aws_v.v[1]", "", r#"["aws_x.y", "count.index"]"#, "[]", none),
        ["aws_x.y[1] "]
    );
    assert_eq!(
        refers("aws_v.v[\"a.b\"]", "", r#"["aws_x.y", "each.key"]"#, "[]", none),
        ["aws_x.y[\"a.b\"] "]
    );
    assert_eq!(
        refers("aws_v.v[\"a\"]", "", r#"["each.value.id", "each.value"]"#, r#"["aws_x.y"]"#, none),
        ["aws_x.y[\"a\"] id"]
    );
    let output = r#"{"m": {"module": {"outputs": {"o": {"expression": {"references": ["aws_x.y.id", "aws_x.y"]}}}}}}"#;
    assert_eq!(
        refers("aws_v.v", "", r#"["module.m.o", "module.m"]"#, "[]", output),
        ["module.m.aws_x.y id"]
    );
    // An argument of the module that the satellite stands in, given per key of what the call goes
    // through.
    let argument = r#"{"m": {"for_each_expression": {"references": ["aws_x.y"]}, "expressions": {"bucket": {"references": ["each.value.id", "each.value"]}}, "module": {"resources": RESOURCES}}}"#;
    assert_eq!(
        refers("module.m[\"k\"].aws_v.v", "module.m[\"k\"].", r#"["var.bucket"]"#, "[]", argument),
        ["aws_x.y[\"k\"] id"]
    );
}

/// What a plan marks in one place is secret in all of them.
#[test]
fn the_secrets_of_a_plan_are_learned() {
    let plan = r#"{"format_version": "1.2", "resource_changes": [
        {"address": "aws_x.y", "mode": "managed", "type": "aws_x", "name": "y", "change": {"actions": ["update"],
            "before": {"a": "was-before", "b": "plain-one"}, "before_sensitive": {"a": true},
            "after": {"l": ["plain-two", "of-a-list"]}, "after_sensitive": {"l": [false, true]}}}],
        "resource_drift": [{"change": {"before": null, "after": {"a": "was-drift"}, "after_sensitive": {"a": true}}}],
        "output_changes": {"o": {"after": {"k": "an-output"}, "after_sensitive": true}},
        "prior_state": {"values": {"outputs": {"p": {"sensitive": true, "value": "output-of-state"}, "q": {"sensitive": false, "value": "plain-three"}},
            "root_module": {"child_modules": [{"resources": [{"values": {"p": "was-in-state"}, "sensitive_values": {"p": true}}]}]}}},
        "variables": {"v": {"value": "of-a-variable"}, "w": {"value": "plain-four"}, "e": {"value": "ephemeral-one"}},
        "configuration": {"root_module": {"variables": {"v": {"sensitive": true}, "w": {}, "e": {"ephemeral": true}},
            "module_calls": {"m": {"expressions": {"pw": {"constant_value": "given-to-a-module"}}, "module": {"variables": {"pw": {"sensitive": true, "default": "default-of-it"}}}}}}}}"#;
    let tree = Tree::of_texts(&[("plan.json", plan)]);
    let (evaluated, _) = evaluate(&tree, &unit());
    for secret in [
        "was-before",
        "of-a-list",
        "was-drift",
        "an-output",
        "output-of-state",
        "was-in-state",
        "of-a-variable",
        "ephemeral-one",
        "given-to-a-module",
        "default-of-it",
    ] {
        assert!(evaluated.secrets.has_any(secret), "{secret}");
    }
    for plain in ["plain-one", "plain-two", "plain-three", "plain-four"] {
        assert!(!evaluated.secrets.has_any(plain), "{plain}");
    }
}
