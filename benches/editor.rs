//! What somebody who types waits for: the time from a change to its diagnostics, over a unit of 200 resources:
//! `cargo bench --bench editor [-- EDITS [RESOURCES]]`.

#![expect(clippy::print_stdout, reason = "its output is what a bench is for")]
#![allow(clippy::unwrap_used, clippy::panic)]

#[allow(dead_code)]
#[path = "../tests/support/editor.rs"]
mod editor;

use editor::Editor;
use std::time::Duration;

fn main() {
    let arguments: Vec<usize> =
        std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let edits = arguments.first().copied().unwrap_or(1_000);
    let resources = arguments.get(1).copied().unwrap_or(200);
    let folder = tempfile::tempdir().unwrap();
    let files = editor::unit(resources);
    for (name, text) in &files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let root = folder.path().canonicalize().unwrap();
    let (name, text) = &files[files.len() / 2];
    let path = root.join(name);
    let program = env!("CARGO_BIN_EXE_stridelint");
    let mut client = Editor::start(program, &root, serde_json::json!({}));
    client.open(&path, text);
    let (first, took) = client.said(&path, 1);
    println!("{resources} resources, {} diagnostics in the open file", first.len());
    println!("opened: {:.1} ms", milliseconds(took));
    let before = client.memory();
    let mut times: Vec<Duration> = Vec::new();
    for number in 0..edits {
        let version = i64::try_from(number).unwrap() + 2;
        client.change(&path, version, &editor::edited(text, number));
        times.push(client.said(&path, version).1);
    }
    let after = client.memory();
    times.sort();
    let at = |part: usize| milliseconds(times[(times.len() * part / 100).min(times.len() - 1)]);
    println!("{edits} edits, from the change to its diagnostics, in milliseconds:");
    println!("median {:.1}, 95 % {:.1}, longest {:.1}", at(50), at(95), at(100));
    if let (Some(before), Some(after)) = (before, after) {
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        println!("memory: {:.1} MiB before, {:.1} MiB behind", mib(before), mib(after));
    }
    let _ = client.end();
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
