//! `stridelint model`: the threat model that the code tells.

use super::args::{InputArgs, PolicyArgs};
use super::compare::Side;
use super::{Failure, Status, setting, states, surface, systems};
use crate::config::Config;
use crate::document::Document;
use crate::finding::FailOn;
use crate::gap::Gap;
use crate::model::v1::{Model, Note};
use crate::model::{Detail, Input, dot, draw, mermaid, text};
use crate::report::{picture, threats};
use crate::scan::{Options, Silent};
use crate::source::{Loss, Problem};
use crate::states::{Decided, Unit};
use crate::tree::disk::Scope;
use crate::tree::{Limits, disk};
use clap::{ArgMatches, Args};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// A Markdown table (--threats) or section (--diff-base).
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
    let (sides, problems) = open(args);
    let mut drawn = made(args, matches, &sides, problems)?;
    let has_states = |format| {
        matches!(format, ModelFormat::Json | ModelFormat::Html) || systems::is_one_each(format)
    };
    if asks == Asks::Threats || targets.iter().any(|(format, _)| has_states(*format)) {
        states::fill(args, matches, &mut drawn, &sides)?;
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
            (ModelFormat::Markdown, _) => threats::markdown(&model),
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
            &[Text, Json, Mermaid, Dot, Html],
            "text, json, mermaid, dot, html, svg, otm, threat-composer, pytm, threat-dragon and threagile",
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

/// A model, what it does not show, and what was wrong with the input.
pub(super) struct Drawn {
    pub model: Model,
    pub gaps: Vec<Gap>,
    pub problems: Vec<Problem>,
    pub units: Vec<Unit>,
    pub decided: Vec<Decided>,
}

/// Opens the paths, nothing compared.
fn open(args: &ModelArgs) -> (Vec<Arc<Side>>, Vec<Problem>) {
    let (scopes, problems) = tracing::debug_span!("listing the files")
        .in_scope(|| disk::open_reading_beyond(&args.paths, Limits::default()));
    (scopes.into_iter().map(Side::whole).map(Arc::new).collect(), problems)
}

/// Reads the documents and draws.
pub(super) fn made(
    args: &ModelArgs,
    matches: &ArgMatches,
    sides: &[Arc<Side>],
    mut problems: Vec<Problem>,
) -> Result<Drawn, Failure> {
    let options = Options {
        discover_var_files: args.input.discover_var_files,
        today: crate::date::today(args.input.today.as_deref())?,
        no_examples: args.input.no_examples,
        ..Options::default()
    };
    let scopes: Vec<&Scope> = sides.iter().map(|side| &side.scope).collect();
    let base = common(&args.paths);
    let mut documents: Vec<(Document, &Scope)> = Vec::new();
    let mut decided = Vec::new();
    for (scope, realms) in scopes.iter().copied().zip(setting::governed(&args.input, &scopes)?) {
        for setting::Governed { realm, config, elsewhere } in realms {
            let inputs = args.input.inputs(scope, matches)?;
            let no_examples = options.no_examples
                || (!args.include_examples
                    && config.as_ref().is_some_and(Config::leaves_examples_out));
            let options = Options { inputs, realm, elsewhere, no_examples, ..options.clone() };
            let (found, told) = crate::scan::on_pool(args.input.jobs, || {
                crate::scan::documents(scope, config.as_ref(), &options, &Silent)
            })?;
            problems.extend(told);
            // A file that is named is drawn, not what it may change besides.
            let named = |document: &Document| {
                let only = scope.only.as_ref();
                only.is_none_or(|only| document.files.iter().any(|file| only.contains(file)))
            };
            let found: Vec<Document> = found.into_iter().filter(named).collect();
            if let Some(config) = &config {
                let own = |document: &Document| label(base.as_deref(), scope, &document.unit);
                let labels = found.iter().map(own).collect();
                let whole = scope.within.is_none() && scope.only.is_none() && args.unit.is_empty();
                decided.extend(Decided::of(config, &labels, whole)?);
            }
            documents.extend(found.into_iter().map(|document| (document, scope)));
        }
    }
    problems.sort();
    problems.dedup();
    documents.sort_by(|(one, _), (other, _)| one.unit.cmp(&other.unit));
    let inputs: Vec<Input<'_>> = documents
        .iter()
        .map(|(document, scope)| Input {
            document,
            tree: &scope.tree,
            label: label(base.as_deref(), scope, &document.unit),
            asked: is_asked(&args.paths, scope, document),
        })
        .collect();
    let mut model = tracing::debug_span!("drawing")
        .in_scope(|| draw(&inputs, &options.today, args.include_examples));
    let gaps: Vec<Gap> =
        documents.iter().flat_map(|(document, _)| document.gaps.iter().cloned()).collect();
    tell_gaps(&mut model, &inputs);
    let units = inputs.iter().map(|input| {
        let (repository, id) = input.tree.home(&input.document.unit);
        let id = if id.is_empty() { ".".to_owned() } else { id };
        Unit { label: input.label.clone(), repository: repository.to_owned(), id }
    });
    let units = units.collect();
    Ok(Drawn { model, gaps, problems, units, decided })
}

/// What was not looked at is no part of the model: it says so.
fn tell_gaps(model: &mut Model, inputs: &[Input<'_>]) {
    for input in inputs {
        let notes = input.document.gaps.iter().map(|gap| {
            let mut text = format!("{}: {}", gap.what, gap.why);
            if !gap.cure.is_empty() {
                text = format!("{text}; {}", gap.cure);
            }
            input.document.secrets.hide(&mut text);
            crate::secret::hide(&mut text);
            let evidence = gap.at.map(|at| crate::model::v1::Evidence {
                file: input.tree.reported(&gap.path),
                line: at.line,
                column: at.column,
                role: "gap",
                origin: None,
            });
            Note { kind: gap.kind.id(), text, evidence: evidence.into_iter().collect() }
        });
        let own = model.systems.iter_mut().find(|system| system.units.contains(&input.label));
        let Some(system) = own else { continue };
        system.notes.extend(notes);
        system.notes.sort();
        system.notes.dedup();
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

/// The folder that all paths lie in; of one folder itself.
fn common(paths: &[PathBuf]) -> Option<PathBuf> {
    let folder = |path: &PathBuf| {
        let real = path.canonicalize().ok()?;
        if real.is_dir() { Some(real) } else { real.parent().map(Path::to_path_buf) }
    };
    let mut all = paths.iter().filter_map(folder);
    let first = all.next()?;
    all.try_fold(first, |common, path| {
        common.ancestors().find(|ancestor| path.starts_with(ancestor)).map(Path::to_path_buf)
    })
}

/// A unit's name in the model: relative to the folder that all paths lie in.
fn label(base: Option<&Path>, scope: &Scope, unit: &str) -> String {
    let own = if unit == "." { scope.root.clone() } else { scope.root.join(unit) };
    let relative = base.and_then(|base| own.strip_prefix(base).ok()).map(crate::path::slashes);
    match relative.as_deref() {
        Some("") => ".".to_owned(),
        Some(name) => name.to_owned(),
        None => unit.to_owned(),
    }
}

/// Whether a unit is one of the paths that were given, or lies below one that is an example itself.
fn is_asked(paths: &[PathBuf], scope: &Scope, document: &Document) -> bool {
    let own =
        if document.root == "." { scope.root.clone() } else { scope.root.join(&document.root) };
    paths.iter().any(|path| path.canonicalize().is_ok_and(|path| path == own))
}
