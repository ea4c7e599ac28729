//! `stridelint fix`.

use super::args::{InputArgs, PolicyArgs, ScanArgs, Trial};
use super::scan::{self, Gathered};
use super::select::select;
use super::{Failure, Status, output, print, problems, say, setting};
use crate::finding::{Cause, Change, Finding, Location, Made, Report, Suggestion};
use crate::fix::{Bench, Effort, Kept, Settled, Texts, render, settle, unified};
use crate::policy::Words;
use crate::report::printable;
use crate::source::SourceFile;
use crate::tree::{decode, read_regular};
use clap::{ArgMatches, Args};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// `stridelint fix`.
#[derive(Debug, Args)]
#[command(after_long_help = FIXES)]
pub struct FixArgs {
    /// Files, folders, or folders of repositories.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Which policies there are.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Fix only the findings of a check, a threat or a STRIDE category, including opt-in checks
    /// (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub check: Vec<String>,
    /// Print the changes as a patch for `git apply` at the repository's root, and write nothing.
    #[arg(long)]
    pub diff: bool,
    /// Also make changes that may replace a resource or break a program.
    #[arg(long = "unsafe")]
    pub is_unsafe: bool,
    /// Turn on a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub enable: Vec<String>,
    /// Turn off a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub disable: Vec<String>,
}

/// What becomes of a run of `stridelint fix`, in `--help`.
const FIXES: &str = "A change is kept only where the finding is gone with it and no other one is new: the changed files are \
    scanned before they are written. Suppressed findings, examples and installed modules are left alone. Exit status: 0 if \
    everything fixable is fixed, 1 if something is left (with --diff: if there is a change), 2 after an error, 3 if there is \
    nothing to scan.";

/// Bytes of a file that is changed at most.
const CAP: u64 = 16 << 20;
/// Resources that a change is said to reach.
const NAMED: usize = 3;
/// Fixes that a report offers at most.
const OFFERED: usize = 200;
/// Folders in which tools write what they make of other files.
const GENERATED: [&str; 4] = ["cdk.out", "cdktf.out", ".serverless", ".aws-sam"];

/// Fixes what can be fixed mechanically.
///
/// # Errors
/// As a scan; a file that cannot be written.
pub fn run(args: &FixArgs, matches: &ArgMatches) -> Result<Status, Failure> {
    setting::color(args.input.color);
    args.paths.iter().try_for_each(|path| direct(path))?;
    let asked = ScanArgs {
        paths: args.paths.clone(),
        input: args.input.clone(),
        policy: args.policy.clone(),
        enable: args.enable.iter().chain(&args.check).cloned().collect(),
        disable: args.disable.clone(),
        trial: Trial { fixes: true, separate: true, ..Trial::default() },
        ..ScanArgs::default()
    };
    let Gathered { report, sets, .. } = scan::gather(&asked, matches)?;
    let mut wanted = BTreeSet::new();
    for set in sets.iter().filter(|_| !args.check.is_empty()) {
        let all = vec!["all".to_owned()];
        wanted.extend(select(set, &[Words { enable: &args.check, disable: &all }])?);
    }
    let mut told = report.clone();
    printable(&mut told);
    problems::tell(&told.problems, &told.gaps);
    let lost = report.lost();
    let nothing = report.nothing;
    let only = (!args.check.is_empty()).then_some(wanted);
    let unsafe_left = report.findings.iter().filter(|finding| {
        let fix = finding.fix.as_ref().filter(|fix| fix.is_unsafe && fix.changes.is_ok());
        fix.is_some() && finding.is_open() && !finding.example
    });
    let unsafe_left = unsafe_left
        .filter(|finding| only.as_ref().is_none_or(|only| only.contains(&finding.check)))
        .count();
    let within = args.paths.iter().filter_map(|path| path.canonicalize().ok());
    let within = within.map(|path| match path.is_file() {
        true => path.parent().map(Path::to_path_buf).unwrap_or(path),
        false => path,
    });
    let within = Some(within.collect());
    let mut bench = Scans { asked, matches, only, is_unsafe: args.is_unsafe, within, effort: None };
    let settled = settle(&mut bench, report)?;
    if crate::interrupt::asked() {
        say("nothing was written: the run was interrupted");
        return Ok(Status::Interrupted);
    }
    let mut text = String::new();
    if args.diff {
        let shown = shown(&settled);
        let secret: BTreeSet<&str> = settled.kept.iter().flat_map(hidden).collect();
        for (file, (old, new)) in &settled.texts {
            let name = shown.get(file).unwrap_or(file);
            let mark = read(Path::new(file)).map_or("", |(mark, _)| mark);
            let patch = unified(name, &format!("{mark}{old}"), &format!("{mark}{new}"));
            let mut plain = patch.clone();
            crate::secret::hide(&mut plain);
            if secret.contains(&**file) || plain != patch {
                say(&crate::printable::plain(&format!(
                    "{name}:{}: the patch is not shown, because a secret stands beside a change; without --diff the file is fixed",
                    changed_lines(&settled, file)
                )));
            } else {
                text.push_str(&patch);
            }
        }
    } else {
        let shown = shown(&settled);
        let mut written: Vec<&str> = Vec::new();
        for (file, (old, new)) in &settled.texts {
            write(Path::new(file), old, new).inspect_err(|_| {
                if !written.is_empty() {
                    let names = written.join(", ");
                    say(&crate::printable::plain(&format!("written before the error: {names}")));
                }
            })?;
            written.push(shown.get(file).unwrap_or(file));
        }
        told_lines(&settled, &mut text);
    }
    print(&text)?;
    let left = left(&settled);
    left.iter().for_each(|line| say(line));
    say(&summary(&settled, args, unsafe_left));
    Ok(match () {
        () if lost || settled.report.lost() => Status::Error,
        () if args.diff && !settled.texts.is_empty() || !settled.left.is_empty() => {
            Status::Findings
        }
        () if nothing => Status::Nothing,
        () => Status::Clean,
    })
}

/// Puts the changes that safe fixes come to at their findings, those with which the finding is gone and no other is new.
///
/// # Errors
/// A scan fails.
pub fn suggest(args: &ScanArgs, matches: &ArgMatches, report: &mut Report) -> Result<(), Failure> {
    // A report offers what can be told at little cost.
    let effort = Some(Effort { passes: 1, rounds: 4, fixes: OFFERED });
    let asked = args.clone();
    let mut bench = Scans { asked, matches, only: None, is_unsafe: false, within: None, effort };
    bench.asked.undecided = false;
    let settled = settle(&mut bench, report.clone())?;
    let first = settled.kept.into_iter().filter(|kept| kept.pass == 0);
    let mut made: BTreeMap<Cause, (Vec<Made>, Option<Suggestion>)> = BTreeMap::new();
    for Kept { finding, changes, .. } in first {
        let beside_secret = finding.fix.as_ref().is_none_or(|fix| fix.beside_secret);
        let lines = (!beside_secret).then(|| whole_lines(&mut bench, &changes)).flatten();
        let own = self::made(&mut bench, &changes).unwrap_or_default();
        made.insert(finding.cause(), (own, lines));
    }
    for finding in &mut report.findings {
        let own = finding.is_open().then(|| made.remove(&finding.cause())).flatten();
        if let (Some(fix), Some((own, lines))) = (&mut finding.fix, own) {
            (fix.made, fix.suggestion) = (own, lines);
        }
    }
    Ok(())
}

/// The changes of one finding as whole lines of its file, where they are all in one.
fn whole_lines(bench: &mut Scans<'_>, changes: &[Change]) -> Option<Suggestion> {
    let first = changes.first()?;
    if changes.iter().any(|change| change.file != first.file) {
        return None;
    }
    let source = SourceFile::new(first.file.clone(), bench.text(&first.file).ok()?);
    let made = render(&source, changes).ok()?;
    let line = |at: usize| u32::try_from(at).ok().map(|at| source.position(at).line);
    let (from, to) = (line(made.first()?.start)?, line(made.last()?.end)?);
    let begin = source.line_span(from)?.0 as usize;
    let end = source.line_span(to)?.1 as usize;
    let mut text = String::new();
    let mut at = begin;
    for one in &made {
        text.push_str(source.text.get(at..one.start)?);
        text.push_str(&one.text);
        at = one.end;
    }
    text.push_str(source.text.get(at..end)?);
    let text = text.trim_end_matches('\n');
    // Services write the lines of a suggestion with endings of their own.
    (!text.contains('\r')).then(|| Suggestion {
        file: first.shown.clone(),
        first: from,
        last: to,
        lines: text.split('\n').map(str::to_owned).collect(),
    })
}

/// The changes of one finding as they come out in its files.
fn made(bench: &mut Scans<'_>, changes: &[Change]) -> Result<Vec<Made>, String> {
    let mut by_file: BTreeMap<&str, Vec<Change>> = BTreeMap::new();
    for change in changes {
        by_file.entry(&change.file).or_default().push(change.clone());
    }
    let mut all = Vec::new();
    for (file, changes) in by_file {
        let shown = changes.first().map(|change| change.shown.clone()).unwrap_or_default();
        let source = SourceFile::new(file.to_owned(), bench.text(file)?);
        let position = |at: usize| source.position(u32::try_from(at).unwrap_or(u32::MAX));
        all.extend(render(&source, &changes)?.into_iter().map(|one| {
            let (start, end) = (position(one.start), position(one.end));
            Made { location: Location { file: shown.clone(), start, end }, text: one.text }
        }));
    }
    Ok(all)
}

/// Scans of files as they would be.
struct Scans<'a> {
    asked: ScanArgs,
    matches: &'a ArgMatches,
    /// The checks whose findings are fixed. `None`: all.
    only: Option<BTreeSet<String>>,
    is_unsafe: bool,
    /// The folders whose files may be changed. `None`: any.
    within: Option<Vec<PathBuf>>,
    /// What it may cost, where that is less than usual.
    effort: Option<Effort>,
}

impl Bench for Scans<'_> {
    type Error = Failure;

    fn scan(&mut self, texts: &Texts) -> Result<Report, Failure> {
        let texts = texts.iter().map(|(path, text)| (PathBuf::from(path), text.clone())).collect();
        self.asked.trial.texts = texts;
        Ok(scan::gather(&self.asked, self.matches)?.report)
    }

    fn text(&mut self, file: &str) -> Result<String, String> {
        let path = Path::new(file);
        let inside = |within: &Vec<PathBuf>| within.iter().any(|folder| path.starts_with(folder));
        if !self.within.as_ref().is_none_or(inside) {
            return Err(
                "it stands outside what is to be fixed, where others may read it".to_owned()
            );
        }
        if path.components().any(|part| GENERATED.iter().any(|name| part.as_os_str() == *name)) {
            return Err("the file is generated".to_owned());
        }
        read(path).map(|(_, text)| text)
    }

    fn effort(&self) -> Effort {
        self.effort.unwrap_or(Effort::USUAL)
    }

    fn wants(&self, finding: &Finding) -> bool {
        let asked = self.only.as_ref().is_none_or(|only| only.contains(&finding.check));
        asked && finding.fix.as_ref().is_some_and(|fix| self.is_unsafe || !fix.is_unsafe)
    }
}

/// Whether a path that was named is no link and leads through none: what is behind one may be anywhere.
fn direct(path: &Path) -> Result<(), Failure> {
    let is_link = |path: &Path| {
        std::fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_symlink())
    };
    // Above an absolute path there may be links of the machine.
    let own = path.ancestors().take_while(|part| !part.as_os_str().is_empty());
    let mut own = own.take(if path.is_absolute() { 1 } else { usize::MAX });
    match own.find(|part| is_link(part)) {
        None => Ok(()),
        Some(link) => Err(Failure::Usage(format!(
            "{} is a link, and nothing is written through links: name what it leads to",
            link.display()
        ))),
    }
}

/// A file's byte order mark, if it has one, and its text.
fn read(path: &Path) -> Result<(&'static str, String), String> {
    let link = std::fs::symlink_metadata(path).map_err(|error| error.to_string())?;
    let real = path.canonicalize().map_err(|error| error.to_string())?;
    if link.file_type().is_symlink() || real != path {
        return Err("the file is reached through a link".to_owned());
    }
    let bytes = read_regular(path, CAP).map_err(|why| why.to_string())?;
    let text = decode(&bytes).map_err(|error| error.to_string())?;
    for mark in ["", "\u{feff}"] {
        if bytes.strip_prefix(mark.as_bytes()) == Some(text.as_bytes()) {
            return Ok((mark, text));
        }
    }
    Err("the file is not UTF-8".to_owned())
}

/// Writes a file, unless it is no more what was scanned.
fn write(path: &Path, old: &str, new: &str) -> Result<(), Failure> {
    let shown = crate::path::slashes(path);
    let (mark, text) =
        read(path).map_err(|why| Failure::Input(format!("{shown} cannot be written: {why}")))?;
    if text != old {
        return Err(Failure::Input(format!(
            "{shown} was changed since it was scanned and is left as it is"
        )));
    }
    output::replace(path, format!("{mark}{new}").as_bytes())
        .map_err(|error| Failure::Output(format!("{shown} cannot be written: {error}")))
}

/// The files of a fix whose patch would show a secret.
fn hidden(kept: &Kept) -> Vec<&str> {
    let beside = kept.finding.fix.as_ref().is_none_or(|fix| fix.beside_secret);
    kept.changes.iter().filter(|_| beside).map(|change| &*change.file).collect()
}

/// The names of changed files as reports have them.
fn shown(settled: &Settled) -> BTreeMap<String, String> {
    let changes = settled.kept.iter().flat_map(|kept| &kept.changes);
    changes.map(|change| (change.file.clone(), change.shown.clone())).collect()
}

/// The lines of a file at which something is changed, in words.
fn changed_lines(settled: &Settled, file: &str) -> String {
    let of = |kept: &Kept| kept.changes.iter().any(|change| change.file == *file);
    let kept = settled.kept.iter().filter(|kept| of(kept));
    let lines: BTreeSet<u32> = kept.map(|kept| kept.finding.location.start.line).collect();
    lines.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

/// One line for every change.
fn told_lines(settled: &Settled, text: &mut String) {
    let mut lines: Vec<(String, u32, String)> = Vec::new();
    for kept in &settled.kept {
        let finding = &kept.finding;
        for change in &kept.changes {
            let mut line = format!("{}: {}", finding.check, change.said);
            line.push_str(&reached(finding));
            lines.push((change.shown.clone(), finding.location.start.line, line));
        }
    }
    lines.sort();
    lines.dedup();
    for (file, line, said) in lines {
        text.push_str(&crate::printable::plain(&format!("{file}:{line}: {said}")));
        text.push('\n');
    }
}

/// Whom a change reaches besides the resource that the finding names.
fn reached(finding: &Finding) -> String {
    let mut all: BTreeSet<String> = BTreeSet::new();
    all.extend(finding.fix.iter().flat_map(|fix| fix.touches.clone()));
    all.extend(finding.each().into_iter().map(|one| one.resource));
    all.remove(&finding.resource);
    let units: BTreeSet<String> = finding.each().into_iter().map(|one| one.unit).collect();
    let mut said = Vec::new();
    if !all.is_empty() {
        let more = all.len().saturating_sub(NAMED);
        let mut names: Vec<String> = all.into_iter().take(NAMED).collect();
        if more > 0 {
            names.push(format!("{more} more"));
        }
        said.push(format!("reaches {} too", names.join(", ")));
    }
    if units.len() > 1 {
        let count = units.len();
        let names: Vec<String> = units.into_iter().take(NAMED).collect();
        let rest =
            if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
        said.push(format!("in the deployments {}{rest}", names.join(", ")));
    }
    if said.is_empty() { String::new() } else { format!(" ({})", said.join("; ")) }
}

/// What was asked for and is left, one line each.
fn left(settled: &Settled) -> Vec<String> {
    let line = |(finding, why): &(Finding, String)| {
        let at = &finding.location;
        let said = format!("{}:{}: {}: not fixed: {why}", at.file, at.start.line, finding.check);
        crate::printable::plain(&said)
    };
    settled.left.iter().map(line).collect()
}

fn summary(settled: &Settled, args: &FixArgs, unsafe_left: usize) -> String {
    let changes: BTreeSet<_> = settled
        .kept
        .iter()
        .flat_map(|kept| kept.changes.iter().map(move |change| (kept.pass, change)))
        .collect();
    let files = settled.texts.len();
    let plural =
        |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let verb = if args.diff { "would fix" } else { "fixed" };
    let mut said = match settled.kept.len() {
        0 => "nothing to fix".to_owned(),
        count => format!(
            "{verb} {} by {} in {}",
            plural(count, "finding"),
            plural(changes.len(), "change"),
            plural(files, "file")
        ),
    };
    if !settled.left.is_empty() {
        said.push_str(&format!("; {} not fixed", settled.left.len()));
    }
    if unsafe_left > 0 && !args.is_unsafe {
        said.push_str(&format!("; {unsafe_left} more with --unsafe"));
    }
    said
}
