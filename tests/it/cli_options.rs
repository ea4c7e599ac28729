//! Options, configuration, suppressions, formats, exit status.

use crate::program::{CHECK, Folder, PRIVILEGED, task};

fn privileged() -> Folder {
    Folder::new(&[("main.tf", &task("web", PRIVILEGED))])
}

/// The SARIF result of the check.
fn result(sarif: &serde_json::Value) -> serde_json::Value {
    sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|result| result["ruleId"] == CHECK)
        .unwrap()
        .clone()
}

#[test]
fn a_finding_points_at_the_text_and_decides_the_status() {
    let folder = privileged();
    let run = folder.scan(&["."]);
    assert_eq!(run.code, 1, "{}", run.err);
    let report = run.json();
    let finding = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["check"] == CHECK)
        .unwrap()
        .clone();
    let text = folder.read("main.tf");
    let at = &finding["location"];
    let line = text.lines().nth(at["start"]["line"].as_u64().unwrap() as usize - 1).unwrap();
    let (from, to) = (
        at["start"]["column"].as_u64().unwrap() as usize,
        at["end"]["column"].as_u64().unwrap() as usize,
    );
    assert_eq!(&line[from - 1..to - 1], "true");
    assert!(line.contains("privileged"));
    assert_eq!(finding["resource"], "aws_ecs_task_definition.web");
    assert_eq!(finding["severity"], "critical");
    assert_eq!(report["complete"], true);
    assert_eq!(folder.scan(&[".", "--exit-zero"]).code, 0);
    assert_eq!(
        Folder::new(&[("main.tf", &task("web", ""))]).scan(&[".", "--fail-on", "critical"]).code,
        0
    );
}

#[test]
fn missing_attributes_stand_at_their_container() {
    let text = task("web", "").replace("      readonlyRootFilesystem = true\n", "");
    let folder = Folder::new(&[("main.tf", &text)]);
    let run = folder.scan(&["."]);
    let places = run.findings();
    let (_, place) =
        places.iter().find(|(check, _)| check.ends_with("writable-root-filesystem")).unwrap();
    let brace = text.lines().position(|line| line.trim() == "{").unwrap() + 1;
    assert_eq!(place, &format!("main.tf:{brace}"));
}

#[test]
fn checks_are_chosen_by_id_threat_category_and_all() {
    let folder = privileged();
    let only = folder.scan(&[".", "--disable", "all", "--enable", CHECK]);
    assert_eq!(
        only.findings().iter().map(|(check, _)| check.as_str()).collect::<Vec<_>>(),
        [CHECK]
    );
    assert!(!folder.scan(&[".", "--disable", "container-escape"]).has(CHECK));
    assert!(!folder.scan(&[".", "--disable", "elevation-of-privilege"]).has(CHECK));
    assert!(
        folder
            .scan(&[".", "--disable", "elevation-of-privilege", "--enable", "container-escape"])
            .has(CHECK)
    );
    assert!(
        folder
            .scan(&[".", "--disable", "container-escape", "--enable", "privileged-container"])
            .has(CHECK)
    );
    let wrong = folder.scan(&[".", "--enable", "container-escap.privileged-container"]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("did you mean `container-escape.privileged-container`?"),
        "{}",
        wrong.err
    );
}

#[test]
fn usage_errors_are_2_even_with_exit_zero() {
    let folder = privileged();
    for args in [
        &["scan", "--no-such"][..],
        &["scan", "--shard", "3/2"],
        &["scan", "--today", "soon"],
        &["scan", "-f", "json", "-f", "sarif"],
        &["explain", "nothing"],
    ] {
        let run = folder.run(args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(!run.err.is_empty());
    }
    assert_eq!(folder.run(&["scan", "--exit-zero", "--enable", "nothing"]).code, 2);
    assert_eq!(folder.run(&["--version"]).code, 0);
}

#[test]
fn reports_go_in_pairs() {
    let folder = privileged();
    let run = folder.run(&[
        "scan",
        ".",
        "-f",
        "sarif",
        "-o",
        "a.sarif",
        "-f",
        "text",
        "-o",
        "b.md",
        "--today",
        "2026-01-02",
    ]);
    assert_eq!(run.code, 1);
    assert_eq!(run.out, "", "standard output");
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("a.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let result = result(&sarif);
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "main.tf");
    assert!(folder.read("b.md").contains("(2026-01-02)"));
    assert!(!folder.read("b.md").contains('\u{1b}'));
    let status = |format: &str| folder.run(&["scan", ".", "-f", format]).code;
    for format in [
        "text",
        "full",
        "concise",
        "json",
        "jsonl",
        "sarif",
        "markdown",
        "html",
        "junit",
        "gitlab",
        "gitlab-sast",
        "github",
        "rdjson",
        "csv",
    ] {
        assert_eq!(status(format), 1, "{format}");
    }
}

#[test]
fn colour_only_where_asked() {
    let folder = privileged();
    assert!(!folder.run(&["scan"]).out.contains('\u{1b}'));
    assert!(folder.run(&["scan", "--color", "always"]).out.contains('\u{1b}'));
    assert!(!folder.run(&["scan", "--color", "never"]).out.contains('\u{1b}'));
}

#[test]
fn a_report_is_the_same_every_time() {
    let files: Vec<(String, String)> =
        (0..12).map(|at| (format!("u{at}/main.tf"), task(&format!("t{at}"), PRIVILEGED))).collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = Folder::new(&files);
    let first = folder.scan(&[".", "--jobs", "1"]).out;
    assert_eq!(first, folder.scan(&[".", "--jobs", "7"]).out);
    let parts: usize = ["1/3", "2/3", "3/3"]
        .iter()
        .map(|part| folder.scan(&[".", "--shard", part]).findings().len())
        .sum();
    let whole: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(parts, whole["findings"].as_array().unwrap().len());
}

#[test]
fn examples_are_counted_apart() {
    let folder = Folder::new(&[
        ("examples/a/main.tf", &task("web", PRIVILEGED)),
        ("main.tf", &task("api", "")),
    ]);
    let run = folder.scan(&["."]);
    assert_eq!(run.code, 0, "an example fails nothing: {}", run.out);
    assert!(run.has(CHECK));
    assert!(run.json()["summary"]["examples"].as_u64().unwrap() > 0);
    assert!(!folder.scan(&[".", "--no-examples"]).has(CHECK));
}

#[test]
fn suppressions_hold_expire_and_are_told_when_unused() {
    let with = |comment: &str| {
        Folder::new(&[("main.tf", &task("web", &format!("      # {comment}\n{PRIVILEGED}")))])
    };
    let ignore = format!("stridelint:ignore[{CHECK}] until=2026-12-31 reason=\"driver\"");
    let run = with(&ignore).scan(&[".", "--today", "2026-11-22"]);
    let report = run.json();
    let finding = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["check"] == CHECK)
        .unwrap()
        .clone();
    assert_eq!(finding["suppression"]["reason"], "driver");
    assert_eq!(run.code, 0);
    let sarif = with(&ignore).run(&["scan", ".", "-f", "sarif", "--today", "2026-11-22"]).json();
    assert_eq!(result(&sarif)["suppressions"][0]["justification"], "driver");
    let expired = with(&ignore).scan(&[".", "--today", "2027-01-01"]);
    assert_eq!(expired.code, 1);
    assert!(
        expired.err.contains("main.tf:11:7: this suppression of")
            && expired.err.contains("expired on 2026-12-31"),
        "{}",
        expired.err
    );
    let unused =
        Folder::new(&[("main.tf", &task("web", &format!("      # {ignore}")))]).scan(&["."]);
    assert!(unused.err.contains("covers no finding"), "{}", unused.err);
}

#[test]
fn the_configuration_holds_and_its_mistakes_are_told() {
    let folder = privileged();
    folder.write(
        "stridelint.toml",
        format!("[[ignore]]\ncheck = \"{CHECK}\"\npath = \"*.tf\"\nreason = \"known\"\n"),
    );
    assert_eq!(folder.scan(&["."]).code, 0);
    assert_eq!(folder.scan(&[".", "--no-config"]).code, 1);
    folder.write("stridelint.toml", "fail_on = \"high\"\ndisabel = []\n");
    let run = folder.scan(&[".", "--exit-zero"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("stridelint.toml:2:1: unknown key `disabel`; did you mean `disable`?"),
        "{}",
        run.err
    );
    folder.write(
        "stridelint.toml",
        "exclude = [\"main.tf\", \"old\"]\n[settings]\ntrusted_registies = []\n",
    );
    assert_eq!(folder.scan(&["."]).code, 2, "a setting that no policy has");
}

#[test]
fn variants_of_a_unit_are_one_finding_that_names_them() {
    let text =
        format!("variable \"p\" {{ type = bool }}\n{}", task("web", "      privileged = var.p"));
    let folder = Folder::new(&[
        ("infra/main.tf", &text),
        ("infra/a.tfvars", "p = true\n"),
        ("infra/b.tfvars", "p = true\n"),
        ("infra/c.tfvars", "p = false\n"),
    ]);
    let unit = |name: &str| {
        format!(
            "[[unit]]\npath = \"infra\"\nname = \"{name}\"\nvar_files = [\"infra/{name}.tfvars\"]\n"
        )
    };
    folder.write("stridelint.toml", unit("a") + &unit("b") + &unit("c"));
    let run = folder.scan(&[".", "--disable", "all", "--enable", CHECK]);
    let report = run.json();
    let named: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|finding| {
            finding["variants"]
                .as_array()
                .unwrap()
                .iter()
                .map(|name| name.as_str().unwrap().to_owned())
        })
        .collect();
    let mut sorted = named.clone();
    sorted.sort();
    assert_eq!(sorted, ["a", "b"], "{}", run.out);
}

#[test]
fn variable_files_of_environments_make_variants_when_asked_for() {
    let text = format!(
        "variable \"p\" {{ default = false }}\n{}",
        task("web", "      privileged = var.p")
    );
    let folder = Folder::new(&[
        ("infra/main.tf", &text),
        ("infra/env/dev.tfvars", "p = true\n"),
        ("infra/env/prod.tfvars", "p = false\n"),
        ("infra/vars/dev.tfvars", "p = \"true\"\n"),
    ]);
    let variants = |more: &[&str]| -> Vec<String> {
        let run = folder.scan(&[&[".", "--disable", "all", "--enable", CHECK], more].concat());
        let report = run.json();
        let findings = report["findings"].as_array().unwrap();
        let mut names: Vec<String> = findings
            .iter()
            .flat_map(|finding| finding["variants"].as_array().into_iter().flatten())
            .map(|name| name.as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    assert!(variants(&[]).is_empty(), "the default is quiet");
    assert_eq!(variants(&["--discover-var-files"]), ["env/dev", "vars/dev"]);
    assert_eq!(
        variants(&["--discover-var-files", "--var", "p=true"]),
        ["env/dev", "prod", "vars/dev"],
        "what is said counts for every variant"
    );
    folder.write("stridelint.toml", "discover_var_files = true\n");
    assert_eq!(variants(&[]), ["env/dev", "vars/dev"], "the configuration may ask for it");
}

#[test]
fn of_a_variable_and_a_file_the_later_one_wins() {
    let text = format!(
        "variable \"p\" {{ default = false }}\n{}",
        task("web", "      privileged = var.p")
    );
    let folder = Folder::new(&[("main.tf", &text), ("on.tfvars", "p = true\n")]);
    let fires = |args: &[&str]| {
        folder.scan(&[&[".", "--disable", "all", "--enable", CHECK], args].concat()).has(CHECK)
    };
    assert!(fires(&["--var", "p=false", "--var-file", "on.tfvars"]));
    assert!(!fires(&["--var-file", "on.tfvars", "--var", "p=false"]));
}

#[test]
fn secrets_are_not_printed() {
    let folder = Folder::new(&[(
        "main.tf",
        &task(
            "web",
            "      environment = [{ name = \"DB_PASSWORD\", value = \"hunter2hunter2\" }]",
        ),
    )]);
    for format in
        ["text", "full", "concise", "json", "sarif", "markdown", "html", "junit", "github", "csv"]
    {
        let run = folder.run(&["scan", ".", "-f", format]);
        assert!(run.out.contains("DB_PASSWORD"), "{format}");
        assert!(!run.out.contains("hunter2") && !run.err.contains("hunter2"), "{format}");
    }
}

#[test]
fn one_file_brings_its_unit_and_limits_the_report() {
    let folder = Folder::new(&[
        ("infra/a.tf", &task("a", PRIVILEGED)),
        ("infra/b.tf", &task("b", "      privileged = var.p")),
        ("infra/v.tf", "variable \"p\" {\n  default = true\n}\n"),
        ("other/c.tf", &task("c", PRIVILEGED)),
    ]);
    folder.git(&["init", "-q"]);
    let of = |file: &str| folder.scan(&[file, "--disable", "all", "--enable", CHECK]).findings();
    assert_eq!(of("infra/a.tf").len(), 1);
    assert_eq!(of("infra/v.tf"), [(CHECK.to_owned(), "infra/v.tf:2".to_owned())]);
    assert_eq!(of("infra/b.tf").len(), 1, "the value in v.tf reaches a task in b.tf");
    let run = folder.scan(&["infra", "--disable", "all", "--enable", CHECK]);
    assert!(
        run.findings().iter().all(|(_, place)| place.starts_with("infra/")),
        "paths start at the work tree's root: {}",
        run.out
    );
}

#[test]
fn what_another_catalogue_names_is_explained_by_the_checks_that_stand_for_it() {
    let folder = Folder::new(&[]);
    for entry in ["ECS.4", "ecs.4", "CKV_AWS_334", "T1611", "CWE-250"] {
        let run = folder.run(&["explain", entry]);
        assert!(run.code == 0 && run.out.contains(CHECK), "{entry}: {}{}", run.out, run.err);
    }
    let tampering = folder.run(&["explain", "tampering"]).out;
    assert!(tampering.contains("container-image-tampering.latest-image-tag"), "{tampering}");
    let nothing = folder.run(&["explain", "CKV_AWS_3344"]);
    assert!(nothing.code == 2 && nothing.err.contains("`CKV_AWS_334`"), "{}", nothing.err);
}

#[test]
fn an_explanation_is_json_or_the_page_of_the_documentation() {
    let folder = Folder::new(&[]);
    let json = folder.run(&["explain", "ECS.4", "-f", "json"]).json();
    let row = &json[0];
    assert_eq!(row["id"], CHECK);
    assert!(row["remediation"]["terraform"].as_str().unwrap().contains("privileged"));
    let page = folder.run(&["explain", "ECS.4", "-f", "markdown"]).out;
    let stored = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/checks/container-escape/privileged-container.md");
    let stored = std::fs::read_to_string(stored).unwrap();
    assert!(stored.ends_with(&page) && page.starts_with("# Privileged container"), "{page}");
    let url = row["url"].as_str().unwrap();
    assert!(url.ends_with("checks/container-escape/privileged-container.html"), "{url}");
}

#[test]
fn only_what_a_framework_asks_for_is_run() {
    let folder = privileged();
    let all = folder.run(&["scan", "-f", "json"]).findings().len();
    let only = folder.run(&["scan", "-f", "json", "--framework", "ECS.4"]);
    assert!(only.code == 1 && only.findings().len() == 1 && all > 1, "{}", only.out);
    assert!(only.out.contains(CHECK));
    let control =
        folder.run(&["scan", "-f", "json", "--framework", "security-hub"]).findings().len();
    assert!(control >= 1 && control < all, "{control} of {all}");
    let nothing = folder.run(&["scan", "--framework", "security-hubs"]);
    assert!(nothing.code == 2 && nothing.err.contains("`security-hub`"), "{}", nothing.err);
}

#[test]
fn threats_and_checks_are_explained() {
    let folder = Folder::new(&[]);
    let check = folder.run(&["explain", "privileged-container"]);
    assert_eq!(check.code, 0);
    assert!(
        check.out.contains(CHECK) && check.out.contains("Fix in CloudFormation"),
        "{}",
        check.out
    );
    assert!(folder.run(&["explain", "container-escape"]).out.contains("Checks"));
    assert!(folder.run(&["policy", "list"]).out.contains(CHECK));
    for option in [&["--json"][..], &["-f", "json"]] {
        let listed = folder.run(&[&["policy", "list"], option].concat()).json();
        assert!(listed.as_array().unwrap().iter().all(|row| row["remediation"].is_object()));
    }
    assert_eq!(folder.run(&["policy", "check"]).code, 0);
    let test = folder.run(&["policy", "test"]);
    assert_eq!(test.code, 0, "{}", test.out);
    assert!(folder.run(&["completions", "bash"]).out.contains("stridelint"));
    assert!(folder.run(&["man"]).out.contains("stridelint"));
}

/// Where a parameter's value comes from, and that none is passed over.
#[test]
fn parameter_files_are_read_inside_and_outside_the_scanned_folder() {
    let template = "Parameters: {P: {Type: String}}\nResources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - {Name: app, Image: x, Privileged: !Ref P}\n";
    let on = "[{\"ParameterKey\": \"P\", \"ParameterValue\": \"true\"}]";
    let folder = Folder::new(&[
        ("in/t.yaml", template),
        ("in/on.json", on),
        ("in/samconfig.toml", "[default.deploy.parameters]\nparameter_overrides = \"P=true\"\n"),
        ("far/on.json", on),
        ("far/bad.json", "[1"),
    ]);
    let places = |args: &[&str]| -> Vec<String> {
        let run = folder
            .scan(&[&["in", "--exit-zero", "--disable", "all", "--enable", CHECK], args].concat());
        run.findings().into_iter().map(|(_, place)| place).collect()
    };
    assert!(places(&[]).is_empty());
    assert_eq!(places(&["--parameter-file", "in/on.json"]), ["on.json:1"]);
    assert_eq!(places(&["--parameter-file", "in/samconfig.toml"]), ["samconfig.toml:2"]);
    // A place outside the scanned folder cannot be named: the parameter's declaration is the place.
    assert_eq!(places(&["--parameter-file", "far/on.json"]), ["t.yaml:1"]);
    assert!(places(&["--parameter-file", "in/on.json", "--parameter", "P=false"]).is_empty());
    let config = "[[unit]]\npath = \"in/t.yaml\"\nparameter_files = [\"far/on.json\"]\n";
    folder.write("stridelint.toml", config);
    assert_eq!(places(&["--config", "stridelint.toml"]), ["t.yaml:1"]);
    folder.write("stridelint.toml", config.replace("on.json", "gone.json"));
    let gone = folder.scan(&["in", "--config", "stridelint.toml"]);
    assert!(gone.code == 2 && gone.err.contains("gone.json"), "{}", gone.err);
    let missing = folder.scan(&["in", "--parameter-file", "far/gone.json"]);
    assert!(
        missing.code == 2 && missing.err.contains("far/gone.json: no such file"),
        "{}",
        missing.err
    );
    let bad = folder.scan(&["in", "--parameter-file", "far/bad.json"]);
    assert!(
        bad.code == 2 && bad.err.contains("far/bad.json: is not a parameter file"),
        "{}",
        bad.err
    );
}

/// `NoEcho` values never reach an output.
#[test]
fn parameters_that_are_not_echoed_are_not_printed() {
    let template = "Parameters: {Secret: {Type: String, NoEcho: true}}\nResources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - {Name: app, Image: x, Environment: [{Name: DB_PASSWORD, Value: !Ref Secret}]}\n";
    let folder = Folder::new(&[
        ("t.yaml", template),
        ("p.json", "{\"Parameters\": {\"Secret\": \"Kestrel-4471-flume\"}}"),
    ]);
    for args in [
        &["scan", ".", "--parameter-file", "p.json"][..],
        &["document", ".", "--parameter-file", "p.json"],
    ] {
        let run = folder.run(args);
        assert!(!run.out.contains("Kestrel") && !run.err.contains("Kestrel"), "{}", run.out);
    }
    let declared = Folder::new(&[(
        "t.yaml",
        &template.replace("NoEcho: true", "NoEcho: true, Default: Kestrel-4471-flume"),
    )]);
    for args in [&["scan", "."][..], &["document", "."]] {
        let run = declared.run(args);
        assert!(!run.out.contains("Kestrel") && run.out.contains("***"), "{}", run.out);
    }
    let named = folder.scan(&[".", "--parameter-file", "p.json", "--exit-zero"]);
    assert!(
        named.findings().iter().any(|(check, _)| check.starts_with("sensitive-env-var-logging.")),
        "{}",
        named.out
    );
    assert!(!named.out.contains("Kestrel"));
}

#[test]
fn an_unknown_image_is_not_called_missing() {
    let template = "Parameters:\n  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /shop/image}\nResources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - {Name: web, Image: !Ref Image}\n";
    let folder = Folder::new(&[("t.yaml", template)]);
    let report = folder.scan(&[".", "--undecided"]).json();
    let findings = report["findings"].as_array().unwrap();
    let tag = findings
        .iter()
        .find(|finding| finding["check"] == "container-image-tampering.latest-image-tag")
        .unwrap();
    let message = tag["message"].as_str().unwrap();
    assert_eq!(message, "cannot tell whether the image of container `web` has a fixed version");
}
