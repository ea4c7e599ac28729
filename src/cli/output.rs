//! Where reports go.

use super::Failure;
use super::args::ScanArgs;
use super::bulk::out::Out;
use crate::bulk::Columnar;
use crate::report::{self, Format, Input, render, render_files};
use crate::tree::disk::work_tree;
use clap::builder::PossibleValue;
use clap::{ArgMatches, ValueEnum};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A report to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The format.
    pub format: Format,
    /// The file; `None`: standard output.
    pub file: Option<PathBuf>,
}

/// What a scan may write: a report, or the tables of many repositories in columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A report.
    Report(Format),
    /// Tables.
    Tables(Columnar),
}

impl ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Form] {
        static ALL: LazyLock<Vec<Form>> = LazyLock::new(|| {
            let tables = [Columnar::Parquet, Columnar::Arrow].map(Form::Tables);
            let tables = tables.into_iter().filter(|_| cfg!(feature = "columns"));
            let reports = Format::value_variants().iter().copied().map(Form::Report);
            reports.chain(tables).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let tables =
            |name: &'static str, help: &'static str| Some(PossibleValue::new(name).help(help));
        match self {
            Form::Report(format) => format.to_possible_value(),
            Form::Tables(Columnar::Parquet) => {
                tables("parquet", "Tables of repositories and closures as a Parquet file")
            }
            Form::Tables(Columnar::Arrow) => {
                tables("arrow", "Tables of repositories and closures as an Arrow IPC stream")
            }
        }
    }
}

/// Something to write, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What.
    pub form: Form,
    /// The file; `None`: standard output.
    pub file: Option<PathBuf>,
}

impl Wanted {
    /// The report to write.
    ///
    /// # Errors
    /// It is no report.
    pub fn report(self) -> Result<Target, Failure> {
        let Wanted { form, file } = self;
        match form {
            Form::Report(format) => Ok(Target { format, file }),
            Form::Tables(_) => Err(Failure::Usage(
                "parquet and arrow are tables: one scan of paths writes them or reports, and not both"
                    .to_owned(),
            )),
        }
    }
}

/// What was asked for: an `-o` belongs to the `-f` before it.
///
/// # Errors
/// Two reports for one place; a file whose ending says no format.
pub fn wanted(args: &ScanArgs, matches: &ArgMatches) -> Result<Vec<Wanted>, Failure> {
    let at = |id: &str| -> Vec<usize> {
        matches.indices_of(id).map(Iterator::collect).unwrap_or_default()
    };
    let forms = args.format.iter().zip(at("format")).map(|(form, at)| (at, Word::Form(*form)));
    let outputs =
        args.output.iter().zip(at("output")).map(|(file, at)| (at, Word::Output(file.clone())));
    let mut words: Vec<(usize, Word)> = forms.chain(outputs).collect();
    words.sort_by_key(|(at, _)| *at);
    let mut all: Vec<Wanted> = Vec::new();
    for (_, word) in words {
        match word {
            Word::Form(form) => all.push(Wanted { form, file: None }),
            Word::Output(file) => match all.last_mut().filter(|wanted| wanted.file.is_none()) {
                Some(wanted) => wanted.file = Some(file),
                None => all.push(Wanted { form: by_ending(&file)?, file: Some(file) }),
            },
        }
    }
    for wanted in &mut all {
        wanted.file.take_if(|file| file == Path::new("-"));
    }
    if all.is_empty() {
        all.push(Wanted { form: Form::Report(Format::Text), file: None });
    }
    for (at, wanted) in all.iter().enumerate() {
        if all[..at].iter().any(|other| other.file == wanted.file) {
            let place = wanted
                .file
                .as_deref()
                .map_or_else(|| "standard output".to_owned(), crate::path::slashes);
            return Err(Failure::Usage(format!(
                "two reports for {place}: give each --format its own --output"
            )));
        }
    }
    Ok(all)
}

enum Word {
    Form(Form),
    Output(PathBuf),
}

/// The format that a file's ending says; one without an ending (a pipe, a device) is text.
///
/// # Errors
/// No format has files that end so.
pub fn by_ending(file: &Path) -> Result<Form, Failure> {
    let Some(ending) = file.extension() else { return Ok(Form::Report(Format::Text)) };
    Ok(Form::Report(match ending.to_str() {
        Some("sarif") => Format::Sarif,
        Some("json") => Format::Json,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm") => Format::Html,
        Some("xml") => Format::Junit,
        Some("csv") => Format::Csv,
        Some("txt" | "text" | "log") => Format::Text,
        Some("parquet") if cfg!(feature = "columns") => {
            return Ok(Form::Tables(Columnar::Parquet));
        }
        Some("arrow" | "arrows") if cfg!(feature = "columns") => {
            return Ok(Form::Tables(Columnar::Arrow));
        }
        _ => {
            return Err(Failure::Usage(format!(
                "no format has files that end in `.{}`, as {}: give --format before --output",
                ending.to_string_lossy(),
                crate::path::slashes(file)
            )));
        }
    }))
}

/// Writes one report. What does not fit in one file goes on in further ones.
///
/// # Errors
/// A file or standard output cannot be written.
pub fn write(target: &Target, input: Input<'_>) -> Result<(), Failure> {
    if matches!(target.format, Format::Json | Format::Jsonl) {
        // The longest of reports: it is not held beside what it tells.
        let mut out = Out::new(target.file.as_deref())?;
        return match report::write(target.format, input, &mut out) {
            Ok(()) => out.finish(),
            Err(error) => Err(cannot(target.file.as_deref(), &error)),
        };
    }
    let Some(file) = &target.file else {
        let text = render(target.format, input);
        return if target.format.is_styled() {
            super::print_styled(&text)
        } else {
            super::print(&text)
        };
    };
    let texts = render_files(target.format, input);
    for (text, number) in texts.iter().zip(1..) {
        write_file(target.format, &numbered(file, number), text)?;
    }
    // A file that an earlier and longer report went on in is no part of this one.
    if target.format == Format::Sarif {
        for number in texts.len() + 1.. {
            let old = numbered(file, number);
            if !is_further_part(&old) {
                break;
            }
            std::fs::remove_file(&old).map_err(|error| {
                Failure::Output(format!(
                    "{} is left of an earlier report and cannot be removed: {error}",
                    crate::path::slashes(&old)
                ))
            })?;
        }
    }
    Ok(())
}

/// Why a file, or standard output, is not written.
pub fn cannot(file: Option<&Path>, error: &std::io::Error) -> Failure {
    let name = file.map_or_else(|| "standard output".to_owned(), crate::path::slashes);
    Failure::Output(format!("{name} cannot be written: {error}"))
}

/// The file in which a report goes on: `x.2.sarif` after `x.sarif`.
fn numbered(file: &Path, number: usize) -> PathBuf {
    if number == 1 {
        return file.to_path_buf();
    }
    let mut name = file.file_stem().unwrap_or_default().to_os_string();
    name.push(format!(".{number}"));
    if let Some(ending) = file.extension() {
        name.push(".");
        name.push(ending);
    }
    file.with_file_name(name)
}

/// Whether a file is a further part of a report of ours.
fn is_further_part(file: &Path) -> bool {
    let whole = std::fs::symlink_metadata(file).is_ok_and(|meta| meta.is_file());
    let text = || std::fs::read_to_string(file).unwrap_or_default();
    whole && text().contains("\"id\": \"stridelint/part-")
}

/// Writes one file of a report.
fn write_file(format: Format, file: &Path, text: &str) -> Result<(), Failure> {
    let bytes = if format.is_styled() {
        anstream::adapter::strip_str(text).to_string()
    } else {
        text.to_owned()
    };
    write_bytes(file, bytes.as_bytes())
}

/// Writes a file that the command line names: whole or not at all, and through no link of a work tree.
///
/// # Errors
/// It cannot be written, or a link leads to it.
pub fn write_bytes(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::Output(format!("{} cannot be written: {error}", crate::path::slashes(file)))
    };
    refuse_link(file)?;
    replace(file, bytes).map_err(failed)
}

/// Whether a file may be written.
///
/// # Errors
/// A link of a work tree leads to it.
pub fn refuse_link(file: &Path) -> Result<(), Failure> {
    match link_of_tree(file) {
        Some(link) => Err(Failure::Output(format!(
            "{} cannot be written: {} is a link in a work tree; give the file that it leads to",
            crate::path::slashes(file),
            crate::path::slashes(&link)
        ))),
        None => Ok(()),
    }
}

/// The link on the way to a file that lies in a git work tree: whoever may change the tree would say
/// what is written over.
fn link_of_tree(file: &Path) -> Option<PathBuf> {
    let full = std::path::absolute(file).ok()?;
    let is_link = |path: &Path| {
        std::fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_symlink())
    };
    let in_tree = |path: &Path| path.parent().is_some_and(|above| work_tree(above).is_some());
    full.ancestors().find(|path| is_link(path) && in_tree(path)).map(Path::to_path_buf)
}

/// Writes a file whole or not at all: beside it, and then in its place. What is no regular file (a
/// pipe, a terminal) is written as it is.
///
/// # Errors
/// The file or its folder cannot be written.
pub fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let real = file.canonicalize();
    let before = real.as_deref().ok().and_then(|real| std::fs::metadata(real).ok());
    if before.as_ref().is_some_and(|meta| !meta.is_file()) {
        return std::fs::write(file, bytes);
    }
    let file = real.as_deref().unwrap_or(file);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside =
        folder.unwrap_or(Path::new(".")).join(format!(".{name}.{}.tmp", std::process::id()));
    let written = std::fs::File::create_new(&beside).and_then(|mut out| {
        out.write_all(bytes)?;
        if let Some(meta) = &before {
            out.set_permissions(meta.permissions())?;
        }
        out.sync_all()
    });
    let done = written.and_then(|()| std::fs::rename(&beside, file));
    if done.is_err() {
        // What was begun is of no use; that it cannot be taken away changes nothing.
        let _ = std::fs::remove_file(&beside);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_report_goes_on_beside_its_file() {
        let name = |file: &str, number| crate::path::slashes(&numbered(Path::new(file), number));
        assert_eq!(name("out/x.sarif", 1), "out/x.sarif");
        assert_eq!(name("out/x.sarif", 2), "out/x.2.sarif");
        assert_eq!(name("a.b/report", 3), "a.b/report.3");
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("x.2.sarif"), "{\"id\": \"stridelint/part-2/\"}").unwrap();
        std::fs::write(at("x.3.sarif"), "{\"id\": \"somebody/\"}").unwrap();
        assert!(is_further_part(&at("x.2.sarif")) && !is_further_part(&at("x.3.sarif")));
        assert!(!is_further_part(&at("x.4.sarif")));
    }

    #[test]
    fn a_report_is_whole_or_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("report.json");
        replace(&file, b"one").unwrap();
        replace(&file, b"two").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
        assert!(replace(&dir.path().join("absent/report.json"), b"x").is_err());
        assert_eq!(link_of_tree(&file), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_of_a_work_tree_is_not_written_through() {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        std::fs::create_dir_all(at("repo/.git")).unwrap();
        std::fs::create_dir_all(at("far")).unwrap();
        std::os::unix::fs::symlink(at("far"), at("repo/out")).unwrap();
        std::os::unix::fs::symlink(at("far/x"), at("repo/report.md")).unwrap();
        std::os::unix::fs::symlink(at("far/x"), at("mine.md")).unwrap();
        assert_eq!(link_of_tree(&at("repo/report.md")), Some(at("repo/report.md")));
        assert_eq!(link_of_tree(&at("repo/out/x.md")), Some(at("repo/out")));
        assert_eq!(link_of_tree(&at("mine.md")), None);
        replace(&at("mine.md"), b"x").unwrap();
        assert_eq!(
            std::fs::read(at("far/x")).unwrap_or_default(),
            b"",
            "not there before: the link is replaced"
        );
    }
}
