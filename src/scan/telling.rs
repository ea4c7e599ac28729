//! Which place of an outcome tells a reader what to change.

use super::literal::Literal;
use crate::document::{Document, Located, Node, Path, Segment};
use crate::finding::Certainty;
use crate::policy::Outcome;
use crate::source::{File, SourceFile, Span};
use crate::tree::Tree;
use crate::value::{Data, Step, StepKind};

/// The place of an outcome. Some places would tell a reader nothing, and are replaced by what
/// carried the value:
/// - a value that nobody wrote (a sensitive variable without a default) stands where it is used;
/// - another resource's attribute stands where it is read;
/// - what is missing in an object that an expression made (`merge(...)`, `{ for ... }`) stands at
///   the literal to which it is added, not at a variable that gives another of its values.
pub(super) fn telling<'a>(
    tree: &Tree,
    document: &Document,
    node: &'a Node,
    outcome: &Outcome,
) -> Located<'a> {
    let mut place = node.place_of(&outcome.place);
    let unwritten = place.value.is_some_and(
        |value| matches!(&value.data, Data::Unknown(unknown) if unknown.pieces.is_empty()),
    );
    // What a module gives out without saying it itself is changed where it is taken.
    if let Some(taken) = place
        .span
        .filter(|span| is_reference(&tree.file(span.file), *span))
        .and_then(|_| given_out(&place.chain))
    {
        place.span = Some(taken);
        place.key = None;
        return place;
    }
    if unwritten && outcome.certainty == Certainty::Reported {
        let own = place.value.into_iter().flat_map(|value| value.place.steps());
        if let Some(used) = own.filter_map(|step| step.span).last() {
            place.span = Some(used);
            place.key = None;
        }
        return place;
    }
    let read = place.value.filter(|value| !value.references().is_empty());
    if let Some(at) = read.and_then(|value| read_at(value.place.steps())) {
        place.span = Some(at);
        place.key = None;
        return place;
    }
    // What a flag leaves out is decided where the flag is written.
    let around = Path(outcome.place.0[..place.depth].to_vec());
    let left_out = node.get(&around).filter(|value| place.value.is_none() && value.is_null());
    if left_out.is_some() {
        place.value = left_out;
        return place;
    }
    let missing = outcome.place.0.get(place.depth);
    if let (None, Some(Segment::Key(missing))) = (place.value, missing)
        && let Some(object) = object_of((tree, document), node, &around, &place, missing)
    {
        return object;
    }
    place
}

/// The object literal to which something missing is added, where an expression made the object. The
/// literal that its keys were written in is the one; where that names what is missing, and takes
/// the value from elsewhere, the literal that its name comes from.
fn object_of<'a>(
    (tree, document): (&Tree, &Document),
    node: &'a Node,
    around: &Path,
    place: &Located<'a>,
    missing: &str,
) -> Option<Located<'a>> {
    let made = node.get(around)?;
    // What the model of a registry module makes is written nowhere.
    let expression = made.place.span.is_none_or(|span| is_expression(&tree.file(span.file), span));
    let entries = made.entries().filter(|_| expression)?;
    let literal = |key: Span| Literal::around(&*hcl(tree, key)?, key);
    // Of several that were merged it is the one that says what the object is.
    let known = ["image", "name"].iter().filter_map(|name| entries.get(*name)?.key);
    let own = known.filter_map(literal).next();
    let own = own.or_else(|| widest(entries.values().filter_map(|entry| literal(entry.key?))));
    let at = |literal: Literal, found: Located<'a>| Located {
        value: None,
        span: Some(literal.span),
        key: literal.key,
        ..found
    };
    if let Some(own) = own.clone().filter(|own| !own.names(missing)) {
        return Some(at(own, place.clone()));
    }
    let name = made.get("name").filter(|name| name.as_str().is_some());
    let inner = node.place_of(&around.key("name"));
    let written = name
        .and_then(|name| name.place.span)
        // A name that was made of the same text (that of an AWS managed policy) is written nowhere.
        .filter(|span| Some(*span) != made.place.span && inner.span == Some(*span));
    let named = written.and_then(|span| {
        let file = hcl(tree, span)?;
        let around = || Literal::around(&file, span).filter(|literal| literal.names("name"));
        Literal::behind(&file, span).or_else(around)
    });
    if let Some(named) = named {
        return Some(at(named, inner));
    }
    // What a module hands through is given where it is called.
    let calls = inner.chain.iter().rev().filter(|step| step.kind == StepKind::ModuleArgument);
    let call = calls.filter_map(|step| step.name.rsplit_once('.')).next();
    let header = call.and_then(|(call, _)| document.resources.get(call)?.place.span);
    match (header, own) {
        (Some(_), _) => Some(Located { value: None, span: header, key: None, ..inner }),
        (None, own) => Some(at(own?, place.clone())),
    }
}

/// The literal that most keys stand in, the first of such.
fn widest(found: impl Iterator<Item = Literal>) -> Option<Literal> {
    let mut counted: Vec<(Literal, usize)> = Vec::new();
    for literal in found {
        match counted.iter_mut().find(|(known, _)| known.span == literal.span) {
            Some((_, count)) => *count += 1,
            None => counted.push((literal, 1)),
        }
    }
    let most = counted.iter().map(|(_, count)| *count).max()?;
    counted.into_iter().find(|(_, count)| *count == most).map(|(literal, _)| literal)
}

/// The file of a place, where it is written in Terraform's language.
fn hcl(tree: &Tree, span: Span) -> Option<File> {
    let file = tree.file(span.file);
    [".tf", ".tofu", ".tfvars"].iter().any(|ending| file.path.ends_with(ending)).then_some(file)
}

/// Whether the HCL text of a place is a reference and nothing else.
fn is_reference(file: &SourceFile, span: Span) -> bool {
    let hcl = [".tf", ".tofu"].iter().any(|ending| file.path.ends_with(ending));
    let text = file.slice(span.start, span.end);
    hcl && text.contains('.')
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-[]*\"".contains(c))
}

/// Where the outermost output is taken that gave a value out as it came into being. The chain comes
/// nearest to the resource first.
fn given_out(chain: &[&Step]) -> Option<Span> {
    chain.iter().rev().take_while(|step| step.kind == StepKind::ModuleOutput).last()?.span
}

/// Where another resource's attribute is read: the module that gives it out says only what it has,
/// so behind outputs it is where the last of them is taken. The steps come last first.
fn read_at<'a>(steps: impl Iterator<Item = &'a Step>) -> Option<Span> {
    let mut outputs = None;
    for step in steps {
        match step.kind {
            StepKind::Attribute => return outputs.or(step.span),
            StepKind::ModuleOutput => outputs = outputs.or(step.span),
            _ => outputs = None,
        }
    }
    None
}

/// Whether the HCL text of a map's place is no object literal but an expression that computes one.
fn is_expression(file: &SourceFile, span: Span) -> bool {
    let hcl = [".tf", ".tofu"].iter().any(|ending| file.path.ends_with(ending));
    let text = file.slice(span.start, span.end).trim_start();
    // A reference alone (`aws_iam_policy.read.arn`) computes nothing.
    let computes = text.contains(|c: char| c == '(' || c.is_whitespace());
    let literal =
        text.strip_prefix('{').is_some_and(|inner| !inner.trim_start().starts_with("for "));
    hcl && computes && !literal && !text.starts_with("resource") && !text.starts_with("module")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_reference_alone_is_no_text_to_change() {
        let is = |text: &str| {
            let file = SourceFile::new("m.tf".into(), text.into());
            is_reference(&file, Span::new(FileId(0), 0, text.len()))
        };
        assert!(is("aws_ecr_repository.app[\"x\"].repository_url"));
        assert!(!is("\"a.b\"") && !is("merge(a.b, c.d)") && !is("1.5") && !is("true"));
    }
}
