//! A scan that somebody ends early.

use crate::support::program::{Folder, PRIVILEGED, program, task};
use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4 as _;

/// A loop that takes longer than the test waits.
const LONG: &str = "locals {\n  r = range(1000)\n  a = [for x in local.r : [for y in local.r : sha512(\"${x}${y}${join(\"\", local.r)}\")]]\n}\nresource \"aws_ecs_cluster\" \"c\" {\n  name = local.a[0][0]\n}\n";

/// A folder whose first unit is done at once, and whose others take longer than the test waits.
fn long() -> Folder {
    let folder = Folder::new(&[("a/main.tf", &task("a", PRIVILEGED))]);
    (0..12).for_each(|at| drop(folder.write(&format!("z{at}/main.tf"), LONG)));
    folder
}

/// Runs the program in a folder, interrupts it once it has worked for a second and a half or has said `until`, and
/// gives how it ended and what it said. What it prints is in `out.json`.
fn interrupted(folder: &Folder, args: &[&str], until: Option<&str>) -> (ExitStatus, String) {
    let out = std::fs::File::create(folder.path().join("out.json")).unwrap();
    let mut child = Command::new(program())
        .args(args)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let mut said = Vec::new();
    match until {
        Some(until) => {
            while !String::from_utf8_lossy(&said).contains(until) {
                let mut more = [0; 256];
                let count = stderr.read(&mut more).unwrap();
                assert!(count > 0, "{args:?} ended: {}", String::from_utf8_lossy(&said));
                said.extend(&more[..count]);
            }
        }
        None => {
            let begun = Instant::now();
            while worked(child.id(), begun) < Duration::from_millis(1500) {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
    let before = worked(child.id(), Instant::now());
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    // Standard input stays open until then: somebody sits there.
    let stdin = child.stdin.take();
    let ended = child.wait4().unwrap();
    drop(stdin);
    // A second of work for each of its threads: how busy the machine is does not count.
    let took = (ended.rusage.utime + ended.rusage.stime).saturating_sub(before);
    assert!(took < Duration::from_secs(3), "{args:?}: {took:?}");
    stderr.read_to_end(&mut said).unwrap();
    (ended.status, String::from_utf8_lossy(&said).into_owned())
}

/// The processor time that a process has taken; where the system does not say, the time since it began.
fn worked(process: u32, begun: Instant) -> Duration {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/stat")) else {
        return begun.elapsed();
    };
    // Behind the name, which may hold anything, the times are the 12th and the 13th, in hundredths of a second.
    let times = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    Duration::from_millis(times.filter_map(|time| time.parse::<u64>().ok()).sum::<u64>() * 10)
}

#[test]
fn what_is_done_is_reported() {
    let folder = long();
    let args = ["scan", "--no-config", "--jobs", "1", "-f", "json", "."];
    let (status, _) = interrupted(&folder, &args, None);
    assert_eq!(status.code(), Some(130));
    let report: serde_json::Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!(report["complete"], false);
    let found = report["findings"].as_array().unwrap();
    assert!(found.iter().any(|finding| finding["location"]["file"] == "a/main.tf"), "{report:#}");
    let said = report["problems"].to_string();
    assert!(said.contains("interrupted: "), "{said}");
}

#[test]
fn documents_that_are_done_are_printed() {
    let folder = long();
    let (status, said) =
        interrupted(&folder, &["document", "--no-config", "--jobs", "1", "."], None);
    assert_eq!(status.code(), Some(130), "{said}");
    let documents: serde_json::Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!(documents[0]["unit"]["id"], "a", "{documents:#}");
    assert!(said.contains("interrupted: "), "{said}");
}

/// What half a scan found is no baseline.
#[test]
fn a_baseline_stays_as_it_is() {
    let folder = long();
    let before = folder.read("a/main.tf");
    assert_eq!(folder.run(&["baseline", "write", "base.json", "a"]).code, 0);
    let baseline = folder.read("base.json");
    assert!(baseline.contains("privileged-container"), "{baseline}");
    folder.write("a/main.tf", before.replace("privileged", "interactive"));
    for command in ["write", "update", "prune"] {
        let (status, said) = interrupted(
            &folder,
            &["baseline", command, "base.json", "--no-config", "--jobs", "1"],
            None,
        );
        assert_eq!(status.code(), Some(130), "{command}: {said}");
        assert_eq!(folder.read("base.json"), baseline, "{command}");
        assert!(said.contains("is left as it is"), "{command}: {said}");
    }
}

/// What is not scanning ends as any program does.
#[test]
fn a_question_is_ended_at_once() {
    use std::os::unix::process::ExitStatusExt;
    if is_ignored() {
        println!("not run: whoever started this ignores Ctrl-C, and so does what it starts");
        return;
    }
    let folder = Folder::new(&[]);
    let (status, said) = interrupted(&folder, &["init"], Some("write stridelint.toml?"));
    assert_eq!(status.signal(), Some(2), "{said}");
}

/// Whether programs that this one starts ignore Ctrl-C until they say otherwise: what a shell starts in the background
/// does.
fn is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let signals = ignored.and_then(|text| u64::from_str_radix(text.trim(), 16).ok());
    // SIGINT is the second.
    signals.is_some_and(|signals| signals & 2 != 0)
}
