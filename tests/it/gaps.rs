//! What a scan did not see is said: every kind of gap, in every format, and in the exit status.

use crate::program::{CHECK, Folder, PRIVILEGED, Run, task};
use serde_json::Value;

/// The gaps of a JSON report: kind, file, what, why and cure.
fn gaps(run: &Run) -> Vec<[String; 5]> {
    let text = |gap: &Value, name: &str| gap[name].as_str().unwrap_or_default().to_owned();
    let report = run.json();
    let all = report["gaps"].as_array().unwrap_or_else(|| panic!("no gaps: {}", run.out));
    all.iter()
        .map(|gap| ["kind", "file", "what", "why", "cure"].map(|name| text(gap, name)))
        .collect()
}

/// One gap of that kind, with the words in its file, subject, reason or cure; the report is
/// complete or not as the kind says.
fn says(files: &[(&str, &str)], args: &[&str], kind: &str, words: &[&str]) -> Folder {
    let folder = Folder::new(files);
    let run = folder.scan(args);
    let found = gaps(&run);
    let gap = found
        .iter()
        .find(|gap| {
            gap[0] == kind
                && words.iter().all(|word| gap[1..].iter().any(|text| text.contains(word)))
        })
        .unwrap_or_else(|| panic!("no {kind} with {words:?} among {found:#?}\n{}", run.err));
    let hides = !["off-by-default", "left-out", "check-disabled"].contains(&kind);
    assert!(gap[4].len() > 5 || !hides || gap[3].contains("Pulumi"), "no cure: {gap:?}");
    assert_eq!(run.json()["complete"], Value::Bool(!hides), "{kind}");
    folder
}

#[test]
fn modules_that_are_not_downloaded_are_named_with_what_is_passed_to_them() {
    let text = "module \"net\" {\n  source  = \"acme/network/aws\"\n  version = \"3.2.1\"\n  cidr    = \"10.0.0.0/8\"\n}\n";
    let folder = says(
        &[("main.tf", text)],
        &["."],
        "module-not-read",
        &["main.tf", "module.net", "terraform init"],
    );
    let report = folder.scan(&["."]).json();
    let gap = &report["gaps"][0];
    assert_eq!(gap["call"]["source"], "acme/network/aws");
    assert_eq!(gap["call"]["version"], "3.2.1");
    assert_eq!(gap["call"]["arguments"], serde_json::json!(["cidr"]));
    assert_eq!(gap["at"]["line"], 1);
}

#[test]
fn a_module_is_told_once_however_often_it_is_called() {
    let outer = "module \"m\" {\n  source   = \"./m\"\n  for_each = toset([\"a\", \"b\"])\n}\n";
    let inner = "module \"x\" {\n  source = \"acme/x/aws\"\n}\n";
    let folder = Folder::new(&[("main.tf", outer), ("m/main.tf", inner)]);
    let found = gaps(&folder.scan(&["."]));
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_local_module_that_is_absent_is_said() {
    says(
        &[("main.tf", "module \"a\" {\n  source = \"./absent\"\n}\n")],
        &["."],
        "module-not-read",
        &["module.a", "path"],
    );
    says(
        &[("main.tf", "module \"a\" {\n  source = var.where\n}\n")],
        &["."],
        "module-not-read",
        &["expression"],
    );
}

#[test]
fn stacks_modules_and_includes_of_a_template_are_said() {
    let stack = |body: &str| format!("Resources:\n  S:\n{body}");
    for (body, words) in [
        (
            "    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: \"https://x.example.com/t.yaml\"}\n",
            ["the stack S", "template"],
        ),
        (
            "    Type: AWS::Serverless::Application\n    Properties: {Location: {ApplicationId: \"arn:aws:serverlessrepo:::a\", SemanticVersion: 1.0.0}}\n",
            ["the stack S", "template"],
        ),
        (
            "    Type: Acme::Net::Vpc::MODULE\n    Properties: {Cidr: 10.0.0.0/8}\n",
            ["the module S", "registry"],
        ),
        (
            "    Type: AWS::S3::Bucket\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k.yaml}}\n",
            ["AWS::Include", "deployment"],
        ),
    ] {
        says(&[("t.yaml", &stack(body))], &["."], "stack-not-read", &words);
    }
}

#[test]
fn contents_that_nobody_gives_are_said_with_the_variable() {
    let text = "variable \"containers\" {}\nresource \"aws_ecs_task_definition\" \"t\" {\n  family = \"t\"\n  container_definitions = var.containers\n}\n";
    let folder = says(
        &[("main.tf", text)],
        &["."],
        "contents-unknown",
        &["containers of aws_ecs_task_definition.t", "var.containers", "--var containers"],
    );
    let given = folder.scan(&[".", "--var", "containers=[]"]);
    assert_eq!(gaps(&given).len(), 0, "{}", given.out);
    let policy = "variable \"p\" {}\nresource \"aws_iam_role_policy\" \"p\" {\n  role = aws_iam_role.r.id\n  policy = var.p\n}\nresource \"aws_iam_role\" \"r\" {\n  assume_role_policy = \"{}\"\n}\n";
    says(&[("main.tf", policy)], &["."], "contents-unknown", &["var.p"]);
}

#[test]
fn a_task_definition_where_its_containers_belong_is_said() {
    let text = "resource \"aws_ecs_task_definition\" \"t\" {\n  family = \"t\"\n  container_definitions = jsonencode({ containerDefinitions = [{ name = \"a\", image = \"a\" }] })\n}\n";
    says(&[("main.tf", text)], &["."], "contents-unknown", &["aws_ecs_task_definition.t"]);
}

#[test]
fn files_that_cannot_be_read_as_they_are_are_said() {
    let task = "{\"family\":\"x\",\"containerDefinitions\":[{\"name\":\"c\",\"image\":\"i\"}]}";
    let sops = "{\"a\": \"ENC[AES256_GCM,data:x]\", \"containerDefinitions\": [], \"sops\": {}}"
        .to_owned();
    let conflict = format!("<<<<<<< HEAD\n{task}\n=======\n{task}\n>>>>>>> other\n");
    for (name, text, words) in [
        (
            "a.json",
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            ["LFS", "git lfs pull"],
        ),
        ("b.json", "\0GITCRYPT\0\x01", ["git-crypt", "unlock"]),
        ("c.json", &sops, ["SOPS", "decrypt"]),
        ("d.json", &conflict, ["conflict", "resolve"]),
        (
            "e.json.j2",
            "{\"Resources\":{\"B\":{\"Type\":\"AWS::S3::Bucket\"}}}",
            ["template", "renders"],
        ),
        (
            "f.json",
            "{\"family\":\"x\",\"containerDefinitions\":{\"name\":\"c\",\"image\":\"i\"}}",
            ["object", "list"],
        ),
        ("g.json", "{\"Resources\":[{\"Type\":\"AWS::S3::Bucket\"}]}", ["list", "object"]),
    ] {
        says(&[(name, text)], &["."], "file-not-read", &[name, words[0], words[1]]);
    }
    let folder = Folder::new(&[]);
    folder.write("t.yaml", b"Resources:\n  B:\n    Type: AWS::S3::Bucket\n    # caf\xe9\n");
    let found = gaps(&folder.scan(&["."]));
    assert!(
        found.iter().any(|gap| gap[0] == "file-not-read" && gap[3].contains("UTF-8")),
        "{found:?}"
    );
}

#[test]
fn infrastructure_in_other_formats_is_said() {
    for (name, text, word) in [
        ("terragrunt.hcl", "terraform {\n  source = \"git::x\"\n}\n", "Terragrunt"),
        ("a.tfdeploy.hcl", "deployment \"x\" {}\n", "stack"),
        ("serverless.yml", "service: x\nprovider:\n  name: aws\n", "Serverless"),
        ("Pulumi.yaml", "name: x\nruntime: yaml\nresources: {}\n", "Pulumi"),
        ("cdk.json", "{\"app\": \"npx ts-node bin/app.ts\"}", "CDK"),
        (
            "prod.tfstate",
            "{\"version\": 4, \"terraform_version\": \"1.9.0\", \"resources\": []}",
            "state",
        ),
        (
            "appspec.yaml",
            "version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n",
            "AppSpec",
        ),
        ("td.jsonnet", "{ containerDefinitions: [] }", "Jsonnet"),
        ("compose.yaml", "services:\n  a:\n    image: x\nx-aws-cluster: c\n", "compose file"),
        ("manifest.yml", "name: x\ntype: Backend Service\nimage:\n  port: 80\n", "Copilot"),
    ] {
        says(&[(name, text)], &["."], "format-not-read", &[name, word]);
    }
    let made = Folder::new(&[("cdk.json", "{\"app\": \"x\"}"), ("cdk.out/tree.json", "{}")]);
    assert_eq!(gaps(&made.scan(&["."])).len(), 0, "a synthesized application is read");
}

#[test]
fn what_is_none_of_ours_costs_no_word() {
    let folder = Folder::new(&[
        ("README.md", "containerDefinitions AWS:: Resources"),
        ("package.json", "{\"name\": \"x\"}"),
        ("k8s.yaml", "apiVersion: v1\nkind: Pod\nspec: {containers: []}\n"),
        ("values.yaml.tpl", "a: {{ .b }}\n"),
        ("terragrunt.hcl", "remote_state {}\n"),
        ("CACHEDIR.TAG", ""),
        ("app/main.py", "print(1)\n"),
    ]);
    let run = folder.scan(&["."]);
    assert_eq!(gaps(&run), [] as [[String; 5]; 0]);
    assert_eq!(run.json()["complete"], Value::Bool(true));
}

#[test]
fn what_the_configuration_and_caches_leave_out_is_said_and_complete() {
    let files = [
        ("old/main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n"),
        ("new/main.tf", ""),
        ("stridelint.toml", "exclude = [\"old\"]\n"),
    ];
    says(&files, &["."], "left-out", &["old", "stridelint.toml"]);
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n";
    says(
        &[
            ("a/main.tf", ""),
            ("infra/main.tf", &task("web", PRIVILEGED)),
            ("infra/CACHEDIR.TAG", tag),
        ],
        &["."],
        "left-out",
        &["infra", "CACHEDIR.TAG"],
    );
    // A tag without the signature is none.
    let folder =
        Folder::new(&[("infra/main.tf", &task("web", PRIVILEGED)), ("infra/CACHEDIR.TAG", "")]);
    assert!(folder.scan(&["."]).has(CHECK));
}

#[test]
fn disabled_checks_are_said_with_who_turned_them_off() {
    let files = [
        ("main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n"),
        ("stridelint.toml", "disable = [\"container-escape\"]\n"),
    ];
    let folder = says(&files, &["."], "check-disabled", &[CHECK, "stridelint.toml"]);
    let run = folder.scan(&[".", "--no-config", "--disable", CHECK]);
    let found = gaps(&run);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0][3].contains("--disable"), "{found:?}");
}

#[test]
fn no_format_says_no_findings_without_the_gaps() {
    let folder = Folder::new(&[(
        "main.tf",
        "module \"a\" {\n  source = \"acme/a/aws\"\n}\nmodule \"b\" {\n  source = \"acme/b/aws\"\n}\n",
    )]);
    for format in crate::secrets::FORMATS {
        let run = folder.run(&["scan", "--format", format, "."]);
        assert!(run.out.contains("module.a"), "{format} names no module: {}", run.out);
        for line in run.out.lines().filter(|line| line.contains("no findings")) {
            assert!(line.contains("2 modules were not read"), "{format}: {line}");
        }
    }
}

#[test]
fn text_has_one_line_per_cause_and_gaps_lists_all() {
    let calls: String = (0..40)
        .map(|number| format!("module \"m{number}\" {{\n  source = \"acme/m{number}/aws\"\n}}\n"))
        .collect();
    let folder = Folder::new(&[("main.tf", &calls)]);
    let count =
        |run: &Run| run.out.lines().filter(|line| line.contains("modules were not read: ")).count();
    let few = folder.run(&["scan", "--color", "never", "."]);
    assert_eq!(count(&few), 1, "{}", few.out);
    assert!(
        few.out.contains("40 modules were not read") && few.out.contains("37 more"),
        "{}",
        few.out
    );
    let all = folder.run(&["scan", "--color", "never", "--gaps", "."]);
    assert!(all.out.contains("acme/m39/aws"), "{}", all.out);
}

#[test]
fn strict_fails_exactly_where_the_report_is_incomplete() {
    let open = Folder::new(&[("main.tf", "module \"a\" {\n  source = \"acme/a/aws\"\n}\n")]);
    assert_eq!(open.scan(&["."]).code, 0);
    assert_eq!(open.scan(&[".", "--strict"]).code, 2);
    assert_eq!(open.scan(&[".", "--strict", "--exit-zero"]).code, 0);
    let whole =
        Folder::new(&[("main.tf", "locals {}\n"), ("stridelint.toml", "disable = [\"all\"]\n")]);
    assert_eq!(whole.scan(&[".", "--strict"]).code, 0);
}

#[test]
fn the_exit_status_is_2_over_1_over_3_over_0() {
    let broken = "resource \"aws_s3_bucket\" \"b\" {";
    let both = Folder::new(&[("a/main.tf", &task("web", PRIVILEGED)), ("b/main.tf", broken)]);
    assert_eq!(both.scan(&["."]).code, 2);
    assert_eq!(both.scan(&[".", "--fail-on", "never"]).code, 2);
    assert_eq!(both.scan(&["a"]).code, 1);
    assert_eq!(both.scan(&["a", "--fail-on", "never"]).code, 0);
    assert_eq!(both.scan(&[".", "--exit-zero"]).code, 0);
    let nothing = Folder::new(&[("x/README.md", "x"), ("a/main.tf", &task("web", PRIVILEGED))]);
    assert_eq!(nothing.scan(&["x"]).code, 3);
    assert_eq!(nothing.scan(&["x", "--fail-on", "never"]).code, 3);
    assert_eq!(nothing.scan(&["x", "--exit-zero"]).code, 0);
    assert_eq!(nothing.scan(&["a", "x"]).code, 1);
    // A hook hands files: none of them is ours, and that is nothing to object to.
    assert_eq!(nothing.scan(&["x/README.md"]).code, 0);
    nothing.git(&["init", "-q"]);
    nothing.commit();
    assert_eq!(nothing.scan(&["a", "--diff-base", "HEAD"]).code, 0);
}

#[test]
fn a_folder_of_a_work_tree_reads_what_it_names_elsewhere_in_it() {
    let call = "module \"q\" {\n  source = \"../../mods/q\"\n}\n";
    let folder = Folder::new(&[
        ("live/stage/main.tf", call),
        ("mods/q/main.tf", &task("web", PRIVILEGED)),
        ("other/main.tf", &task("other", PRIVILEGED)),
    ]);
    folder.git(&["init", "-q"]);
    let run = folder.scan(&["live/stage"]);
    let found = run.findings();
    assert!(
        found.iter().any(|(check, place)| check == CHECK && place.starts_with("mods/q/main.tf")),
        "{found:?}"
    );
    assert!(!found.iter().any(|(_, place)| place.starts_with("other/")), "{found:?}");
    // A module that others call is a unit of its own where its folder is named.
    assert!(folder.scan(&["mods/q"]).has(CHECK));
}

#[test]
fn a_file_named_reports_what_its_call_brings_about() {
    let folder = Folder::new(&[
        ("live/main.tf", "module \"w\" {\n  source = \"../mods/w\"\n}\n"),
        ("live/other.tf", &task("other", PRIVILEGED)),
        ("mods/w/main.tf", &task("web", PRIVILEGED)),
    ]);
    folder.git(&["init", "-q"]);
    let run = folder.scan(&["live/main.tf"]);
    let places: Vec<String> = run.findings().into_iter().map(|(_, place)| place).collect();
    assert!(places.iter().any(|place| place.starts_with("mods/w/main.tf")), "{places:?}");
    assert!(!places.iter().any(|place| place.starts_with("live/other.tf")), "{places:?}");
}

#[test]
fn task_definitions_and_templates_are_recognized_however_they_are_written() {
    let container = "{\"name\":\"c\",\"image\":\"nginx\",\"privileged\":true}";
    for (name, text) in [
        ("commented.json", format!("// note\n/* more */\n{{\"family\":\"x\",\"containerDefinitions\":[{container}]}}")),
        ("several.json", format!("[{{\"family\":\"x\",\"containerDefinitions\":[{container}]}}]")),
        ("flow.yaml", "{Resources: {A: {Type: \"AWS::ECS::TaskDefinition\", Properties: {ContainerDefinitions: [{Name: a, Image: b, Privileged: true}]}}}}".to_owned()),
    ] {
        let folder = Folder::new(&[(name, &text)]);
        assert!(folder.scan(&["."]).has(CHECK), "{name}");
    }
}
