use super::*;
use crate::unit::Format;
use crate::value::Marks;

fn run(path: &str, text: &str) -> (Evaluated, Vec<Problem>, Tree) {
    let tree = Tree::of_texts(&[(path, text)]);
    let unit = Unit {
        id: path.into(),
        format: Format::Ecs,
        root: path.into(),
        example: false,
        called: false,
    };
    let (evaluated, problems) = evaluate(&tree, &unit, &Inputs::default());
    (evaluated, problems, tree)
}

fn at(tree: &Tree, value: &Value) -> String {
    let span = value.place.span.unwrap();
    tree.file(span.file).slice(span.start, span.end).to_owned()
}

fn container(evaluated: &Evaluated) -> Value {
    evaluated.resources[0].values.get("containerDefinitions").unwrap().items().unwrap()[0].clone()
}

const TASK: &str = r#"{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [{"name": "web", "image": "nginx:latest", "privileged": true}]}"#;

#[test]
fn the_input_of_register_task_definition() {
    let (evaluated, problems, tree) = run("td.json", TASK);
    assert!(problems.is_empty(), "{problems:?}");
    let task = &evaluated.resources[0];
    assert_eq!(
        (task.address.as_str(), task.source_type.as_str(), task.name.as_str()),
        ("td.json#web", "ecs.task-definition", "web")
    );
    assert_eq!(at(&tree, container(&evaluated).get("image").unwrap()), "\"nginx:latest\"");
    assert!(looks_like("td.json", TASK.as_bytes()));
}

#[test]
fn the_output_of_describe_task_definition() {
    let text = format!(
        "{{\"taskDefinition\": {}, \"tags\": [{{\"key\": \"a\", \"value\": \"b\"}}]}}",
        TASK.replace("\"family\"", "\"revision\": 3, \"status\": \"ACTIVE\", \"family\"")
    );
    let (evaluated, _, tree) = run("td.json", &text);
    let values = &evaluated.resources[0].values;
    assert!(values.get("revision").is_none() && values.get("status").is_none());
    assert_eq!(values.get("tags").unwrap().items().unwrap().len(), 1);
    assert_eq!(at(&tree, container(&evaluated).get("privileged").unwrap()), "true");
    assert!(looks_like("td.json", text.as_bytes()));
}

#[test]
fn a_bare_list_of_containers_leaves_the_task_unknown() {
    let text = r#"[{"name": "web", "image": "nginx", "essential": true}]"#;
    let (evaluated, _, _) = run("containers.json", text);
    let values = &evaluated.resources[0].values;
    assert_eq!(evaluated.resources[0].address, "containers.json#task-definition");
    assert!(
        values
            .get("networkMode")
            .unwrap()
            .as_unknown()
            .unwrap()
            .reason
            .to_string()
            .contains("containers only")
    );
    assert_eq!(container(&evaluated).get("image").unwrap().as_str(), Some("nginx"));
    assert!(looks_like("containers.json", text.as_bytes()));
}

#[test]
fn yaml_utf16_and_a_byte_order_mark() {
    let yaml = "family: web\ncontainerDefinitions:\n  - name: web\n    image: nginx\n    privileged: yes\n";
    let (evaluated, problems, _) = run("td.yaml", yaml);
    assert!(problems.is_empty());
    assert_eq!(container(&evaluated).get("privileged").unwrap().as_bool(), Some(true));
    assert!(looks_like("td.yaml", yaml.as_bytes()));
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(TASK.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(looks_like("td.json", &wide));
    assert!(looks_like("td.json", &[b"\xef\xbb\xbf", TASK.as_bytes()].concat()));
}

#[test]
fn services_and_clusters() {
    let service = r#"{"serviceName": "web", "taskDefinition": "web:3", "desiredCount": 2, "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "ENABLED"}}}"#;
    let (evaluated, _, _) = run("service.json", service);
    assert_eq!(
        (evaluated.resources[0].address.as_str(), evaluated.resources[0].source_type.as_str()),
        ("service.json#web", "ecs.service")
    );
    let described = format!("{{\"services\": [{service}, {service}], \"failures\": []}}");
    let (evaluated, _, _) = run("services.json", &described);
    assert_eq!(evaluated.resources[1].address, "services.json#web[2]");
    let ecspresso = r#"{"deploymentConfiguration": {"maximumPercent": 200}, "desiredCount": 1, "enableExecuteCommand": true}"#;
    assert!(looks_like("sv.json", ecspresso.as_bytes()));
    let cluster = r#"{"clusterName": "main", "settings": [{"name": "containerInsights", "value": "disabled"}]}"#;
    let (evaluated, _, _) = run("cluster.json", cluster);
    assert_eq!(
        (evaluated.resources[0].address.as_str(), evaluated.resources[0].source_type.as_str()),
        ("cluster.json#main", "ecs.cluster")
    );
    let (evaluated, _, _) = run("cluster.json", &format!("{{\"clusters\": [{cluster}]}}"));
    assert_eq!(evaluated.resources[0].name, "main");
}

#[test]
fn look_alikes_are_nothing_of_ours() {
    for text in [
        r#"{"metadata": {"apiVersion": "2014-11-13"}, "shapes": {"TaskDefinition": {"members": {"containerDefinitions": {"shape": "ContainerDefinitions"}}}}}"#,
        r#"{"Data": {"TaskEngine": {"Tasks": [{"Containers": [{"Name": "a", "Image": "b"}], "essential": true}]}}, "Version": 27}"#,
        r#"{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "image": "b"}]}, "serviceName": "x"}"#,
        r#"[{"name": "web", "imageUri": "x", "essential": true}]"#,
        r#"[{"name": "logo", "image": "logo.png"}]"#,
        r#"{"services": {"web": {"image": "nginx", "essential": 1}}}"#,
        r#"{"cluster": "c", "taskDefinition": "t", "overrides": {}, "networkConfiguration": {}, "launchType": "FARGATE"}"#,
        r#"{"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"containerDefinitions": []}}}}"#,
        r#"{"containerDefinitions": {"shape": "X"}}"#,
        "",
        "essential",
        "\u{0}essential",
    ] {
        assert!(!looks_like("x.json", text.as_bytes()), "{text}");
    }
}

#[test]
fn ecspresso_actions_in_strings() {
    let text = r#"{"family": "{{ must_env `FAMILY` }}", "containerDefinitions": [{"name": "web", "image": "repo/web:{{ env `TAG` `latest` }}",
        "logConfiguration": {"options": {"tag": "{{.Name}}"}},
        "environment": [{"name": "A", "value": "x-{{ tfstate `aws_x.y.arn` }}"}], "command": ["sh", "-c", "echo ${HOME} <html>"]}]}"#;
    let (evaluated, problems, tree) = run("td.json", text);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(evaluated.resources[0].address, "td.json#task-definition");
    let family = evaluated.resources[0].values.get("family").unwrap().as_unknown().unwrap().clone();
    assert!(family.reason.to_string().contains("FAMILY"));
    let container = container(&evaluated);
    let image = container.get("image").unwrap();
    assert_eq!(image.as_str(), Some("repo/web:latest"));
    assert!(image.marks.any(Marks::DEFAULT));
    let Data::String(parts) = &image.data else { panic!() };
    let tag = parts.parts.as_deref().unwrap().last().unwrap();
    let span = tag.place.span.unwrap();
    assert_eq!(tree.file(span.file).slice(span.start, span.end), "latest");
    let value = container.get("environment").unwrap().items().unwrap()[0]
        .get("value")
        .unwrap()
        .as_unknown()
        .unwrap()
        .clone();
    assert_eq!(value.prefix(), "x-");
    assert_eq!(
        container
            .get("logConfiguration")
            .unwrap()
            .get("options")
            .unwrap()
            .get("tag")
            .unwrap()
            .as_str(),
        Some("{{.Name}}")
    );
    assert_eq!(
        container.get("command").unwrap().items().unwrap()[2].as_str(),
        Some("echo ${HOME} <html>")
    );
}

#[test]
fn placeholders_outside_quotes_make_a_template() {
    let text = "{\"family\": \"web\", \"containerDefinitions\": [{\"name\": \"web\", \"image\": \"<IMAGE1_NAME>\", \"privileged\": true,\n \"portMappings\": [{\"containerPort\": <SERVICE_PORT>}]}]}";
    let (evaluated, problems, tree) = run("taskdef.json", text);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].loss, Loss::Note);
    assert!(
        problems[0].message.contains("placeholders") && problems[0].at.unwrap().line == 2,
        "{problems:?}"
    );
    let container = container(&evaluated);
    assert!(
        container
            .get("image")
            .unwrap()
            .as_unknown()
            .unwrap()
            .reason
            .to_string()
            .contains("IMAGE1_NAME")
    );
    let port = container.get("portMappings").unwrap().items().unwrap()[0]
        .get("containerPort")
        .unwrap()
        .clone();
    assert!(port.as_unknown().unwrap().reason.to_string().contains("SERVICE_PORT"));
    assert_eq!(at(&tree, &port), "<SERVICE_PORT>");
    assert_eq!(at(&tree, container.get("privileged").unwrap()), "true");
    assert!(looks_like("taskdef.json", text.as_bytes()));
}

#[test]
fn other_templates_are_read_as_far_as_possible() {
    for (path, text) in [
        (
            "td.json",
            "{\"family\": \"nginx\", \"containerDefinitions\": [{\"name\": \"nginx\", \"image\": @VERSION@, \"memory\": 128}]}",
        ),
        (
            "td.json",
            "{\"family\": \"nginx\", \"containerDefinitions\": [{\"name\": \"nginx\", \"image\": \"{{ must_env \"X\" }}\", \"memory\": 128}]}",
        ),
        (
            "td.json",
            "{\"family\": \"nginx\", \"containerDefinitions\": [{\"name\": \"nginx\", \"image\": ${IMAGE}, \"memory\": 128}]}",
        ),
        (
            "td.yaml",
            "family: nginx\ncontainerDefinitions:\n  - name: nginx\n    image: {{ image }}\n    memory: 128\n",
        ),
    ] {
        let (evaluated, problems, _) = run(path, text);
        assert_eq!(
            problems.iter().map(|problem| problem.loss).collect::<Vec<_>>(),
            [Loss::Note],
            "{text}: {problems:?}"
        );
        let container = container(&evaluated);
        assert!(container.get("image").unwrap().as_unknown().is_some(), "{text}");
        assert_eq!(container.get("memory").unwrap().as_number().unwrap().as_i64(), Some(128));
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let (evaluated, problems, _) = run("td.jsonnet", "{ containerDefinitions: [] }");
    assert!(problems.is_empty(), "{problems:?}");
    assert!(evaluated.gaps[0].why.contains("Jsonnet"), "{:?}", evaluated.gaps);
    assert!(looks_like("td.jsonnet", b"{ containerDefinitions: [] }"));
    let broken = "{\"family\": \"web\", \"containerDefinitions\": [";
    let (_, problems, _) = run("td.json", broken);
    assert!(problems[0].loss == Loss::Lost && problems[0].at.is_some(), "{problems:?}");
    assert!(looks_like("td.json", broken.as_bytes()));
    let (_, problems, _) =
        run("td.json", "{\"family\": \"a\", \"family\": \"b\", \"containerDefinitions\": []}");
    assert!(problems[0].message.contains("duplicate"));
    let (_, problems, _) = run("td.json", &"[".repeat(10_000));
    assert!(problems[0].message.contains("nested"));
}
