//! From a check's outcome to a finding: the place of the text to change, the way its value went,
//! and the lines around it.

use super::calls::{called, committed};
use super::fingerprint::{Written, carrier, fingerprint, identity};
use super::headers::Headers;
use super::language::is_json;
use super::manner;
use super::open::{open, told};
use super::redact::Redactor;
use super::set_by::set_by;
use super::telling::telling;
use crate::document::address::block;
use crate::document::{Document, Located, Node, Path};
use crate::finding::{
    Certainty, Change, Finding, Fix, Location, Mark, Open, Related, RelatedKind, Snippet,
};
use crate::fix;
use crate::gap::Gap;
use crate::policy::{Outcome, PolicySet};
use crate::source::{File, Position, SourceFile, Span};
use crate::tree::Tree;
use crate::unit::Format;
use crate::value::{Data, PLAN, Step, StepKind};

/// Lines shown before and after the place.
const CONTEXT: u32 = 1;
/// A place of more lines shows its first ones only.
const MAX_LINES: u32 = 8;
/// Steps of a chain that are told.
const MAX_RELATED: usize = 20;

/// The findings of one document, unsorted; `unit` is the unit's repository and its id there, without
/// a variant's name. `fixes`: whether their mechanical fixes are planned.
#[must_use]
pub fn locate(
    tree: &Tree,
    document: &Document,
    unit: (String, String),
    outcomes: Vec<Outcome>,
    set: &PolicySet,
    fixes: bool,
) -> Vec<Finding> {
    if outcomes.is_empty() {
        return Vec::new();
    }
    let redactor = Redactor::new(document);
    let headers = Headers::of(document);
    let finding =
        |outcome| finding(tree, document, (&redactor, &headers), (set, fixes), &unit, outcome);
    outcomes.into_iter().map(finding).collect()
}

/// Puts a gap that is about a resource, and says no place, where the resource is declared.
pub fn place(tree: &Tree, document: &Document, gap: &mut Gap) {
    let node = document.resources.get(&gap.what).filter(|_| gap.lost && gap.at.is_none());
    if let Some(span) = node.and_then(|node| node.place.span) {
        let file = tree.file(span.file);
        gap.path.clone_from(&file.path);
        gap.at = Some(file.position(span.start));
    }
}

fn finding(
    tree: &Tree,
    document: &Document,
    (redactor, headers): (&Redactor, &Headers<'_>),
    (set, fixes): (&PolicySet, bool),
    (repository, unit): &(String, String),
    outcome: Outcome,
) -> Finding {
    let node = document.resources.get(&outcome.resource);
    let identity = identity(document, &outcome.check, &outcome.resource, &outcome.path);
    let mut related: Vec<(Span, RelatedKind, String)> = Vec::new();
    let mut span = None;
    let mut missing = false;
    let mut written_in = None;
    let mut identified = None;
    let mut chain = Vec::new();
    let mut fix = None;
    let mut told_at = None;
    if let Some(node) = node {
        let place = telling(tree, document, node, &outcome);
        chain.clone_from(&place.chain);
        let with = (tree, document, redactor);
        fix = if fixes { planned(set, with, node, &outcome, &place) } else { None };
        missing = place.value.is_none() && outcome.certainty == Certainty::Reported;
        related.extend(place.chain.iter().filter_map(|step| {
            let (kind, message) = described(step);
            Some((step.span?, kind, message))
        }));
        let (own, call) = committed(tree, document, node, &place);
        let moved = call.is_some();
        span = own.map(|span| {
            narrow(
                tree,
                span,
                place.key,
                place.value.is_none_or(|value| is_container(&value.data)),
                moved,
            )
        });
        // What is missing although its argument is written stands at that argument.
        let null = || node.null_at(&Path(outcome.path.0.get(..=place.depth)?.to_vec()));
        if missing
            && !moved
            && let Some(argument) = null()
        {
            span = Some(argument);
        }
        if moved && let Some(inner) = place.span {
            let message = "the value is written here, in an installed module".to_owned();
            related.insert(0, (inner, RelatedKind::Step, message));
        }
        written_in = span.map(|span| tree.file(span.file));
        let carrier = carrier(&place).map(str::to_owned).or(call);
        let written = Written { file: written_in.as_deref(), carrier, place: &place };
        let at = (outcome.resource.as_str(), &outcome.path);
        identified = Some(fingerprint(tree, document, &outcome.check, at, &written));
        told_at = span.map(|span| (place.clone(), span));
        related.extend(called(document, &node.id));
        if let Some(header) = node.place.span {
            let name = node.display.as_deref().unwrap_or(&node.id);
            related.push((header, RelatedKind::Declaration, format!("{name} is declared here")));
        }
    }
    for address in &outcome.related {
        if let Some(header) = document.resources.get(address).and_then(|node| node.place.span) {
            related.push((header, RelatedKind::Concern, format!("concerns {address}")));
        }
    }
    let fingerprint = identified.unwrap_or_else(|| {
        let place = Located { value: None, span: None, key: None, chain: Vec::new(), depth: 0 };
        let nowhere = Written { file: None, carrier: None, place: &place };
        fingerprint(tree, document, &outcome.check, (&outcome.resource, &outcome.path), &nowhere)
    });
    let location = span.map_or_else(
        || unlocated(tree, document),
        |span| location(tree, &tree.file(span.file), span),
    );
    let satellite = node.zip(span).and_then(|(node, span)| headers.satellite_at(node, span));
    let related = distinct(tree, &location, related, redactor);
    let open = outcome.unknown.as_ref().map(|cause| {
        let file = span.map(|span| tree.home(&tree.file(span.file).path).1);
        // Of a folder of repositories each is one.
        let home = unit.split('/').next().filter(|_| tree.holds_repositories());
        let at = (home.unwrap_or_default(), unit.as_str(), &*file.unwrap_or_default());
        may_be_shown(open(cause, document, at), redactor)
    });
    // A plan is one line, in which the variables' values stand first.
    let alone = |file: &File| document.format == Format::Plan && file.path == document.root;
    let snippet = span.map(|span| {
        let file = tree.file(span.file);
        let context = if alone(&file) { None } else { Some(CONTEXT) };
        snippet(&file, span, &location, redactor, context)
    });
    let check = set.check(&outcome.check);
    let case = match node {
        Some(node) => {
            let at = (node, &outcome.path);
            let given = outcome.case.clone();
            manner::case(check, (tree, document), at, satellite.as_deref(), given)
        }
        None => outcome.case.clone(),
    };
    let format = format_of(document.format, written_in.as_deref(), span);
    let told = check.and_then(|check| check.remediation.of_case(case.as_deref(), format));
    let reported = check.filter(|_| outcome.certainty == Certainty::Reported);
    let set_by = node.zip(told_at).zip(reported).and_then(|((node, (place, span)), check)| {
        let told = told.as_deref().unwrap_or_default();
        let of_module = case.as_ref().is_some_and(|case| case.contains('/'));
        set_by(tree, (document, node), (check, &outcome), &place, span, (told, of_module))
    });
    let by_default = switched_off(document, &chain, told.as_deref());
    let mut finding = Finding {
        repository: repository.clone(),
        unit: unit.clone(),
        location,
        check: outcome.check,
        resource: outcome.resource,
        written_in: satellite,
        display: node.and_then(|node| node.display.clone()),
        resource_type: node.map(|node| node.ty.clone()).unwrap_or_default(),
        source_type: node.map(|node| node.source_type.clone()).unwrap_or_default(),
        path: outcome.path.to_string(),
        missing,
        severity: outcome.severity,
        certainty: outcome.certainty,
        message: redactor.shown(&outcome.message),
        subject: outcome.subject.as_deref().map(|text| redactor.shown(text)),
        condition: outcome.condition.or(by_default).map(|text| redactor.shown(&text)),
        variants: Vec::new(),
        unknown: outcome
            .unknown
            .as_ref()
            .map(|cause| redactor.shown(&self::told(&cause.to_string()))),
        open: None,
        related,
        snippet,
        example: document.example,
        format,
        case,
        set_by,
        fingerprint,
        identity,
        suppression: None,
        instances: Vec::new(),
        absorbed: Vec::new(),
        fix,
    };
    finding.texts().for_each(|text| redactor.hide(text));
    Finding { open, ..finding }
}

/// The mechanical fix of a finding, where its check has one. A case with a remediation of its own is fixed in another way.
fn planned(
    set: &PolicySet,
    (tree, document, redactor): (&Tree, &Document, &Redactor),
    node: &Node,
    outcome: &Outcome,
    place: &Located<'_>,
) -> Option<Fix> {
    let check = set.check(&outcome.check)?;
    let edit = check.edit.as_ref().filter(|_| outcome.certainty == Certainty::Reported)?;
    let own = outcome.case.as_ref().is_some_and(|case| check.remediation.cases.contains_key(case));
    if own {
        let changes = Err("its kind of resource is fixed in another way".to_owned());
        return Some(Fix {
            is_unsafe: edit.is_unsafe,
            changes,
            touches: Vec::new(),
            made: Vec::new(),
            suggestion: None,
            beside_secret: false,
        });
    }
    let mut fix = fix::plan(&fix::Site { tree, document, node, path: &outcome.path, place, edit });
    let changes = fix.changes.as_deref().unwrap_or_default();
    fix.beside_secret = changes.iter().any(|change| is_beside_secret(tree, redactor, change));
    Some(fix)
}

/// Whether a patch that makes a change would show what may not be shown.
fn is_beside_secret(tree: &Tree, redactor: &Redactor, change: &Change) -> bool {
    let Ok((id, file)) = tree.load(&change.file) else { return true };
    let Ok(made) = fix::render(&file, std::slice::from_ref(change)) else { return true };
    let (Some(first), Some(last)) = (made.first(), made.last()) else { return false };
    let line = |at: usize| file.position(u32::try_from(at).unwrap_or(u32::MAX)).line;
    let context = u32::try_from(fix::CONTEXT).unwrap_or(u32::MAX);
    let from = line(first.start).saturating_sub(context).max(1);
    let begin = |number: u32| file.line_span(number).map(|(start, _)| start as usize);
    let end =
        begin(line(last.end).saturating_add(context).saturating_add(1)).unwrap_or(file.text.len());
    redactor.hides(&file, id, begin(from).unwrap_or(0)..end)
}

/// What would decide a finding, without what may not be shown. The program's own words in its cure
/// are no secret's text, whatever a secret says.
fn may_be_shown(open: Open, redactor: &Redactor) -> Open {
    let shown = |text: &str| {
        let mut text = redactor.shown(text);
        redactor.hide(&mut text);
        text
    };
    let (named, plan) = match open.cure.strip_suffix(PLAN) {
        Some(named) => (named, PLAN),
        None => (&*open.cure, ""),
    };
    let (what, why, cure) = (shown(&open.what), shown(&open.why), shown(named) + plan);
    Open { what, why, cure, ..open }
}

/// That a default is the cause, where the author left a switch for it: the sentence part that a
/// condition has. `fix`: what is told to do, which may name the argument already.
fn switched_off(document: &Document, chain: &[&Step], fix: Option<&str>) -> Option<String> {
    let name = |kind: StepKind| chain.iter().find(|step| step.kind == kind).map(|step| &step.name);
    // What the model of a registry module takes as a default is written nowhere in the code.
    let modelled = chain
        .iter()
        .filter(|step| step.kind == StepKind::VariableDefault && step.span.is_none())
        .find_map(|step| step.name.rsplit_once(".var."));
    if let Some((module, argument)) = modelled {
        let named = fix.is_some_and(|fix| fix.contains(&format!(" {argument} ")));
        // A call that a model makes is in nobody's text.
        let written = document.resources.contains_key(&block(module));
        return (written && !named)
            .then(|| format!("with the default of `{argument}` of {module}"));
    }
    let name = match name(StepKind::Decided) {
        Some(parameter) => parameter,
        None => name(StepKind::LeftOut).and_then(|_| name(StepKind::VariableDefault))?,
    };
    Some(format!("with the default of {name}"))
}

/// The format of the text to change: a container definition or a policy in a JSON file that Terraform
/// reads is JSON, and so is one in JSON between its own lines.
pub(super) fn format_of(
    format: Format,
    file: Option<&SourceFile>,
    span: Option<Span>,
) -> &'static str {
    let at = file.zip(span).filter(|(file, span)| is_json(&file.text, span.start as usize));
    let terraform = file.is_none_or(|file| {
        [".tf", ".tofu", ".tfvars", ".tf.json"].iter().any(|ending| file.path.ends_with(ending))
    });
    match format {
        Format::Terraform if !terraform || at.is_some() => "ecs",
        Format::Terraform | Format::Plan => "terraform",
        Format::CloudFormation => "cloudformation",
        Format::Ecs => "ecs",
    }
}

fn is_container(data: &Data) -> bool {
    matches!(data, Data::List(_) | Data::Map(_) | Data::Either(_))
}

/// What a step is: of which kind, and for a person.
fn described(step: &Step) -> (RelatedKind, String) {
    let name = &step.name;
    match step.kind {
        StepKind::VariableFile => (RelatedKind::Declaration, format!("{name} is declared here")),
        StepKind::VariableDefault => (RelatedKind::Step, format!("default of {name}")),
        StepKind::ModuleArgument => (RelatedKind::Step, format!("passed to {name} here")),
        StepKind::LeftOut => (RelatedKind::Step, name.to_string()),
        kind => (RelatedKind::Step, format!("{kind} {name}")),
    }
}

/// A container's or a block's place is where it starts; a scalar's is all of it, or its first line
/// when it is a longer text.
fn narrow(tree: &Tree, span: Span, key: Option<Span>, starts_only: bool, moved: bool) -> Span {
    let file = tree.file(span.file);
    // A place may be a whole file of one line: no more of it is read than has to be.
    if file.in_one_line(span.start, span.end) {
        return span;
    }
    let text = file.slice(span.start, span.end);
    let Some(first) = text.lines().next() else { return span };
    let lines = text.lines().take(MAX_LINES as usize + 1).count();
    if !text.trim_end().contains('\n') || (!starts_only && lines <= MAX_LINES as usize) {
        return span;
    }
    let end = span.start + u32::try_from(first.trim_end().len()).unwrap_or(0);
    let start = match key {
        Some(key)
            if !moved
                && key.file == span.file
                && key.start < span.start
                && file.in_one_line(key.start, span.start) =>
        {
            key.start
        }
        _ => span.start,
    };
    Span { file: span.file, start, end: end.max(start + 1) }
}

pub(super) fn location(tree: &Tree, file: &File, span: Span) -> Location {
    Location {
        file: tree.reported(&file.path),
        start: file.position(span.start),
        end: file.position(span.end.max(span.start)),
    }
}

/// The unit as a whole: for a finding whose resource has no place at all, as in a plan without
/// configuration.
fn unlocated(tree: &Tree, document: &Document) -> Location {
    let file = document.files.first().map_or(document.root.as_str(), String::as_str);
    let start = Position::start_of(1);
    Location { file: tree.reported(file), start, end: start }
}

fn distinct(
    tree: &Tree,
    primary: &Location,
    places: Vec<(Span, RelatedKind, String)>,
    redactor: &Redactor,
) -> Vec<Related> {
    let mut related: Vec<Related> = Vec::new();
    for (span, kind, message) in places {
        if related.len() >= MAX_RELATED {
            break;
        }
        let span = narrow(tree, span, None, true, true);
        let location = location(tree, &tree.file(span.file), span);
        let seen = related.iter().any(|other| other.location == location);
        if !seen && location != *primary {
            related.push(Related { location, message: redactor.shown(&message), kind });
        }
    }
    related
}

/// The lines of a place with so many around it; `None`: the place alone, no more of its lines.
pub(super) fn snippet(
    file: &File,
    span: Span,
    location: &Location,
    redactor: &Redactor,
    context: Option<u32>,
) -> Snippet {
    let around = context.unwrap_or(0);
    let first_line = location.start.line.saturating_sub(around).max(1);
    let last = location.end.line.min(location.start.line + MAX_LINES - 1) + around;
    let mut lines = Vec::new();
    let mut marks = Vec::new();
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    for number in first_line..=last {
        let Some((from, to)) = file.line_span(number) else {
            lines.push(String::new());
            continue;
        };
        let (start, end) = (span.start.clamp(from, to), span.end.clamp(from, to));
        let text = |from, to| redactor.range(file, span.file, from, to);
        let mut inside = text(start, end);
        if context.is_none() {
            marks.push(Mark { line: number, column: 0, length: count(&inside).max(1) });
            lines.push(inside);
            continue;
        }
        let whole = redactor.line(file, span.file, number);
        let mut before = text(from, start);
        // Indentation of a further line is no part of the place.
        if before.is_empty() && number > location.start.line {
            let trimmed = inside.trim_start().to_owned();
            before = inside[..inside.len() - trimmed.len()].to_owned();
            inside = trimmed;
        }
        let same = whole.starts_with(&before) && whole[before.len()..].starts_with(&inside);
        if same
            && number >= location.start.line
            && number <= location.end.line
            && (!inside.is_empty() || number == location.start.line)
        {
            marks.push(Mark {
                line: number,
                column: count(&before),
                length: count(&inside).max(1),
            });
        }
        lines.push(whole);
    }
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    Snippet { first_line, lines, marks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::{Inputs, Unit};
    use crate::{normalize, terraform};

    #[test]
    fn a_cure_hides_names_and_keeps_the_words_of_the_program() {
        let text = "variable \"v\" {\n  sensitive = true\n  default = \"show -json\"\n}\nresource \"aws_x\" \"y\" {\n  v = var.v\n}\n";
        let tree = Tree::of_texts(&[("main.tf", text)]);
        let (format, root) = (Format::Terraform, String::new());
        let unit = Unit { id: ".".to_owned(), format, root, example: false, called: false };
        let (evaluated, _) = terraform::evaluate(&tree, &unit, &Inputs::default());
        let (document, _) = normalize::normalize(&tree, &unit, evaluated, "2026-11-22");
        let told = "var.show -json";
        let open = Open {
            scope: String::new(),
            what: told.to_owned(),
            why: told.to_owned(),
            cure: format!("give {told} a value, or {PLAN}"),
            for_callers: false,
        };
        let open = may_be_shown(open, &Redactor::new(&document));
        assert_eq!((&*open.what, &*open.why), ("var.***", "var.***"));
        assert_eq!(open.cure, "give var.*** a value, or scan a plan (`terraform show -json`)");
    }
}
