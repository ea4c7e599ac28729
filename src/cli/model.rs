//! `stridelint model`: the threat model that the code tells.

use super::args::{InputArgs, PolicyArgs, ScanArgs};
use super::drawn::{self, Ask, Drawn};
use super::{Failure, Status, setting, states, surface, systems};
use crate::finding::FailOn;
use crate::gap::Gap;
use crate::model::v1::Model;
use crate::model::{Detail, dot, mermaid, text};
use crate::report::{picture, threats};
use crate::source::{Loss, Problem};
use clap::{ArgMatches, Args};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// How `stridelint model` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ModelFormat {
    /// For a terminal: what reaches what, encrypted or not.
    Text,
    /// The whole model.
    Json,
    /// A Mermaid flowchart.
    Mermaid,
    /// A Graphviz graph.
    Dot,
    /// Open Threat Model 0.2, one file per system.
    Otm,
    /// AWS Threat Composer, one file per system.
    ThreatComposer,
    /// A pytm script and its threat file, two files per system.
    Pytm,
    /// OWASP Threat Dragon version 2, one file per system.
    ThreatDragon,
    /// Threagile, one file per system.
    Threagile,
    /// A picture, one file per system.
    Svg,
    /// Comma-separated values (--threats).
    Csv,
    /// Markdown with a diagram of each system; with --threats, a table of the threats too; with
    /// --diff-base, a section.
    Markdown,
    /// One page: the diagram with its findings; with --threats, a table of the threats.
    Html,
}

/// `stridelint model`.
#[derive(Clone, Debug, Default, Args)]
pub struct ModelArgs {
    /// Files or folders.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Which policies there are.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Turn on a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub enable: Vec<String>,
    /// Turn off a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub disable: Vec<String>,
    /// Format (repeatable; each may be followed by -o) [default: text on a terminal, else mermaid].
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Vec<ModelFormat>,
    /// File for the format of the -f before it; a folder for a format of one system per file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Vec<PathBuf>,
    /// Draw only systems that contain this Terraform root or template (repeatable).
    #[arg(long, value_name = "ID")]
    pub unit: Vec<String>,
    /// How much of a system the diagram shows.
    #[arg(long, value_enum, default_value_t = Detail::Auto, value_name = "DETAIL")]
    pub detail: Detail,
    /// Draw what lies under examples, tests and fixtures too.
    #[arg(long, conflicts_with = "no_examples")]
    pub include_examples: bool,
    /// Print the state of each threat for each element or flow it applies to: open, undecided,
    /// mitigated, accepted, transferred or not applicable (text, json, csv, markdown, html).
    #[arg(long, conflicts_with = "diff_base")]
    pub threats: bool,
    /// Only threats from this attacker: end-user, internal-attacker or privileged-attacker (repeatable).
    #[arg(long, value_name = "NAME")]
    pub actor: Vec<String>,
    /// With --threats: lowest severity of an open finding that makes the exit status 1, or never.
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Exit with 1 if an open or undecided threat has no `[[threat]]` entry in the configuration; prints
    /// the same as --threats.
    #[arg(long, conflicts_with = "diff_base")]
    pub check: bool,
    /// With --check, ignore undecided threats.
    #[arg(long, requires = "check")]
    pub allow_undecided: bool,
    /// Show how the change since the merge base with this revision affects the attack surface (text, json,
    /// markdown).
    #[arg(long, value_name = "REV")]
    pub diff_base: Option<String>,
}

impl ModelArgs {
    /// What is asked of what is read.
    pub(super) fn ask<'a>(&'a self, matches: &'a ArgMatches) -> Ask<'a> {
        Ask {
            paths: &self.paths,
            input: &self.input,
            matches,
            examples: self.include_examples,
            part: !self.unit.is_empty(),
        }
    }

    /// The scan that says how the threats stand.
    pub(super) fn scan(&self) -> ScanArgs {
        states::asked(&ScanArgs {
            paths: self.paths.clone(),
            input: self.input.clone(),
            policy: self.policy.clone(),
            enable: self.enable.clone(),
            disable: self.disable.clone(),
            ..ScanArgs::default()
        })
    }
}

/// Prints the model in each format asked for, and what was wrong with the input on standard error.
///
/// # Errors
/// Output that cannot be written, a unit that is not there, or a date that is none.
pub fn run(args: &ModelArgs, matches: &ArgMatches) -> Result<Status, Failure> {
    setting::color(args.input.color);
    let mut targets = targets(args, matches)?;
    let asks = asks(args);
    for (format, _) in &mut targets {
        // Without a word a table is text, whoever reads it.
        if args.format.is_empty() && args.output.is_empty() && asks != Asks::Model {
            *format = ModelFormat::Text;
        }
        fits(*format, asks)?;
    }
    if asks == Asks::Change {
        return surface::run(args, matches, &targets);
    }
    let (sides, problems) = drawn::open(&args.paths);
    let mut drawn = drawn::draw(args.ask(matches), &sides, problems)?;
    let has_states = |format| {
        matches!(format, ModelFormat::Json | ModelFormat::Html) || systems::is_one_each(format)
    };
    if asks == Asks::Threats || targets.iter().any(|(format, _)| has_states(*format)) {
        states::fill(&args.scan(), matches, &mut drawn, &sides)?;
    }
    let Drawn { mut model, gaps, problems, .. } = drawn;
    if !args.unit.is_empty() {
        keep(&mut model, &args.unit)?;
    }
    states::of_actors(&mut model, &args.actor)?;
    for (format, file) in &targets {
        if systems::is_one_each(*format) {
            systems::write(*format, &model, args.detail, file.as_deref())?;
            continue;
        }
        let told = match (format, asks) {
            (ModelFormat::Text, Asks::Threats) => threats::text(&model),
            (ModelFormat::Text, _) => text::write(&model),
            (ModelFormat::Mermaid, _) => mermaid::write(&model, args.detail),
            (ModelFormat::Dot, _) => dot::write(&model, args.detail),
            (ModelFormat::Json, _) => json(&model)?,
            (ModelFormat::Csv, _) => threats::csv(&model),
            (ModelFormat::Markdown, Asks::Threats) => threats::markdown(&model),
            (ModelFormat::Markdown, _) => picture::markdown(&model, args.detail),
            (ModelFormat::Html, Asks::Threats) => threats::html(&model),
            (ModelFormat::Html, _) => picture::write(&model, args.detail),
            (ModelFormat::Otm | ModelFormat::ThreatComposer, _)
            | (ModelFormat::Pytm | ModelFormat::ThreatDragon | ModelFormat::Svg, _)
            | (ModelFormat::Threagile, _) => continue,
        };
        write(file.as_deref(), &told)?;
    }
    super::problems::tell(&problems, &gaps);
    let failing = args.check && states::is_undone(&model, args.allow_undecided)
        || args.fail_on.is_some_and(|least| states::fails(&model, least));
    Ok(status(&problems, &gaps, failing))
}

/// How the run ended.
pub(super) fn status(problems: &[Problem], gaps: &[Gap], failing: bool) -> Status {
    if crate::interrupt::asked() {
        return Status::Interrupted;
    }
    let lost = problems.iter().any(|problem| problem.loss == Loss::Lost);
    match lost || gaps.iter().any(Gap::fails) {
        true => Status::Error,
        false if failing => Status::Findings,
        false => Status::Clean,
    }
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    Model,
    Threats,
    Change,
}

fn asks(args: &ModelArgs) -> Asks {
    match (&args.diff_base, args.threats || args.check) {
        (Some(_), _) => Asks::Change,
        (None, true) => Asks::Threats,
        (None, false) => Asks::Model,
    }
}

/// Whether a format has what is asked for.
fn fits(format: ModelFormat, asks: Asks) -> Result<(), Failure> {
    use ModelFormat::{Csv, Dot, Html, Json, Markdown, Mermaid, Text};
    if asks == Asks::Model && systems::is_one_each(format) {
        return Ok(());
    }
    let (known, named): (&[ModelFormat], &str) = match asks {
        Asks::Model => (
            &[Text, Json, Mermaid, Dot, Markdown, Html],
            "text, json, mermaid, dot, markdown, html, svg, otm, threat-composer, pytm, threat-dragon and threagile",
        ),
        Asks::Threats => (&[Text, Json, Csv, Markdown, Html], "text, json, csv, markdown and html"),
        Asks::Change => (&[Text, Json, Markdown], "text, json and markdown"),
    };
    if known.contains(&format) {
        return Ok(());
    }
    let what = match asks {
        Asks::Model => "the model without --threats",
        Asks::Threats => "--threats",
        Asks::Change => "--diff-base",
    };
    Err(Failure::Usage(format!("{what} is written as {named}")))
}

/// JSON as it is printed.
pub(super) fn json(of: &impl serde::Serialize) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(of)?;
    text.push('\n');
    Ok(crate::printable::in_json(text))
}

pub(super) fn write(file: Option<&Path>, told: &str) -> Result<(), Failure> {
    match file {
        Some(file) => super::output::write_bytes(file, told.as_bytes()),
        None => super::print(told),
    }
}

/// What is written where: an `-o` belongs to the `-f` before it.
fn targets(
    args: &ModelArgs,
    matches: &ArgMatches,
) -> Result<Vec<(ModelFormat, Option<PathBuf>)>, Failure> {
    let at = |id: &str| matches.indices_of(id).into_iter().flatten().collect::<Vec<usize>>();
    let formats =
        args.format.iter().zip(at("format")).map(|(format, at)| (at, Some(*format), None));
    let outputs = args.output.iter().zip(at("output")).map(|(file, at)| (at, None, Some(file)));
    let mut words: Vec<_> = formats.chain(outputs).collect();
    words.sort_by_key(|(at, ..)| *at);
    let mut found: Vec<(ModelFormat, Option<PathBuf>)> = Vec::new();
    for (_, format, file) in words {
        match (format, file, found.last_mut()) {
            (Some(format), _, _) => found.push((format, None)),
            (None, Some(file), Some((_, own @ None))) => *own = Some(file.clone()),
            (None, Some(file), _) => found.push((by_ending(file)?, Some(file.clone()))),
            _ => {}
        }
    }
    for (_, file) in &mut found {
        file.take_if(|file| file.as_path() == Path::new("-"));
    }
    if found.is_empty() {
        let terminal = std::io::stdout().is_terminal();
        found.push((if terminal { ModelFormat::Text } else { ModelFormat::Mermaid }, None));
    }
    for (at, (_, file)) in found.iter().enumerate() {
        if found[..at].iter().any(|(_, other)| other == file) {
            let place =
                file.as_deref().map_or_else(|| "standard output".to_owned(), crate::path::slashes);
            return Err(Failure::Usage(format!(
                "two models for {place}: give each --format its own --output"
            )));
        }
    }
    Ok(found)
}

fn by_ending(file: &Path) -> Result<ModelFormat, Failure> {
    if let Some(format) = systems::by_ending(file) {
        return Ok(format);
    }
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("json") => Ok(ModelFormat::Json),
        Some("mmd" | "mermaid") => Ok(ModelFormat::Mermaid),
        Some("dot" | "gv") => Ok(ModelFormat::Dot),
        Some("txt" | "text") => Ok(ModelFormat::Text),
        Some("csv") => Ok(ModelFormat::Csv),
        Some("md") => Ok(ModelFormat::Markdown),
        Some("html") => Ok(ModelFormat::Html),
        _ => Err(Failure::Usage(format!(
            "{}: its ending says no format: give --format before --output",
            crate::path::slashes(file)
        ))),
    }
}

/// Keeps the systems that have one of some units.
fn keep(model: &mut Model, units: &[String]) -> Result<(), Failure> {
    for unit in units {
        if !model.systems.iter().any(|system| system.units.contains(unit)) {
            let all =
                model.systems.iter().flat_map(|system| system.units.iter().map(String::as_str));
            let hint = crate::config::nearest_name(unit, all)
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(Failure::Usage(format!("no system has the unit `{unit}`{hint}")));
        }
    }
    model.systems.retain(|system| system.units.iter().any(|unit| units.contains(unit)));
    Ok(())
}
