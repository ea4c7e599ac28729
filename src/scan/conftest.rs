//! What rules that were written for conftest say of the files that units are made of, each file asked once.

use super::fingerprint::digest;
use super::locate::{format_of, location, snippet};
use super::named;
use super::redact::Redactor;
use super::variants::Job;
use crate::document::Secrets;
use crate::finding::{Certainty, Finding, Location};
use crate::gap::Gap;
use crate::policy::{Conftest, RawSaid};
use crate::source::{File, Loss, Position, Problem};
use crate::tree::Tree;
use crate::unit::Format;
use crate::verbatim::{self, Declared, Verbatim};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// So many files of which a rule could not be asked end it for the run.
const MOST_FAILURES: usize = 3;

/// The files that rules see, with what their first unit is.
#[derive(Default)]
pub(super) struct Files {
    of: BTreeMap<String, Of>,
    secrets: Secrets,
}

/// What a file belongs to.
struct Of {
    unit: (String, String),
    format: Format,
    example: bool,
}

/// What one file gave.
#[derive(Default)]
struct Made {
    findings: Vec<Finding>,
    gaps: Vec<Gap>,
    problem: Option<Problem>,
}

impl Files {
    /// Adds the files of a unit: of a Terraform root its own files and those of modules beside it, of any
    /// other unit the file that it is.
    pub(super) fn add(
        &mut self,
        tree: &Tree,
        job: &Job,
        files: &[String],
        secrets: Option<Secrets>,
    ) {
        let Some(secrets) = secrets else { return };
        self.secrets.extend(secrets);
        let is_code = |file: &&String| {
            [".tf", ".tofu", ".tf.json"].iter().any(|ending| file.ends_with(ending))
                && !crate::path::in_package(file)
        };
        let own: Vec<&String> = match job.unit.format {
            Format::Terraform => files.iter().filter(is_code).collect(),
            _ => vec![&job.unit.root],
        };
        for file in own {
            let example = job.unit.example;
            let unit = named(tree, &job.base);
            let known = self.of.entry(file.clone());
            let of = known.or_insert(Of { unit, format: job.unit.format, example });
            of.example &= example;
        }
    }

    /// Asks the rules, in the order of the files' names.
    pub(super) fn ask(
        self,
        tree: &Tree,
        rules: &Conftest,
        checks: &BTreeSet<String>,
    ) -> (Vec<Finding>, Vec<Gap>, Vec<Problem>) {
        let Files { of, secrets } = self;
        let secrets = &secrets;
        let files: Vec<(String, Of)> = of.into_iter().collect();
        let made: Vec<Made> = files
            .par_iter()
            .map_init(
                || rules.asker(),
                |asker, (path, of)| {
                    let read = match of.format {
                        Format::Plan => tree.load_plan(path),
                        _ => tree.load(path),
                    };
                    // What cannot be read is told by the unit.
                    let Ok((id, file)) = read else { return Made::default() };
                    let read = match verbatim::read(id, &file) {
                        Ok(read) => read,
                        Err(why) => {
                            let message =
                                format!("the rules of --conftest do not see it: {}", why.why);
                            let told = Problem::file(Loss::Lost, path.as_str(), message);
                            let at = why.at.map(|at| file.position(at));
                            return Made {
                                problem: Some(Problem { at, ..told }),
                                ..Made::default()
                            };
                        }
                    };
                    let (said, gaps) =
                        asker.ask(&tree.reported(path), &read.value, &|id| checks.contains(id));
                    let redactor = Redactor::of(Secrets {
                        known: secrets.known.clone(),
                        places: secrets.places.clone(),
                    });
                    let with = (tree, &file, &redactor);
                    let findings =
                        said.into_iter().map(|one| finding(with, of, &read, one)).collect();
                    Made { findings, gaps, problem: None }
                },
            )
            .collect();
        let mut findings = Vec::new();
        let mut gaps = Vec::new();
        let mut problems = Vec::new();
        for one in made {
            findings.extend(one.findings);
            gaps.extend(one.gaps);
            problems.extend(one.problem);
        }
        ended(&mut findings, &mut gaps);
        (findings, gaps, problems)
    }
}

/// A rule that failed in several files is told once, and says nothing of the others either.
fn ended(findings: &mut Vec<Finding>, gaps: &mut Vec<Gap>) {
    let mut failures: BTreeMap<String, usize> = BTreeMap::new();
    for gap in gaps.iter() {
        *failures.entry(gap.what.clone()).or_default() += 1;
    }
    let off = |what: &str| failures.get(what).is_some_and(|count| *count >= MOST_FAILURES);
    findings.retain(|finding| {
        !failures.keys().any(|what| off(what) && what.ends_with(&format!(" {}", finding.check)))
    });
    let mut told: BTreeSet<String> = BTreeSet::new();
    gaps.retain_mut(|gap| {
        if !off(&gap.what) {
            return true;
        }
        let count = failures.get(&gap.what).copied().unwrap_or_default();
        gap.why =
            format!("{}, and so in {} more files: it is off for this run", gap.why, count - 1);
        told.insert(gap.what.clone())
    });
}

/// A finding at the resource whose address its sentence quotes, else at the file.
fn finding(
    (tree, file, redactor): (&Tree, &File, &Redactor),
    of: &Of,
    read: &Verbatim,
    said: RawSaid,
) -> Finding {
    let meant = meant(&read.resources, &said.message);
    let span = meant.and_then(|one| one.span);
    let (place, shown) = match span {
        Some(span) => {
            let place = location(tree, file, span);
            // A plan is one line, in which the variables' values stand first.
            let context = if of.format == Format::Plan { None } else { Some(1) };
            let shown = snippet(file, span, &place, redactor, context);
            (place, Some(shown))
        }
        None => {
            let start = Position::start_of(1);
            (Location { file: tree.reported(&file.path), start, end: start }, None)
        }
    };
    let path = file.path.as_str();
    let resource = meant.map_or_else(|| tree.reported(path), |one| one.address.clone());
    let message = redactor.shown(&said.message);
    let (repository, unit) = of.unit.clone();
    let address = meant.map_or("", |one| one.address.as_str());
    let mut finding = Finding {
        repository,
        unit,
        location: place,
        fingerprint: digest(&[&said.check, &tree.identified(path), address, &message]),
        identity: digest(&[&said.check, address, &message]),
        check: said.check,
        resource,
        written_in: None,
        display: None,
        resource_type: String::new(),
        source_type: meant.map_or_else(String::new, |one| one.ty.clone()),
        path: String::new(),
        missing: false,
        severity: said.severity,
        certainty: Certainty::Raw,
        message,
        subject: None,
        condition: None,
        variants: Vec::new(),
        unknown: None,
        open: None,
        related: Vec::new(),
        snippet: shown,
        example: of.example,
        format: format_of(of.format, Some(file), span),
        case: None,
        suppression: None,
        instances: Vec::new(),
        set_by: None,
        absorbed: Vec::new(),
        fix: None,
    };
    finding.texts().for_each(|text| redactor.hide(text));
    finding
}

/// The resource that a sentence is about: the longest address in it, else the one resource whose name
/// stands in it in quotes.
fn meant<'a>(resources: &'a [Declared], message: &str) -> Option<&'a Declared> {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[');
    let quoted_whole = |name: &str| {
        !name.is_empty()
            && message.match_indices(name).any(|(at, _)| {
                let (before, after) = (&message[..at], &message[at + name.len()..]);
                let after =
                    after.strip_prefix('.').filter(|rest| !rest.starts_with(word)).unwrap_or(after);
                !before.ends_with(word) && !after.starts_with(word)
            })
    };
    let by_address = resources.iter().filter(|one| quoted_whole(&one.address));
    if let Some(longest) = by_address.max_by_key(|one| one.address.len()) {
        return Some(longest);
    }
    let in_quotes = |name: &str| {
        ["`", "'", "\""].iter().any(|mark| message.contains(&format!("{mark}{name}{mark}")))
    };
    let mut by_name = resources.iter().filter(|one| in_quotes(&one.name));
    let first = by_name.next()?;
    by_name.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Declared {
        let (ty, name) = address.rsplit_once('.').unwrap_or(("", address));
        Declared { address: address.into(), name: name.into(), ty: ty.into(), span: None }
    }

    #[test]
    fn a_sentence_means_what_it_quotes() {
        let all = [of("aws_x.a"), of("aws_x.ab"), of("aws_y.b"), of("aws_z.b"), of("Task")];
        for (message, expected) in [
            ("aws_x.a is open", Some("aws_x.a")),
            ("open: aws_x.ab.", Some("aws_x.ab")),
            ("aws_x.abc is open", None),
            ("ALB `a` is open", Some("aws_x.a")),
            ("`b` is open", None),
            ("Task has no owner", Some("Task")),
            ("Tasks have no owner", None),
        ] {
            let found = meant(&all, message).map(|one| one.address.as_str());
            assert_eq!(found, expected, "{message}");
        }
    }
}
