//! `stridelint review`.

mod place;

use super::args::ScanArgs;
use super::{Failure, Status, output, print, say, scan};
use crate::finding::{FailOn, Severity};
use crate::forge::{Forge, Outcome, apply};
use crate::printable::{in_json, plain};
use crate::review::{
    Asked, Lines, Mapping, Plan, Report, Service, State, annotations, files, plan, quality, summary,
};
use crate::tree::disk::work_tree;
use crate::tree::{git, read_regular};
use clap::{ArgMatches, Args};
use place::Place;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `stridelint review`.
#[derive(Debug, Args)]
#[command(after_long_help = REVIEWS)]
pub struct ReviewArgs {
    /// A pull request on GitHub.
    #[arg(long, required_unless_present = "gitlab", conflicts_with = "gitlab")]
    pub github: bool,
    /// A merge request on GitLab.
    #[arg(long)]
    pub gitlab: bool,
    /// The repository, or GitLab's project [default: as the service for CI says].
    #[arg(long, value_name = "OWNER/NAME", requires = "pr")]
    pub repo: Option<String>,
    /// The number of the pull or merge request [default: as the service for CI says].
    #[arg(long, value_name = "NUMBER")]
    pub pr: Option<u64>,
    /// The commit of the pull request that was scanned; nothing is written if the pull request has moved on [default: as the
    /// service for CI says].
    #[arg(long, value_name = "COMMIT")]
    pub head: Option<String>,
    /// Comment from this report (`stridelint scan -f json`), without scanning.
    #[arg(
        long, value_name = "FILE",
        conflicts_with_all = [
            "paths", "format", "output", "diff_exact", "staged", "pre_commit", "baseline", "quiet",
            "statistics", "undecided",
        ]
    )]
    pub report: Option<PathBuf>,
    /// Add this text to the summary comment as the change of the attack surface.
    #[arg(long, value_name = "FILE")]
    pub surface: Option<PathBuf>,
    /// Print what would be written, as JSON, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Exit with 2 if the service rejects a comment.
    #[arg(long)]
    pub strict_api: bool,
    /// The scan.
    #[command(flatten)]
    pub scan: ScanArgs,
}

/// What a review does, in `--help`.
const REVIEWS: &str = "The token is that of STRIDELINT_TOKEN, else of GITHUB_TOKEN or GH_TOKEN, or of GITLAB_TOKEN or CI_JOB_TOKEN. Where it \
    may not write, the same goes to the job's summary and annotations, or to gl-code-quality-report.json. The exit status is by \
    findings, as that of a scan; with --report, a report with findings at or above --fail-on has 1. A second run updates \
    only what changed.";

/// Bytes of a report at most.
const CAP: u64 = 256 << 20;
/// Bytes of the lines on the attack surface at most.
const CAP_SURFACE: u64 = 1 << 20;
/// Files that are asked of the service, to find lines in them.
const ASKED: usize = 60;
/// GitLab's report, where nothing can be written.
const QUALITY: &str = "gl-code-quality-report.json";

/// Scans, or reads a report, and tells a pull request.
///
/// # Errors
/// As a scan; a report that cannot be read; a pull request that nothing names.
pub fn run(args: &ReviewArgs, matches: &ArgMatches) -> Result<Status, Failure> {
    let place = place::of(args)?;
    let surface = args.surface.as_deref().map(|file| text(file, CAP_SURFACE)).transpose()?;
    let (status, json) = match &args.report {
        Some(file) => (None, text(file, CAP)?),
        None => {
            let (status, json) = scan::reported(&args.scan, matches, true)?;
            (Some(status), json.unwrap_or_default())
        }
    };
    if status == Some(Status::Interrupted) {
        return Ok(Status::Interrupted);
    }
    let name = args.report.as_deref().map_or_else(|| "the report".to_owned(), crate::path::slashes);
    let report = Report::read(&json).map_err(|why| Failure::Input(format!("{name} {why}")))?;
    let status = status.unwrap_or_else(|| status_of(&args.scan, &report));
    // What was scanned here is at hand; of a report only its own words say which commit it is of.
    let top = std::env::current_dir().ok().and_then(|here| work_tree(&here));
    let own = || top.as_deref().filter(|_| args.report.is_none()).and_then(git::commit_at);
    let scanned = report.commit.clone().or_else(own);
    let mut told = Told {
        report: &report,
        place: &place,
        surface: surface.as_deref(),
        scanned,
        top,
        known: None,
    };
    let failed = told.tell(args)?;
    Ok(if failed && args.strict_api { Status::Error } else { status })
}

/// How a run with a report ends.
fn status_of(args: &ScanArgs, report: &Report) -> Status {
    let least = args.fail_on.unwrap_or(FailOn::At(Severity::High));
    if args.exit_zero {
        Status::Clean
    } else if report.lost() || args.strict && !report.complete {
        Status::Error
    } else if report.counted().any(|one| least.fails(one.severity)) {
        Status::Findings
    } else {
        Status::Clean
    }
}

fn text(file: &Path, cap: u64) -> Result<String, Failure> {
    let failed = |why: String| {
        Failure::Input(format!("{} cannot be read: {why}", crate::path::slashes(file)))
    };
    let bytes = if file == Path::new("-") {
        use std::io::Read;
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(cap).read_to_end(&mut bytes);
        read.map(|_| bytes).map_err(|error| failed(error.to_string()))?
    } else {
        read_regular(file, cap).map_err(|why| failed(why.to_string()))?
    };
    String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8".to_owned()))
}

/// What is told, and where.
struct Told<'a> {
    report: &'a Report,
    place: &'a Place,
    surface: Option<&'a str>,
    /// The commit that was scanned.
    scanned: Option<String>,
    /// The work tree at hand.
    top: Option<PathBuf>,
    /// The lines of the head that were last looked for.
    known: Option<(String, Mapping)>,
}

impl Told<'_> {
    /// Tells; whether the service failed.
    fn tell(&mut self, args: &ReviewArgs) -> Result<bool, Failure> {
        let mut forge = match self.place.forge() {
            Ok(Some(forge)) => forge,
            Ok(None) => {
                say(
                    "note: no open pull request is at the commit that was scanned: nothing is written",
                );
                self.summarize(args)?;
                return Ok(false);
            }
            Err(why) => return self.instead(args, &why, true),
        };
        if args.dry_run {
            return self.show(&mut *forge).map(|()| false);
        }
        let expected = self.place.head.clone();
        let outcome = apply(&mut *forge, expected.as_deref(), &mut |forge, state, at_lines| {
            self.plan(forge, state, at_lines)
        });
        match outcome {
            Outcome::Done { writes, plan, notes } => {
                notes.iter().for_each(|note| say(&plain(&format!("note: {note}"))));
                let what = if writes == 1 { "write" } else { "writes" };
                say(&format!(
                    "review: {writes} {what}; {} of {} findings have a comment at a line",
                    plan.at_lines,
                    plan.at_lines + plan.elsewhere
                ));
                self.summarize(args)?;
                Ok(false)
            }
            Outcome::Moved(head) => {
                let head: String = head.chars().take(12).collect();
                say(&plain(&format!(
                    "note: the pull request is at {head} by now: nothing is written, a later run tells of that commit"
                )));
                self.summarize(args)?;
                Ok(false)
            }
            Outcome::Refused(why) => self.instead(args, &why, false),
            Outcome::Failed(why) => self.instead(args, &why, true),
        }
    }

    fn asked<'a>(&'a self, mapping: &'a Mapping, at_lines: bool) -> Asked<'a> {
        let Told { report, place, surface, .. } = self;
        Asked { report, page: &place.page, mapping, surface: *surface, at_lines }
    }

    fn plan(&mut self, forge: &mut dyn Forge, state: &State, at_lines: bool) -> Plan {
        if self.known.as_ref().is_none_or(|(head, _)| *head != state.head) {
            let mapping = self.mapping(forge, state);
            self.known = Some((state.head.clone(), mapping));
        }
        let same = Mapping::Same;
        let mapping = self.known.as_ref().map_or(&same, |(_, mapping)| mapping);
        plan(&self.asked(mapping, at_lines), state)
    }

    /// Which lines of what was scanned are which of the head: from the repository at hand, else from the service.
    fn mapping(&self, forge: &mut dyn Forge, state: &State) -> Mapping {
        let Some(scanned) = self.scanned.as_ref().filter(|scanned| **scanned != state.head) else {
            return Mapping::Same;
        };
        let mut known = BTreeMap::new();
        let mut asked = 0;
        for file in files(self.report, state) {
            let mut at = |commit: &str| {
                let own = self.top.as_deref().and_then(|top| git::bytes_at(top, commit, &file));
                if let Some(bytes) = own {
                    return String::from_utf8(bytes).ok();
                }
                asked += 1;
                (asked <= ASKED).then(|| forge.text(commit, &file).ok()).flatten()
            };
            if let (Some(from), Some(to)) = (at(scanned), at(&state.head)) {
                known.insert(file, Lines::between(&from, &to));
            }
        }
        Mapping::Files(known)
    }

    /// Prints what would be written.
    fn show(&mut self, forge: &mut dyn Forge) -> Result<(), Failure> {
        let state = forge.read().unwrap_or_else(|why| {
            say(&plain(&format!("warning: {why}: what is written where nothing stands is shown")));
            let head = self.place.head.clone().or_else(|| self.scanned.clone());
            State { head: head.unwrap_or_default(), ..State::default() }
        });
        let plan = self.plan(forge, &state, true);
        for write in &plan.writes {
            say(&plain(&format!("would be written: {}", write.told())));
        }
        let text = serde_json::to_string_pretty(&plan.writes)?;
        print(&format!("{}\n", in_json(text)))
    }

    /// Tells without the service.
    fn instead(&self, args: &ReviewArgs, why: &str, failed: bool) -> Result<bool, Failure> {
        let word = if failed { "warning" } else { "note" };
        let to = match self.place.page.service {
            Service::GitHub => "the job's summary and annotations have the findings",
            Service::GitLab => "gl-code-quality-report.json has the findings",
        };
        let begin = format!("{word}: the pull request is not commented ({why})");
        if args.dry_run {
            say(&plain(&format!("{begin}, and --dry-run writes nothing instead")));
            return Ok(true);
        }
        say(&plain(&format!("{begin}: {to}")));
        let asked = self.asked(&Mapping::Same, true);
        match self.place.page.service {
            Service::GitHub => {
                self.summarize(args)?;
                print(&(annotations(&asked).join("\n") + "\n"))?;
            }
            Service::GitLab => output::write_bytes(Path::new(QUALITY), quality(&asked).as_bytes())?,
        }
        Ok(true)
    }

    /// Adds the report to the job's summary, where there is one.
    fn summarize(&self, args: &ReviewArgs) -> Result<(), Failure> {
        let file = super::compare::variable("GITHUB_STEP_SUMMARY");
        let Some(file) =
            file.filter(|_| self.place.page.service == Service::GitHub && !args.dry_run)
        else {
            return Ok(());
        };
        use std::io::Write;
        let commit = self.place.head.as_deref().or(self.scanned.as_deref()).unwrap_or_default();
        let text = summary(&self.asked(&Mapping::Same, true), commit);
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
        Ok(writeln!(file, "{text}")?)
    }
}
