//! No input makes a stage panic, hang or overflow its stack.
//!
//! A small, seeded sibling of `fuzz/`: it mutates the files of `testdata/` and runs every stage on
//! them without the scan's guard, so that a panic fails the test. What was found by fuzzing is kept
//! in `testdata/malformed/`, and `tests/cases/malformed.rs` runs it; what one would think of oneself is
//! in `tests/cases/hostile.rs`.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use crate::support::stages::{Files, files_of, run};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use stridelint::policy::{PolicyFile, PolicySet, bundled};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// One entry per folder that can be scanned on its own.
fn corpus() -> Vec<(String, Files)> {
    let mut corpus = Vec::new();
    for form in std::fs::read_dir(testdata().join("forms")).unwrap().map(Result::unwrap) {
        for variant in ["bad", "unknown"] {
            let folder = form.path().join(variant);
            if folder.is_dir() {
                corpus.push((
                    format!("{}/{variant}", form.file_name().to_string_lossy()),
                    files_of(&folder),
                ));
            }
        }
    }
    corpus.sort();
    assert!(corpus.len() > 80, "only {} inputs", corpus.len());
    corpus
}

/// A xorshift generator: the same mutations on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }
}

/// Text that means something to one of the readers.
const WORDS: [&str; 48] = [
    "${",
    "%{",
    "}",
    "{",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "<<EOT\n",
    "<<-X\n",
    "\nEOT\n",
    "%{ for x in [1] }",
    "%{ endfor }",
    "%{ if true }",
    "...",
    "=>",
    "for",
    "null",
    "-",
    "!Ref ",
    "!If [a, b, c]",
    "!Sub ",
    "Fn::Sub:",
    "Fn::ForEach::X:",
    "&a ",
    "*a",
    "<<: *a",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{0}",
    "\u{e9}\u{1f600}",
    "1e999999",
    "-1",
    "18446744073709551616",
    "0x",
    "\\u",
    "\\ud800",
    "#",
    "/*",
    "//",
    "count = ",
    "dynamic \"x\" {",
    "{{ env `A` `b` }}",
    "<X>",
    "local.a",
];

fn mutate(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(7) {
            0 if at < bytes.len() => bytes[at] = (random.next() & 0xff) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => bytes.truncate(at),
            3 => {
                let run = bytes[at..end].to_vec();
                bytes.splice(at..at, run);
            }
            4 if !other.is_empty() => {
                let from = random.below(other.len());
                let to = (from + random.below(200)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                let word = WORDS[random.below(WORDS.len())];
                bytes.splice(at..at, word.bytes());
            }
        }
    }
}

#[test]
fn mutated_files_panic_nowhere() {
    let corpus = corpus();
    let mut random = Random(0x5DEE_CE66_D1CE_4E5B);
    let start = Instant::now();
    let mut runs = 0;
    // The number of rounds is what is wanted; the time bounds them on a slow machine.
    while runs < 600 && start.elapsed() < Duration::from_secs(8) {
        let (name, files) = &corpus[random.below(corpus.len())];
        let (_, others) = &corpus[random.below(corpus.len())];
        let mut files = files.clone();
        let which = random.below(files.len());
        let other = others[random.below(others.len())].1.clone();
        mutate(&mut random, &mut files[which].1, &other);
        let path = &files[which].0;
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&files)));
        assert!(
            result.is_ok(),
            "{name}/{path} after mutation {runs} panics:\n{}",
            String::from_utf8_lossy(&files[which].1)
        );
        runs += 1;
    }
    println!("{runs} mutated inputs in {:?}", start.elapsed());
    assert!(runs > 30, "{runs} inputs only");
}

#[test]
fn the_corpus_itself_is_read() {
    let empty: Vec<String> =
        corpus().into_iter().filter(|(_, files)| run(files) == 0).map(|(name, _)| name).collect();
    assert!(empty.is_empty(), "no resource in {empty:?}");
}

/// Policies of a user, mutated: the loader refuses or loads them.
#[test]
fn mutated_policies_panic_nowhere() {
    let files = bundled();
    let texts: Vec<&PolicyFile> =
        files.iter().filter(|file| file.name.ends_with(".rego")).collect();
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let start = Instant::now();
    let mut runs = 0;
    while runs < 300 && start.elapsed() < Duration::from_secs(5) {
        let mut file = texts[random.below(texts.len())].clone();
        let mut bytes = file.text.as_bytes().to_vec();
        let other = texts[random.below(texts.len())];
        mutate(&mut random, &mut bytes, other.text.as_bytes());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        file.text = text.as_str().into();
        file.bundled = false;
        let load = move || PolicySet::load(&[file], &serde_json::Map::new()).is_ok();
        assert!(std::panic::catch_unwind(load).is_ok(), "the policy loader panics on:\n{text}");
        runs += 1;
    }
    assert!(runs > 10, "{runs} policies only");
}

/// The fuzz targets stay as the library is: each only calls what is compiled and run here.
#[test]
fn the_fuzz_targets_run() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    let mut called = 0;
    for entry in std::fs::read_dir(fuzz.join("fuzz_targets")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}\"")), "{name}");
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let call = "libfuzzer_sys::fuzz_target!(|data: &[u8]| stridelint_fuzz::";
        let call = text.split(call).nth(1).unwrap_or_else(|| panic!("{name} does more: {text}"));
        let known = match call.split_once("(\"") {
            Some(("stages", rest)) => {
                targets::stages(rest.split('"').next().unwrap(), b"{");
                rest.ends_with("\", data));\n")
            }
            _ => ["json(data));\n", "yaml(data));\n", "policy(data));\n"].contains(&call),
        };
        assert!(known, "{name}: {call}");
        called += 1;
    }
    assert!(called >= 7, "{called} targets");
    targets::json(b"{\"a\": [1]}");
    targets::yaml(b"a: [1]\n");
    targets::policy(b"package stride.x\n");
}
