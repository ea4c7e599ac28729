//! What a change does to the attack surface: ten refactorings of the demo that do nothing to it, and ten
//! changes that expose something.

use crate::program::Folder;
use crate::threats::demo;
use serde_json::Value;

/// The demo as the only commit of a repository.
fn recorded() -> Folder {
    let folder = demo();
    folder.git(&["init", "-q"]);
    folder.commit();
    folder
}

fn change(folder: &Folder) -> Value {
    let args = ["model", ".", "--diff-base", "HEAD", "-f", "json", "--today", "2026-11-30"];
    let run = folder.run(&args);
    assert_eq!(run.code, 0, "{}", run.err);
    run.json()
}

/// Replaces a text of a file that has it.
fn edit(folder: &Folder, file: &str, from: &str, to: &str) {
    let text = folder.read(file);
    assert!(text.contains(from), "{file} has no {from}");
    folder.write(file, text.replace(from, to));
}

/// Something that is done to the demo.
type Edit = fn(&Folder);

const MODULE: &str = "shop/modules/service/main.tf";

const REFACTORINGS: [(&str, Edit); 10] = [
    ("a resource moves to another file", |folder| {
        let text = folder.read("shop/main.tf");
        let at = text.find("resource \"aws_cloudwatch_log_group\"").unwrap();
        folder.write("shop/main.tf", &text[..at]);
        folder.write("shop/logs.tf", &text[at..]);
    }),
    ("comments and blank lines", |folder| {
        let text = folder.read("shop/main.tf");
        folder.write("shop/main.tf", format!("# The shop.\n\n\n{text}\n# The end.\n"));
    }),
    ("a description", |folder| {
        edit(folder, "shop/variables.tf", "set by the pipeline", "the pipeline sets it");
    }),
    ("a value becomes a local", |folder| {
        edit(folder, "shop/main.tf", "= 400", "= local.days");
        folder.write("shop/locals.tf", "locals {\n  days = 400\n}\n");
    }),
    ("a variable is called differently", |folder| {
        edit(folder, "shop/main.tf", "var.private_subnets", "var.inner_subnets");
        edit(folder, "shop/variables.tf", "\"private_subnets\"", "\"inner_subnets\"");
    }),
    ("a resource is called differently", |folder| {
        edit(folder, MODULE, "\"aws_ecs_service\" \"this\"", "\"aws_ecs_service\" \"service\"");
    }),
    ("a task definition is called differently", |folder| {
        edit(
            folder,
            MODULE,
            "\"aws_ecs_task_definition\" \"this\"",
            "\"aws_ecs_task_definition\" \"task\"",
        );
        edit(folder, MODULE, "aws_ecs_task_definition.this", "aws_ecs_task_definition.task");
    }),
    ("more tasks, more memory", |folder| {
        edit(folder, MODULE, "desired_count   = 2", "desired_count   = 4");
        edit(folder, MODULE, "memory                   = 1024", "memory                   = 2048");
    }),
    ("an output", |folder| {
        folder.write(
            "shop/outputs.tf",
            "output \"cluster\" {\n  value = aws_ecs_cluster.shop.name\n}\n",
        );
    }),
    ("the resources of a template change places", |folder| {
        let text = folder.read("payments/template.yaml");
        let ledger =
            "  Ledger:\n    Type: AWS::EFS::FileSystem\n    Properties:\n      Encrypted: true\n\n";
        assert!(text.contains(ledger));
        folder.write("payments/template.yaml", format!("{}\n{ledger}", text.replace(ledger, "")));
    }),
];

#[test]
fn refactoring_is_no_change_to_the_attack_surface() {
    for (what, done) in REFACTORINGS {
        let folder = recorded();
        done(&folder);
        // What git does not track is no part of a comparison.
        folder.git(&["add", "-A"]);
        let found = change(&folder);
        for list in ["exposure", "changed", "less_known"] {
            assert_eq!(found[list], serde_json::json!([]), "{what}");
        }
        for side in ["added", "removed"] {
            for list in ["boundaries", "elements", "flows"] {
                assert_eq!(found[side][list], serde_json::json!([]), "{what}: {side}");
            }
        }
        let text = folder.run(&["model", ".", "--diff-base", "HEAD"]).out;
        assert!(text.contains("no change to the attack surface"), "{what}: {text}");
        let markdown = folder.run(&["model", ".", "--diff-base", "HEAD", "-f", "markdown"]).out;
        assert!(markdown.contains("no change to the attack surface"), "{what}: {markdown}");
    }
}

#[test]
fn what_is_called_differently_is_told() {
    let folder = recorded();
    edit(&folder, MODULE, "\"aws_ecs_service\" \"this\"", "\"aws_ecs_service\" \"service\"");
    let found = change(&folder);
    assert_eq!(
        found["renamed"][0]["to"], "service:shop#module.admin.aws_ecs_service.service",
        "{found}"
    );
}

/// What is done, the kind of exposure, and what its id or sentence says.
const EXPOSURES: [(&str, Edit, &str, &str); 10] = [
    (
        "a service gets a public address",
        |folder| edit(folder, "shop/main.tf", "public_ip  = false", "public_ip  = true"),
        "internet",
        "ingress:actor.end-user->service:shop#module.web.aws_ecs_service.this",
    ),
    (
        "a call loses its encryption",
        |folder| edit(folder, "shop/main.tf", "https://orders", "http://orders"),
        "unencrypted",
        "external:orders.shop.internal",
    ),
    (
        "a host on the internet is called",
        |folder| {
            let more = "LOG_FORMAT = \"json\"\n    RATES_URL  = \"https://rates.example.com/v1\"";
            edit(folder, "shop/main.tf", "LOG_FORMAT = \"json\"", more);
        },
        "internet",
        "external:rates.example.com",
    ),
    (
        "commands may be run in a service",
        |folder| {
            let more = "desired_count   = 2\n  enable_execute_command = true";
            edit(folder, MODULE, "desired_count   = 2", more);
        },
        "exec",
        "exec:actor.operator->service:shop#module.web.aws_ecs_service.this",
    ),
    (
        "a task may change ECS",
        |folder| {
            let more = "execution_role_arn       = aws_iam_role.execution.arn\n  task_role_arn            = aws_iam_role.task.arn";
            edit(folder, MODULE, "execution_role_arn       = aws_iam_role.execution.arn", more);
            folder.write("shop/modules/service/role.tf", "resource \"aws_iam_role\" \"task\" {\n  name = \"shop-${var.name}-task\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = \"ecs-tasks.amazonaws.com\" } }]\n  })\n  inline_policy {\n    name = \"ecs\"\n    policy = jsonencode({\n      Version = \"2012-10-17\"\n      Statement = [{ Effect = \"Allow\", Action = [\"ecs:UpdateService\"], Resource = \"*\" }]\n    })\n  }\n}\n");
        },
        "aws-api",
        "aws-api:service:shop#module.web.aws_ecs_service.this->aws.api",
    ),
    (
        "a task mounts the socket of its host",
        |folder| {
            let task = folder.read("reports/task-definition.json");
            folder.write("mail/task-definition.json", task.replace("\"reports\"", "\"mail\""));
        },
        "host",
        "host:task:mail/task-definition.json#mail->host:ec2",
    ),
    (
        "logs are kept for ever",
        |folder| edit(folder, "shop/main.tf", "  retention_in_days = 400\n", ""),
        "threat",
        "log-flooding",
    ),
    (
        "images are not scanned any more",
        |folder| edit(folder, "shop/main.tf", "scan_on_push = true", "scan_on_push = false"),
        "threat",
        "vulnerable-libraries",
    ),
    (
        "an image comes from somewhere else",
        |folder| {
            edit(folder, "shop/main.tf", "\"nginx:latest\"", "\"images.example.com/nginx:1.27\"")
        },
        "internet",
        "pull:aws.fargate->registry:images.example.com:443",
    ),
    (
        "a database stands in public subnets",
        |folder| {
            folder.write("shop/db.tf", "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\nresource \"aws_internet_gateway\" \"main\" {\n  vpc_id = aws_vpc.main.id\n}\nresource \"aws_subnet\" \"db\" {\n  vpc_id     = aws_vpc.main.id\n  cidr_block = \"10.0.1.0/24\"\n}\nresource \"aws_route_table\" \"db\" {\n  vpc_id = aws_vpc.main.id\n  route {\n    cidr_block = \"0.0.0.0/0\"\n    gateway_id = aws_internet_gateway.main.id\n  }\n}\nresource \"aws_route_table_association\" \"db\" {\n  subnet_id      = aws_subnet.db.id\n  route_table_id = aws_route_table.db.id\n}\nresource \"aws_db_subnet_group\" \"db\" {\n  subnet_ids = [aws_subnet.db.id]\n}\nresource \"aws_db_instance\" \"db\" {\n  identifier           = \"orders\"\n  engine               = \"postgres\"\n  db_subnet_group_name = aws_db_subnet_group.db.name\n}\n");
        },
        "public-store",
        "database:shop#aws_db_instance.db",
    ),
];

#[test]
fn new_exposure_is_told_first_with_its_place() {
    for (what, done, kind, id) in EXPOSURES {
        let folder = recorded();
        done(&folder);
        // What git does not track is no part of a comparison.
        folder.git(&["add", "-A"]);
        let found = change(&folder);
        let all = found["exposure"].as_array().unwrap();
        let own =
            all.iter().find(|own| own["kind"] == kind && own["id"].as_str().unwrap().contains(id));
        let own = own.unwrap_or_else(|| panic!("{what}: {found:#}"));
        assert!(own["place"]["line"].as_u64().unwrap() > 0, "{what}");
        let markdown = folder.run(&["model", ".", "--diff-base", "HEAD", "-f", "markdown"]).out;
        let first =
            markdown.find("**New exposure**").unwrap_or_else(|| panic!("{what}: {markdown}"));
        let rest = markdown.find("<details>").unwrap_or(markdown.len());
        assert!(first < rest, "{what}: {markdown}");
    }
}

#[test]
fn the_other_way_round_nothing_is_exposed() {
    for (what, done, ..) in EXPOSURES {
        let folder = demo();
        folder.git(&["init", "-q"]);
        done(&folder);
        folder.commit();
        // Back to the demo as it is.
        let as_it_is = demo();
        for entry in walkdir::WalkDir::new(folder.path()).into_iter().filter_map(Result::ok) {
            let name = entry.path().strip_prefix(folder.path()).unwrap().to_str().unwrap();
            if entry.file_type().is_file() && !name.starts_with(".git") {
                match as_it_is.path().join(name).is_file() {
                    true => drop(folder.write(name, as_it_is.read(name))),
                    false => std::fs::remove_file(entry.path()).unwrap(),
                }
            }
        }
        let found = change(&folder);
        // The registry that an image came from before is new again, and `latest` is worse than a version.
        let all = found["exposure"].as_array().unwrap();
        let word = |own: &Value, name: &str| own[name].as_str().unwrap().to_owned();
        let left = all.iter().filter(|own| {
            !word(own, "id").starts_with("pull:") && !word(own, "text").contains("`nginx:latest`")
        });
        assert_eq!(left.count(), 0, "{what}: {found:#}");
    }
}

#[test]
fn a_file_that_git_does_not_track_is_told_in_the_same_sentence() {
    let folder = recorded();
    folder.write("shop/way.tf", "resource \"aws_s3_bucket\" \"way\" {\n  bucket = \"way\"\n}\n");
    let found = change(&folder);
    assert_eq!(found["exposure"], serde_json::json!([]));
    assert_eq!(found["unseen"][0]["path"], "shop/way.tf");
    for (format, sentence) in [
        ("text", "no change to the attack surface; 1 file was not compared\n"),
        ("markdown", "no change to the attack surface; 1 file was not compared.\n"),
    ] {
        let run = folder.run(&["model", ".", "--diff-base", "HEAD", "-f", format]);
        assert!(run.out.contains(sentence), "{}", run.out);
        assert!(run.out.contains("git does not track it"), "{}", run.out);
    }
    folder.git(&["add", "-A"]);
    let found = change(&folder);
    assert_eq!(found["unseen"], serde_json::json!([]));
    assert!(!found["exposure"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_open_already_can_be_open_by_more() {
    let folder = recorded();
    // Another container of the task has a writable root already, and the load of its definition is open.
    edit(&folder, MODULE, "readonlyRootFilesystem = true", "readonlyRootFilesystem = false");
    let found = change(&folder);
    let all = found["exposure"].as_array().unwrap();
    let own = all.iter().find(|own| own["id"] == "task-definition-tampering").unwrap();
    let text = own["text"].as_str().unwrap();
    assert!(text.contains("is open by more at") && text.contains("container `admin`"), "{text}");
    assert_eq!(own["place"]["file"], MODULE);
    // A file of one line has all findings at one place: they are no more for that.
    let folder = recorded();
    let task: Value = serde_json::from_str(&folder.read("reports/task-definition.json")).unwrap();
    folder.write("reports/task-definition.json", task.to_string());
    assert_eq!(change(&folder)["exposure"], serde_json::json!([]));
    // One container more of a kind that is there is more; one that is called differently is not.
    let folder = recorded();
    edit(&folder, MODULE, "\"metrics\"", "\"telemetry\"");
    assert_eq!(change(&folder)["exposure"], serde_json::json!([]));
}

#[test]
fn of_several_findings_the_worst_is_told() {
    let folder = recorded();
    folder.write("shop/files.tf", "resource \"aws_s3_bucket\" \"files\" {\n  bucket = \"shop-files\"\n}\nresource \"aws_s3_bucket_policy\" \"files\" {\n  bucket = aws_s3_bucket.files.id\n  policy = jsonencode({\n    Statement = [{ Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = \"${aws_s3_bucket.files.arn}/*\" }]\n  })\n}\n");
    folder.git(&["add", "-A"]);
    let found = change(&folder);
    let all = found["exposure"].as_array().unwrap();
    let own = all.iter().find(|own| own["id"] == "s3-misconfiguration").unwrap();
    let text = own["text"].as_str().unwrap();
    assert!(text.contains("the policy of bucket `aws_s3_bucket.files`"), "{text}");
    assert_eq!(own["place"]["line"], 7);
}
