//! Every stage up to the document, on a tree held in memory and without the guard of a scan.

use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use stridelint::scan::evaluate;
use stridelint::tree::Tree;
use stridelint::unit::Inputs;
use stridelint::{discover, normalize};

/// Files by path.
pub type Files = Vec<(String, Vec<u8>)>;

/// Runs every stage up to the document on a tree held in memory; gives the number of resources.
pub fn run(files: &Files) -> usize {
    let borrowed: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let tree = Tree::of_bytes(&borrowed);
    let (units, _) = discover::discover(&tree);
    let mut resources = 0;
    for unit in &units {
        let (evaluated, _) = evaluate(&tree, unit, &Inputs::default());
        let (document, _) = normalize::normalize(&tree, unit, evaluated, "2026-11-22");
        resources += document.resources.len();
    }
    resources
}

/// Runs in a thread of its own with the stack a worker has, and says so when it does not end.
pub fn ends(name: &str, files: Files) {
    let (told, heard) = mpsc::channel();
    let start = Instant::now();
    let worker = std::thread::Builder::new().stack_size(2 << 20).name(name.to_owned());
    let worker = worker.spawn(move || told.send(run(&files))).unwrap();
    match heard.recv_timeout(Duration::from_secs(120)) {
        Ok(_) => {}
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{name} did not end within two minutes"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            panic!("{name} panicked after {:?}: {:?}", start.elapsed(), worker.join())
        }
    }
}

/// The files of one folder, below it.
pub fn files_of(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path =
                entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            (path, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}
