//! One input: made in a folder of its own, scanned within the bounds, judged.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use wait4::Wait4;

/// Seconds of CPU that an input may take.
const CPU: u64 = 20;
/// Bytes of memory that an input may take.
const MEMORY: u64 = 2 << 30;

/// Files by path.
pub type Files = Vec<(String, Vec<u8>)>;

/// What a scan of an input has to do beside ending.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Expects {
    /// It finds the canary.
    Canary,
    /// It finds the canary, or says what it refuses and ends with status 2.
    CanaryOrRefusal,
}

/// A hostile input.
pub struct Input {
    /// Its family and name.
    pub name: String,
    /// Its files.
    pub files: Box<dyn FnOnce() -> Files + Send>,
    /// What is no file: links, pipes, repositories.
    pub prepare: fn(&Path),
    /// The arguments of the scan.
    pub args: &'static [&'static str],
    pub expects: Expects,
}

impl Input {
    pub fn new(
        family: &str,
        name: impl AsRef<str>,
        files: impl FnOnce() -> Files + Send + 'static,
    ) -> Input {
        Input {
            name: format!("{family}::{}", name.as_ref().replace([' ', '_'], "-")),
            files: Box::new(files),
            prepare: |_| {},
            args: &["--no-config", "."],
            expects: Expects::Canary,
        }
    }

    /// The same input with what is made beside its files.
    pub fn prepared(self, prepare: fn(&Path)) -> Input {
        Input { prepare, ..self }
    }

    /// The same input, scanned with other arguments.
    pub fn with(self, args: &'static [&'static str]) -> Input {
        Input { args, ..self }
    }

    /// The same input, which may be refused.
    pub fn refusable(self) -> Input {
        Input { expects: Expects::CanaryOrRefusal, ..self }
    }
}

/// One file.
pub fn one(path: &str, text: impl Into<Vec<u8>>) -> Files {
    vec![(path.to_owned(), text.into())]
}

/// A finding in a file that no input has.
const CANARY: &str = r#"resource "aws_ecs_task_definition" "canary" {
  family                = "canary"
  container_definitions = jsonencode([{ name = "canary", image = "canary", privileged = true }])
}
"#;

/// What each input cost: CPU, memory, name.
static COSTS: Mutex<Vec<(Duration, u64, String)>> = Mutex::new(Vec::new());

/// Scans an input and judges what it did.
///
/// # Errors
/// What it did not hold.
pub fn holds(input: Input) -> Result<(), String> {
    judged(input).map(drop)
}

/// As [`holds`], of an input that is known to fail. One that holds by a hair on a fast machine is no
/// news.
///
/// # Errors
/// It does not fail any more.
pub fn fails(input: Input) -> Result<(), String> {
    match judged(input) {
        Ok((cpu, memory)) if cpu.as_secs() < CPU / 2 && memory < MEMORY / 2 => {
            Err(format!("it holds by now ({cpu:?}, {} MiB): take it out of KNOWN", memory >> 20))
        }
        Ok(_) => Ok(()),
        // Only what it costs is known to be wrong.
        Err(why) if why.starts_with("took ") || why.starts_with("ended by a signal") => Ok(()),
        Err(why) => Err(why),
    }
}

/// What an input cost: CPU and memory.
fn judged(input: Input) -> Result<(Duration, u64), String> {
    let Input { name, files, prepare, args, expects } = input;
    let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
    let tree = dir.path().join("tree");
    let canary = vec![("canary/main.tf".to_owned(), CANARY.as_bytes().to_vec())];
    for (path, bytes) in canary.into_iter().chain(files()) {
        let full = tree.join(path);
        std::fs::create_dir_all(full.parent().unwrap_or(&tree)).map_err(|e| e.to_string())?;
        std::fs::write(full, bytes).map_err(|e| e.to_string())?;
    }
    prepare(&tree);
    let file = |name: &str| std::fs::File::create(dir.path().join(name));
    let calls = dir.path().join("calls");
    std::fs::create_dir_all(&calls).map_err(|e| e.to_string())?;
    let mut command = bounded(&calls);
    command
        .args(["scan", "-f", "jsonl"])
        .args(args)
        .current_dir(&tree)
        .env("HOME", dir.path())
        .env("GIT_CEILING_DIRECTORIES", dir.path())
        .env_remove("SOURCE_DATE_EPOCH")
        .stdin(Stdio::null())
        .stdout(file("out").map_err(|e| e.to_string())?)
        .stderr(file("err").map_err(|e| e.to_string())?);
    let child = command.spawn().map_err(|error| error.to_string())?;
    let ended = child.wait4().map_err(|error| error.to_string())?;
    let read = |name: &str| {
        let bytes = std::fs::read(dir.path().join(name)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let (out, err) = (read("out"), read("err"));
    let cpu = ended.rusage.utime + ended.rusage.stime;
    let memory = ended.rusage.maxrss;
    COSTS.lock().unwrap_or_else(PoisonError::into_inner).push((cpu, memory, name));
    let said: String = err.chars().take(2_000).collect();
    let Some(code) = ended.status.code() else {
        return Err(format!("ended by a signal after {cpu:?}, {} MiB: {said}", memory >> 20));
    };
    if cpu > Duration::from_secs(CPU) || memory > MEMORY {
        return Err(format!("took {cpu:?} and {} MiB", memory >> 20));
    }
    for word in ["panicked", "a fault of stridelint itself", "overflowed its stack"] {
        if out.contains(word) || err.contains(word) {
            return Err(format!("it says `{word}`: {said}"));
        }
    }
    if !(0..=3).contains(&code) {
        return Err(format!("exit status {code}: {said}"));
    }
    if is_traced() {
        let named = args.iter().filter(|arg| !arg.starts_with('-')).map(|arg| tree.join(arg));
        let may: Vec<PathBuf> = named.chain([tree.clone()]).collect();
        let (strays, _) = crate::traced::strays(&calls, &may);
        if !strays.is_empty() {
            let some: Vec<String> = strays.iter().take(5).cloned().collect();
            return Err(format!("{} strays: {}", strays.len(), some.join("\n")));
        }
    }
    let found = out.lines().any(|line| {
        line.contains("container-escape.privileged-container") && line.contains("canary/main.tf")
    });
    let refused = expects == Expects::CanaryOrRefusal && code == 2 && !err.trim().is_empty();
    if found || refused {
        Ok((cpu, memory))
    } else {
        Err(format!("the canary is not found (exit status {code}): {said}"))
    }
}

/// Whether the system calls of each scan are looked at too.
fn is_traced() -> bool {
    cfg!(target_os = "linux") && std::env::var_os("STRIDELINT_TRACED").is_some()
}

/// The program, its CPU time bounded by the system too. `STRIDELINT_PROGRAM` names another build of it.
fn bounded(calls: &Path) -> Command {
    let program = std::env::var_os("STRIDELINT_PROGRAM")
        .unwrap_or_else(|| env!("CARGO_BIN_EXE_stridelint").into());
    if cfg!(unix) {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -t {}; exec \"$0\" \"$@\"", CPU + 5)]);
        if is_traced() {
            command.args(crate::traced::before(calls));
        }
        command.arg(program);
        command
    } else {
        Command::new(program)
    }
}

/// Prints the dearest inputs where they are asked for.
pub fn tell_costs() {
    if std::env::var_os("STRIDELINT_COSTS").is_none() {
        return;
    }
    let mut costs = COSTS.lock().unwrap_or_else(PoisonError::into_inner);
    let all: Duration = costs.iter().map(|(cpu, ..)| *cpu).sum();
    println!("{} inputs, {all:.1?} of CPU", costs.len());
    costs.sort_by_key(|(cpu, ..)| std::cmp::Reverse(*cpu));
    costs.iter().take(25).for_each(|(cpu, memory, name)| {
        println!("{cpu:>8.2?} {:>6} MiB  {name}", memory >> 20);
    });
    costs.sort_by_key(|(_, memory, _)| std::cmp::Reverse(*memory));
    costs.iter().take(15).for_each(|(cpu, memory, name)| {
        println!("{cpu:>8.2?} {:>6} MiB  {name}", memory >> 20);
    });
}
