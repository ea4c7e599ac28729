//! Where a report goes when what takes it fails: the report that was there stays whole.

use crate::program::{Folder, PRIVILEGED, program, task};
use std::process::{Command, Output, Stdio};

/// The report that is there before.
const OLD: &str = "the report of yesterday\n";

/// A tree, and a report beside it.
fn folder() -> Folder {
    let folder = Folder::new(&[("out/report.json", OLD)]);
    (0..40).for_each(|at| {
        folder.write(&format!("tree/t{at}.tf"), task(&format!("t{at}"), PRIVILEGED));
    });
    folder
}

/// Runs the program by a shell, which prepares what it may do.
fn shell(folder: &Folder, before: &str, args: &[&str]) -> Output {
    Command::new("sh")
        .args(["-c", &format!("{before} exec \"$0\" \"$@\""), program()])
        .args(["scan", "--no-config", "--exit-zero"])
        .args(args)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn left_beside(folder: &Folder) -> usize {
    std::fs::read_dir(folder.path().join("out")).unwrap().count() - 1
}

#[test]
fn a_pipe_gets_the_report() {
    let folder = folder();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let run = shell(&folder, "", &["tree", "-f", "json", "-o", "pipe"]);
    assert!(run.status.success(), "{}", said(&run));
    let report: serde_json::Value = serde_json::from_str(&reader.join().unwrap()).unwrap();
    assert_eq!(report["complete"], true);
    use std::os::unix::fs::FileTypeExt;
    assert!(std::fs::symlink_metadata(pipe).unwrap().file_type().is_fifo(), "it is there still");
}

/// Who reads may go: that is no fault, and nothing is said of it.
#[test]
fn a_pipe_that_nobody_reads_to_its_end_is_no_panic() {
    let folder = folder();
    let mut child = Command::new(program())
        .args(["scan", "--no-config", "--exit-zero", "tree", "-f", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!said(&output).contains("panicked"), "{}", said(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = folder();
    let run = shell(&folder, "", &["tree", "-f", "json", "-o", "/dev/full"]);
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    assert!(said(&run).contains("/dev/full cannot be written"), "{}", said(&run));
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = Command::new(program())
        .args(["scan", "--no-config", "tree", "-f", "json"])
        .current_dir(folder.path())
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    assert!(!said(&run).contains("panicked"), "{}", said(&run));
}

/// A disk that has no room for the whole report: files of one block only.
#[test]
fn a_report_that_does_not_fit_leaves_the_old_one() {
    let folder = folder();
    let args = ["tree", "-f", "json", "-o", "out/report.json"];
    let run = shell(&folder, "trap '' XFSZ; ulimit -f 1;", &args);
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    assert!(said(&run).contains("out/report.json cannot be written"), "{}", said(&run));
    assert_eq!(folder.read("out/report.json"), OLD);
    assert_eq!(left_beside(&folder), 0, "what was begun is taken away");
    // The same for a baseline.
    let baseline = ["baseline", "write", "out/report.json", "--no-config", "tree"];
    let run = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"", program()])
        .args(baseline)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(!run.status.success(), "{}", said(&run));
    assert_eq!(folder.read("out/report.json"), OLD);
}

/// The system ends the program in the middle of writing.
#[test]
fn a_kill_while_writing_leaves_the_old_report() {
    let folder = folder();
    let run = shell(&folder, "ulimit -f 1;", &["tree", "-f", "json", "-o", "out/report.json"]);
    use std::os::unix::process::ExitStatusExt;
    assert!(run.status.signal().is_some(), "{:?} {}", run.status, said(&run));
    assert_eq!(folder.read("out/report.json"), OLD);
    // The next run is not kept from writing by what is left.
    let run = shell(&folder, "", &["tree", "-f", "json", "-o", "out/report.json"]);
    assert!(run.status.success(), "{}", said(&run));
    assert!(folder.read("out/report.json").contains("privileged-container"));
}
