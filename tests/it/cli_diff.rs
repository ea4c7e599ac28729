//! Only what a change adds: `--diff-base` and `--baseline`. (`tests/cases/hook.rs` has the hook.)

use crate::program::{CHECK, Folder, PRIVILEGED, committed, task};

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
    assert!(text.contains("that stood before"), "{text}");
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
    assert!(run.err.contains("no git work tree"), "{}", run.err);
    folder.git(&["init", "-q"]);
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
