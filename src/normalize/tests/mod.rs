mod contract;
mod hostile;
mod principal;
mod twin;

use super::*;
use crate::document::{Path, Segment};
use crate::source::{FileId, Span};
use crate::unit::{Format, Presence};
use crate::value::{
    Cause, Condition, Either, Marks, Number, Piece, Place, Reference, Store, Unknown,
};

/// A document of resources given as JSON; strings take the place of their first occurrence, quotes
/// included, in `source`.
pub struct Fixture {
    pub tree: Tree,
    file: FileId,
    text: String,
    resources: Vec<Resource>,
}

/// The cause that a sentence of a test means; one that means none stands outside the unit.
fn cause(sentence: &str) -> Cause {
    let pseudo = sentence.strip_suffix(" is known at deployment").unwrap_or(sentence);
    if pseudo.starts_with("AWS::") {
        return Cause::Pseudo { name: pseudo.into() };
    }
    if let Some(variable) = sentence.strip_suffix(" has no default") {
        return Cause::NoDefault { variable: variable.into() };
    }
    let name = sentence
        .strip_prefix("the SSM parameter ")
        .and_then(|rest| rest.strip_suffix(" is read at deployment"));
    match name {
        Some(name) => Cause::Resolved { store: Store::SsmParameter, name: name.into() },
        None => Cause::outside(sentence),
    }
}

impl Fixture {
    pub fn new(source: &str) -> Fixture {
        let tree = Tree::of_texts(&[("main.tf", source)]);
        let (file, _) = tree.load("main.tf").unwrap();
        Fixture { tree, file, text: source.to_owned(), resources: Vec::new() }
    }

    pub fn span(&self, text: &str) -> Option<Span> {
        self.text.find(text).map(|at| Span::new(self.file, at, at + text.len()))
    }

    /// JSON as a located value. `{"$unknown": reason}`, `{"$ref": [to, attribute]}`, `{"$pieces":
    /// [text | value]}`, `{"$rest": reason}` and `{"$either": [a, b]}` stand for what JSON cannot
    /// say.
    pub fn value(&self, json: &serde_json::Value) -> Value {
        use serde_json::Value as J;
        match json {
            J::Null => Value::null(None),
            J::Bool(value) => Value::bool(*value, None),
            J::Number(number) => {
                Value::new(Data::Number(number.to_string().parse::<Number>().unwrap()), None)
            }
            J::String(text) => Value::string(
                text.as_str(),
                self.span(&format!("\"{text}\"")).or_else(|| self.span(text)),
            ),
            J::Array(items) => {
                Value::list(items.iter().map(|item| self.value(item)).collect(), None)
            }
            J::Object(object) => {
                if let Some(reason) = object.get("$unknown") {
                    return Value::unknown(cause(reason.as_str().unwrap()), None);
                }
                if let Some(reason) = object.get("$rest") {
                    let mut unknown = Unknown::because(cause(reason.as_str().unwrap()));
                    unknown.rest = true;
                    return Value::new(Data::Unknown(Arc::new(unknown)), None);
                }
                if let Some(J::Array(target)) = object.get("$ref") {
                    return Value::reference(
                        target[0].as_str().unwrap(),
                        target[1].as_str().unwrap(),
                        None,
                    );
                }
                if let Some(J::Array(arms)) = object.get("$either") {
                    let condition = Condition {
                        id: "c1".into(),
                        text: "var.debug".into(),
                        reason: cause("var.debug has no default"),
                    };
                    let either = Either {
                        condition: Arc::new(condition),
                        then: self.value(&arms[0]),
                        otherwise: self.value(&arms[1]),
                    };
                    return Value::new(Data::Either(Arc::new(either)), None);
                }
                if let Some(J::Array(pieces)) = object.get("$pieces") {
                    let pieces: Vec<Piece> = pieces
                        .iter()
                        .map(|piece| match piece {
                            J::String(text) => Piece::Known {
                                text: Arc::from(text.as_str()),
                                place: Place { span: self.span(text), chain: None },
                                marks: Marks::NONE,
                                encoded: None,
                            },
                            other => Piece::Unknown(self.value(other)),
                        })
                        .collect();
                    let refs: Vec<Reference> = pieces
                        .iter()
                        .flat_map(|piece| match piece {
                            Piece::Unknown(value) => value.references().to_vec(),
                            Piece::Known { .. } => Vec::new(),
                        })
                        .collect();
                    let mut unknown = Unknown::because(Cause::Part("a piece of it is not known"));
                    unknown.pieces = pieces;
                    let mut value = Value::new(Data::Unknown(Arc::new(unknown)), None);
                    value.refs = (!refs.is_empty()).then(|| Arc::from(refs));
                    return value;
                }
                let entries = object
                    .iter()
                    .map(|(key, value)| {
                        (
                            Arc::from(key.as_str()),
                            Entry { key: self.span(key), value: self.value(value) },
                        )
                    })
                    .collect();
                Value::map(entries, None)
            }
        }
    }

    pub fn add(
        &mut self,
        source_type: &str,
        name: &str,
        values: &serde_json::Value,
    ) -> &mut Resource {
        let address = if source_type.contains("::") {
            name.to_owned()
        } else {
            format!("{source_type}.{name}")
        };
        let values = self.value(values);
        self.resources.push(Resource {
            address,
            kind: ResourceKind::Managed,
            source_type: source_type.to_owned(),
            name: name.to_owned(),
            values,
            place: Place { span: Some(Span::new(self.file, 0, 1)), chain: None },
            presence: Presence::Always,
            lifecycle: Value::map(IndexMap::new(), None),
            display: None,
            modelled: None,
        });
        self.resources.last_mut().unwrap()
    }

    pub fn document(&self) -> (Document, Vec<Problem>) {
        let unit = Unit {
            id: ".".into(),
            format: Format::Terraform,
            root: String::new(),
            example: false,
            called: false,
        };
        let evaluated = Evaluated {
            resources: self.resources.clone(),
            deployable: true,
            ..Evaluated::default()
        };
        normalize(&self.tree, &unit, evaluated, "2026-11-22")
    }

    pub fn printed(&self) -> serde_json::Value {
        printed(&self.document().0)
    }

    /// The text at the place of a path of a resource.
    pub fn text_at(&self, document: &Document, resource: &str, path: &str) -> String {
        let segments = path.split('/').skip(1).map(|segment| match segment.parse::<usize>() {
            Ok(index) => Segment::Index(index),
            Err(_) => Segment::Key(Arc::from(segment)),
        });
        let path = Path(segments.collect());
        let span = document.resources[resource].place_of(&path).span.unwrap();
        self.tree.file(span.file).slice(span.start, span.end).to_owned()
    }
}

pub fn one(source_type: &str, values: &serde_json::Value) -> serde_json::Value {
    let mut fixture = Fixture::new("x");
    fixture.add(source_type, "this", values);
    let printed = fixture.printed();
    printed["resources"].as_object().unwrap().values().next().unwrap().clone()
}

/// The values of one resource, which two formats give alike.
pub fn alike(
    ty: &str,
    (terraform, own): (&str, serde_json::Value),
    (cloudformation, other): (&str, serde_json::Value),
) -> serde_json::Value {
    let (own, other) = (one(terraform, &own), one(cloudformation, &other));
    assert_eq!(own["type"], ty, "{terraform}");
    assert_eq!(other["type"], ty, "{cloudformation}");
    assert_eq!(own["values"], other["values"], "{ty}");
    own["values"].clone()
}

use serde_json::json;

#[test]
fn three_spellings_are_one_document() {
    let terraform = one(
        "aws_ecs_task_definition",
        &json!({"family": "web", "network_mode": "awsvpc", "cpu": "256", "requires_compatibilities": ["FARGATE"],
            "runtime_platform": [{"operating_system_family": "linux"}], "task_role_arn": null, "execution_role_arn": "",
            "volume": [{"name": "d", "host_path": "/etc", "efs_volume_configuration": []}]}),
    );
    let cloudformation = one(
        "AWS::ECS::TaskDefinition",
        &json!({"Family": "web", "NetworkMode": "awsvpc", "Cpu": 256, "RequiresCompatibilities": ["FARGATE"],
            "RuntimePlatform": {"OperatingSystemFamily": "LINUX"}, "Volumes": [{"Name": "d", "Host": {"SourcePath": "/etc"}}]}),
    );
    let ecs = one(
        "ecs.task-definition",
        &json!({"family": "web", "networkMode": "awsvpc", "cpu": "256", "requiresCompatibilities": ["FARGATE"],
            "runtimePlatform": {"operatingSystemFamily": "LINUX"}, "volumes": [{"name": "d", "host": {"sourcePath": "/etc"}}]}),
    );
    let wanted = json!({"family": "web", "network_mode": "awsvpc", "requires_compatibilities": ["FARGATE"],
        "runtime_platform": {"operating_system_family": "LINUX"}, "cpu": 256, "volumes": [{"name": "d", "host_path": "/etc"}]});
    assert_eq!(terraform["values"], wanted);
    assert_eq!(cloudformation["values"], wanted);
    assert_eq!(ecs["values"], wanted);
    assert_eq!(terraform["type"], "ecs.task_definition");
}

#[test]
fn containers_take_every_spelling_of_keys_and_scalars() {
    let task = one(
        "ecs.task-definition",
        &json!({"containerDefinitions": [{"Name": "web", "PRIVILEGED": "true", "memory": "512", "environment": {"A": 1, "B": true},
            "logConfiguration": {"logDriver": "AWSLOGS", "options": {"awslogs-group": "g", "tls": false}},
            "linuxParameters": {"capabilities": {"add": ["CAP_NET_ADMIN"]}}, "user": 0, "dockerLabels": {"readonlyRootFilesystem": "x"}}, null]}),
    );
    assert_eq!(
        task["values"]["containers"],
        json!([{"name": "web", "environment": [{"name": "A", "value": "1"}, {"name": "B", "value": "true"}], "memory": 512,
            "privileged": true, "user": "0", "docker_labels": {"readonlyRootFilesystem": "x"},
            "linux_parameters": {"capabilities": {"add": ["NET_ADMIN"]}},
            "log_configuration": {"log_driver": "awslogs", "options": {"awslogs-group": "g", "tls": "false"}}}])
    );
}

#[test]
fn what_is_of_another_type_is_unknown_with_a_problem() {
    let mut fixture = Fixture::new("x privileged = \"perhaps\" y");
    fixture.add(
        "ecs.task-definition",
        "t",
        &json!({"containerDefinitions": [{"privileged": "perhaps"}], "cpu": {"a": 1}}),
    );
    let (document, problems) = fixture.document();
    let printed = printed(&document);
    let task = &printed["resources"]["ecs.task-definition.t"]["values"];
    assert_eq!(
        task["containers"][0]["privileged"]["$unknown"],
        "containers.privileged is not true or false"
    );
    assert_eq!(problems.len(), 2);
    let at =
        problems.iter().find(|problem| problem.message.contains("privileged")).unwrap().at.unwrap();
    assert_eq!((at.line, at.column), (1, 16));
    assert!(!problems.iter().any(|problem| problem.message.contains("perhaps")));
}

#[test]
fn unknowns_and_arms_are_kept() {
    let task = one(
        "ecs.task-definition",
        &json!({"networkMode": {"$either": ["HOST", null]}, "volumes": {"$unknown": "var.v has no default"},
            "containerDefinitions": [{"privileged": {"$unknown": "var.p"}}, {"$rest": "var.more"}]}),
    );
    let values = &task["values"];
    assert_eq!(
        values["network_mode"],
        json!({"$either": ["host", {"$missing": true}], "condition": "c1"})
    );
    assert_eq!(values["volumes"], json!({"$unknown": "var.v has no default"}));
    assert_eq!(
        values["containers"],
        json!([{"privileged": {"$unknown": "var.p"}}, {"$unknown": "var.more", "rest": true}])
    );
}

#[test]
fn images_are_taken_apart() {
    let image = |value: serde_json::Value| {
        let mut fixture = Fixture::new("x");
        fixture.add("aws_ecr_repository", "app", &json!({"name": "team/app"}));
        fixture.add(
            "ecs.task-definition",
            "t",
            &json!({"containerDefinitions": [{"image": value}]}),
        );
        let mut image = fixture.printed()["resources"]["ecs.task-definition.t"]["values"]["containers"][0]["image"].clone();
        if let Some(object) = image.as_object_mut() {
            object.remove("raw");
        }
        image
    };
    assert_eq!(
        image(json!("nginx")),
        json!({"registry_kind": "docker-hub-implicit", "path": "nginx"})
    );
    assert_eq!(
        image(json!("library/nginx:1.27")),
        json!({"registry_kind": "docker-hub-implicit", "path": "nginx", "tag": "1.27"})
    );
    assert_eq!(
        image(json!("docker.io/library/nginx@sha256:ab")),
        json!({"registry": "docker.io", "registry_kind": "docker-hub", "path": "nginx", "digest": "sha256:ab"})
    );
    assert_eq!(
        image(json!("http://LOCALHOST:5000/a/b:1")),
        json!({"scheme": "http", "registry": "localhost:5000", "registry_kind": "other", "path": "a/b", "tag": "1"})
    );
    assert_eq!(
        image(json!("123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1@sha256:ab")),
        json!({"registry": "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "registry_kind": "ecr-private", "account": "123456789012",
            "region": "eu-west-1", "path": "app", "tag": "v1", "digest": "sha256:ab"})
    );
    let unknown = |name: &str| json!({"$unknown": name});
    let hole = |name: &str| json!({"$unknown": name});
    assert_eq!(
        image(json!({"$pieces": ["nginx:", hole("tag")]})),
        json!({"registry_kind": "docker-hub-implicit", "path": "nginx", "tag": unknown("tag"), "digest": unknown("tag")})
    );
    let open = image(json!({"$pieces": ["nginx", hole("s")]}));
    for part in ["registry", "path", "tag", "digest", "registry_kind"] {
        assert!(open[part].get("$unknown").is_some(), "{part}: {open}");
    }
    let latest = image(json!({"$pieces": [hole("repo"), ":latest"]}));
    assert_eq!(latest["tag"], "latest");
    assert!(latest.get("digest").is_none() && latest["registry"].get("$unknown").is_some());
    let ecr =
        image(json!({"$pieces": [hole("a"), ".dkr.ecr.", hole("r"), ".amazonaws.com/app:1"]}));
    assert_eq!(ecr["registry"], "x.dkr.ecr.x.amazonaws.com");
    assert_eq!(ecr["registry_kind"], "ecr-private");
    assert_eq!((&ecr["account"], &ecr["region"]), (&unknown("a"), &unknown("r")));
    assert_eq!((&ecr["path"], &ecr["tag"]), (&json!("app"), &json!("1")));
    let own = image(
        json!({"$pieces": [{"$ref": ["aws_ecr_repository.app", "repository_url"]}, ":latest"]}),
    );
    assert_eq!(
        (&own["registry"], &own["path"], &own["tag"]),
        (&json!("x.dkr.ecr.x.amazonaws.com"), &json!("team/app"), &json!("latest"))
    );
    let bare = image(json!({"$ref": ["aws_ecr_repository.app", "repository_url"]}));
    assert!(
        bare.get("tag").is_none() && bare.get("digest").is_none(),
        "a repository's URL has neither: {bare}"
    );
    assert_eq!(image(hole("var.image")), unknown("var.image"));
    assert_eq!(image(json!({"$pieces": [hole("r"), "/app:1"]}))["registry"], unknown("r"));
}

#[test]
fn a_part_of_a_string_points_at_its_own_text() {
    let mut fixture = Fixture::new("image = \"quay.io/team/app:latest\"");
    fixture.add(
        "ecs.task-definition",
        "t",
        &json!({"containerDefinitions": [{"image": "quay.io/team/app:latest"}]}),
    );
    let (document, _) = fixture.document();
    for (part, text) in [
        ("tag", "latest"),
        ("registry", "quay.io"),
        ("path", "team/app"),
        ("raw", "\"quay.io/team/app:latest\""),
    ] {
        assert_eq!(
            fixture.text_at(
                &document,
                "ecs.task-definition.t",
                &format!("/containers/0/image/{part}")
            ),
            text
        );
    }
}

#[test]
fn names_and_arns_of_the_unit_are_edges() {
    let mut fixture = Fixture::new("x");
    fixture.add("aws_ecs_cluster", "c", &json!({"name": "main"}));
    fixture.add("aws_ecs_task_definition", "t", &json!({"family": "web"}));
    fixture.add(
        "aws_ecs_service",
        "s",
        &json!({"cluster": {"$pieces": ["arn:aws:ecs:", {"$unknown": "region"}, ":1:cluster/main"]}, "task_definition": "web:7"}),
    );
    fixture.add(
        "aws_ecs_service",
        "r",
        &json!({"task_definition": {"$ref": ["aws_ecs_task_definition.t", "arn"]}}),
    );
    let printed = fixture.printed();
    let service = &printed["resources"]["aws_ecs_service.s"];
    assert_eq!(
        service["refs"]["/cluster"],
        json!([{"to": "aws_ecs_cluster.c", "attribute": "arn"}])
    );
    assert_eq!(
        service["refs"]["/task_definition"],
        json!([{"to": "aws_ecs_task_definition.t", "attribute": "name"}])
    );
    assert_eq!(
        printed["resources"]["aws_ecs_service.r"]["values"]["task_definition"],
        "${aws_ecs_task_definition.t.arn}"
    );
}

#[test]
fn unmapped_resources_are_kept() {
    let terraform =
        one("terraform_data", &json!({"input": {"KeepMe": [1, null], "tagsOf": {"A-b": 1}}}));
    assert_eq!(terraform["values"], json!({"input": {"KeepMe": [1, null], "tagsOf": {"A-b": 1}}}));
    assert_eq!(terraform["type"], "terraform_data");
    let cloudformation = one(
        "AWS::Events::Rule",
        &json!({"KmsMasterKeyId": "k", "Tags": {"MyTag": "v"}, "Subscription": [{"TopicArn": "a"}]}),
    );
    assert_eq!(
        cloudformation["values"],
        json!({"kms_master_key_id": "k", "tags": {"MyTag": "v"}, "subscription": [{"topic_arn": "a"}]})
    );
}

#[test]
fn satellites_are_folded_in() {
    let mut fixture = Fixture::new("x");
    fixture.add(
        "aws_ecs_cluster",
        "c",
        &json!({"name": "main", "setting": [{"name": "containerInsights", "value": "Enabled"}]}),
    );
    fixture.add(
        "aws_ecs_cluster_capacity_providers",
        "p",
        &json!({"cluster_name": {"$ref": ["aws_ecs_cluster.c", "name"]}, "default_capacity_provider_strategy": [{"capacity_provider": "FARGATE"}]}),
    );
    let cluster = fixture.printed()["resources"]["aws_ecs_cluster.c"].clone();
    assert_eq!(cluster["satellites"], json!(["aws_ecs_cluster_capacity_providers.p"]));
    assert_eq!(
        cluster["values"]["default_capacity_provider_strategy"],
        json!([{"capacity_provider": "FARGATE"}])
    );
    assert_eq!(cluster["values"]["settings"], json!({"container_insights": "enabled"}));
}

#[test]
fn secrets_are_never_printed() {
    let mut fixture = Fixture::new("x");
    let task = json!({"containerDefinitions": [{"environment": [{"name": "A", "value": "AKIAIOSFODNN7EXAMPLE"}, {"name": "B", "value": "postgres://u:hunter2@db/x"}]}]});
    fixture.add("ecs.task-definition", "t", &task);
    let resource = fixture.add("terraform_data", "d", &json!({"input": "hunter3"}));
    let marked = resource.values.get("input").unwrap().clone().marked(Marks::SENSITIVE);
    let mut entries = IndexMap::new();
    entries.insert(Arc::from("input"), Entry { key: None, value: marked });
    resource.values = Value::map(entries, None);
    let printed = fixture.printed().to_string();
    for secret in ["AKIAIOSFODNN7EXAMPLE", "hunter2", "hunter3"] {
        assert!(!printed.contains(secret), "{secret}");
    }
    assert!(printed.contains("\"/input\":[\"sensitive\"]"));
}

/// A document as `stridelint document` prints it.
fn printed(document: &Document) -> serde_json::Value {
    serde_json::to_value(crate::report::document::print(document, &serde_json::Map::new())).unwrap()
}
