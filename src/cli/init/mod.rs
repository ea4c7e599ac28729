//! `stridelint init`: a configuration, a commit hook and a workflow for a repository. Each is shown
//! before it is written, and nothing that is there is written over.

mod repository;

use super::args::InitArgs;
use super::{Failure, Status, say};
use crate::path::slashes;
use crate::tree::disk::work_tree;
use std::fs;
use std::io::{BufRead, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// The files, in the order in which they are shown, and what each is for.
const FILES: [(&str, &str, &str); 3] = [
    ("stridelint.toml", "the configuration", include_str!("stridelint.toml")),
    (".pre-commit-config.yaml", "the commit hook", include_str!("pre-commit.yaml")),
    (".github/workflows/stridelint.yml", "the workflow", include_str!("workflow.yml")),
];

/// The entry of a hook file that is there: what stands below `repos:` in the one that is written.
const HOOK: &str = ".pre-commit-config.yaml";

/// What a person says to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    All,
    Quit,
    /// Nobody is there to answer.
    Nothing,
}

/// Shows the files and writes those that are wanted.
///
/// # Errors
/// No such folder; a file that cannot be written; nobody to ask.
pub fn run(args: &InitArgs) -> Result<Status, Failure> {
    let root = root(&args.path)?;
    let mut words = std::io::stdin().lock();
    let mut all = args.yes;
    let mut written = 0;
    for (name, about, text) in FILES {
        let path = root.join(name);
        let text = filled(text, args, &root);
        if path.symlink_metadata().is_ok() {
            super::print(&there(name, &text))?;
            continue;
        }
        super::print(&shown(&path, about, &text))?;
        if args.dry_run {
            continue;
        }
        let answer = if all { Answer::All } else { ask(name, &mut words)? };
        all |= answer == Answer::All;
        match answer {
            Answer::Yes | Answer::All => {
                create(&path, &text)?;
                say(&format!("written: {name}"));
                written += 1;
            }
            Answer::No => say(&format!("left out: {name}")),
            Answer::Quit => break,
            Answer::Nothing => {
                return Err(Failure::Usage(format!(
                    "no answer to whether {name} is to be written: --yes writes what is shown, --dry-run only shows it"
                )));
            }
        }
    }
    if args.dry_run {
        say("nothing is written (--dry-run)");
    } else if written > 0 {
        say("next: `stridelint scan`, then `pre-commit install` (or `prek install`)");
    }
    Ok(Status::Clean)
}

/// The top of the git work tree around a folder, or the folder: hooks and workflows are read there.
fn root(path: &Path) -> Result<PathBuf, Failure> {
    let folder = path
        .canonicalize()
        .ok()
        .filter(|path| path.is_dir())
        .ok_or_else(|| Failure::Input(format!("{} is not a folder", slashes(path))))?;
    Ok(work_tree(&folder).unwrap_or(folder))
}

/// A text with what is known of this repository and of where the program comes from.
fn filled(text: &str, args: &InitArgs, root: &Path) -> String {
    let from = args.action.clone().or_else(own_action);
    let (head, steps) = match from {
        Some(action) => (String::new(), format!("      - uses: {action}\n")),
        None => (include_str!("source_head.yml").to_owned(), include_str!("source.yml").to_owned()),
    };
    let checkout = if head.is_empty() { "" } else { "          path: repository\n" };
    text.replace("@BRANCH@", &repository::branch(root))
        .replace("@HEAD@\n", &head)
        .replace("@CHECKOUT@\n", checkout)
        .replace("@STEPS@\n", &steps)
}

/// The action of the release that this program is of, where Cargo.toml says where its repository
/// lies.
fn own_action() -> Option<String> {
    let place = env!("CARGO_PKG_REPOSITORY").strip_prefix("https://github.com/")?;
    Some(format!("{}@v{}", place.trim_end_matches('/'), env!("CARGO_PKG_VERSION")))
}

/// A file as it would be written.
fn shown(path: &Path, about: &str, text: &str) -> String {
    let lines: String =
        text.lines().map(|line| format!("  | {line}").trim_end().to_owned() + "\n").collect();
    format!("{}: {about}\n{lines}\n", slashes(path))
}

/// What is said of a file that is there.
fn there(name: &str, text: &str) -> String {
    if name != HOOK {
        return format!("{name} is there and stays as it is\n\n");
    }
    let entry = text.split_once("repos:\n").map_or(text, |(_, entry)| entry);
    let lines: String = entry.lines().map(|line| format!("  | {line}\n")).collect();
    format!("{name} is there and stays as it is; this entry goes below its `repos:`\n{lines}\n")
}

/// Asks about a file, again where the answer is none.
fn ask(name: &str, words: &mut impl BufRead) -> Result<Answer, Failure> {
    loop {
        let mut err = anstream::stderr();
        let _ = write!(err, "write {name}? [y]es, [n]o, [a]ll, [q]uit: ");
        let _ = err.flush();
        let mut line = String::new();
        let read = words
            .read_line(&mut line)
            .map_err(|error| Failure::Input(format!("standard input cannot be read: {error}")))?;
        if !std::io::stdin().is_terminal() {
            // The answer is not seen beside the question otherwise.
            say(line.trim_end());
        }
        match line.trim().to_lowercase().as_str() {
            "y" | "yes" => return Ok(Answer::Yes),
            "n" | "no" => return Ok(Answer::No),
            "a" | "all" => return Ok(Answer::All),
            "q" | "quit" => return Ok(Answer::Quit),
            _ if read == 0 => return Ok(Answer::Nothing),
            _ => {}
        }
    }
}

/// Writes a file that is not there.
fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let why = match error.kind() {
            ErrorKind::AlreadyExists => "is there by now, and stays as it is".to_owned(),
            _ => format!("cannot be written: {error}"),
        };
        Failure::Output(format!("{}: {why}", slashes(path)))
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file =
        fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(words: &str) -> Answer {
        ask("x", &mut words.as_bytes()).unwrap()
    }

    #[test]
    fn an_answer_is_asked_for_until_there_is_one() {
        assert_eq!(answer("y\n"), Answer::Yes);
        assert_eq!(answer("perhaps\nNO\n"), Answer::No);
        assert_eq!(answer("\nall"), Answer::All);
        assert_eq!(answer("q\n"), Answer::Quit);
        assert_eq!(answer("perhaps\n"), Answer::Nothing);
        assert_eq!(answer(""), Answer::Nothing);
    }

    #[test]
    fn what_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        create(&path, "one").unwrap();
        let why = create(&path, "two").unwrap_err().to_string();
        assert!(why.contains("stays as it is"), "{why}");
        assert_eq!(fs::read_to_string(path).unwrap(), "one");
    }
}
