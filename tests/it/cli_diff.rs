//! Only what a change adds, and what it fixes: `--diff-base` and `--baseline`. (`tests/cases/hook.rs`
//! has the hook.)

use crate::program::{CHECK, Folder, PRIVILEGED, Run, committed, task};
use serde_json::Value;

fn added(folder: &Folder, args: &[&str]) -> (i32, Vec<(String, String)>, u64, String) {
    let mut all = vec!["--diff-base", "HEAD"];
    all.extend(args);
    let run = folder.scan(&all);
    (run.code, run.findings(), run.json()["summary"]["older"].as_u64().unwrap(), run.err)
}

#[test]
fn only_what_the_change_adds_is_reported() {
    let folder = committed();
    assert_eq!(
        added(&folder, &["."]).0,
        0,
        "nothing changed, and what is broken was broken before"
    );
    folder.write("infra/web.tf", task("web", PRIVILEGED));
    let (code, findings, older, err) = added(&folder, &["."]);
    assert_eq!((code, findings.len()), (1, 1), "{findings:?} {err}");
    assert_eq!(findings[0].0, CHECK);
    assert!(findings[0].1.starts_with("infra/web.tf:"));
    assert!(older >= 1, "the old one is counted");
    let text = folder.run(&["scan", ".", "--diff-base", "HEAD"]).out;
    assert!(text.contains("existing finding"), "{text}");
}

#[test]
fn moved_and_fixed_text_adds_nothing() {
    let folder = committed();
    folder.write(
        "infra/old.tf",
        format!("# a line\n# more\n{}", task("old", &format!("      cpu = 10\n{PRIVILEGED}"))),
    );
    assert_eq!(added(&folder, &["."]).1, [], "moved within its file, a neighbour added");
    folder.git(&["mv", "infra/old.tf", "infra/new.tf"]);
    assert_eq!(added(&folder, &["."]).1, [], "moved to another file");
    folder.write("infra/new.tf", task("old", ""));
    assert_eq!(added(&folder, &["."]).1, [], "fixed");
    folder.git(&["rm", "-q", "-f", "infra/new.tf"]);
    assert_eq!(added(&folder, &["."]).0, 0, "removed");
    folder.git(&["mv", "infra", "moved"]);
    assert_eq!(added(&folder, &["."]).1, [], "the unit moved");
}

/// What an output gives out, a caller can name: whether a library's bucket can get what it lacks from
/// elsewhere is seen by no resource of it.
#[test]
fn a_bucket_that_nothing_can_name_any_more_is_new() {
    let output = "output \"id\" {\n  value = aws_s3_bucket.b.id\n}\n";
    let library =
        "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket_prefix = var.name\n}\n";
    let folder = Folder::new(&[("main.tf", library), ("outputs.tf", output)]);
    folder.git(&["init", "-q"]);
    folder.commit();
    let versioning = |args: &[&str]| {
        let run = folder.scan(args);
        run.findings().iter().any(|found| found.0 == "s3-misconfiguration.versioning-disabled")
    };
    assert!(!versioning(&["."]), "a caller may turn versioning on");
    folder.write("outputs.tf", "");
    assert!(versioning(&["."]), "nobody can");
    assert!(versioning(&[".", "--diff-base", "HEAD"]), "the change did it");
}

#[test]
fn a_broken_file_fails_only_when_it_changed() {
    let folder = committed();
    folder.write("other/fine.tf", task("fine", ""));
    let (code, _, _, err) = added(&folder, &["."]);
    assert_eq!(code, 0, "{err}");
    folder.write("other/broken.tf", "resource {{{{\n");
    assert_eq!(added(&folder, &["."]).0, 2);
}

#[test]
fn a_repository_without_commits_and_a_folder_without_committed() {
    let folder = Folder::new(&[("main.tf", &task("web", PRIVILEGED))]);
    let run = folder.scan(&[".", "--diff-base", "HEAD"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("not a git repository"), "{}", run.err);
    folder.git(&["init", "-q"]);
    assert_eq!(added(&folder, &["."]).0, 0, "nothing is tracked");
    folder.git(&["add", "-A"]);
    assert_eq!(added(&folder, &["."]).0, 1, "everything is new");
    folder.commit();
    assert_eq!(added(&folder, &["."]).0, 0);
    let run = folder.scan(&[".", "--diff-base", "nowhere"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--diff-base nowhere"), "{}", run.err);
}

#[test]
fn a_baseline_takes_what_it_has() {
    let folder = Folder::new(&[("main.tf", &task("web", PRIVILEGED))]);
    for (format, file) in [("json", "base.json"), ("sarif", "base.sarif")] {
        assert_eq!(folder.run(&["scan", ".", "-f", format, "-o", file]).code, 1);
        let run = folder.scan(&[".", "--baseline", file]);
        assert_eq!((run.code, run.findings().len()), (0, 0), "{}", run.out);
        assert!(run.json()["summary"]["older"].as_u64().unwrap() >= 1);
    }
    folder.write("more.tf", task("more", PRIVILEGED));
    assert_eq!(
        folder
            .scan(&[".", "--baseline", "base.json"])
            .findings()
            .iter()
            .filter(|(check, _)| check == CHECK)
            .count(),
        1
    );
    folder.write("base.json", "{}");
    assert_eq!(folder.scan(&[".", "--baseline", "base.json"]).code, 2);
}

#[test]
fn a_changed_parameter_file_concerns_the_templates() {
    let template = "Parameters: {P: {Type: String}}\nResources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - {Name: app, Image: x, Privileged: !Ref P}\n";
    let folder = Folder::new(&[("t.yaml", template), ("p.json", "{\"P\": \"false\"}")]);
    folder.git(&["init", "-q"]);
    folder.commit();
    folder.write("p.json", "{\"P\": \"true\"}");
    let run = folder.scan(&[".", "--diff-base", "HEAD", "--parameter-file", "p.json"]);
    assert_eq!(
        run.findings().iter().filter(|(check, _)| check == CHECK).collect::<Vec<_>>(),
        [&(CHECK.to_owned(), "p.json:1".to_owned())]
    );
    assert!(!folder.scan(&[".", "--diff-base", "HEAD"]).has(CHECK));
}

/// A container definition as JSON has it.
fn json_task(name: &str, privileged: bool) -> String {
    format!(
        r#"{{"family": "{name}", "containerDefinitions": [{{"name": "{name}", "image": "registry.example.com/{name}@sha256:{}", "essential": true, "user": "1000", "readonlyRootFilesystem": true, "privileged": {privileged}}}]}}"#,
        "a".repeat(64)
    )
}

fn stack(privileged: bool) -> String {
    format!(
        "Resources:\n  Web:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: web\n      ContainerDefinitions:\n        - Name: web\n          Image: registry.example.com/web@sha256:{}\n          User: \"1000\"\n          ReadonlyRootFilesystem: true\n          Privileged: {privileged}\n",
        "a".repeat(64)
    )
}

fn keys(a: bool, b: bool) -> String {
    format!(
        "locals {{\n  services = {{\n    a = {a}\n    b = {b}\n  }}\n}}\n{}",
        task("web", "      privileged = each.value").replacen(
            "{\n",
            "{\n  for_each = local.services\n",
            1
        )
    )
}

/// The swap: what was privileged no longer is, and what was not now is. The same names stand on
/// both sides, and nothing of it may be hidden.
#[test]
fn a_swap_reports_the_new_critical_in_every_format() {
    let root = |privileged: bool| task("web", if privileged { PRIVILEGED } else { "" });
    type Files = Vec<(&'static str, String)>;
    let swaps: [(&str, Files, Files, &str); 5] = [
        (
            "two roots",
            vec![("staging/main.tf", root(true)), ("prod/main.tf", root(false))],
            vec![("staging/main.tf", root(false)), ("prod/main.tf", root(true))],
            "prod/main.tf",
        ),
        (
            "two keys",
            vec![("main.tf", keys(true, false))],
            vec![("main.tf", keys(false, true))],
            "main.tf",
        ),
        (
            "two stacks",
            vec![("staging.yaml", stack(true)), ("prod.yaml", stack(false))],
            vec![("staging.yaml", stack(false)), ("prod.yaml", stack(true))],
            "prod.yaml",
        ),
        (
            "two task definitions",
            vec![("staging.json", json_task("web", true)), ("prod.json", json_task("web", false))],
            vec![("staging.json", json_task("web", false)), ("prod.json", json_task("web", true))],
            "prod.json",
        ),
        (
            "two variable files",
            vec![
                (
                    "main.tf",
                    format!("variable \"p\" {{}}\n{}", task("web", "      privileged = var.p")),
                ),
                ("env/staging.tfvars", "p = true\n".to_owned()),
                ("env/prod.tfvars", "p = false\n".to_owned()),
                ("stridelint.toml", "discover_var_files = true\n".to_owned()),
            ],
            vec![
                ("env/staging.tfvars", "p = false\n".to_owned()),
                ("env/prod.tfvars", "p = true\n".to_owned()),
            ],
            "env/prod.tfvars",
        ),
    ];
    for (name, before, after, place) in swaps {
        let folder = Folder::new(&[]);
        before.iter().for_each(|(path, text)| {
            folder.write(path, text);
        });
        folder.git(&["init", "-q"]);
        folder.commit();
        after.iter().for_each(|(path, text)| {
            folder.write(path, text);
        });
        for args in [&["--diff-base", "HEAD"][..], &["--diff-base", "HEAD~1..HEAD"]] {
            if args[1] != "HEAD" {
                folder.commit();
            }
            let mut all = vec!["."];
            all.extend(args);
            let run = folder.scan(&all);
            let found: Vec<String> = run
                .findings()
                .into_iter()
                .filter(|(check, _)| check == CHECK)
                .map(|(_, place)| place)
                .collect();
            assert_eq!((run.code, found.len()), (1, 1), "{name}: {found:?} {}", run.err);
            assert!(found[0].starts_with(&format!("{place}:")), "{name}: {found:?}");
        }
    }
}

/// Identities as a JSON report has them: unit, resource and fingerprint of each finding, sorted.
fn identities(run: &Run) -> Vec<[String; 3]> {
    let report = run.json();
    let of = |finding: &Value| {
        ["unit", "resource", "fingerprint"].map(|name| finding[name].as_str().unwrap().to_owned())
    };
    let mut all: Vec<[String; 3]> = report["findings"].as_array().unwrap().iter().map(of).collect();
    all.sort();
    all
}

#[test]
fn identities_do_not_depend_on_where_a_scan_starts() {
    let folder = Folder::new(&[
        ("one/infra/main.tf", &task("web", PRIVILEGED)),
        ("one/infra/task.json", &json_task("job", true)),
        ("one/stack.yaml", &stack(true)),
        ("two/infra/main.tf", &task("web", PRIVILEGED)),
    ]);
    for name in ["one", "two"] {
        folder.git(&["init", "-q", name]);
    }
    let one = identities(&folder.scan(&["one"]));
    assert!(
        one.iter()
            .any(|[unit, resource, _]| unit == "infra/task.json"
                && resource == "infra/task.json#job"),
        "{one:?}"
    );
    let two = identities(&folder.scan(&["two"]));
    let mut both: Vec<[String; 3]> = one.iter().chain(&two).cloned().collect();
    both.sort();
    assert_eq!(identities(&folder.scan(&["."])), both, "a folder of repositories");
    let report = folder.scan(&["."]).json();
    let repositories: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["repository"].as_str().unwrap())
        .collect();
    assert!(repositories.contains(&"one") && repositories.contains(&"two"));
    assert_eq!(report["summary"]["by_repository"].as_object().unwrap().len(), 2);
    let inside: Vec<[String; 3]> =
        one.iter().filter(|[unit, ..]| unit.starts_with("infra")).cloned().collect();
    assert_eq!(identities(&folder.scan(&["one/infra"])), inside, "a folder of a repository");
    assert_eq!(identities(&folder.scan(&["one/infra/main.tf", "one/infra/task.json"])), inside);
    // A baseline of the folder holds in each of them.
    let written = folder.run(&["baseline", "write", "all.baseline", "."]);
    assert_eq!(written.code, 0, "{}", written.err);
    for name in ["one", "two", "."] {
        let run = folder.scan(&[name, "--baseline", "all.baseline"]);
        assert_eq!((run.code, run.findings().len()), (0, 0), "{name}: {}", run.out);
    }
    let copy = folder.read("two/infra/main.tf");
    folder.write("two/other/main.tf", copy);
    assert_eq!(folder.scan(&["two", "--baseline", "all.baseline"]).code, 1, "a copy is new");
}

/// A task definition for each key, privileged where the key's value says so.
fn each(keys: &[&str]) -> String {
    let all: String = keys.iter().map(|key| format!("    {key} = true\n")).collect();
    let task = task("web", "      privileged = each.value");
    let task = task.replacen("{\n", "{\n  for_each = local.all\n", 1);
    format!("locals {{\n  all = {{\n{all}  }}\n}}\n{task}")
}

#[test]
fn a_fingerprint_survives_reformatting_and_other_instances() {
    let folder = Folder::new(&[("main.tf", &each(&["a", "b"]))]);
    let of = |instance: &str| {
        let report = folder.scan(&["."]).json();
        let all = report["findings"].as_array().unwrap().iter();
        let mut found = all.filter(|finding| {
            finding["check"] == CHECK && finding["resource"].as_str().unwrap().ends_with(instance)
        });
        found.next().unwrap()["fingerprint"].as_str().unwrap().to_owned()
    };
    let before = of("[\"b\"]");
    folder.write("main.tf", format!("# moved\n\n{}", each(&["b"]).replace("\n  ", "\n      ")));
    assert_eq!(of("[\"b\"]"), before, "reformatted, and the other instance gone");
    folder.write("main.tf", each(&["zero", "a", "b"]));
    assert_eq!(of("[\"b\"]"), before, "others came");
    assert_eq!(of("[\"zero\"]"), before, "instances of one block share its identity");
}

#[test]
fn a_baseline_is_written_updated_and_pruned() {
    let folder = Folder::new(&[("main.tf", &each(&["a"])), ("b/main.tf", &task("b", PRIVILEGED))]);
    // A folder of it is known to be one by the repository around it.
    folder.git(&["init", "-q"]);
    let run = |args: &[&str]| {
        let run = folder.run(args);
        assert_eq!(run.code, 0, "{}", run.err);
        run.err
    };
    run(&["baseline", "write", "known"]);
    let first = folder.read("known");
    let mut lines: Vec<&str> = first.lines().skip(1).collect();
    lines.sort_unstable();
    assert_eq!(lines, first.lines().skip(1).collect::<Vec<_>>(), "sorted");
    run(&["baseline", "write", "known"]);
    assert_eq!(folder.read("known"), first, "stable");
    let left = || {
        let run = folder.scan(&[".", "--baseline", "known"]);
        let report = run.json();
        let all = report["findings"].as_array().unwrap().iter();
        let all = all.filter(|finding| finding["check"] == CHECK);
        let names: Vec<String> =
            all.map(|finding| finding["resource"].as_str().unwrap().to_owned()).collect();
        (names, report["summary"]["fixed"].as_u64().unwrap())
    };
    assert_eq!(left(), (vec![], 0));
    folder.write("main.tf", each(&["a", "c"]));
    let new = vec!["aws_ecs_task_definition.web[\"c\"]".to_owned()];
    assert_eq!(left(), (new, 0), "a new instance of an old cause is new, alone");
    folder.write("main.tf", each(&["a"]));
    // A renamed file: new to the baseline, until it is updated.
    std::fs::rename(folder.path().join("b/main.tf"), folder.path().join("b/web.tf")).unwrap();
    assert_eq!(left().0, ["aws_ecs_task_definition.b"]);
    assert!(left().1 > 0, "and gone from where it was");
    let said = run(&["baseline", "update", "known"]);
    assert!(said.contains("added"), "{said}");
    assert_eq!(left().0, [""; 0]);
    let said = run(&["baseline", "prune", "known"]);
    assert!(said.contains("taken out"), "{said}");
    assert_eq!(left(), (vec![], 0));
    // Of what was not looked at nothing is known, so nothing is taken out.
    let all = folder.read("known");
    run(&["baseline", "prune", "known", "b"]);
    assert_eq!(folder.read("known"), all);
    folder.write("main.tf", "resource {{{\n");
    let broken = folder.run(&["baseline", "prune", "known"]);
    assert_eq!(broken.code, 2);
    assert_eq!(folder.read("known"), all, "input was lost: {}", broken.err);
    // Reports in lines are baselines.
    folder.write("main.tf", each(&["a"]));
    folder.run(&["scan", ".", "-f", "jsonl", "-o", "report.jsonl"]);
    assert_eq!(folder.scan(&[".", "--baseline", "report.jsonl"]).findings().len(), 0);
}

#[test]
fn what_a_unit_begins_or_ceases_to_read_is_looked_at() {
    let nested = "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./child.yaml\n";
    let alone = "Resources:\n  Group:\n    Type: AWS::Logs::LogGroup\n    Properties: {RetentionInDays: 400}\n";
    let containers = r#"[{"name": "c", "image": "nginx", "privileged": true}]"#;
    let task = format!(r#"{{"family": "t", "containerDefinitions": {containers}}}"#);
    let reads = "locals {\n  task = jsondecode(file(\"${path.module}/task.json\"))\n}\n\nresource \"aws_ecs_task_definition\" \"t\" {\n  family                = \"t\"\n  container_definitions = jsonencode(local.task.containerDefinitions)\n}\n";
    let folder = Folder::new(&[
        ("parent.yaml", nested),
        ("child.yaml", &stack(true)),
        ("app/main.tf", reads),
        ("app/task.json", &task),
    ]);
    folder.git(&["init", "-q"]);
    folder.commit();
    let count =
        || folder.scan(&["."]).findings().iter().filter(|(check, _)| check == CHECK).count();
    let before = count();
    folder.write("parent.yaml", alone);
    folder.write("app/main.tf", "locals {}\n");
    folder.commit();
    assert_eq!(count(), before);
    let unchanged = || {
        let report = folder.scan(&["--diff-base", "HEAD~1..HEAD", "."]).json();
        let of = |list: &str, file: &str| {
            let all = report[list].as_array().unwrap().iter();
            let file =
                |one: &&Value| [&one["file"], &one["location"]["file"]].contains(&&file.into());
            all.filter(file).filter(|one| one["check"] == CHECK).count()
        };
        assert_eq!((of("findings", "child.yaml"), of("fixed", "child.yaml")), (0, 0), "{report}");
        // A file that makes another resource by itself: what two scans differ in.
        assert_eq!((of("findings", "app/task.json"), of("fixed", "app/task.json")), (1, 1));
    };
    unchanged();
    folder.git(&["revert", "--no-edit", "HEAD"]);
    unchanged();
}

#[test]
fn the_baseline_of_several_repositories_is_kept_by_any_of_them() {
    let folder = Folder::new(&[]);
    for name in ["one", "two"] {
        folder.write(&format!("{name}/main.tf"), task(name, PRIVILEGED));
        folder.git(&["init", "-q", name]);
    }
    let run = |args: &[&str]| {
        let run = folder.run(args);
        assert_eq!(run.code, 0, "{}", run.err);
        run.err
    };
    run(&["baseline", "write", "known", "."]);
    let all = folder.read("known");
    for command in ["update", "prune"] {
        run(&["baseline", command, "known", "one"]);
        assert_eq!(folder.read("known"), all, "{command}: nothing changed");
    }
    folder.write("one/main.tf", task("one", ""));
    folder.write("one/more.tf", task("more", PRIVILEGED));
    run(&["baseline", "update", "known", "one"]);
    run(&["baseline", "prune", "known", "one"]);
    let each = folder.read("known");
    run(&["baseline", "write", "known", "."]);
    assert_eq!(each, folder.read("known"), "as a scan of all of them has it");
}

#[test]
fn what_cannot_be_seen_or_decided_any_more_stays_in_a_baseline() {
    let call = "module \"m\" {\n  source = \"./m\"\n}\n";
    let folder = Folder::new(&[
        ("main.tf", call),
        ("m/main.tf", &task("m", PRIVILEGED)),
        ("b/main.tf", &task("b", PRIVILEGED)),
    ]);
    let run = |args: &[&str]| {
        let run = folder.run(args);
        assert_eq!(run.code, 0, "{}", run.err);
    };
    run(&["baseline", "write", "known", "."]);
    let has = |resource: &str| {
        let text = folder.read("known");
        text.lines().any(|line| line.contains(CHECK) && line.contains(resource))
    };
    std::fs::remove_dir_all(folder.path().join("m")).unwrap();
    let unknown = format!("variable \"p\" {{}}\n{}", task("b", "      privileged = var.p"));
    folder.write("b/main.tf", unknown);
    for args in [&[".", "--baseline", "known"][..], &[".", "--baseline", "known", "--undecided"]] {
        let report = folder.scan(args).json();
        assert_eq!(report["summary"]["fixed"], 0, "{}", report["fixed"]);
    }
    run(&["baseline", "prune", "known", "."]);
    assert!(has("module.m.aws_ecs_task_definition.m") && has("aws_ecs_task_definition.b"));
    folder.write("main.tf", "");
    folder.write("b/main.tf", task("b", ""));
    run(&["baseline", "prune", "known", "."]);
    assert!(!has("module.m.") && !has("aws_ecs_task_definition.b"));
}

#[test]
fn what_is_fixed_is_told_in_every_format() {
    let folder = committed();
    folder.write("infra/old.tf", task("old", ""));
    folder.commit();
    let run = |format: &str| {
        let run = folder.run(&["scan", ".", "--diff-base", "HEAD~1", "-f", format]);
        assert_eq!(run.code, 0, "{format}: {}", run.err);
        run
    };
    let json = run("json").json();
    let fixed = json["fixed"].as_array().unwrap();
    assert_eq!(json["summary"]["fixed"], 1, "{fixed:?}");
    assert_eq!(fixed[0]["check"], CHECK);
    assert_eq!(fixed[0]["file"], "infra/old.tf");
    for format in ["text", "jsonl", "markdown", "html", "junit", "github", "sarif"] {
        let said = run(format).out;
        assert!(said.to_lowercase().contains("fixed"), "{format}: {said}");
        assert!(said.contains(CHECK) && said.contains("infra/old.tf"), "{format}: {said}");
    }
    // Lists of violations have no place for it, and then it is told beside them.
    for format in ["gitlab", "gitlab-sast", "rdjson"] {
        let run = folder.run(&["scan", ".", "--diff-base", "HEAD~1", "-f", format]);
        assert!(!run.out.contains(CHECK), "{format}: {}", run.out);
        let line = format!("fixed: infra/old.tf: [{CHECK}]");
        assert!(run.err.contains(&line) && run.err.contains("1 fixed"), "{format}: {}", run.err);
        let both = ["scan", ".", "--diff-base", "HEAD~1", "-f", format, "-o", "x", "-f", "text"];
        assert!(!folder.run(&both).err.contains("fixed"), "{format}");
    }
    // What only cannot be decided any more, or cannot be read, is not fixed.
    folder.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let fixed = || {
        let run = folder.scan(&[".", "--diff-base", "HEAD", "--keep-going"]);
        run.json()["summary"]["fixed"].as_u64().unwrap()
    };
    let unknown = format!("variable \"p\" {{}}\n{}", task("old", "      privileged = var.p"));
    folder.write("infra/old.tf", unknown);
    assert_eq!(fixed(), 0);
    folder.write("infra/old.tf", "resource {{{\n");
    assert_eq!(fixed(), 0);
    folder.write("infra/old.tf", task("old", ""));
    assert_eq!(fixed(), 1);
}

#[test]
fn what_only_became_readable_is_listed_apart() {
    let call = |version: &str, name: &str| {
        format!(
            "module \"{name}\" {{\n  source  = \"example/web/aws\"\n  version = \"{version}\"\n}}\n"
        )
    };
    let manifest = |name: &str| {
        format!(
            r#"{{"Modules": [{{"Key": "", "Source": "", "Dir": "."}}, {{"Key": "{name}", "Source": "registry.terraform.io/example/web/aws", "Version": "1.0.0", "Dir": ".terraform/modules/web"}}]}}"#
        )
    };
    let folder = Folder::new(&[
        ("main.tf", &call("1.0.0", "web")),
        (".gitignore", ".terraform/\n"),
        (".terraform/modules/web/main.tf", &task("web", PRIVILEGED)),
        (".terraform/modules/modules.json", &manifest("web")),
    ]);
    folder.git(&["init", "-q"]);
    folder.commit();
    let scan = || folder.scan(&[".", "--diff-base", "HEAD"]);
    let visible = |run: &Run| run.json()["summary"]["newly_visible"].as_u64().unwrap();
    folder.write("main.tf", format!("# edited\n{}", call("1.0.0", "web")));
    assert_eq!((scan().findings().len(), visible(&scan())), (0, 0), "the same copy on both sides");
    // The copy on disk is of the new version; nobody knows what the old one held.
    folder.write("main.tf", call("2.0.0", "web"));
    assert_eq!((scan().code, scan().findings().len()), (0, 0), "{}", scan().out);
    assert!(visible(&scan()) > 0);
    assert!(folder.run(&["scan", ".", "--diff-base", "HEAD"]).out.contains("Newly visible"));
    // Another name of the same module is the same module.
    let moved = "moved {\n  from = module.web\n  to   = module.site\n}\n";
    folder.write("main.tf", call("1.0.0", "site") + moved);
    folder.write(".terraform/modules/modules.json", manifest("site"));
    let run = scan();
    assert_eq!((run.findings().len(), visible(&run)), (0, 0), "{}", run.out);
    // A file that could not be read before.
    folder.write("main.tf", call("1.0.0", "web"));
    folder.write(".terraform/modules/modules.json", manifest("web"));
    folder.write("app/main.tf", "resource {{{\n");
    folder.commit();
    folder.write("app/main.tf", task("app", PRIVILEGED));
    let run = scan();
    assert_eq!((run.code, run.findings().len()), (0, 0), "{}", run.out);
    assert!(visible(&run) > 0);
}

#[test]
fn a_suppression_that_is_taken_away_makes_its_finding_new() {
    let comment = format!("      # stridelint:ignore[{CHECK}] reason=\"agent\"\n{PRIVILEGED}");
    let folder = Folder::new(&[("main.tf", &task("web", &comment))]);
    folder.git(&["init", "-q"]);
    folder.commit();
    folder.write("main.tf", task("web", PRIVILEGED));
    let (code, findings, ..) = added(&folder, &["."]);
    assert_eq!((code, findings.len()), (1, 1), "{findings:?}");
}
