//! `stridelint fix`: what it writes, what it leaves alone, and what it says of both. That every fixture is fixed is in
//! `tests/cases/fixes.rs`.

use crate::program::{Folder, Run};
use serde_json::Value;
use std::collections::BTreeMap;

/// Files of every format, in the layouts that people write.
const FILES: [(&str, &str); 7] = [
    ("main.tf", include_str!("../../testdata/fix/mixed/main.tf")),
    ("prod.auto.tfvars", include_str!("../../testdata/fix/mixed/prod.auto.tfvars")),
    ("logs/main.tf", include_str!("../../testdata/fix/mixed/logs/main.tf")),
    ("stack/template.yaml", include_str!("../../testdata/fix/mixed/stack/template.yaml")),
    ("stack/template.json", include_str!("../../testdata/fix/mixed/stack/template.json")),
    ("task.json", include_str!("../../testdata/fix/mixed/task.json")),
    ("windows.tf", include_str!("../../testdata/fix/mixed/windows.tf")),
];

/// What they become with `--unsafe`, by name.
const FIXED: [(&str, &str); 7] = [
    ("main.tf", include_str!("../../testdata/fix/mixed.fixed/main.tf")),
    ("prod.auto.tfvars", include_str!("../../testdata/fix/mixed.fixed/prod.auto.tfvars")),
    ("logs/main.tf", include_str!("../../testdata/fix/mixed.fixed/logs/main.tf")),
    ("stack/template.yaml", include_str!("../../testdata/fix/mixed.fixed/stack/template.yaml")),
    ("stack/template.json", include_str!("../../testdata/fix/mixed.fixed/stack/template.json")),
    ("task.json", include_str!("../../testdata/fix/mixed.fixed/task.json")),
    ("windows.tf", include_str!("../../testdata/fix/mixed.fixed/windows.tf")),
];

/// The files, one of them with the line endings and the byte order mark of another system.
fn mixed() -> Folder {
    let folder = Folder::new(&FILES);
    folder.write("windows.tf", windows(FILES[6].1));
    folder
}

fn windows(text: &str) -> String {
    format!("\u{feff}{}", text.replace('\n', "\r\n"))
}

fn contents(folder: &Folder) -> BTreeMap<&'static str, String> {
    FILES.iter().map(|(name, _)| (*name, folder.read(name))).collect()
}

fn expected() -> BTreeMap<&'static str, String> {
    let text =
        |name: &str, text: &str| if name == "windows.tf" { windows(text) } else { text.to_owned() };
    FIXED.iter().map(|(name, fixed)| (*name, text(name, fixed))).collect()
}

fn fix(folder: &Folder, args: &[&str]) -> Run {
    let mut all = vec!["fix", "."];
    all.extend(args);
    folder.run(&all)
}

#[test]
fn files_of_every_format_become_what_an_engineer_would_write() {
    let folder = mixed();
    let run = fix(&folder, &["--unsafe"]);
    if std::env::var_os("STRIDELINT_BLESS").is_some() {
        for (name, text) in contents(&folder) {
            let to = crate::repository::root().join("testdata/fix/mixed.fixed").join(name);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, text.trim_start_matches('\u{feff}').replace("\r\n", "\n")).unwrap();
        }
    }
    for (name, text) in expected() {
        assert_eq!(folder.read(name), text, "{name}\n{}{}", run.out, run.err);
    }
    let again = fix(&folder, &["--unsafe"]);
    assert_eq!((contents(&folder), again.out.as_str()), (expected(), ""), "{}", again.err);
}

#[test]
fn git_takes_the_patch_and_takes_it_back() {
    let folder = mixed();
    folder.git(&["init", "-q"]);
    let patch = fix(&folder, &["--unsafe", "--diff"]);
    assert_eq!(patch.code, 1, "{}", patch.err);
    assert_eq!(folder.read("main.tf"), FILES[0].1, "--diff writes nothing");
    let before = contents(&folder);
    folder.write("fix.patch", &patch.out);
    folder.git(&["apply", "fix.patch"]);
    assert_eq!(contents(&folder), expected());
    folder.git(&["apply", "-R", "fix.patch"]);
    assert_eq!(contents(&folder), before);
    let clean =
        Folder::new(&[("main.tf", "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"a\"\n}\n")]);
    let none = fix(&clean, &["--diff"]);
    assert_eq!((none.code, none.out.as_str()), (0, ""), "{}", none.err);
}

#[test]
fn what_replaces_a_resource_or_breaks_a_program_is_asked_for() {
    let text = "resource \"aws_ecs_task_definition\" \"t\" {\n  family   = \"t\"\n  pid_mode = \"host\"\n}\n\nresource \"aws_cloudwatch_log_group\" \"a\" {\n  name = \"/a\"\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let run = fix(&folder, &[]);
    assert!(run.err.contains("1 more with --unsafe"), "{}", run.err);
    assert!(
        folder.read("main.tf").contains("\"host\"")
            && folder.read("main.tf").contains("retention_in_days = 365")
    );
    assert_eq!(run.code, 0, "{}", run.err);
    let run = fix(&folder, &["--unsafe", "--check", "host-pid-namespace"]);
    assert!(folder.read("main.tf").contains("pid_mode = \"task\""), "{}{}", run.out, run.err);
}

#[test]
fn one_check_is_fixed_and_the_rest_left() {
    let folder = mixed();
    let run = fix(&folder, &["--check", "retention-unset"]);
    assert!(
        run.out.lines().all(|line| line.contains("log-flooding.retention-unset")),
        "{}",
        run.out
    );
    assert!(run.out.contains("retention_in_days = 365"), "{}", run.out);
    // Those too that run only when they are asked for.
    let run = fix(&folder, &["--check", "tags-not-propagated"]);
    assert!(run.out.contains("tags-not-propagated"), "{}", run.out);
    let run = fix(&folder, &["--check", "retention-onset"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean"), "{}", run.err);
}

#[test]
fn suppressed_findings_examples_and_installed_modules_are_left_alone() {
    let group = |name: &str| {
        format!("resource \"aws_cloudwatch_log_group\" \"{name}\" {{\n  name = \"/{name}\"\n}}\n")
    };
    let ignored =
        format!("# stridelint:ignore[retention-unset] reason=\"kept for ever\"\n{}", group("kept"));
    let modules = "{\"Modules\":[{\"Key\":\"\",\"Source\":\"\",\"Dir\":\".\"},{\"Key\":\"far\",\"Source\":\"registry.terraform.io/a/b/aws\",\"Version\":\"1.0.0\",\"Dir\":\".terraform/modules/far\"}]}";
    let call = "module \"far\" {\n  source  = \"a/b/aws\"\n  version = \"1.0.0\"\n}\n";
    let files = [
        ("main.tf", &*ignored),
        ("call.tf", call),
        ("examples/basic/main.tf", &group("example")),
        (".terraform/modules/modules.json", modules),
        (".terraform/modules/far/main.tf", &group("far")),
    ];
    let folder = Folder::new(&files);
    let run = fix(&folder, &[]);
    assert_eq!(run.out, "", "{}", run.err);
    for (name, text) in files {
        assert_eq!(folder.read(name), text, "{name}");
    }
    assert!(run.err.contains("call.tf:1: log-flooding.retention-unset: not fixed: it is written in an installed module"), "{}", run.err);
}

#[test]
fn a_change_that_reaches_a_suppressed_resource_is_not_made() {
    let module = "variable \"days\" {\n  default = 7\n}\n\nresource \"aws_cloudwatch_log_group\" \"a\" {\n  name              = \"/a\"\n  retention_in_days = var.days\n}\n";
    let calls = "# stridelint:ignore[retention-too-short] reason=\"scratch\"\nmodule \"one\" {\n  source = \"./m\"\n}\n\nmodule \"two\" {\n  source = \"./m\"\n}\n";
    let folder = Folder::new(&[("main.tf", calls), ("m/main.tf", module)]);
    let run = fix(&folder, &["--unsafe"]);
    assert_eq!(folder.read("m/main.tf"), module, "{}", run.out);
    assert!(run.err.contains("suppressed for another resource"), "{}", run.err);
}

#[test]
fn a_shared_origin_names_whom_the_change_reaches() {
    let module = "variable \"days\" {\n  default = 7\n}\n\nresource \"aws_cloudwatch_log_group\" \"a\" {\n  name              = \"/a\"\n  retention_in_days = var.days\n}\n";
    let calls =
        "module \"one\" {\n  source = \"./m\"\n}\n\nmodule \"two\" {\n  source = \"./m\"\n}\n";
    let folder = Folder::new(&[("main.tf", calls), ("m/main.tf", module)]);
    let run = fix(&folder, &["--unsafe"]);
    assert_eq!(
        run.out,
        "m/main.tf:2: log-retention-misconfiguration.retention-too-short: default becomes 365 \
         (reaches module.two.aws_cloudwatch_log_group.a too)\n",
        "{}",
        run.err
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let outside = Folder::new(&[(
        "m.tf",
        "resource \"aws_cloudwatch_log_group\" \"a\" {\n  name = \"/a\"\n}\n",
    )]);
    let folder = Folder::new(&[(
        "other.tf",
        "resource \"aws_cloudwatch_log_group\" \"b\" {\n  name = \"/b\"\n}\n",
    )]);
    std::os::unix::fs::symlink(outside.path().join("m.tf"), folder.path().join("main.tf")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("other.tf"), folder.path().join("again.tf"))
        .unwrap();
    let before = outside.read("m.tf");
    let run = fix(&folder, &[]);
    assert_eq!(outside.read("m.tf"), before, "{}{}", run.out, run.err);
    for link in ["main.tf", "again.tf"] {
        let found = std::fs::symlink_metadata(folder.path().join(link)).unwrap();
        assert!(found.file_type().is_symlink(), "{link}");
    }
    assert!(folder.read("other.tf").matches("retention_in_days").count() <= 1);
}

#[test]
fn no_secret_is_printed() {
    let text = "resource \"aws_db_instance\" \"a\" {\n  engine            = \"postgres\"\n  storage_encrypted = true\n  password          = \"correct-horse-battery\"\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let patch = fix(&folder, &["--diff"]);
    assert!(!format!("{}{}", patch.out, patch.err).contains("correct-horse"), "{}", patch.out);
    assert!(patch.err.contains("main.tf:1: the patch is not shown"), "{}", patch.err);
    assert_eq!(patch.code, 1);
    for format in ["sarif", "rdjson"] {
        let run = folder.run(&["scan", "-f", format]);
        assert!(!format!("{}{}", run.out, run.err).contains("correct-horse"), "{}", run.out);
    }
    let run = fix(&folder, &[]);
    assert!(!format!("{}{}", run.out, run.err).contains("correct-horse"), "{}", run.out);
    assert!(folder.read("main.tf").contains("correct-horse"));
    assert!(
        folder.read("main.tf").contains("deletion_protection     = true"),
        "{}",
        folder.read("main.tf")
    );
}

#[test]
fn a_change_that_makes_another_check_fire_is_not_kept() {
    let policy = "# METADATA\n# title: Own\n# description: Own.\n# custom:\n#   stride: tampering\npackage own\n\nimport data.stride.result\n\n# METADATA\n# title: Kept for too long\n# description: Kept for too long.\n# custom:\n#   severity: high\n#   message: group {name} is kept for too long\n#   reads:\n#     logs.log_group:\n#       retention_in_days: 365\nkept_for_too_long contains finding if {\n\tsome id in input.by_type[\"logs.log_group\"]\n\tgroup := input.resources[id]\n\tgroup.values.retention_in_days > 100\n\tfinding := result.at(group, [\"retention_in_days\"])\n}\n";
    let text = "resource \"aws_cloudwatch_log_group\" \"a\" {\n  name              = \"/a\"\n  retention_in_days = 7\n}\n\nresource \"aws_ecs_cluster\" \"c\" {\n  name = \"c\"\n}\n";
    let folder = Folder::new(&[("main.tf", text), ("policies/own.rego", policy)]);
    let run = fix(&folder, &["--unsafe", "--policy", "policies"]);
    assert!(folder.read("main.tf").contains("retention_in_days = 7\n"), "{}{}", run.out, run.err);
    assert!(folder.read("main.tf").contains("containerInsights"), "{}{}", run.out, run.err);
    assert!(
        run.err.contains("not fixed: own.kept-for-too-long would be found with the change"),
        "{}",
        run.err
    );
    assert_eq!(run.code, 1);
}

#[test]
fn a_policy_whose_edit_is_none_is_refused() {
    let policy = |edit: &str| {
        format!(
            "# METADATA\n# title: Own\n# description: Own.\n# custom:\n#   stride: tampering\npackage own\n\nimport data.stride.result\n\n# METADATA\n# title: Own\n# description: Own.\n# custom:\n#   severity: high\n#   message: m\n#   reads: {{logs.log_group: {{}}}}\n#   edit: {edit}\nown contains finding if {{\n\tsome id in input.by_type[\"logs.log_group\"]\n\tfinding := result.at(input.resources[id], [])\n}}\n"
        )
    };
    for (edit, why) in [
        ("{terraform: {a: null}}", "is not a table of names"),
        ("{unsafe: true}", "says nothing for any format"),
        ("{terrafrom: {a: 1}}", "unknown field"),
    ] {
        let folder = Folder::new(&[("own.rego", &policy(edit))]);
        let run = folder.run(&["policy", "check", "."]);
        assert_eq!(run.code, 2, "{edit}");
        assert!(format!("{}{}", run.out, run.err).contains(why), "{edit}: {}{}", run.out, run.err);
    }
    let folder = Folder::new(&[("own.rego", &policy("{terraform: {a: {b: 1}}}"))]);
    let run = folder.run(&["policy", "check", "."]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn reports_offer_the_same_changes() {
    let folder = mixed();
    let sarif = folder.run(&["scan", ".", "-f", "sarif"]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let with_fixes: Vec<&Value> =
        results.iter().filter(|result| result["fixes"].is_array()).collect();
    assert!(with_fixes.len() > 5, "{}", with_fixes.len());
    for result in with_fixes {
        let check = result["ruleId"].as_str().unwrap();
        let change = &result["fixes"][0]["artifactChanges"][0];
        let file = change["artifactLocation"]["uri"].as_str().unwrap();
        // Whoever takes one of them has a file in which its finding is gone.
        let own = mixed();
        let text = own.read(file);
        let marked = text.starts_with('\u{feff}');
        let mut new = text.trim_start_matches('\u{feff}').to_owned();
        let at = |line: &Value, column: &Value| {
            let (line, column) =
                (line.as_u64().unwrap() as usize, column.as_u64().unwrap() as usize);
            let text = text.trim_start_matches('\u{feff}');
            let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            start + text[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
        };
        for one in change["replacements"].as_array().unwrap().iter().rev() {
            let region = &one["deletedRegion"];
            let from = at(&region["startLine"], &region["startColumn"]);
            let to = at(&region["endLine"], &region["endColumn"]);
            new.replace_range(from..to, one["insertedContent"]["text"].as_str().unwrap());
        }
        own.write(file, format!("{}{new}", if marked { "\u{feff}" } else { "" }));
        let count = |folder: &Folder| {
            let found = folder.scan(&["."]).findings();
            found.iter().filter(|(other, _)| other == check).count()
        };
        assert_eq!(count(&own) + 1, count(&folder), "{check} in {file}\n{new}");
    }
    let rdjson = folder.run(&["scan", ".", "-f", "rdjson"]).json();
    let all = rdjson["diagnostics"].as_array().unwrap();
    assert!(all.iter().filter(|one| one["suggestions"].is_array()).count() > 5);
}

/// A number that is also a `count`, a flag that decides what exists.
#[test]
fn nothing_is_fixed_with_which_resources_come_or_go() {
    let text = "variable \"days\" {\n  default = 7\n}\nresource \"aws_cloudwatch_log_group\" \"a\" {\n  count             = var.days < 30 ? 1 : 0\n  name              = \"a\"\n  retention_in_days = var.days\n}\nresource \"aws_cloudwatch_log_group\" \"b\" {\n  name              = \"b\"\n  retention_in_days = 7\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let run = fix(&folder, &["--unsafe"]);
    assert!(run.err.contains("resources would come or go with the change"), "{}", run.err);
    let fixed = folder.read("main.tf");
    assert!(fixed.contains("default = 7\n"), "{fixed}");
    assert!(fixed.contains("\"b\"\n  retention_in_days = 365"), "{fixed}");
}

#[test]
fn a_comment_between_what_is_written_stays() {
    let text = "resource \"aws_cloudwatch_log_group\" \"a\" { /* keep me */ name = \"a\" }\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let run = fix(&folder, &[]);
    assert_eq!(folder.read("main.tf"), text);
    assert!(run.err.contains("a comment stands in what would be replaced"), "{}", run.err);
}

/// A module that others call is not changed for one of them.
#[test]
fn what_stands_outside_the_folder_is_left() {
    let folder = Folder::new(&[
        (
            "m/main.tf",
            "variable \"days\" {\n  default = 7\n}\nresource \"aws_cloudwatch_log_group\" \"a\" {\n  name              = \"a\"\n  retention_in_days = var.days\n}\n",
        ),
        ("r1/main.tf", "module \"m\" {\n  source = \"../m\"\n}\n"),
    ]);
    folder.git(&["init", "-q"]);
    let before = folder.read("m/main.tf");
    let run = folder.run(&["fix", "--unsafe", "r1"]);
    assert_eq!(folder.read("m/main.tf"), before);
    assert!(run.err.contains("outside what is to be fixed"), "{}", run.err);
    assert_eq!(folder.run(&["fix", "--unsafe", "."]).code, 0);
    assert!(folder.read("m/main.tf").contains("default = 365"));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_is_named() {
    let log = "resource \"aws_cloudwatch_log_group\" \"a\" {\n  name              = \"a\"\n  retention_in_days = 7\n}\n";
    let folder = Folder::new(&[("out/main.tf", log), ("in/x.tf", "")]);
    std::os::unix::fs::symlink("../out", folder.path().join("in/deep")).unwrap();
    for path in ["in/deep", "in/deep/main.tf"] {
        let run = folder.run(&["fix", path]);
        assert_eq!(
            (run.code, folder.read("out/main.tf").as_str()),
            (2, log),
            "{path}: {}",
            run.err
        );
        assert!(run.err.contains("is a link"), "{}", run.err);
    }
}

#[test]
fn what_a_tool_makes_is_left() {
    let template = "{\"Resources\": {\"Logs\": {\"Type\": \"AWS::Logs::LogGroup\", \"Properties\": {\"RetentionInDays\": 7}}}}\n";
    let folder = Folder::new(&[("cdk.out/S.template.json", template)]);
    let run = fix(&folder, &["--unsafe"]);
    assert_eq!(folder.read("cdk.out/S.template.json"), template);
    assert!(run.err.contains("the file is generated"), "{}", run.err);
}

/// Wherever it stands in the lines that a patch shows.
#[test]
fn a_patch_shows_no_secret() {
    let text = "resource \"aws_cloudwatch_log_group\" \"a\" {\n  name              = \"a\"\n  retention_in_days = 7\n\n  tags = {\n    key = \"AKIAIOSFODNN7EXAMPL0\"\n  }\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let run = fix(&folder, &["--unsafe", "--diff"]);
    assert!(!run.out.contains("AKIAIOSFODNN7EXAMPL0"), "{}", run.out);
    assert!(run.err.contains("because a secret stands beside a change"), "{}", run.err);
}

/// A change that makes a file unreadable costs no other change of the file.
#[test]
fn one_change_that_cannot_be_made_blocks_no_other() {
    let text = "resource \"aws_cloudwatch_log_group\" \"a\" { tags = {\n  x = 1\n} }\nresource \"aws_cloudwatch_log_group\" \"b\" {\n  name              = \"b\"\n  retention_in_days = 7\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let run = fix(&folder, &["--unsafe"]);
    let fixed = folder.read("main.tf");
    assert!(fixed.contains("retention_in_days = 365"), "{fixed}{}", run.err);
    assert!(fixed.contains("\"a\" { tags = {\n  x = 1\n} }"), "{fixed}");
}

/// A unit's finding is gone though its variants have names of their own.
#[test]
fn the_values_of_a_variant_are_fixed() {
    let text = "variable \"days\" {}\nresource \"aws_cloudwatch_log_group\" \"a\" {\n  name              = \"a\"\n  retention_in_days = var.days\n}\n";
    let folder = Folder::new(&[("main.tf", text), ("env/prod.tfvars", "days = 7\n")]);
    let run = fix(&folder, &["--unsafe", "--discover-var-files"]);
    assert_eq!(folder.read("env/prod.tfvars"), "days = 365\n", "{}{}", run.out, run.err);
}

#[test]
fn what_somebody_chose_is_changed_when_asked_only() {
    let group = "resource \"aws_cloudwatch_log_group\" \"a\" {\n  name              = \"a\"\n  retention_in_days = 7\n}\n";
    // A module that no code here calls: its default is what it suggests to its callers.
    let module = "variable \"name\" {}\n\nvariable \"insights\" {\n  default = \"disabled\"\n}\n\nresource \"aws_ecs_cluster\" \"c\" {\n  name = var.name\n  setting {\n    name  = \"containerInsights\"\n    value = var.insights\n  }\n}\n";
    let root = format!("provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\n\n{module}");
    let files = [("a/main.tf", group), ("m/main.tf", module), ("r/main.tf", &root)];
    let folder = Folder::new(&files);
    let run = fix(&folder, &[]);
    assert_eq!(folder.read("a/main.tf"), group, "{}", run.out);
    assert_eq!(folder.read("m/main.tf"), module, "{}", run.out);
    assert!(folder.read("r/main.tf").contains("default = \"enhanced\""), "{}{}", run.out, run.err);
    fix(&folder, &["--unsafe"]);
    assert!(folder.read("a/main.tf").contains("retention_in_days = 365"));
    assert!(folder.read("m/main.tf").contains("default = \"enhanced\""));
}
