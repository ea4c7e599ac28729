//! What Terraform refuses of a file before it evaluates anything: blocks that it does not know or
//! that lack their labels, names that are none, arguments that exclude one another or that its own
//! blocks do not have. Nothing of it is dropped without a word.

use crate::source::{Loss, Problem, Span};
use crate::syntax::hcl::ast::{Block, Body, Expr, Kind};
use crate::tree::Tree;

/// Terraform's and OpenTofu's top-level blocks, with their labels.
const BLOCKS: [(&str, &[&str]); 14] = [
    ("resource", &["type", "name"]),
    ("data", &["type", "name"]),
    ("ephemeral", &["type", "name"]),
    ("action", &["type", "name"]),
    ("module", &["name"]),
    ("variable", &["name"]),
    ("output", &["name"]),
    ("provider", &["name"]),
    ("check", &["name"]),
    ("locals", &[]),
    ("terraform", &[]),
    ("moved", &[]),
    ("import", &[]),
    ("removed", &[]),
];

/// What stands in `variable`, `output` and `lifecycle`, blocks included: in JSON these look alike.
const OWN: [(&str, &[&str]); 4] = [
    ("data lifecycle", &["precondition", "postcondition", "enabled"]),
    (
        "variable",
        &[
            "default",
            "type",
            "description",
            "sensitive",
            "nullable",
            "ephemeral",
            "const",
            "deprecated",
            "validation",
        ],
    ),
    (
        "output",
        &[
            "value",
            "description",
            "sensitive",
            "ephemeral",
            "type",
            "depends_on",
            "deprecated",
            "precondition",
        ],
    ),
    (
        "lifecycle",
        &[
            "create_before_destroy",
            "prevent_destroy",
            "ignore_changes",
            "replace_triggered_by",
            "enabled",
            "destroy",
            "precondition",
            "postcondition",
            "action_trigger",
        ],
    ),
];

/// Names that arguments of `module` blocks have.
const RESERVED: [&str; 8] =
    ["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"];

/// The blocks that say what has to hold, each with the block in which it stands.
const CONDITIONS: [(&str, &str); 4] = [
    ("validation", "variable"),
    ("precondition", "lifecycle"),
    ("postcondition", "lifecycle"),
    ("assert", "check"),
];

/// Words of a provisioner's arguments.
const WORDS: [(&str, &[&str]); 2] =
    [("when", &["create", "destroy"]), ("on_failure", &["continue", "fail"])];

/// How alike two names are when one is taken for the other misspelt.
const ALIKE: f64 = 0.85;

/// Hears what is refused: what it costs, where, and why.
type Refused<'a> = &'a mut dyn FnMut(Loss, Option<Span>, String);

/// Whether the block can be read; what is refused of it is told.
pub(super) fn check(tree: &Tree, block: &Block, problems: &mut Vec<Problem>) -> bool {
    let mut refused = |loss, span: Option<Span>, message| {
        if let Some(span) = span {
            problems.push(Problem::at(loss, &tree.file(span.file), span.start, message));
        }
    };
    let kind = &*block.kind;
    let Some((_, labels)) = BLOCKS.iter().find(|(name, _)| *name == kind) else {
        let names = BLOCKS.iter().map(|(name, _)| *name);
        match nearest(kind, names) {
            Some(name) => refused(
                Loss::Lost,
                block.header,
                format!(
                    "there is no block type `{kind}`: the block is not read; did you mean `{name}`?"
                ),
            ),
            None => refused(
                Loss::Warning,
                block.header,
                format!("unknown block type `{kind}`: the block is not read"),
            ),
        }
        return false;
    };
    if let Some(missing) = labels.get(block.labels.len()) {
        refused(
            Loss::Lost,
            block.header,
            format!("a `{kind}` block needs a {missing}: the block is not read"),
        );
        return false;
    }
    if let Some((text, place)) = block.labels.get(labels.len()) {
        refused(
            Loss::Warning,
            place.or(block.header),
            format!("unexpected label `{text}` after `{kind}`"),
        );
    }
    for (text, place) in block.labels.iter().filter(|(text, _)| !is_name(text)) {
        refused(
            Loss::Warning,
            place.or(block.header),
            format!(
                "`{text}` is not a valid name: it has to begin with a letter or an underscore and to \
                 consist of letters, digits, underscores and dashes"
            ),
        );
    }
    own_arguments(kind, &block.body, &mut refused);
    let name = block.label(0).map_or("", |name| name);
    if kind == "variable" && RESERVED.contains(&name) {
        let message = format!("no variable can have the name `{name}`: `module` blocks use it");
        refused(Loss::Warning, block.header, message);
    }
    conditions(kind, block, &mut refused);
    if let Some(default) = block.body.attribute("default").filter(|_| kind == "variable")
        && let Some(place) = computed(&default.value)
    {
        let message = "a variable's default is written out: nothing is computed in it".to_owned();
        refused(Loss::Warning, place.or(block.header), message);
    }
    if kind == "output" && block.body.attribute("value").is_none() {
        refused(Loss::Warning, block.header, "an output needs a value".to_owned());
    }
    if matches!(kind, "resource" | "data" | "module" | "ephemeral") {
        repetition(kind, block, &mut refused);
    }
    true
}

/// `count`, `for_each` and `lifecycle`, each at most once.
fn repetition(kind: &str, block: &Block, refused: Refused<'_>) {
    let body = &block.body;
    if let (Some(_), Some(each)) = (body.attribute("count"), body.attribute("for_each")) {
        let message = format!("a `{kind}` block takes count or for_each, not both; count is used");
        refused(Loss::Warning, each.place.or(block.header), message);
    }
    for name in ["lifecycle", "connection"] {
        for second in body.blocks_of(name).skip(1) {
            let message = format!("a `{kind}` block takes one {name} block");
            refused(Loss::Warning, second.header.or(block.header), message);
        }
    }
    if kind != "module" {
        let own = if kind == "data" { "data lifecycle" } else { "lifecycle" };
        for lifecycle in body.blocks_of("lifecycle") {
            own_arguments(own, &lifecycle.body, refused);
            conditions("lifecycle", lifecycle, refused);
        }
    }
    body.blocks_of("provisioner").for_each(|inner| provisioner(inner, refused));
}

/// A provisioner has one type, and words of its own for when it runs.
fn provisioner(block: &Block, refused: Refused<'_>) {
    if block.labels.is_empty() {
        let message = "a provisioner block needs its type".to_owned();
        refused(Loss::Warning, block.header, message);
    }
    if let Some((text, place)) = block.labels.get(1) {
        let message = format!("unexpected label `{text}` after `provisioner`");
        refused(Loss::Warning, place.or(block.header), message);
    }
    for (name, words) in WORDS {
        let Some(attribute) = block.body.attribute(name) else { continue };
        let word = match &attribute.value.kind {
            Kind::Name(word) => Some(word.to_string()),
            _ => attribute.value.literal(),
        };
        if !word.is_some_and(|word| words.contains(&word.as_str())) {
            let message = format!("a provisioner's {name} is {} or {}", words[0], words[1]);
            refused(Loss::Warning, attribute.value.place.or(attribute.place), message);
        }
    }
}

/// What has to hold needs its condition, and words for when it does not.
fn conditions(kind: &str, block: &Block, refused: Refused<'_>) {
    for (name, _) in CONDITIONS.iter().filter(|(_, within)| *within == kind) {
        for inner in block.body.blocks_of(name) {
            for needed in ["condition", "error_message"] {
                if inner.body.attribute(needed).is_none() {
                    let message = format!("a {name} block needs its {needed}");
                    refused(Loss::Warning, inner.header.or(block.header), message);
                }
            }
        }
    }
}

/// Where something is computed in a value.
fn computed(value: &Expr) -> Option<Option<Span>> {
    match &value.kind {
        Kind::Access(..) | Kind::Call { .. } | Kind::For(_) => Some(value.place),
        Kind::List(items) => items.iter().find_map(computed),
        Kind::Object(entries) => entries.iter().find_map(|(_, value)| computed(value)),
        _ => None,
    }
}

/// Arguments and blocks that one of Terraform's own blocks does not have.
fn own_arguments(kind: &str, body: &Body, refused: Refused<'_>) {
    let Some((_, known)) = OWN.iter().find(|(name, _)| *name == kind) else { return };
    let attributes = body.attributes.iter().map(|attribute| (&attribute.name, attribute.place));
    let blocks = body.blocks.iter().map(|block| (&block.kind, block.header));
    for (name, place) in attributes.chain(blocks).filter(|(name, _)| !known.contains(&&***name)) {
        let meant = nearest(name, known.iter().copied())
            .map(|meant| format!("; did you mean `{meant}`?"))
            .unwrap_or_default();
        let message = format!("`{kind}` takes no `{name}`: it is not read{meant}");
        refused(Loss::Warning, place, message);
    }
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
        || !text.is_ascii()
}
