//! What a run of the program asks the system for, as strace writes it down: no connection, no other
//! program, no file outside of what it may open.

use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

/// The calls that are looked at. What a machine does not have is left out (`?`).
const CALLS: &str = "trace=%network,?fork,?vfork,?clone,?clone3,?execve,?execveat,?open,?openat,?openat2,?creat,?io_uring_setup";

/// Files of the system that every program opens: its libraries, how much memory and how many
/// processors it has.
const SYSTEM: [&str; 6] = [
    "/etc/ld.so.cache",
    "/dev/null",
    "/proc/self/maps",
    "/proc/self/cgroup",
    "/proc/self/mountinfo",
    "/proc/sys/vm/overcommit_memory",
];

/// Folders of those.
const SYSTEMS: [&str; 7] = [
    "/lib/",
    "/lib64/",
    "/usr/lib/",
    "/usr/lib64/",
    "/sys/fs/cgroup/",
    "/sys/devices/system/",
    "/sys/kernel/mm/transparent_hugepage/",
];

/// Whether there is strace, and a run may be traced: some containers forbid it.
pub fn is_there() -> bool {
    let mut command = Command::new("strace");
    command.args(["-o", "/dev/null", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// What stands before a program and its arguments so that its calls are written down in a folder.
pub fn before(log: &Path) -> Vec<String> {
    let log = log.join("calls").to_string_lossy().into_owned();
    // cargo has the loader look for libraries where it builds: without that variable.
    let quiet = ["strace", "-ff", "-y", "-qq", "--seccomp-bpf", "-E", "LD_LIBRARY_PATH"];
    let what = ["-e", "signal=none", "-e", CALLS, "-o", &log];
    quiet.into_iter().chain(what).map(str::to_owned).collect()
}

/// What of the calls in a folder is none that a scan may make, and how many files were opened.
///
/// A scan may open what lies below the paths of `may`.
pub fn strays(log: &Path, may: &[PathBuf]) -> (Vec<String>, usize) {
    let may: Vec<PathBuf> =
        may.iter().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone())).collect();
    let (mut strays, mut opened, mut programs) = (Vec::new(), 0, 0);
    for entry in std::fs::read_dir(log).unwrap() {
        let text =
            String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap()).into_owned();
        for line in text.lines() {
            let Some((call, arguments)) = line.split_once('(') else { continue };
            let right = match call {
                "execve" => {
                    programs += 1;
                    // The program itself.
                    programs == 1
                }
                // A thread that strace lost sight of when the program ended.
                "???" => true,
                "clone" | "clone3" => arguments.contains("CLONE_THREAD"),
                "open" | "openat" | "openat2" | "creat" => {
                    opened += 1;
                    is_allowed(arguments, &may)
                }
                _ => false,
            };
            if !right {
                strays.push(line.to_owned());
            }
        }
    }
    (strays, opened)
}

/// Whether a file may be opened: where it was looked for, and, where it was opened, where it lies.
fn is_allowed(arguments: &str, may: &[PathBuf]) -> bool {
    let Some((folder, rest)) = arguments.split_once('"') else { return false };
    let Some(end) = end_of_string(rest) else { return false };
    let asked = &rest[..end];
    if SYSTEM.contains(&asked) || SYSTEMS.iter().any(|folder| asked.starts_with(folder)) {
        return !asked.contains("/../");
    }
    // `AT_FDCWD</the/folder>, ` or the number of an open folder.
    let folder = between(folder, '<', '>').unwrap_or("/");
    let below = |path: &Path| may.iter().any(|may| path.starts_with(may));
    let opened = rest[end..].rsplit_once(" = ").and_then(|(_, result)| between(result, '<', '>'));
    below(&plain(&Path::new(folder).join(asked)))
        && opened.is_none_or(|path| below(Path::new(path)))
}

/// Where a quoted text ends that began before `rest`.
fn end_of_string(rest: &str) -> Option<usize> {
    let mut escaped = false;
    rest.char_indices().find_map(|(at, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}

fn between(text: &str, open: char, close: char) -> Option<&str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.rsplit_once(close)?.0)
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

/// What is a stray is told, and what is none is not.
pub fn finds_strays() {
    let log = tempfile::tempdir().unwrap();
    let may = [PathBuf::from("/tree")];
    let judged = |line: &str| {
        std::fs::write(log.path().join("calls.1"), line).unwrap();
        strays(log.path(), &may).0.is_empty()
    };
    for right in [
        "execve(\"/x/stridelint\", [\"stridelint\"], 0x7ff /* 3 vars */) = 0",
        "openat(AT_FDCWD</tree>, \"a\\\"b\", O_RDONLY) = 3</tree/a\\\"b>",
        "openat(AT_FDCWD</x>, \"/tree/a/../b\", O_RDONLY) = -1 ENOENT (No such file or directory)",
        "openat(3</tree/d>, \"x\", O_RDONLY) = 4</tree/d/x>",
        "openat(AT_FDCWD</tree>, \"/proc/self/maps\", O_RDONLY) = 3</proc/12/maps>",
        "clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 7",
    ] {
        assert!(judged(right), "{right}");
    }
    for wrong in [
        "socket(AF_INET, SOCK_STREAM, 0) = 3<socket:[1]>",
        "execve(\"/x\", [], []) = 0\nexecve(\"/usr/bin/git\", [\"git\"], []) = 0",
        "openat(AT_FDCWD</tree>, \"/etc/passwd\", O_RDONLY) = 3</etc/passwd>",
        "openat(AT_FDCWD</tree>, \"../home/x\", O_RDONLY) = -1 ENOENT (No such file or directory)",
        "openat(AT_FDCWD</tree>, \"link\", O_RDONLY) = 3</home/x>",
        "openat(AT_FDCWD</tree>, \"/usr/lib/../../etc/passwd\", O_RDONLY) = 3</etc/passwd>",
        "open(\"/home/x\", O_RDONLY) = 3</home/x>",
        "clone3({flags=CLONE_VM|CLONE_VFORK}, 88) = 7",
        "io_uring_setup(8, 0x7ff) = 3",
    ] {
        assert!(!judged(wrong), "{wrong}");
    }
}
