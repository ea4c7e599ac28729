//! Which place of an outcome tells a reader what to change.

use crate::document::{Located, Node, Path};
use crate::finding::Certainty;
use crate::policy::Outcome;
use crate::source::{SourceFile, Span};
use crate::tree::Tree;
use crate::value::{Data, Step, StepKind};

/// The place of an outcome. Some places would tell a reader nothing, and are replaced by what
/// carried the value:
/// - a value that nobody wrote (a sensitive variable without a default) stands where it is used;
/// - another resource's attribute stands where it is read;
/// - an object that an expression made (`merge(...)`, `{ for ... }`) stands where its name was
///   written.
pub(super) fn telling<'a>(tree: &Tree, node: &'a Node, outcome: &Outcome) -> Located<'a> {
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
    let ancestor = Path(outcome.place.0[..place.depth].to_vec());
    let made = node.get(&ancestor).filter(|value| {
        matches!(value.data, Data::Map(_))
            && value.place.span.is_some_and(|span| is_expression(&tree.file(span.file), span))
    });
    if let Some(made) = made
        && let Some(name) =
            made.get("name").filter(|name| name.as_str().is_some() && name.place.span.is_some())
        // A name that was made of the same text (that of an AWS managed policy) is written nowhere.
        && name.place.span != made.place.span
    {
        let inner = node.place_of(&ancestor.key("name"));
        if inner.value.is_some_and(|value| std::ptr::eq(value, name)) {
            let span = inner.span.map(|span| object_around(&tree.file(span.file), span));
            return Located { value: place.value, span, key: None, ..inner };
        }
    }
    place
}

/// The object literal around a place, or the place where none is: what is missing in an object is no
/// business of its name.
fn object_around(file: &SourceFile, span: Span) -> Span {
    /// How far from the place its object begins at most, in bytes.
    const FAR: u32 = 2_000;
    let before = file.slice(span.start.saturating_sub(FAR), span.start);
    let mut depth = 0_u32;
    let opens = before.bytes().rev().position(|byte| match byte {
        b'}' => {
            depth += 1;
            false
        }
        b'{' if depth == 0 => true,
        b'{' => {
            depth -= 1;
            false
        }
        _ => false,
    });
    let Some(back) = opens.and_then(|at| u32::try_from(at).ok()) else { return span };
    let start = span.start - back - 1;
    let after = file.slice(start, u32::MAX);
    let closes = after.bytes().position(|byte| match byte {
        b'{' => {
            depth += 1;
            false
        }
        b'}' => {
            depth -= 1;
            depth == 0
        }
        _ => false,
    });
    let end = closes.and_then(|at| u32::try_from(at).ok()).map_or(span.end, |at| start + at + 1);
    Span { start, end: end.max(span.end), ..span }
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
    fn the_object_around_a_name_is_the_innermost() {
        let around = |text: &str| {
            let file = SourceFile::new("m.tf".into(), text.into());
            let at = text.find("\"app\"").unwrap();
            let found = object_around(&file, Span::new(FileId(0), at, at + 5));
            file.slice(found.start, found.end).to_owned()
        };
        let object = "{ image = \"x:${var.t}\", name = \"app\", b = { c = 1 } }";
        assert_eq!(around(&format!("a = merge({{ d = 1 }}, {object}, {{}})")), object);
        assert_eq!(around("name = \"app\""), "\"app\"");
    }

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
