//! A check's sentence: a template with placeholders, filled from the document at the finding's
//! place.

mod names;
mod noun;
mod template;
mod values;

pub(super) use names::subject;
pub use template::Template;
pub(crate) use template::{PLACEHOLDERS, Piece};
pub(super) use values::Secrets;

use crate::document::address::ends_of_modules;
use crate::document::{Node, Path, Segment};
use crate::finding::CONSEQUENCE;
use crate::value::Value;
use names::{container, innermost, is_nameless, item_name, name, named_here};
use regex::Regex;
use serde_json::{Map, Value as Json};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;
use values::{fact, shown};

/// What stands for a value that nobody knows.
pub(super) const NOT_KNOWN: &str = "(not known)";

/// What stands for a value that may be a secret.
const HIDDEN: &str = "***";

/// How long a value may be in a message, and how long in one that would be too long.
const MAX_VALUE: usize = 120;
const MAX_SHORT: usize = 32;

/// How long a sentence may be: of how many more things it holds has to fit into its line too.
const LONGEST: usize = 160;

/// How long it may be with the modules around a resource: without them it says as much.
const LONGEST_WHOLE: usize = 150;

/// How much of a text, in bytes, and how many items of a list are looked at for that.
const MAX_SEEN: usize = 4096;

/// The sentence of a finding. `place` names arms.
///
/// One that is too long is said of the resource without its modules, which the finding has; then
/// without what follows; then with the beginnings of its names.
pub(super) fn fill(
    template: &Template,
    node: &Node,
    place: &Path,
    facts: &Map<String, Json>,
    secrets: &Secrets,
) -> String {
    let fits = |text: &str| text.chars().count() <= LONGEST;
    let said = |length| said(template, node, place, (facts, secrets), (length, Knows::Surely));
    let whole = said(Length::Whole);
    if whole.chars().count() <= LONGEST_WHOLE {
        return whole;
    }
    let own = said(Length::Own);
    if fits(&own) {
        return own;
    }
    let cause = |text: &str| text.rsplit_once(CONSEQUENCE).map(|(cause, _)| cause.to_owned());
    if let Some(cause) = cause(&whole).filter(|text| fits(text)) {
        return cause;
    }
    if let Some(cause) = cause(&own).filter(|text| fits(text)) {
        return cause;
    }
    let short = said(Length::Short);
    if fits(&short) { short } else { cause(&short).unwrap_or(short) }
}

/// What is said where a check cannot decide: the check's own sentence would state as a fact what nobody
/// knows, and name values that stand for unknown ones. Why it cannot is told behind it.
pub(super) fn open(
    whether: Option<&Template>,
    title: &str,
    node: &Node,
    place: &Path,
    secrets: &Secrets,
) -> String {
    let fits = |text: &str| text.chars().count() <= LONGEST;
    let Some(template) = whether else {
        let of = |whole: bool| {
            let title = format!("cannot tell whether \"{title}\" applies to ");
            title + &place_of(node, place, whole)
        };
        let whole = of(true);
        return if fits(&whole) { whole } else { of(false) };
    };
    let facts = Map::new();
    let of = |length| {
        let said = said(template, node, place, (&facts, secrets), (length, Knows::Maybe));
        format!("cannot tell whether {said}")
    };
    [Length::Whole, Length::Own]
        .map(of)
        .into_iter()
        .find(|text| fits(text))
        .unwrap_or_else(|| of(Length::Short))
}

/// The thing that a place is about, with the resource around it.
fn place_of(node: &Node, place: &Path, whole: bool) -> String {
    let address = if whole { address(&node.id) } else { own_address(node) };
    let variable = || named_here(node, &innermost(node, place));
    let variable = in_environment(place).then(variable).flatten();
    let variable = variable.map_or_else(String::new, |name| format!("{} of ", quoted(&name)));
    match container(node, place) {
        Some(name) => format!("{variable}container {} of {}", quoted(&name), quoted(&address)),
        None => quoted(&address),
    }
}

/// A name as it stands in a sentence: marked, so that `VPC` is not taken for a word of it.
fn quoted(name: &str) -> String {
    // What counts or is not known is no name.
    let is_none = name.starts_with('#') || name == NOT_KNOWN || name == "not set" || name == HIDDEN;
    if is_none || name.contains('`') { name.to_owned() } else { format!("`{name}`") }
}

/// Whether a sentence is said of what is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Knows {
    /// It is.
    Surely,
    /// The very thing may be unknown: what has no name is one of its kind.
    Maybe,
}

/// Puts "a volume" for "volume" at the end of a sentence's beginning: the name is not known. `of` is
/// what it belongs to.
fn any_of(out: &mut String, of: Option<&str>) {
    let begin = out.rfind(" of ").map_or(0, |at| at + " of ".len());
    let noun = out.split_off(begin);
    let noun = noun.trim_end();
    let article =
        if noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
    out.push_str(article);
    out.push(' ');
    out.push_str(noun);
    if let Some(of) = of {
        out.push_str(" of ");
        out.push_str(&quoted(of));
    }
}

/// Names a container that has no known name, by its image or its number in the list, in place of the
/// noun at the end of a sentence's beginning.
fn put_unnamed(out: &mut String, number: usize, image: Option<String>) {
    const NUMBERS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    if out.ends_with("container ") {
        out.truncate(out.len() - "container ".len());
    }
    let _ = match (image, NUMBERS.get(number.wrapping_sub(1))) {
        (Some(image), _) => write!(out, "the container that runs {}", quoted(&image)),
        (None, Some(ordinal)) => write!(out, "the {ordinal} container"),
        (None, None) => write!(out, "container number {number}"),
    };
}

/// The image of the container around a place, where it is known.
fn image_of(node: &Node, place: &Path) -> Option<String> {
    let length = (1..=place.0.len()).find(|length| {
        let is_index = matches!(place.0.get(length - 1), Some(Segment::Index(_)));
        is_index && node.get(&prefix(place, *length)).is_some_and(|own| own.get("image").is_some())
    })?;
    let raw = node.get(&prefix(place, length))?.get("image")?.get("raw")?;
    raw.as_str().filter(|_| !raw.marks.is_secret())?;
    Some(shown(Some(raw)))
}

/// How much of names and values a sentence has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    /// All of them.
    Whole,
    /// Addresses without their modules.
    Own,
    /// Their beginnings.
    Short,
}

fn said(
    template: &Template,
    node: &Node,
    place: &Path,
    (facts, secrets): (&Map<String, Json>, &Secrets),
    (length, knows): (Length, Knows),
) -> String {
    let mut out = String::new();
    let own = if length == Length::Whole { address(&node.id) } else { own_address(node) };
    let short = |text: String| {
        if length == Length::Short && text.chars().count() > MAX_SHORT {
            text.chars().take(MAX_SHORT).chain(['…']).collect()
        } else {
            text
        }
    };
    let of_container = template.pieces.contains(&Piece::Container);
    for piece in &template.pieces {
        let text = match piece {
            Piece::Text(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Name if knows == Knows::Maybe => {
                let known = if out.trim_end().ends_with("container") {
                    container(node, place)
                } else {
                    item_name(node, place, of_container)
                };
                match known {
                    Some(name) => name,
                    None => {
                        let owner = short(own.clone());
                        any_of(&mut out, (!of_container).then_some(owner.as_str()));
                        continue;
                    }
                }
            }
            Piece::Name => name(node, place),
            Piece::Container if knows == Knows::Maybe => match container(node, place) {
                Some(name) => name,
                None => {
                    any_of(&mut out, Some(&short(own.clone())));
                    continue;
                }
            },
            Piece::Container => container(node, place).unwrap_or_else(|| name(node, place)),
            Piece::Resource => own.clone(),
            Piece::Statement => {
                out.push_str(&statement(node, place, &short(own.clone())));
                continue;
            }
            Piece::Value if in_environment(place) => HIDDEN.to_owned(),
            Piece::Value => written(node, place),
            Piece::Key => key(place),
            Piece::Object(keys) => {
                let object = innermost(node, place);
                below(node, &object, keys)
            }
            Piece::Values(keys) => {
                let text = below(node, &Path::default(), keys);
                // CloudFormation names what has no name: here it has its address, as has what has a
                // name that nobody knows.
                let named = || node.get(&Path::default().key(keys[0].as_str()));
                let unnamed = keys.len() == 1
                    && matches!(keys[0].as_str(), "family" | "name")
                    && (text == "not set" || named().is_none_or(is_nameless));
                if unnamed { own_address(node) } else { text }
            }
            Piece::Fact(key) => {
                let text = facts.get(key).map_or_else(|| "not set".to_owned(), fact);
                out.push_str(&readable(&secrets.hidden(node, text)));
                continue;
            }
        };
        if matches!(piece, Piece::Name | Piece::Container)
            && let Some(number) = text.strip_prefix('#').and_then(|number| number.parse().ok())
        {
            // One image is not named twice in a sentence.
            let says_image = |piece: &Piece| match piece {
                Piece::Object(keys) => keys.first().is_some_and(|key| key == "image"),
                _ => false,
            };
            let image = image_of(node, place).filter(|_| !template.pieces.iter().any(says_image));
            put_unnamed(&mut out, number, image.map(short));
            continue;
        }
        // Of what a module makes only the module's address is known.
        let of_module = node.modelled.is_some() && text == own && own == own_address(node);
        if let (true, true, Some(noun)) =
            (out.is_empty(), *piece == Piece::Resource, noun::of(node))
        {
            let _ = write!(out, "{noun} ");
        }
        // The section of a template that it stands in is told by the noun.
        let text = match text.strip_prefix("Parameters/") {
            Some(own) if out == "parameter " => own.to_owned(),
            _ => text,
        };
        if of_module {
            noun::put_of(&mut out);
        }
        let text = short(text);
        // One in marks of the policy's own has them already.
        let marked = out.ends_with(['`', '"', '\'']);
        if piece.is_name() && !marked { out.push_str(&quoted(&text)) } else { out.push_str(&text) }
    }
    out
}

/// What a policy's statement is called: that of an AWS managed policy stands in nobody's text.
fn statement(node: &Node, place: &Path, owner: &str) -> String {
    match aws_managed(node, place) {
        Some(name) => format!("{}, attached to {},", quoted(&name), quoted(owner)),
        None => format!("a policy statement in {}", quoted(owner)),
    }
}

/// The name of the AWS managed policy that a place is the attachment of, or is in.
pub(crate) fn aws_managed(node: &Node, place: &Path) -> Option<String> {
    let (Some(Segment::Key(key)), length) = (place.0.first(), 2) else { return None };
    let arms = place.0.iter().skip(length).take_while(|one| matches!(one, Segment::Arm(_))).count();
    let policy = node.get(&prefix(place, length + arms)).filter(|_| &**key == "policies")?;
    let text = |key| policy.get(key).and_then(Value::as_str);
    let by_arn = || text("arn")?.split_once(":iam::aws:policy/")?.1.rsplit('/').next();
    let managed = text("kind") == Some("aws_managed");
    let name = text("name").filter(|_| managed).or_else(by_arn)?;
    Some(name.to_owned())
}

/// A resource's address without the modules around it; of what a model makes the call, because nobody
/// wrote the name in it.
fn own_address(node: &Node) -> String {
    let Some(call) = node.modelled.as_deref() else {
        return without_modules(&address(&node.id)).to_owned();
    };
    // Where the modules around it end, its own end not among them.
    let around = ends_of_modules(&node.id).into_iter().filter(|end| *end < call.len());
    let own = around.max().map_or(call, |end| call[end..].trim_start_matches('.'));
    address(own)
}

/// An address without the modules around the resource.
fn without_modules(address: &str) -> &str {
    let mut rest = address;
    while let Some(inside) = rest.strip_prefix("module.") {
        // The key of an instance may have dots and brackets between its quotation marks.
        let mut quoted = false;
        let end = inside.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == '.' && !quoted
        });
        match end {
            Some((at, _)) => rest = &inside[at + 1..],
            None => break,
        }
    }
    rest
}

/// A text of a policy as a person reads it: what stands for something unknown is a gap.
fn readable(text: &str) -> Cow<'_, str> {
    static MADE_UP: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"stridelint-unknown-\d+|\$\{unknown-[0-9a-f]+\}").ok());
    match MADE_UP.as_ref() {
        Some(pattern) => pattern.replace_all(text, "…"),
        None => Cow::Borrowed(text),
    }
}

fn below(node: &Node, object: &Path, keys: &[String]) -> String {
    let path = keys.iter().fold(object.clone(), |path, key| path.key(key.as_str()));
    match written(node, &path) {
        _ if in_environment(&path) => HIDDEN.to_owned(),
        // It reads as a fault of the sentence where an image is expected.
        text if text == HIDDEN && keys.last().is_some_and(|key| key == "image") => {
            "an image marked sensitive".to_owned()
        }
        text => text,
    }
}

/// Whether a path leads to the value of an environment entry.
fn in_environment(path: &Path) -> bool {
    let mut inside = false;
    for segment in &path.0 {
        match segment {
            Segment::Key(key) if key.as_ref() == "environment" => inside = true,
            Segment::Key(key) if inside && key.as_ref() == "value" => return true,
            _ => {}
        }
    }
    false
}

/// A resource's address; of one in a file of its own what the file calls it.
fn address(id: &str) -> String {
    let id = id.rsplit_once('#').map_or(id, |(_, name)| name);
    // Between quotation marks stand the keys of instances.
    let parts = id.split('"').enumerate().map(|(at, part)| {
        let long = at % 2 == 1 && part.chars().count() > KEY;
        if long {
            format!("{}…", part.chars().take(KEY).collect::<String>())
        } else {
            part.to_owned()
        }
    });
    parts.collect::<Vec<_>>().join("\"")
}

/// How much of an instance's key stands in a message.
const KEY: usize = 24;

/// How much of a digest tells images apart.
const DIGEST: usize = 12;

/// An image with the beginning of its digest; any other text as it is.
fn short_digest(text: &str) -> String {
    let image = text.split_once("@sha256:").filter(|(_, digest)| {
        digest.len() > DIGEST && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    match image {
        Some((name, digest)) => format!("{name}@sha256:{}…", &digest[..DIGEST]),
        None => text.to_owned(),
    }
}

fn key(place: &Path) -> String {
    let last = place.0.iter().rev().find_map(|segment| match segment {
        Segment::Key(key) => Some(key.to_string()),
        _ => None,
    });
    last.unwrap_or_default()
}

fn prefix(place: &Path, length: usize) -> Path {
    Path(place.0.iter().take(length).cloned().collect())
}

/// What stands at a path. Below something that is not known nothing can be called not set.
fn written(node: &Node, path: &Path) -> String {
    let value = node.get(path);
    let below_unknown = || {
        (1..path.0.len()).any(|length| {
            node.get(&prefix(path, length)).is_some_and(|value| value.as_unknown().is_some())
        })
    };
    if value.is_none() && below_unknown() { NOT_KNOWN.to_owned() } else { shown(value) }
}
