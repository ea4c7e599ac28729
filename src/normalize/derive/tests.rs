use super::facts::FACTS;
use super::*;
use serde_json::json;
use std::collections::BTreeSet;

fn facts(resources: Value) -> Map<String, Value> {
    derive(&json!({"resources": resources}))
}

/// The list of types and what they are given are one: every one of them has facts, the head of the
/// module tells of each, and nothing else has any.
#[test]
fn every_type_with_facts_is_given_some() {
    let head = include_str!("mod.rs").lines().take_while(|line| line.starts_with("//!"));
    let head: Vec<&str> = head.collect();
    let one = |ty: &str| facts(json!({"r": {"type": ty, "values": {}}}));
    for (ty, _) in FACTS {
        assert!(has_facts(ty) && one(ty)["r"].as_object().is_some_and(|own| !own.is_empty()));
        assert!(head.iter().any(|line| line.contains(&format!("`{ty}`"))), "{ty}");
    }
    for ty in ["ecs.cluster", "apigateway.api", "aws_unheard_of"] {
        assert!(!has_facts(ty) && one(ty).is_empty());
    }
}

#[test]
fn values_are_found_at_pointers() {
    let value = json!({"a": [{"b/c": "x", "d": "y"}], "e": "z"});
    for pointer in ["/a/0/d", "/a/0/b~1c", "/a/1", "/a/d", "/e", "/e/f", "", "/"] {
        assert_eq!(world::at(&value, pointer), value.pointer(pointer), "{pointer}");
    }
}

#[test]
fn launch_and_os_come_from_the_task_or_from_who_runs_it() {
    let edge = |to: &str| json!([{"to": to, "attribute": "arn"}]);
    let derived = facts(json!({
        "a": {"type": "ecs.task_definition", "values": {"requires_compatibilities": ["FARGATE"]}},
        "b": {"type": "ecs.task_definition", "values": {}},
        "c": {"type": "ecs.task_definition", "values": {"runtime_platform": {"operating_system_family": "WINDOWS_SERVER_2022_CORE"}}},
        "s": {"type": "ecs.service", "values": {}, "refs": {"/task_definition": edge("b"), "/cluster": edge("k")}},
        "k": {"type": "ecs.cluster", "values": {"default_capacity_provider_strategy": [{"capacity_provider": "FARGATE_SPOT"}]}},
        "d": {"type": "ecs.task_definition", "values": {"requires_compatibilities": ["EC2", "FARGATE"]}},
    }));
    let of = |id: &str, fact: &str| derived[id][fact].clone();
    assert_eq!(
        (of("a", "launch"), of("a", "os"), of("a", "effective_network_mode")),
        (json!("FARGATE"), json!("linux"), json!("awsvpc"))
    );
    assert_eq!((of("b", "launch"), of("b", "services")), (json!("FARGATE"), json!(["s"])));
    assert_eq!(
        (of("c", "launch"), of("c", "os"), of("c", "effective_network_mode")),
        (json!("EC2"), json!("windows"), json!("default"))
    );
    assert_eq!((of("d", "launch"), of("d", "os")), (json!("BOTH"), json!("linux_assumed")));
    assert_eq!(of("s", "launch"), "FARGATE");
    assert_eq!(of("s", "task_definition"), "b");
}

#[test]
fn ranges_of_rules_for_the_same_ports_count_together() {
    let rule = |port: u16, blocks: Value| json!({"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": blocks});
    let derived = facts(json!({
        "alone": {"type": "ec2.security_group", "values": {"ingress": [
            rule(22, json!(["10.0.0.0/8", "0.0.0.0/0"])), rule(80, json!(["10.0.0.0/8"]))]}},
        "together": {"type": "ec2.security_group", "values": {"ingress": [
            rule(22, json!(["0.0.0.0/1"])), rule(80, json!(["128.0.0.0/1"])), rule(22, json!(["128.0.0.0/1"]))]}},
        "apart": {"type": "ec2.security_group", "values": {"ingress": [
            rule(22, json!(["0.0.0.0/1"])), rule(80, json!(["128.0.0.0/1"]))]}},
    }));
    let open = |id: &str| derived[id]["open_ingress"].clone();
    let place = |index: usize| json!([{"rule": 0, "field": "cidr_blocks", "index": index}]);
    assert_eq!((open("alone"), open("together"), open("apart")), (place(1), place(0), json!([])));
}

#[test]
fn what_changes_is_derived_as_the_whole_is() {
    let edge = |to: &str| json!([{"to": to, "attribute": "arn"}]);
    let world = |provider: &str| {
        json!({"resources": {
            "t": {"type": "ecs.task_definition", "values": {}},
            "s": {"type": "ecs.service", "values": {}, "refs": {"/task_definition": edge("t"), "/cluster": edge("k")}},
            "k": {"type": "ecs.cluster", "values": {"default_capacity_provider_strategy": [{"capacity_provider": provider}]}},
            "x": {"type": "ecs.task_definition", "values": {}},
        }})
    };
    let mut wires = Wires::default();
    let all = world("mine");
    let resources = all["resources"].as_object().unwrap();
    resources.iter().for_each(|(id, resource)| wires.set(id, Some(resource)));
    let mut near = BTreeSet::from(["k".to_owned()]);
    wires.near(&mut near);
    let facts = wires.facts(resources, &near);
    assert!(facts.contains_key("t") && !facts.contains_key("x"));
    let mut merged = derive(&world("FARGATE"));
    assert_ne!(merged, derive(&world("mine")));
    merged.extend(facts);
    assert_eq!(merged, derive(&world("mine")));
    // What lost its edges is near nothing any more.
    wires.set("s", None);
    let mut near = BTreeSet::from(["k".to_owned()]);
    wires.near(&mut near);
    assert_eq!(near.len(), 1);
}

#[test]
fn containers_and_roles() {
    let edge = |to: &str| json!([{"to": to, "attribute": "arn"}]);
    let derived = facts(json!({
        "t": {"type": "ecs.task_definition", "refs": {"/task_role": edge("r"), "/execution_role": edge("r")}, "values": {"containers": [
            {"entry_point": ["sh", "-c"], "command": ["curl x | sh"], "image": {"registry_kind": "docker-hub-implicit", "path": "nginx"},
             "log_configuration": {"options": {"max-buffer-size": "25m"}}}]}},
        "r": {"type": "iam.role", "values": {}},
        "u": {"type": "iam.role", "values": {"trust_policy": {"statements": [{"principals": [{"id": "ecs-tasks.amazonaws.com"}]}]}}},
    }));
    let container = &derived["t"]["containers"][0];
    assert_eq!(container["command_line"], "sh -c curl x | sh");
    assert_eq!(container["script"], "curl x | sh");
    assert_eq!(container["max_buffer_size"], 25 << 20);
    assert_eq!(container["image_official"], true);
    assert_eq!(derived["r"], json!({"role_kinds": ["execution", "task"], "tasks": ["t"]}));
    assert_eq!(derived["u"]["role_kinds"], json!(["ecs_unclassified"]));
    let held = facts(json!({
        "p": {"type": "iam.policy", "refs": {"/attached_to/0": edge("b"), "/attached_to/1": edge("elsewhere")}},
        "a": {"type": "iam.user", "refs": {"/managed_policy_arns/1": edge("p")}},
        "b": {"type": "iam.role", "values": {"passed_to_tasks": true}},
    }));
    assert_eq!(held["p"]["holders"], json!(["a", "b"]));
    assert_eq!(held["b"]["role_kinds"], json!(["execution", "task"]));
}
