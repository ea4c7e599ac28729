//! What a person reads: the report in short, in full, a line for each finding, as tables.

use crate::program::{CHECK, Folder, PRIVILEGED, task};
use std::process::Command;

/// The demo in a text format, as standard output has it.
fn demo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_stridelint"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["scan", "testdata/demo", "--no-config", "--today", "2026-01-02"])
        .args(args)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The findings of the demo.
fn findings() -> Vec<serde_json::Value> {
    let report: serde_json::Value = serde_json::from_str(&demo(&["-f", "json"])).unwrap();
    report["findings"].as_array().unwrap().clone()
}

#[test]
fn the_default_is_short_and_names_the_worst_last() {
    let text = demo(&[]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() <= 80, "{} lines: {text}", lines.len());
    assert!(lines.iter().all(|line| line.chars().count() <= 100), "{text}");
    let last = lines[lines.len().saturating_sub(24)..].join("\n");
    let all = findings();
    let criticals: Vec<_> = all.iter().filter(|one| one["severity"] == "critical").collect();
    assert!(!criticals.is_empty());
    for one in criticals {
        let at = &one["location"];
        let (file, start) = (at["file"].as_str().unwrap(), &at["start"]);
        let place = format!("critical  {file}:{}:{}", start["line"], start["column"]);
        assert!(last.contains(&place), "{place} is not at the end: {last}");
    }
    assert!(text.contains("stridelint explain CHECK"), "{text}");
    let full = demo(&["-f", "full"]);
    assert!(full.lines().count() > 200 && full.contains("    why  "), "{full}");
}

#[test]
fn concise_is_one_line_for_each_finding() {
    let text = demo(&["-f", "concise"]);
    let all = findings();
    assert_eq!(text.lines().count(), all.len(), "{text}");
    for (line, one) in text.lines().zip(&all) {
        let at = &one["location"];
        let begins = format!(
            "{}:{}:{}: {} {} ",
            at["file"].as_str().unwrap(),
            at["start"]["line"],
            at["start"]["column"],
            one["severity"].as_str().unwrap(),
            one["check"].as_str().unwrap()
        );
        assert!(line.starts_with(&begins), "{line}");
    }
}

#[test]
fn tables_stand_in_place_of_the_findings_and_quiet_leaves_the_rest_out() {
    let tables = demo(&["--statistics"]);
    for title in ["Check  ", "Threat  ", "STRIDE category"] {
        assert!(tables.contains(title), "{tables}");
    }
    assert!(tables.contains(CHECK) && !tables.contains("main.tf:"), "{tables}");
    let folder = Folder::new(&[("main.tf", "module \"m\" {\n  source = \"./gone\"\n}\n")]);
    for format in ["text", "concise"] {
        let run = folder.run(&["scan", ".", "-q", "-f", format]);
        assert!(run.out.contains("1 module was not read"), "{format} keeps silent: {}", run.out);
    }
    let quiet = demo(&["--quiet"]);
    assert!(quiet.contains("privileged-container]"), "{quiet}");
    assert!(!quiet.contains("2026-01-02") && !quiet.contains("explain"), "{quiet}");
}

#[test]
fn paths_are_told_from_the_working_folder() {
    let folder = Folder::new(&[("infra/main.tf", &task("web", PRIVILEGED)), ("other/x", "")]);
    folder.git(&["init", "-q"]);
    let told = |from: &str, path: &str, format: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_stridelint"))
            .current_dir(folder.path().join(from))
            .args(["scan", path, "-f", format, "--no-config"])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for format in ["text", "full", "concise"] {
        assert!(told("", ".", format).contains("infra/main.tf:11:"), "{format}");
        let inside = told("infra", ".", format);
        assert!(inside.contains("main.tf:11:") && !inside.contains("infra/main.tf:11"), "{inside}");
        assert!(told("other", "../infra", format).contains("../infra/main.tf:11:"), "{format}");
    }
    assert!(told("infra", ".", "github").contains("file=infra/main.tf"), "its own rules");
}

#[test]
fn a_file_of_several_folders_is_told_where_only_one_of_them_has_it() {
    let folder = Folder::new(&[
        ("one/main.tf", &task("web", PRIVILEGED)),
        ("two/main.tf", &task("api", PRIVILEGED)),
        ("two/further/own.tf", &task("job", PRIVILEGED)),
    ]);
    let out = folder.run(&["scan", "one", "two", "-f", "concise", "--no-config"]).out;
    assert!(out.contains("two/further/own.tf:"), "{out}");
    let wrong = out.lines().filter(|line| line.starts_with("one/main.tf") && line.contains("api"));
    assert_eq!(wrong.count(), 0, "{out}");
}

#[test]
fn csv_is_read_by_a_csv_reader() {
    let odd = task("web", PRIVILEGED).replace("\"web\"", "\" \u{ff1d}we,b\"");
    for (text, least) in [(odd.as_str(), 1), ("", 0)] {
        let folder = Folder::new(&[("=main.tf", text), ("n\u{e4}me \"x\".tf", "")]);
        let run = folder.run(&["scan", ".", "-o", "report.csv"]);
        assert!(run.code <= 1, "{}", run.err);
        let mut reader = csv::Reader::from_path(folder.path().join("report.csv")).unwrap();
        let header = reader.headers().unwrap().clone();
        let column = |name: &str| header.iter().position(|own| own == name).unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(rows.len() >= least, "{rows:?}");
        assert_eq!(rows.is_empty(), least == 0);
        for row in &rows {
            assert_eq!(row.len(), header.len());
            let signs = ['=', '+', '-', '@', '\u{ff1d}'];
            assert!(row.iter().all(|cell| !cell.trim_start().starts_with(signs)), "{row:?}");
            assert_eq!(&row[column("file")], "'=main.tf");
        }
        let of_check = rows.iter().filter(|row| &row[column("check")] == CHECK);
        assert_eq!(of_check.count(), least);
    }
}

#[test]
fn an_ending_that_says_no_format_is_an_error() {
    let folder = Folder::new(&[("main.tf", "")]);
    for (file, begins) in [
        ("a.sarif", "{"),
        ("a.html", "<!"),
        ("a.csv", "severity,"),
        ("a.md", ""),
        ("a.xml", "<?xml"),
        ("a.txt", ""),
        ("report", ""),
    ] {
        assert!(folder.run(&["scan", ".", "-o", file]).code <= 3, "{file}");
        assert!(folder.read(file).to_lowercase().starts_with(begins), "{file}");
    }
    let run = folder.run(&["scan", ".", "-o", "a.pdf"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`.pdf`") && run.err.contains("--format"), "{}", run.err);
    assert!(!folder.path().join("a.pdf").exists());
    assert_eq!(
        folder.run(&["scan", ".", "-f", "text", "-o", "a.pdf"]).code,
        folder.run(&["scan", "."]).code
    );
}
