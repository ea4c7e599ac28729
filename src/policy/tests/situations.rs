//! Every situation of design.md's "Worlds".

use super::given::*;
use serde_json::json;

const WEB: &str = "aws_ecs_task_definition.web";

fn privileged_lines(document: &crate::document::Document) -> Vec<String> {
    lines(&privileged(), document)
}

#[test]
fn a_known_value_is_reported_and_a_good_one_passes() {
    assert_eq!(
        privileged_lines(&container(json!({"name": "web", "privileged": true}))),
        [format!("reported {WEB}/containers/0/privileged")]
    );
    assert_eq!(
        privileged_lines(&container(json!({"name": "web", "privileged": false}))),
        [] as [&str; 0]
    );
    assert_eq!(privileged_lines(&container(json!({"name": "web"}))), [] as [&str; 0]);
}

#[test]
fn an_unknown_value_is_undecided() {
    let document =
        container(json!({"name": "web", "privileged": {"$unknown": "var.debug has no default"}}));
    assert_eq!(privileged_lines(&document), [format!("undecided {WEB}/containers/0/privileged")]);
    assert_eq!(
        outcomes(&privileged(), &document)[0].unknown.as_ref().map(ToString::to_string).as_deref(),
        Some("var.debug has no default")
    );
}

#[test]
fn a_value_that_hangs_on_a_condition_is_undecided() {
    let document = container(
        json!({"name": "web", "privileged": {"$if": "var.debug", "then": true, "else": false}}),
    );
    assert_eq!(privileged_lines(&document), [format!("undecided {WEB}/containers/0/privileged")]);
    assert!(
        outcomes(&privileged(), &document)[0]
            .unknown
            .as_ref()
            .unwrap()
            .to_string()
            .contains("var.debug")
    );
}

#[test]
fn equal_arms_are_reported() {
    let document = container(
        json!({"name": "web", "privileged": {"$if": "var.debug", "then": true, "else": true}}),
    );
    assert_eq!(privileged_lines(&document), [format!("reported {WEB}/containers/0/privileged")]);
}

#[test]
fn what_exists_under_a_condition_is_reported_with_it() {
    let bad = json!({"name": "debug", "privileged": true});
    let item = task(json!({"containers": [{"name": "web"}, {"$if": "var.debug", "then": bad}]}));
    assert_eq!(
        privileged_lines(&item),
        [format!("reported {WEB}/containers/1/$either/0/privileged when var.debug is true")]
    );
    let list =
        task(json!({"containers": {"$if": "var.debug", "then": [{"name": "web"}], "else": [bad]}}));
    assert_eq!(
        privileged_lines(&list),
        [format!("reported {WEB}/containers/$either/1/0/privileged when var.debug is false")]
    );
    let resource = task(json!({"$exists": "var.debug", "containers": [bad]}));
    assert_eq!(
        privileged_lines(&resource),
        [format!("reported {WEB}/containers/0/privileged when var.debug is true")]
    );
    let negated = task(json!({"$exists": "!var.debug", "containers": [bad]}));
    assert_eq!(
        privileged_lines(&negated),
        [format!("reported {WEB}/containers/0/privileged when var.debug is false")]
    );
}

#[test]
fn arms_of_one_condition_move_together() {
    // Privileged only where the container does not exist: never.
    let never = json!({"$if": "var.debug", "then": {"name": "a", "privileged": {"$if": "var.debug", "then": false, "else": true}}});
    assert_eq!(privileged_lines(&task(json!({"containers": [never]}))), [] as [&str; 0]);
    let always = json!({"$if": "var.debug", "then": {"name": "a", "privileged": {"$if": "var.debug", "then": true, "else": false}}});
    assert_eq!(
        privileged_lines(&task(json!({"containers": [always]}))),
        [format!("reported {WEB}/containers/0/$either/0/privileged when var.debug is true")]
    );
}

#[test]
fn what_an_adverse_world_says_in_two_ways_is_unknown() {
    let set = load(&rule(
        "old",
        "severity: low\nmessage: image {object.image.tag} is {fact.age}\nreads: {ecs.task_definition: {\"containers[].image.tag\": <worst>}}",
        "\tages := {\"1\": \"old\", \"2\": \"older\"}\n\tsome task in input.resources\n\tsome i, container in task.values.containers\n\tsome tag, age in ages\n\tcontainer.image.tag in {tag, \"<worst>\"}\n\tfinding := result.facts(task, [\"containers\", i, \"image\"], {\"age\": age})",
    ))
    .unwrap_or_else(|problems| panic!("{problems:#?}"));
    let message = |tag: serde_json::Value| {
        let found = outcomes(
            &set,
            &container(json!({"name": "web", "image": {"path": "app", "tag": tag}})),
        );
        found.iter().map(|outcome| outcome.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(message(json!("2")), ["image 2 is older"]);
    assert_eq!(
        message(json!({"$unknown": "var.tag has no default"})),
        [
            "cannot tell whether \"Check old\" applies to container `web` of `aws_ecs_task_definition.web`"
        ]
    );
}

#[test]
fn what_is_undecided_of_an_environment_names_the_variable() {
    let set = load(&rule(
        "plain",
        "severity: low\nmessage: plain\nreads: {ecs.task_definition: {\"containers[].environment[].value\": <worst>}}",
        "\tsome task in input.resources\n\tsome i, container in task.values.containers\n\tsome j, entry in container.environment\n\tentry.value == \"<worst>\"\n\tfinding := result.at(task, [\"containers\", i, \"environment\", j, \"value\"])",
    ))
    .unwrap_or_else(|problems| panic!("{problems:#?}"));
    let entries = json!([
        {"name": "MODE", "value": "fast"},
        {"name": "API_KEY", "value": {"$unknown": "var.key has no default"}},
    ]);
    let found = outcomes(&set, &container(json!({"name": "web", "environment": entries})));
    let messages: Vec<&str> = found.iter().map(|outcome| outcome.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "cannot tell whether \"Check plain\" applies to `API_KEY` of container `web` of `aws_ecs_task_definition.web`"
        ]
    );
}

#[test]
fn an_unknown_list_or_rest_is_undecided_once_and_never_reported() {
    let list = task(json!({"containers": {"$unknown": "var.containers has no default"}}));
    assert_eq!(privileged_lines(&list), [format!("undecided {WEB}/containers")]);
    let rest = task(
        json!({"containers": [{"name": "web", "privileged": true}, {"$unknown": "var.more has no default", "rest": true}]}),
    );
    assert_eq!(
        privileged_lines(&rest),
        [
            format!("reported {WEB}/containers/0/privileged"),
            format!("undecided {WEB}/containers/1")
        ]
    );
    let item = task(
        json!({"containers": [{"$unknown": "var.sidecar has no default"}, {"name": "web", "privileged": true}]}),
    );
    assert_eq!(
        privileged_lines(&item),
        [
            format!("undecided {WEB}/containers/0"),
            format!("reported {WEB}/containers/1/privileged")
        ]
    );
    let all = task(json!({"$rest": "the task is merged with var.task"}));
    assert_eq!(privileged_lines(&all), [format!("undecided {WEB}")]);
}

#[test]
fn many_conditions() {
    let containers = |count: usize| -> Vec<serde_json::Value> {
        (0..count).map(|at| json!({"$if": format!("var.c{at}"), "then": {"name": format!("c{at}"), "privileged": true}})).collect()
    };
    for count in [1, 3, 4, 8] {
        let found = privileged_lines(&task(json!({"containers": containers(count)})));
        assert_eq!(found.len(), count);
        assert!(
            found.iter().enumerate().all(|(at, line)| line.starts_with("reported")
                && line.contains(&format!("when var.c{at} is true"))),
            "{found:?}"
        );
    }
    let found = privileged_lines(&task(json!({"containers": containers(9)})));
    assert!(
        found.len() == 9 && found.iter().all(|line| line.starts_with("undecided")),
        "{found:?}"
    );
    let mut resources = Vec::new();
    let ids: Vec<String> = (0..9).map(|at| format!("aws_ecs_task_definition.t{at}")).collect();
    for (at, id) in ids.iter().enumerate() {
        resources.push((
            id.as_str(),
            "ecs.task_definition",
            json!({"$exists": format!("var.c{at}"), "containers": [{"name": "x", "privileged": true}]}),
        ));
    }
    let found = privileged_lines(&document(&resources));
    assert!(
        found.len() == 9
            && found.iter().all(|line| line.starts_with("reported") && line.contains("when var.c")),
        "{found:?}"
    );
}

fn missing_log() -> crate::policy::PolicySet {
    load(&rule(
        "no_log",
        "severity: medium\nmessage: container {name} logs nowhere\nreads: {ecs.task_definition: {\"containers[].log_configuration\": null}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\ttask := input.resources[id]\n\tsome i, container in task.values.containers\n\tnot container.log_configuration\n\tfinding := result.at(task, [\"containers\", i, \"log_configuration\"])",
    ))
    .unwrap()
}

#[test]
fn absence_of_an_unknown_value_is_undecided() {
    let line = |document| lines(&missing_log(), &document);
    assert_eq!(
        line(container(json!({"name": "web"}))),
        [format!("reported {WEB}/containers/0/log_configuration")]
    );
    assert_eq!(
        line(container(json!({"name": "web", "log_configuration": {"$unknown": "var.log"}}))),
        [format!("undecided {WEB}/containers/0/log_configuration")]
    );
    assert_eq!(
        line(container(json!({"name": "web", "$rest": "merge with var.more"}))),
        [format!("undecided {WEB}/containers/0")]
    );
    assert_eq!(
        line(container(
            json!({"name": "web", "log_configuration": {"$if": "var.log", "then": {"log_driver": "awslogs"}}})
        )),
        [format!("undecided {WEB}/containers/0/log_configuration")]
    );
    assert_eq!(
        line(container(
            json!({"name": "web", "log_configuration": {"log_driver": {"$unknown": "var.driver"}}})
        )),
        [] as [&str; 0]
    );
}

#[test]
fn a_reference_is_known_even_where_its_value_is_not() {
    let set = load(&rule(
        "no_role",
        "severity: medium\nmessage: the task has no role\nreads: {ecs.task_definition: {task_role: null}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\ttask := input.resources[id]\n\tnot task.values.task_role\n\tfinding := result.at(task, [\"task_role\"])",
    ))
    .unwrap();
    let role = json!({"$unknown": "known after apply", "ref": "aws_iam_role.task.arn"});
    assert_eq!(lines(&set, &task(json!({"task_role": role}))), [] as [&str; 0]);
    let output = json!({"$unknown": "module source not on disk", "ref": "module.roles.task"});
    assert_eq!(
        lines(&set, &task(json!({"task_role": output}))),
        [format!("undecided {WEB}/task_role")]
    );
    assert_eq!(
        lines(&set, &task(json!({"task_role": {"$unknown": "var.role"}}))),
        [format!("undecided {WEB}/task_role")]
    );
}

#[test]
fn edges_and_marks_follow_a_worlds_indexes() {
    let set = load(&rule(
        "marked",
        "severity: high\nmessage: \"{name} is secret: {value}\"\nreads: {ecs.task_definition: {\"containers[].environment[].value\": null}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\ttask := input.resources[id]\n\tsome i, container in task.values.containers\n\tsome j, _ in container.environment\n\t\"sensitive\" in task.marks[sprintf(\"/containers/%d/environment/%d/value\", [i, j])]\n\tfinding := result.at(task, [\"containers\", i, \"environment\", j, \"value\"])",
    ))
    .unwrap();
    let secret = json!({"name": "PASSWORD", "value": {"$secret": {"$unknown": "var.password"}}});
    let document = task(json!({"containers": [
        {"$unknown": "var.first"},
        {"name": "web", "environment": [{"$if": "var.x", "then": {"name": "A", "value": "a"}}, {"$unknown": "var.env", "rest": true}, secret]},
    ]}));
    let found = outcomes(&set, &document);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].path.to_string(), "/containers/1/environment/2/value");
    assert_eq!(found[0].message, "`PASSWORD` is secret: ***");
    assert_eq!(found[0].subject.as_deref(), Some("web"));
}

fn no_companion() -> crate::policy::PolicySet {
    load(&rule(
        "no_flow_log",
        "severity: medium\nmessage: \"{resource} has no flow log\"\nreads: {vpc: {}, flow_log: {}}",
        "\tsome id in input.by_type.vpc\n\tvpc := input.resources[id]\n\tinput.unit.closed\n\tnot input.by_type.flow_log\n\tfinding := result.at(vpc, [])",
    ))
    .unwrap()
}

#[test]
fn absence_of_a_companion() {
    let set = no_companion();
    let vpc = || ("aws_vpc.main", "vpc", json!({}));
    let mut document = document(&[vpc()]);
    assert_eq!(lines(&set, &document), ["reported aws_vpc.main"]);
    document.deployable = false;
    assert_eq!(lines(&set, &document), ["undecided aws_vpc.main"]);
    document.deployable = true;
    let inputs = vec!["aws_vpc.main".to_owned()];
    document.opaque.push(crate::unit::Opaque {
        address: "module.logs".into(),
        source: "x/y/z".into(),
        inputs,
    });
    assert_eq!(lines(&set, &document), ["undecided aws_vpc.main"]);
    let maybe = super::given::document(&[
        vpc(),
        ("aws_flow_log.main", "flow_log", json!({"$exists": "var.logs"})),
    ]);
    assert_eq!(lines(&set, &maybe), ["undecided aws_vpc.main"]);
}

#[test]
fn severity_is_the_mildest_and_a_fact_lowers_it() {
    let set = load(&rule(
        "exposed",
        "severity: high\nmessage: \"port {fact.port} of {name}\"\nreads: {ecs.task_definition: {kind: bad}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\ttask := input.resources[id]\n\tseverity := {\"a\": \"low\", \"b\": \"critical\"}[task.values.kind]\n\tfinding := result.facts(task, [\"kind\"], {\"severity\": severity, \"port\": 22, \"related\": [\"aws_x.y\"]})"
    ))
    .unwrap();
    let found = outcomes(&set, &task(json!({"kind": {"$if": "var.k", "then": "b", "else": "a"}})));
    assert_eq!(
        (found.len(), found[0].severity, found[0].message.as_str()),
        (1, crate::finding::Severity::Low, "port 22 of `aws_ecs_task_definition.web`")
    );
    assert_eq!(found[0].related, ["aws_x.y"]);
    assert_eq!(
        outcomes(&set, &task(json!({"kind": "b"})))[0].severity,
        crate::finding::Severity::High
    );
}

#[test]
fn a_check_that_fails_is_a_gap_of_the_unit_and_takes_no_other_with_it() {
    let ok = rule(
        "fine",
        "severity: low\nmessage: fine\nreads: {ecs.task_definition: {bad: true}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\tfinding := result.at(input.resources[id], [\"bad\"])",
    );
    let broken = rule(
        "broken",
        "severity: low\nmessage: broken\nreads: {ecs.task_definition: {bad: true}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\tsome letter in input.resources[id].values.text\n\tfinding := result.at(input.resources[id], [letter])",
    );
    let set = load(&format!("{ok}{broken}")).unwrap();
    let selection = crate::policy::Selection {
        checks: set.checks().map(|check| check.id.clone()).collect(),
        undecided: true,
        ..crate::policy::Selection::default()
    };
    let (found, gaps) = crate::policy::evaluate(&set, &task(json!({"text": "abc"})), &selection);
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0].what, "P061 threat.broken");
    assert!(gaps[0].why.starts_with("could not be evaluated in unit: "), "{gaps:?}");
    assert_eq!((&*gaps[0].path, gaps[0].at.map(|at| at.line)), ("threat.rego", Some(31)));
    let of = |check: &str| found.iter().find(|outcome| outcome.check == check).unwrap();
    assert!(of("threat.fine").unknown.is_none());
    assert!(found.iter().all(|outcome| outcome.check != "threat.broken"), "{found:?}");
}

#[test]
fn a_map_with_unnamed_entries_hides_what_is_missing() {
    let set = load(&rule(
        "no_group",
        "severity: low\nmessage: no group\nreads: {ecs.task_definition: {\"containers[].log_configuration.options[\\\"awslogs-group\\\"]\": null}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\ttask := input.resources[id]\n\tsome i, container in task.values.containers\n\tnot container.log_configuration.options[\"awslogs-group\"]\n\tfinding := result.at(task, [\"containers\", i, \"log_configuration\", \"options\", \"awslogs-group\"])",
    ))
    .unwrap();
    let options = |options: serde_json::Value| {
        lines(&set, &container(json!({"name": "web", "log_configuration": {"options": options}})))
    };
    assert_eq!(
        options(json!({"x": "y"})),
        [format!("reported {WEB}/containers/0/log_configuration/options/awslogs-group")]
    );
    assert_eq!(
        options(json!({"x": "y", "$rest": "merge with var.options"})),
        [format!("undecided {WEB}/containers/0/log_configuration/options")]
    );
    assert_eq!(
        options(json!({"awslogs-group": "g", "$rest": "merge with var.options"})),
        [] as [&str; 0]
    );
}

#[test]
fn each_result_with_the_same_text_is_an_instance() {
    use crate::source::{FileId, Span};
    let mut document = task(
        json!({"containers": [{"name": "a", "privileged": true}, {"name": "b", "privileged": true}]}),
    );
    let span = Span { file: FileId(0), start: 4, end: 8 };
    let written = |value: &crate::value::Value| {
        let mut value = value.clone();
        value.place.span = Some(span);
        value
    };
    let node = &mut document.resources[0];
    let containers: Vec<crate::value::Value> = (0..2)
        .map(|at| {
            let path = crate::document::Path::default().key("containers").index(at);
            let mut entries = node.get(&path).unwrap().entries().unwrap().clone();
            let privileged = written(&entries["privileged"].value);
            entries["privileged"].value = privileged;
            crate::value::Value::map(entries, None)
        })
        .collect();
    let mut entries = node.values.entries().unwrap().clone();
    entries["containers"].value = crate::value::Value::list(containers, None);
    node.values = crate::value::Value::map(entries, None);
    let expected = [0, 1].map(|at| format!("reported {WEB}/containers/{at}/privileged"));
    assert_eq!(privileged_lines(&document), expected);
}

#[test]
fn reads_are_checked() {
    let good = container(
        json!({"name": "web", "privileged": true, "user": "root", "image": {"raw": "x"}}),
    );
    assert_eq!(crate::policy::verify::check_reads(&good, &privileged()), [] as [&str; 0]);
    let wrong = load(&rule(
        "wrong",
        "severity: low\nmessage: bad\nreads: {ecs.task_definition: {\"containers[].privileged\": true}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\ttask := input.resources[id]\n\tsome i, container in task.values.containers\n\tcontainer.user == \"root\"\n\tfinding := result.at(task, [\"containers\", i, \"user\"])",
    ))
    .unwrap();
    assert!(!crate::policy::verify::check_reads(&good, &wrong).is_empty());
}

#[test]
fn messages_are_filled_and_bounded() {
    let set = load(&rule(
        "said",
        "severity: low\nmessage: \"{name}|{container}|{resource}|{key}|{value}|{object.image.raw}|{values.family}|{values.absent}\"\nreads: {ecs.task_definition: {\"containers[].user\": root}}",
        "\tsome id in input.by_type[\"ecs.task_definition\"]\n\ttask := input.resources[id]\n\tsome i, container in task.values.containers\n\tcontainer.user == \"root\"\n\tfinding := result.at(task, [\"containers\", i, \"user\"])",
    ))
    .unwrap();
    let values = json!({"family": {"$unknown": "var.family"}, "containers": [{"name": "web", "user": "root", "image": {"raw": {"$secret": "x"}}}]});
    assert_eq!(
        outcomes(&set, &task(values))[0].message,
        format!("`web`|`web`|`{WEB}`|user|root|***|`{WEB}`|not set")
    );
}

#[test]
fn what_is_asked_is_said_of_one_of_its_kind_where_no_name_is_known() {
    let check = |question: &str| {
        load(&rule(
            "plain",
            &format!(
                "severity: low\nmessage: plain\n{question}\nreads: {{ecs.task_definition: {{\"containers[].environment[].value\": <worst>}}}}"
            ),
            "\tsome task in input.resources\n\tsome i, container in task.values.containers\n\tsome j, entry in container.environment\n\tentry.value == \"<worst>\"\n\tfinding := result.at(task, [\"containers\", i, \"environment\", j, \"value\"])",
        ))
    };
    let set =
        check("whether: environment variable {name} of container {container} is plain").unwrap();
    let said = |values: serde_json::Value| {
        let found = outcomes(&set, &task(values));
        found.iter().map(|outcome| outcome.message.clone()).collect::<Vec<_>>()
    };
    let entry = json!({"name": "API_KEY", "value": {"$unknown": "var.key has no default"}});
    assert_eq!(
        said(json!({"containers": [{"name": "web", "environment": [entry]}]})),
        ["cannot tell whether environment variable `API_KEY` of container `web` is plain"]
    );
    let unknown = json!({"$unknown": "var.some has no default"});
    assert_eq!(
        said(json!({"containers": [{"name": "web", "environment": unknown}]})),
        ["cannot tell whether an environment variable of container `web` is plain"]
    );
    assert_eq!(
        said(json!({"containers": unknown})),
        [format!("cannot tell whether an environment variable of a container of `{WEB}` is plain")]
    );
    let fix = "remediation: {fix: Hide it, terraform: a = 1}";
    for (key, begin) in [("whether", "If so"), ("unless", "If not")] {
        let set = check(&format!("{key}: it is so\n{fix}")).unwrap();
        let check = set.checks().next().unwrap();
        assert_eq!(check.whether.as_ref().is_some_and(|asked| asked.is_wrong), begin == "If so");
    }
    assert!(check("whether: it is so\nunless: it is so").is_err());
}
