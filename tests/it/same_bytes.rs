//! A report says the same, to the byte, however many threads make it, in whatever order the paths are
//! given, and wherever the files lie.

use crate::program::Folder;
use crate::repository;
use crate::secrets::FORMATS;
use std::path::Path;

/// Folders of `testdata` with files of every format, findings, gaps, problems and secrets.
const PARTS: [&str; 6] = [
    "demo",
    "forms/cfn-nested",
    "malformed",
    "cloudformation",
    "checks/container-escape/privileged-container",
    "checks/sensitive-env-var-logging/credential-in-environment",
];

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// All reports of a scan of the parts, in an order that the number of the run says.
fn reports(root: &Path, run: usize) -> Vec<String> {
    let out = Folder::new(&[]);
    let mut parts = PARTS;
    parts.rotate_left(run % PARTS.len());
    if run % 2 == 1 {
        parts.swap(0, 3);
    }
    let jobs = (run % 8 + 1).to_string();
    let mut args = vec!["scan", "--no-config", "--undecided", "--gaps", "--jobs", &jobs];
    args.extend(parts);
    let files: Vec<String> =
        FORMATS.iter().map(|format| out.path().join(format).to_string_lossy().into()).collect();
    for (format, file) in FORMATS.iter().zip(&files) {
        args.extend(["-f", format, "-o", file]);
    }
    // What stands above a folder is no part of what is said of it.
    let run = crate::program::run_in(root, &args, &[("SOURCE_DATE_EPOCH", "1767225600")]);
    assert!((0..=2).contains(&run.code), "{}", run.err);
    FORMATS.iter().map(|format| out.read(format)).collect()
}

#[test]
fn a_report_is_the_same_whatever_makes_it() {
    let places = [Folder::new(&[]), Folder::new(&[])];
    let roots = [places[0].path().to_path_buf(), places[1].path().join("another/place below")];
    for (root, part) in roots.iter().flat_map(|root| PARTS.map(|part| (root, part))) {
        copy(&repository::root().join("testdata").join(part), &root.join(part));
    }
    let first = reports(&roots[0], 0);
    assert!(first.iter().all(|report| report.len() > 1000));
    for run in 1..8 {
        let again = reports(&roots[run % 2], run);
        for (format, (first, again)) in FORMATS.iter().zip(first.iter().zip(&again)) {
            let differs = first.lines().zip(again.lines()).find(|(one, other)| one != other);
            assert!(first == again, "{format} in run {run}: {differs:?}");
        }
    }
}
