//! The whole process, from its start to its end, as somebody waits for it: `cargo bench --bench
//! process [-- RUNS [OTHER ...]]`. Further programs are run in turns with this one, so that figures
//! of two builds can be compared on a machine that is not quiet.

#![expect(clippy::print_stdout, reason = "its output is what a bench is for")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn run(program: &str, arguments: &[&str]) -> Duration {
    let start = Instant::now();
    let _ =
        Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    start.elapsed()
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let runs = arguments.first().and_then(|runs| runs.parse().ok()).unwrap_or(20);
    let mut programs = vec![env!("CARGO_BIN_EXE_stridelint").to_owned()];
    programs.extend(arguments.into_iter().skip(1));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let file = |name: &str| root.join(name).to_string_lossy().into_owned();
    // Alone: in this repository, all modules would be read to learn which of them use it.
    let alone = std::env::temp_dir().join("stridelint-bench");
    let definition = "checks/container-escape/privileged-container/ecs/fires.json";
    if let Err(error) = std::fs::create_dir_all(&alone)
        .and_then(|()| std::fs::copy(file(definition), alone.join("task.json")))
    {
        return println!("{}: {error}", alone.display());
    }
    let cases = [
        ("the version", vec!["--version".to_owned()]),
        (
            "one task definition",
            vec!["scan".to_owned(), alone.join("task.json").to_string_lossy().into_owned()],
        ),
        ("one of this repository", vec!["scan".to_owned(), file(definition)]),
        ("the demo", vec!["scan".to_owned(), file("demo")]),
        (
            "the demo, undecided too",
            vec!["scan".to_owned(), file("demo"), "--undecided".to_owned()],
        ),
    ];
    println!("shortest and median of {runs} runs, in milliseconds");
    for (name, arguments) in &cases {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut times: Vec<Vec<Duration>> = vec![Vec::new(); programs.len()];
        for _ in 0..runs {
            for (program, times) in programs.iter().zip(&mut times) {
                times.push(run(program, &arguments));
            }
        }
        for (program, mut times) in programs.iter().zip(times) {
            times.sort();
            let milliseconds =
                |time: Option<&Duration>| time.copied().unwrap_or_default().as_secs_f64() * 1000.0;
            println!(
                "{name:28} {:8.1} {:8.1}  {program}",
                milliseconds(times.first()),
                milliseconds(times.get(times.len() / 2))
            );
        }
    }
}
