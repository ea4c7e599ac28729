//! What a scanned tree may decide, and what it may not: its configuration, its policies and its
//! suppressions are input.

use crate::program::{Folder, Run};
use crate::secrets::FORMATS;

const CHECK: &str = "container-escape.privileged-container";

/// A task with a privileged container.
fn task(name: &str) -> String {
    format!(
        "resource \"aws_ecs_task_definition\" \"{name}\" {{\n  family = \"{name}\"\n  container_definitions = jsonencode([{{ name = \"c\", image = \"nginx\", privileged = true }}])\n}}\n"
    )
}

/// A repository with one commit.
fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(files);
    folder.write("first.tf", "locals {}\n");
    folder.git(&["init", "-q"]);
    folder.git(&["add", "-A"]);
    folder.git(&["commit", "-qm", "one"]);
    folder
}

fn untrusted(folder: &Folder) -> Run {
    folder.git(&["add", "-A"]);
    folder.scan(&["--diff-base", "HEAD", "--untrusted", "."])
}

#[test]
fn a_configuration_of_the_change_has_no_effect_before_the_merge() {
    let folder = repository(&[]);
    folder.write("bad.tf", task("bad"));
    folder.write("stridelint.toml", "disable = [\"all\"]\nfail_on = \"never\"\n");
    let run = untrusted(&folder);
    assert!(run.code == 1 && run.has(CHECK), "{} {}", run.out, run.err);
    assert!(run.out.contains("takes effect after the merge"), "{}", run.out);
    // Trusted, it holds, and every report says so.
    for format in FORMATS {
        let run = folder.run(&["scan", "--diff-base", "HEAD", ".", "-f", format]);
        assert_eq!(run.code, 0, "{}", run.err);
        for said in ["stridelint.toml", "new in this change", "turns off all"] {
            assert!(run.out.contains(said), "{said} in {format}: {}", run.out);
        }
    }
    let alone = folder.scan(&["--untrusted", "."]);
    assert!(alone.code == 2 && alone.err.contains("--diff-base"), "{}", alone.err);
}

#[test]
fn the_configuration_of_the_base_holds() {
    let folder = repository(&[("stridelint.toml", "disable = [\"all\"]\n")]);
    folder.write("bad.tf", task("bad"));
    let kept = untrusted(&folder);
    assert!(kept.code == 0 && !kept.has(CHECK), "{}", kept.out);
    folder.write("stridelint.toml", "");
    let lifted = untrusted(&folder);
    assert!(!lifted.has(CHECK), "lifting it takes effect after the merge: {}", lifted.out);
    assert!(lifted.out.contains("takes effect after the merge"), "{}", lifted.out);
}

#[test]
fn a_suppression_of_the_change_is_told_and_does_not_hold() {
    let ignore = format!("# stridelint:ignore[{CHECK}] reason=\"fine here\"\n");
    let folder = repository(&[("old.tf", &format!("{ignore}{}", task("old")))]);
    folder.write("new.tf", format!("{ignore}{}", task("new")));
    let run = untrusted(&folder);
    let found: Vec<_> = run.findings().into_iter().filter(|(check, _)| check == CHECK).collect();
    assert!(matches!(&found[..], [(_, place)] if place.starts_with("new.tf:")), "{found:?}");
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains("takes effect after the merge"), "{}", run.out);
    let trusted = folder.run(&["scan", "--diff-base", "HEAD", "."]);
    assert!(trusted.out.contains("a suppression of container-escape"), "{}", trusted.out);
}

#[test]
fn a_folder_that_the_change_calls_an_example_counts() {
    let folder = repository(&[("infra/main.tf", "locals {}\n")]);
    for path in ["tests/new/main.tf", "cache/main.tf"] {
        folder.write(path, task("hidden"));
    }
    folder.write("cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
    let run = untrusted(&folder);
    let places: Vec<String> = run.findings().into_iter().map(|(_, place)| place).collect();
    for path in ["tests/new/", "cache/"] {
        assert!(places.iter().any(|place| place.starts_with(path)), "{path}: {places:?}");
    }
    assert!(!run.out.contains("\"example\": true"), "{}", run.out);
}

/// What a configuration of the tree names stays in the tree; one that the command line names is a
/// person's.
#[cfg(unix)]
#[test]
fn a_configuration_of_the_tree_names_nothing_outside_it() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new(&[
        ("repo/.git/HEAD", ""),
        ("repo/main.tf", &task("canary")),
        ("out/p/x.rego", "package mine.x\n"),
        ("out/secret.json", "{\"auths\": \"outside-secret\"}"),
        ("out/stridelint.toml", "disable = [\"all\"]\n"),
        ("out/p.json", "[{\"ParameterKey\": \"P\", \"ParameterValue\": \"outside-secret\"}]"),
    ]);
    let at = |path: &str| folder.path().join(path);
    symlink(at("out/p"), at("repo/link")).unwrap();
    let unit = "[[unit]]\npath = \"t.yaml\"\n";
    for text in [
        "policies = [\"../out/p\"]".to_owned(),
        "policies = [\"../out\"]".to_owned(),
        "policies = [\"link\"]".to_owned(),
        "policies = [\".git\"]".to_owned(),
        format!("policies = [{:?}]", at("out/p")),
        format!("{unit}parameter_files = [\"../out/p.json\"]"),
        format!("{unit}parameter_files = [\"link/../p.json\"]"),
        format!("{unit}var_files = [\"../out/p.json\"]"),
    ] {
        folder.write("repo/stridelint.toml", &text);
        let run = folder.scan(&["repo"]);
        assert!(run.code == 2 && run.err.contains("outside the repository"), "{text}: {}", run.err);
        assert!(!(run.out + &run.err).contains("outside-secret"), "{text}");
    }
    std::fs::remove_file(at("repo/stridelint.toml")).unwrap();
    symlink(at("out/stridelint.toml"), at("repo/stridelint.toml")).unwrap();
    let run = folder.scan(&["repo"]);
    assert!(run.code == 2 && run.err.contains("outside the repository"), "{}", run.err);
}

/// Nothing that a tree brings changes what the program's own policies say.
#[test]
fn the_programs_policies_are_its_own() {
    let folder = Folder::new(&[
        ("repo/.git/HEAD", ""),
        ("repo/main.tf", &task("canary")),
        ("repo/stridelint.toml", "policies = [\"p\"]\n"),
    ]);
    for (name, text) in [
        ("lib.rego", "package stride.lib\n\ntasks := []\n"),
        ("lib/lib.rego", "package stride.lib\n\ntasks := []\n"),
        ("lib/tasks.rego", "package stride[\"lib\"]\n\ntasks := []\n"),
        ("x.rego", "package stride\n\nlib := {}\n"),
        (
            "elevation_of_privilege/container_escape.rego",
            "package stride.elevation_of_privilege.container_escape\n",
        ),
        ("credentials.json", "{\"credentials\": {\"hint\": \"x\", \"shapes\": []}}"),
        ("stride.json", "{\"stride\": {\"lib\": {\"tasks\": []}}}"),
        ("settings.json", "{\"trusted_registries\": [\"*\"]}"),
        ("range.rego", "package mine.x\n\nx := numbers.range(1, 1000000000)\n"),
        ("cidr.rego", "package mine.x\n\nx := net.cidr_expand(\"0.0.0.0/0\")\n"),
        ("wide.rego", "package mine.x\n\nx := sprintf(\"%1000000000d\", [1])\n"),
        ("units.rego", "package mine.x\n\nx := units.parse(\"1e999999999Gi\")\n"),
        (
            "mock.rego",
            "package mine.x\n\nx := y if {\n\ty := count([]) with count as numbers.range\n}\n",
        ),
    ] {
        let path = folder.write(&format!("repo/p/{name}"), text);
        let run = folder.run(&["scan", "repo"]);
        // Whatever is refused, the program's own checks stand.
        let stands = run.out.contains("container-escape.privileged-container");
        let told = match name {
            // A setting of theirs holds for their own checks, and is told.
            "settings.json" => run.code == 1 && run.err.contains("trusted_registries"),
            _ => run.code == 2 && run.err.contains(name),
        };
        assert!(stands && told, "{name}: {} {}", run.out, run.err);
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_pattern_that_means_nothing_is_told() {
    let folder = Folder::new(&[
        ("stridelint.toml", "exclude = [\"legacy/**\", \"lgacy\"]\n"),
        ("legacy/main.tf", &task("old")),
        ("b/main.tf", "locals {}\n"),
    ]);
    let run = folder.scan(&["."]);
    assert!(run.findings().is_empty() && run.code == 0, "{}", run.out);
    assert!(run.err.contains("`lgacy`, which matches no file"), "{}", run.err);
    assert!(!run.err.contains("`legacy/**`"), "{}", run.err);
}

/// What is written in another's place, or through a link that the tree brought.
#[cfg(unix)]
#[test]
fn a_report_is_not_written_through_a_link_of_the_tree() {
    use std::os::unix::fs::symlink;
    let folder =
        Folder::new(&[("repo/.git/HEAD", ""), ("repo/main.tf", &task("c")), ("victim", "victim")]);
    let at = |path: &str| folder.path().join(path);
    symlink(at("victim"), at("repo/report.md")).unwrap();
    let run = folder.run(&["scan", "repo", "-o", "repo/report.md"]);
    assert!(run.code == 2 && run.err.contains("is a link"), "{}", run.err);
    assert_eq!(folder.read("victim"), "victim");
    assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    for args in [&["--baseline", "pipe"][..], &["--config", "pipe"], &["--parameter-file", "pipe"]]
    {
        let run = folder.run(&[&["scan", "repo"][..], args].concat());
        assert!(run.code == 2 && run.err.contains("not a regular file"), "{args:?}: {}", run.err);
    }
}

/// Nothing that a file says or is called is a command, whatever shows it.
#[cfg(unix)]
#[test]
fn nothing_is_injected() {
    let folder = Folder::new(&[]);
    let hostile = "##[stop-commands]x\u{202e}\u{2066}\u{200b}\u{61c}\u{2028}\u{e0041}\u{1b}[2J\u{9b}::add-mask::y::error::z";
    let name = hostile.replace('/', "");
    let quoted = serde_json::to_string(hostile).unwrap();
    let files = [
        (format!("{name}/main.tf"), "resource \"a\" \"b\" {\n  x = \n}\n".to_owned()),
        (
            format!("::error::{name}/task.json"),
            format!(
                "{{\"family\": {quoted}, \"containerDefinitions\": [{{\"name\": {quoted}, \"image\": {quoted}, \"privileged\": true}}]}}"
            ),
        ),
        (
            "t/main.tf".to_owned(),
            format!(
                "# {hostile}\nresource \"aws_ecs_task_definition\" {quoted} {{\n  family = {quoted}\n  container_definitions = jsonencode([{{ name = {quoted}, image = \"x\", privileged = true }}])\n}}\nmodule \"m\" {{\n  source = {quoted}\n}}\nresource \"aws_ecs_cluster\" \"c\" {{\n  name = timeadd({quoted}, \"1h\")\n}}\n"
            ),
        ),
    ];
    for (path, text) in &files {
        folder.write(path, text);
    }
    let mut outputs = Vec::new();
    for format in FORMATS {
        let run =
            folder.run(&["scan", "--no-config", "--undecided", "--gaps", "-v", "-f", format, "."]);
        assert!(run.out.contains("stop-commands"), "{format}: {}", run.out);
        outputs.push((format.to_owned(), run.out));
        outputs.push((format!("standard error with {format}"), run.err));
    }
    let run = folder.run(&["document", "--no-config", "."]);
    outputs.push(("document".to_owned(), run.out));
    outputs.push(("standard error of document".to_owned(), run.err));
    for (name, text) in outputs {
        let hidden = |c: &char| {
            c.is_control() && !matches!(c, '\n' | '\t')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}'
                    | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}')
        };
        let seen: Vec<char> = text.chars().filter(hidden).collect();
        assert!(seen.is_empty(), "{seen:?} in {name}");
        for line in text.lines() {
            assert!(!line.contains("##["), "{name}: {line}");
            let line = line.trim_start();
            let own = ["::error", "::warning", "::notice"];
            assert!(
                !line.starts_with("::")
                    || name == "github" && own.iter().any(|own| line.starts_with(own)),
                "{name}: {line}"
            );
        }
    }
}
