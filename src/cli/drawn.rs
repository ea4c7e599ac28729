//! The model of what is read, for every command that has one.

use super::args::{InputArgs, ScanArgs};
use super::compare::{self, Side};
use super::{Failure, setting, states};
use crate::config::Config;
use crate::document::Document;
use crate::finding::Report;
use crate::gap::Gap;
use crate::model;
use crate::model::v1::{Model, Note};
use crate::policy::PolicySet;
use crate::scan::{Options, Silent};
use crate::source::Problem;
use crate::states::{Decided, Unit};
use crate::tree::disk::Scope;
use crate::tree::{Limits, disk};
use clap::ArgMatches;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is asked of what is read.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    /// Files or folders.
    pub paths: &'a [PathBuf],
    /// How they are read.
    pub input: &'a InputArgs,
    /// The order of the command line's words.
    pub matches: &'a ArgMatches,
    /// Draw what lies under examples, tests and fixtures too.
    pub examples: bool,
    /// Some systems are asked for, not all: an entry of the configuration without a target is not idle.
    pub part: bool,
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
pub(super) fn open(paths: &[PathBuf]) -> (Vec<Arc<Side>>, Vec<Problem>) {
    let (scopes, problems) = tracing::debug_span!("listing the files")
        .in_scope(|| disk::open_reading_beyond(paths, Limits::default()));
    (scopes.into_iter().map(Side::whole).map(Arc::new).collect(), problems)
}

/// Whether there is a model of what a scan scans. What a change brings says nothing of it, and what the
/// base says is not known without it.
pub(super) fn is_drawn(args: &ScanArgs) -> bool {
    args.shard.is_none() && !args.untrusted
}

/// The models of what a scan scans, with the states of their threats; `None` where it scans no whole.
/// A comparison's is the model of what is there now. `said`: what the scan's checks said of it, and the
/// policies; without that they are asked again.
///
/// # Errors
/// As the scan's own.
pub(super) fn of_scan(
    args: &ScanArgs,
    matches: &ArgMatches,
    said: Option<(Report, &PolicySet)>,
) -> Result<Option<Model>, Failure> {
    if !is_drawn(args) || crate::interrupt::asked() {
        return Ok(None);
    }
    let paths = compare::paths(args)?;
    let (places, mut problems) = disk::places(&paths);
    let sides = compare::open(args, places, Limits::default(), &mut problems);
    let sides = sides.map_err(Failure::Input)?;
    let whole = |side: Side| Arc::new(Side { bases: Vec::new(), ..side });
    let sides: Vec<Arc<Side>> = sides.into_iter().map(whole).collect();
    let ask = Ask { paths: &paths, input: &args.input, matches, examples: false, part: true };
    let mut drawn = draw(ask, &sides, Vec::new())?;
    if let Some((report, set)) = said {
        states::judged(&mut drawn, report, set);
    } else if !drawn.model.systems.is_empty() {
        let asked = ScanArgs { paths: paths.clone(), ..states::asked(args) };
        states::fill(&asked, matches, &mut drawn, &sides)?;
    }
    Ok(Some(drawn.model))
}

/// Reads the documents and draws.
pub(super) fn draw(
    ask: Ask<'_>,
    sides: &[Arc<Side>],
    mut problems: Vec<Problem>,
) -> Result<Drawn, Failure> {
    let Ask { paths, input, matches, examples, part } = ask;
    let options = Options {
        discover_var_files: input.discover_var_files,
        today: crate::date::today(input.today.as_deref())?,
        no_examples: input.no_examples,
        ..Options::default()
    };
    let scopes: Vec<&Scope> = sides.iter().map(|side| &side.scope).collect();
    let base = common(paths);
    let mut documents: Vec<(Document, &Scope)> = Vec::new();
    let mut decided = Vec::new();
    for (scope, realms) in scopes.iter().copied().zip(setting::governed(input, &scopes)?) {
        for setting::Governed { realm, config, elsewhere } in realms {
            let inputs = input.inputs(scope, matches)?;
            let no_examples = options.no_examples
                || (!examples && config.as_ref().is_some_and(Config::leaves_examples_out));
            let options = Options { inputs, realm, elsewhere, no_examples, ..options.clone() };
            let (found, told) = crate::scan::on_pool(input.jobs, || {
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
                let whole = scope.within.is_none() && scope.only.is_none() && !part;
                decided.extend(Decided::of(config, &labels, whole)?);
            }
            documents.extend(found.into_iter().map(|document| (document, scope)));
        }
    }
    problems.sort();
    problems.dedup();
    documents.sort_by(|(one, _), (other, _)| one.unit.cmp(&other.unit));
    let inputs: Vec<model::Input<'_>> = documents
        .iter()
        .map(|(document, scope)| model::Input {
            document,
            tree: &scope.tree,
            label: label(base.as_deref(), scope, &document.unit),
            asked: is_asked(paths, scope, document),
        })
        .collect();
    let mut model =
        tracing::debug_span!("drawing").in_scope(|| model::draw(&inputs, &options.today, examples));
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
fn tell_gaps(model: &mut Model, inputs: &[model::Input<'_>]) {
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
