//! A scan that somebody ends early.

use crate::support::program::{Folder, PRIVILEGED, program, task};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A loop that takes longer than the test waits.
const LONG: &str = "locals {\n  r = range(1000)\n  a = [for x in local.r : [for y in local.r : sha512(\"${x}${y}${join(\"\", local.r)}\")]]\n}\nresource \"aws_ecs_cluster\" \"c\" {\n  name = local.a[0][0]\n}\n";

#[test]
fn what_is_done_is_reported() {
    let folder = Folder::new(&[("a/main.tf", &task("a", PRIVILEGED))]);
    (0..12).for_each(|at| drop(folder.write(&format!("z{at}/main.tf"), LONG)));
    let out = std::fs::File::create(folder.path().join("out.json")).unwrap();
    let mut child = Command::new(program())
        .args(["scan", "--no-config", "--jobs", "1", "-f", "json", "."])
        .current_dir(folder.path())
        .stdout(out)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(2));
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let asked = Instant::now();
    let status = child.wait().unwrap();
    let took = asked.elapsed();
    assert_eq!(status.code(), Some(130), "after {took:?}");
    // A second, on a machine that is busy.
    assert!(took < Duration::from_secs(6), "{took:?}");
    let report: serde_json::Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!(report["complete"], false);
    let found = report["findings"].as_array().unwrap();
    assert!(found.iter().any(|finding| finding["location"]["file"] == "a/main.tf"), "{report:#}");
    let said = report["problems"].to_string();
    assert!(said.contains("interrupted: "), "{said}");
}
