//! Each folder's own configuration, however the paths of a scan are spelled.

use crate::program::{CHECK, Folder, PRIVILEGED, Run, task};

const OFF: &str = "disable = [\"container-escape\"]\n";

/// Where the check fires, without line and column.
fn fires(run: &Run) -> Vec<String> {
    let found = run.findings();
    let of_check = found.iter().filter(|found| found.0 == CHECK);
    of_check.map(|found| found.1.split(':').next().unwrap_or_default().to_owned()).collect()
}

/// A repository: `a` turns the check off, `a/inner` has a configuration that does not, `b` has none.
fn repository() -> Folder {
    let folder = Folder::new(&[
        ("a/main.tf", &task("one", PRIVILEGED)),
        ("a/stridelint.toml", OFF),
        ("a/inner/main.tf", &task("two", PRIVILEGED)),
        ("a/inner/.stridelint.toml", "fail_on = \"never\"\n"),
        ("b/main.tf", &task("three", PRIVILEGED)),
    ]);
    folder.git(&["init", "-q"]);
    folder
}

#[test]
fn the_nearest_configuration_holds_however_paths_are_spelled() {
    let folder = repository();
    let both = ["a/inner/main.tf", "b/main.tf"];
    for paths in [
        &["."][..],
        &["a", "b"],
        &["b", "a", "a/inner"],
        &["a/main.tf", "a/inner/main.tf", "b/main.tf"],
    ] {
        let run = folder.scan(paths);
        assert_eq!(fires(&run), both, "{paths:?}: {}", run.err);
        assert_eq!(run.code, 1, "b fails the run: {paths:?}");
        let told = run.out.matches("turns off container-escape").count();
        assert_eq!(told, 1, "{paths:?}: {}", run.out);
    }
    let inner = folder.scan(&["a/inner"]);
    assert_eq!((fires(&inner), inner.code), (vec![both[0].to_owned()], 0), "{}", inner.err);
    assert!(fires(&folder.scan(&["a"])) == [both[0]]);
    // One that the command line names holds everywhere.
    let named = folder.scan(&[".", "--config", "a/stridelint.toml"]);
    assert_eq!(fires(&named), Vec::<String>::new(), "{}", named.err);
    let none = folder.scan(&[".", "--no-config"]);
    assert_eq!(fires(&none).len(), 3, "{}", none.err);
    // A document takes its values from the nearest one, too.
    let documents = folder.run(&["document", "."]);
    assert_eq!(documents.json().as_array().map(Vec::len), Some(3), "{}", documents.err);
}

/// A template that a template of another folder reads is no unit, whoever governs it.
#[test]
fn a_stack_that_another_folder_reads_is_not_judged_by_itself() {
    let parent = "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: stacks/child.yaml\n      Parameters: {Public: Disabled}\n";
    let child = "Parameters:\n  Public: {Type: String}\nResources:\n  C:\n    Type: AWS::ECS::Cluster\n    Properties:\n      ClusterSettings: [{Name: containerInsights, Value: !Ref Public}]\n";
    let folder = Folder::new(&[
        ("main.yaml", parent),
        ("stacks/child.yaml", child),
        ("stacks/stridelint.toml", ""),
    ]);
    folder.git(&["init", "-q"]);
    let run = folder.scan(&["."]);
    let units: Vec<String> = run.json()["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| unit["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(units, ["main.yaml"], "{}", run.out);
    // What reads it is left out by its own configuration: then it is judged by itself.
    let folder = Folder::new(&[
        ("above/main.yaml", &parent.replace("stacks/", "../stacks/")),
        ("above/stridelint.toml", "exclude = [\"main.yaml\"]\n"),
        ("stacks/child.yaml", child),
    ]);
    folder.git(&["init", "-q"]);
    for command in ["scan", "document"] {
        let run =
            folder.run(&[command, ".", "-f", "json"][..if command == "scan" { 4 } else { 2 }]);
        assert!(run.out.contains("\"stacks/child.yaml\""), "{command}: {}{}", run.out, run.err);
    }
}

/// A profile that no configuration has is refused before anything is scanned.
#[test]
fn a_profile_that_nobody_has_is_refused_at_once() {
    let folder = repository();
    for command in ["scan", "document", "model"] {
        let run = folder.run(&[command, ".", "--profile", "nightly"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{command}: {}", run.err);
        assert!(run.err.contains("nightly"), "{command}: {}", run.err);
    }
}

/// So with a task definition that a module of another folder reads, and what an outer configuration
/// leaves out has none of its own.
#[test]
fn what_a_module_elsewhere_reads_or_the_outer_one_excludes_is_no_unit() {
    let module = "resource \"aws_ecs_task_definition\" \"w\" {\n  family = \"w\"\n  container_definitions = file(\"tasks/web.json\")\n}\n";
    let folder = Folder::new(&[
        ("main.tf", module),
        ("tasks/web.json", "[{\"name\": \"a\", \"image\": \"x\", \"privileged\": true}]"),
        ("tasks/stridelint.toml", ""),
        ("vendor/main.tf", &task("vendored", PRIVILEGED)),
        ("vendor/stridelint.toml", ""),
        ("stridelint.toml", "exclude = [\"vendor/\"]\n"),
    ]);
    folder.git(&["init", "-q"]);
    let run = folder.scan(&["."]);
    let report = run.json();
    let units = report["units"].as_array().unwrap().iter();
    let units: Vec<&str> = units.filter_map(|unit| unit["id"].as_str()).collect();
    assert_eq!(units, ["."], "{}", run.out);
    assert_eq!(fires(&run), ["tasks/web.json"], "{}", run.out);
}

#[test]
fn a_change_is_compared_by_each_folders_configuration() {
    let folder = repository();
    folder.commit();
    folder.write("a/more.tf", task("more", PRIVILEGED));
    folder.write("b/more.tf", task("more", PRIVILEGED));
    folder.git(&["add", "."]);
    let run = folder.scan(&[".", "--diff-base", "HEAD"]);
    assert_eq!(fires(&run), ["b/more.tf"], "{}", run.err);
    // Taken away, it hides nothing any more: what it hid is new.
    folder.git(&["rm", "-q", "-f", "a/stridelint.toml"]);
    let run = folder.scan(&[".", "--diff-base", "HEAD"]);
    assert_eq!(fires(&run), ["a/main.tf", "a/more.tf", "b/more.tf"], "{}", run.err);
    let untrusted = folder.scan(&[".", "--diff-base", "HEAD", "--untrusted"]);
    assert_eq!(fires(&untrusted), ["b/more.tf"], "{}", untrusted.out);
    assert!(untrusted.out.contains("takes effect after the merge"), "{}", untrusted.out);
}

#[test]
fn a_baseline_knows_which_configuration_saw_what() {
    let folder = repository();
    let written = folder.run(&["baseline", "write", "known.json", "."]);
    assert_eq!(written.code, 0, "{}", written.err);
    let run = folder.scan(&[".", "--baseline", "known.json"]);
    assert_eq!((run.code, fires(&run).len()), (0, 0), "{} {}", run.out, run.err);
    assert_eq!(run.json()["fixed"].as_array().map_or(0, Vec::len), 0, "{}", run.out);
    folder.write("b/main.tf", task("three", ""));
    let run = folder.scan(&[".", "--baseline", "known.json"]);
    let fixed = run.json()["fixed"].clone();
    let files: Vec<&str> =
        fixed.as_array().unwrap().iter().filter_map(|one| one["file"].as_str()).collect();
    assert!(!files.is_empty() && files.iter().all(|file| *file == "b/main.tf"), "{files:?}");
}
