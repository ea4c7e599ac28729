//! The crate as other crates use it.

use crate::program::{Folder, PRIVILEGED, task};
use crate::repository::root;
use stridelint::{Certainty, Scan, Severity, documents};

#[test]
fn a_scan_gives_what_the_command_line_gives() {
    let folder = Folder::new(&[("main.tf", &task("web", PRIVILEGED))]);
    let report = Scan::of(folder.path()).run().unwrap();
    let told = folder.scan(&["."]).findings();
    let found: Vec<(String, String)> = report
        .findings()
        .iter()
        .map(|finding| (finding.check.clone(), format!("{}:{}", finding.file, finding.line)))
        .collect();
    assert_eq!(found, told);
    let worst = report.findings().iter().max_by_key(|finding| finding.severity).unwrap();
    assert_eq!(worst.severity, Severity::Critical);
    assert_eq!(worst.certainty, Certainty::Reported);
    assert!(worst.column > 1 && !worst.suppressed && !worst.fingerprint.is_empty());
    let json: serde_json::Value = serde_json::from_str(report.json()).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), found.len());
    assert_eq!(json["complete"], report.is_complete());
}

#[test]
fn options_mean_what_they_mean_to_the_program() {
    let folder = Folder::new(&[("old/main.tf", &task("old", PRIVILEGED))]);
    folder.write("stridelint.toml", "disable = [\"container-escape\"]\n");
    folder.git(&["init", "-q"]);
    folder.commit();
    let privileged = |scan: Scan| {
        let report = scan.run().unwrap();
        let of = report.findings().iter().filter(|one| one.check.ends_with("privileged-container"));
        of.map(|finding| finding.file.clone()).collect::<Vec<_>>()
    };
    assert!(privileged(Scan::of(folder.path())).is_empty());
    assert_eq!(privileged(Scan::of(folder.path()).no_config()), ["old/main.tf"]);
    let other = folder.write("other.toml", "");
    assert_eq!(privileged(Scan::of(folder.path()).config(&other)), ["old/main.tf"]);
    folder.write("new/main.tf", task("new", PRIVILEGED));
    folder.write(
        "unknown/main.tf",
        task("web", "      privileged = var.x").replace("resource", "variable \"x\" {}\nresource"),
    );
    folder.git(&["add", "-A"]);
    let scan =
        || Scan::of(folder.path().join("new")).and(folder.path().join("unknown")).no_config();
    assert_eq!(privileged(scan().since("HEAD")), ["new/main.tf"]);
    assert_eq!(privileged(scan().undecided()).len(), 2);
}

#[test]
fn a_document_is_that_of_the_program() {
    let folder = Folder::new(&[("main.tf", &task("web", ""))]);
    let told: Vec<serde_json::Value> =
        serde_json::from_str(&folder.run(&["document"]).out).unwrap();
    assert_eq!(documents(folder.path()).unwrap().len(), told.len());
    assert!(documents(folder.path()).unwrap()[0].to_string().contains("\"web\""));
}

#[test]
fn what_is_refused_is_an_error() {
    let folder = Folder::new(&[("main.tf", ""), ("stridelint.toml", "no_such_key = 1\n")]);
    let why = Scan::of(folder.path()).run().unwrap_err().to_string();
    assert!(why.contains("no_such_key"), "{why}");
    folder.git(&["init", "-q"]);
    folder.commit();
    let why = Scan::of(folder.path()).no_config().since("nowhere").run().unwrap_err().to_string();
    assert!(why.contains("unknown revision nowhere"), "{why}");
    // The value of an option is never an option.
    let scan = || Scan::of(folder.path()).no_config();
    let why = scan().since("--exit-zero").run().unwrap_err().to_string();
    assert!(why.contains("unknown revision --exit-zero"), "{why}");
    let why = Scan::of(folder.path()).config("--no-config").run().unwrap_err().to_string();
    assert!(why.contains("--no-config") && why.contains("cannot be read"), "{why}");
    let report = scan().policies("--no-config").run().unwrap();
    assert!(!report.is_complete() && report.json().contains("--no-config"), "{}", report.json());
    // Nor is a path.
    let report = Scan::of("--no-such-option").no_config().run();
    assert!(report.is_ok_and(|report| report.findings().is_empty() && !report.is_complete()));
}

/// Other crates see what `src/library.rs` has; the stages are hidden.
#[test]
fn the_public_interface_is_small() {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut hidden = 0;
    for (before, line) in lines.iter().zip(&lines[1..]) {
        if line.starts_with("pub mod ") {
            assert_eq!(*before, "#[cfg_attr(not(clippy), doc(hidden))]", "{line}");
            hidden += 1;
        }
    }
    assert!(hidden > 10, "{hidden}");
    let shown: Vec<&str> = lines.into_iter().filter(|line| line.starts_with("pub use ")).collect();
    assert_eq!(
        shown,
        ["pub use library::{Certainty, Error, Finding, Report, Scan, Severity, documents};"]
    );
}
