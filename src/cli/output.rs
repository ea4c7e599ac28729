//! Where reports go.

use super::Failure;
use super::args::ScanArgs;
use crate::report::Format;
use clap::ArgMatches;
use std::path::{Path, PathBuf};

/// A report to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The format.
    pub format: Format,
    /// The file; `None`: standard output.
    pub file: Option<PathBuf>,
}

/// The reports that were asked for: an `-o` belongs to the `-f` before it.
///
/// # Errors
/// Two reports for one place.
pub fn targets(args: &ScanArgs, matches: &ArgMatches) -> Result<Vec<Target>, Failure> {
    let at = |id: &str| -> Vec<usize> {
        matches.indices_of(id).map(Iterator::collect).unwrap_or_default()
    };
    let formats =
        args.format.iter().zip(at("format")).map(|(format, at)| (at, Word::Format(*format)));
    let outputs =
        args.output.iter().zip(at("output")).map(|(file, at)| (at, Word::Output(file.clone())));
    let mut words: Vec<(usize, Word)> = formats.chain(outputs).collect();
    words.sort_by_key(|(at, _)| *at);
    let mut targets: Vec<Target> = Vec::new();
    for (_, word) in words {
        match word {
            Word::Format(format) => targets.push(Target { format, file: None }),
            Word::Output(file) => match targets.last_mut().filter(|target| target.file.is_none()) {
                Some(target) => target.file = Some(file),
                None => targets.push(Target { format: by_ending(&file), file: Some(file) }),
            },
        }
    }
    for target in &mut targets {
        target.file.take_if(|file| file == Path::new("-"));
    }
    if targets.is_empty() {
        targets.push(Target { format: Format::Text, file: None });
    }
    for (at, target) in targets.iter().enumerate() {
        if targets[..at].iter().any(|other| other.file == target.file) {
            let place = target
                .file
                .as_deref()
                .map_or_else(|| "standard output".to_owned(), crate::path::slashes);
            return Err(Failure::Usage(format!(
                "two reports for {place}: give each --format its own --output"
            )));
        }
    }
    Ok(targets)
}

enum Word {
    Format(Format),
    Output(PathBuf),
}

fn by_ending(file: &Path) -> Format {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("sarif") => Format::Sarif,
        Some("json") => Format::Json,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("md") => Format::Markdown,
        Some("html" | "htm") => Format::Html,
        Some("xml") => Format::Junit,
        _ => Format::Text,
    }
}

/// Writes one report.
///
/// # Errors
/// The file or standard output cannot be written.
pub fn write(target: &Target, text: &str) -> Result<(), Failure> {
    let Some(file) = &target.file else {
        return if target.format == Format::Text {
            super::print_styled(text)
        } else {
            super::print(text)
        };
    };
    let bytes = if target.format == Format::Text {
        anstream::adapter::strip_str(text).to_string()
    } else {
        text.to_owned()
    };
    std::fs::write(file, bytes).map_err(|error| {
        Failure::Output(format!("{} cannot be written: {error}", crate::path::slashes(file)))
    })
}
