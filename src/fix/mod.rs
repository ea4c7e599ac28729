//! From a finding to the edit that fixes it. An edit is data: where in which file, and which text. The constant is the
//! policy's (`custom.edit` of its METADATA), the place is the one that the value comes from, the layout is that of the
//! text around it. Nothing here reads or writes a file.

mod hcl;
mod insert;
mod layout;
mod literal;
mod patch;
mod read;
mod render;
mod settle;

pub use patch::{CONTEXT, unified};
pub use render::{Replacement, applied, clash, render};
pub use settle::{Bench, Effort, Kept, Settled, Texts, settle};

use crate::document::{Document, Located, Node, Path, Segment};
use crate::finding::{Change, Fix, What};
use crate::policy::Edit;
use crate::policy::edit::constant;
use crate::source::SourceFile;
use crate::tree::Tree;
use crate::unit::Format;
use crate::value::{Data, Step, StepKind, Value};
use literal::{Language, Surrounded};
use std::sync::Arc;

/// A finding, with all that its edit is made of.
pub struct Site<'a> {
    /// The files.
    pub tree: &'a Tree,
    /// The unit.
    pub document: &'a Document,
    /// The resource.
    pub node: &'a Node,
    /// What the check found, below the resource's values.
    pub path: &'a Path,
    /// The text to change.
    pub place: &'a Located<'a>,
    /// What the policy has written there.
    pub edit: &'a Edit,
}

/// The fix of a finding.
#[must_use]
pub fn plan(site: &Site<'_>) -> Fix {
    let changes = changes(site);
    let touches = changes.as_ref().map(|all| touched(site, all)).unwrap_or_default();
    Fix {
        is_unsafe: site.edit.is_unsafe || is_suggested(site),
        changes,
        touches,
        made: Vec::new(),
        suggestion: None,
        beside_secret: false,
    }
}

/// Whether the value is the default that a module suggests to whoever calls it: people chose it for
/// callers who are not here.
fn is_suggested(site: &Site<'_>) -> bool {
    let default = |step: &&Step| step.kind == StepKind::VariableDefault;
    !site.document.deployable && site.place.chain.iter().copied().any(|step| default(&step))
}

fn changes(site: &Site<'_>) -> Result<Vec<Change>, String> {
    let Site { tree, document, node, edit, .. } = *site;
    if document.format == Format::Plan {
        return Err("a plan is written by Terraform, not by hand".to_owned());
    }
    if node.display.is_some() {
        return Err(
            "the template is generated: the program that makes it is to be changed".to_owned()
        );
    }
    if node.apart {
        return Err("the resource is not in this code".to_owned());
    }
    let wanted = edit
        .tree(document.format.name(), &node.source_type)
        .ok_or_else(|| "its fix is not mechanical in this format".to_owned())?;
    let own = edit.path.as_ref().map(|path| {
        let keys = path.split('.').map(|key| Segment::Key(Arc::from(key)));
        Path(keys.collect())
    });
    let elsewhere = own.as_ref().map(|path| node.place_of(path));
    let (path, place) = match (&own, &elsewhere) {
        (Some(path), Some(place)) => (path, place),
        _ => (site.path, site.place),
    };
    let span = place.span.ok_or_else(|| "nothing of it is written in a file".to_owned())?;
    let file = tree.file(span.file);
    if crate::path::in_package(&file.path) {
        return Err("it is written in an installed module".to_owned());
    }
    if tree.is_alias(&file.path) || !tree.has_file(&file.path) {
        return Err(
            "the file is only reached through a link, or lies outside what is scanned".to_owned()
        );
    }
    if let Some(step) =
        place.chain.iter().find(|step| matches!(step.kind, StepKind::LeftOut | StepKind::Decided))
    {
        return Err(format!("it is left out by a flag ({})", step.name));
    }
    let exact = place.depth == path.0.len();
    // A default that no text says stands at the resource; nothing is written where nothing is said.
    let written = |value: &&Value| exact && !value.is_null() && value.place.span != node.place.span;
    let change = match place.value.filter(written) {
        Some(value) => {
            replacement(site, &file, value, (span.start as usize, span.end as usize), wanted)?
        }
        None => addition(site, &file, path, place, wanted)?,
    };
    let rendered = render(&file, std::slice::from_ref(&change))?;
    // What is written anew has to be read as it was meant: a text that is broken by it is none.
    if rendered.is_empty() {
        return Err("it is written already".to_owned());
    }
    Ok(vec![change])
}

/// A constant in place of another.
fn replacement(
    site: &Site<'_>,
    file: &SourceFile,
    value: &Value,
    (start, end): (usize, usize),
    wanted: &serde_json::Value,
) -> Result<Change, String> {
    let computed = || "the value is computed".to_owned();
    let constant = constant(wanted).ok_or_else(computed)?;
    let word = match &value.data {
        Data::Bool(it) => it.to_string(),
        Data::Number(it) => it.to_string(),
        Data::String(it) if it.parts.as_ref().is_none_or(|parts| parts.len() <= 1) => {
            it.text.to_string()
        }
        Data::Either(_) => return Err("it depends on a condition that is not known".to_owned()),
        Data::String(_) | Data::List(_) | Data::Map(_) | Data::Unknown(_) | Data::Null => {
            return Err(computed());
        }
    };
    let from = &site.edit.from;
    let same = |from: &serde_json::Value| {
        let from = from.as_str().map_or_else(|| from.to_string(), str::to_owned);
        from.eq_ignore_ascii_case(&word)
    };
    if !from.is_empty() && !from.iter().any(same) {
        return Err("what is written there says more than the fix knows".to_owned());
    }
    if value.marks.is_secret() {
        return Err("the value is secret".to_owned());
    }
    if read::is_arm(file, start) {
        return Err("it is one arm of a condition".to_owned());
    }
    let old = file.text.get(start..end).ok_or_else(computed)?;
    let around = Surrounded {
        before: file.text.get(..start).and_then(|text| text.chars().next_back()),
        after: file.text.get(end..).and_then(|text| text.chars().next()),
    };
    let text =
        literal::restyled(old, &word, constant, Language::of(file), around).ok_or_else(computed)?;
    if text == old {
        return Err("it is written already, and something else decides".to_owned());
    }
    let said = format!(
        "{} becomes {text}",
        name_at(file, start).unwrap_or_else(|| "the value".to_owned())
    );
    Ok(Change {
        file: file.path.clone(),
        shown: site.tree.reported(&file.path),
        start,
        end,
        what: What::Replace(text),
        said,
    })
}

/// The line that the place of a finding becomes where one constant comes in the place of another, for a
/// person: `default = true`. `None` where it does not begin with the value's own name, or where the fix
/// is not of this kind.
#[must_use]
pub fn line(site: &Site<'_>) -> Option<String> {
    let Site { tree, document, node, path, place, edit } = *site;
    let wanted = edit.tree(document.format.name(), &node.source_type)?;
    let value = place.value.filter(|_| place.depth == path.0.len() && edit.path.is_none())?;
    let span = place.span.filter(|span| value.place.span == Some(*span))?;
    let file = tree.file(span.file);
    let (start, end) = (span.start as usize, span.end as usize);
    let change = replacement(site, &file, value, (start, end), wanted).ok()?;
    let What::Replace(text) = change.what else { return None };
    let line_of =
        |at: usize| file.text.get(..at).map(|text| text.rfind('\n').map_or(0, |at| at + 1));
    let before = file.text.get(line_of(start)?..start)?.trim_start();
    let quotes = ['"', '\''];
    let own = before.trim_end_matches(quotes);
    let plain = |name: &str| name.trim_matches(quotes).chars().all(is_of_name);
    // The quotation mark that the value has outside of its place is a part of the line.
    let closing = &before[own.len()..];
    if let Some((name, between)) = own.rfind([':', '=']).map(|at| own.split_at(at)) {
        let name = name.trim_end();
        let name = name.rsplit([' ', '{', ',', '\t']).next().filter(|name| plain(name))?;
        if between[1..].trim().is_empty() {
            let sign = if between.starts_with('=') { " = " } else { ": " };
            return Some(format!("{name}{sign}{closing}{text}{closing}"));
        }
        let call = between[1..].trim_start();
        if call.starts_with("optional(") && file.text.get(end..)?.starts_with(')') {
            return Some(format!("{name} = {call}{text})"));
        }
    }
    None
}

/// The name in front of a value on its line: its own, else the one that the line begins with.
pub(crate) fn name_at(file: &SourceFile, start: usize) -> Option<String> {
    let line = file.text.get(..start)?.rsplit('\n').next()?;
    let quotes = ['"', '\'', ' ', '\t'];
    let own = line
        .trim_end_matches(quotes)
        .strip_suffix(['=', ':'])
        .map(|name| name.trim_end_matches(quotes));
    let name = match own {
        Some(own) => {
            let from = own.rfind(|c: char| !is_of_name(c)).map_or(0, |at| at + 1);
            own.get(from..)?
        }
        None => {
            let first = line.trim_start().trim_start_matches(quotes);
            let to = first.find(|c: char| !is_of_name(c))?;
            let behind = first.get(to..)?.trim_start_matches(quotes);
            first.get(..to).filter(|_| behind.starts_with(['=', ':']))?
        }
    };
    (!name.is_empty()).then(|| name.to_owned())
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || "_-.".contains(c)
}

/// What is missing, put into the object or the resource that lacks it.
fn addition(
    site: &Site<'_>,
    file: &SourceFile,
    path: &Path,
    place: &Located<'_>,
    wanted: &serde_json::Value,
) -> Result<Change, String> {
    let nowhere = || "nothing that it could be added to is written".to_owned();
    // Of several attributes that one check asks for, the finding is about one.
    let own = match path.0.last() {
        Some(Segment::Key(key)) => {
            wanted.get(&**key).map(|value| serde_json::json!({ &**key: value }))
        }
        _ => None,
    };
    let wanted = own.as_ref().unwrap_or(wanted);
    let wanted_text = wanted.to_string();
    let said = said(wanted);
    let make = |file: &SourceFile, start: u32, end: u32, what| Change {
        file: file.path.clone(),
        shown: site.tree.reported(&file.path),
        start: start as usize,
        end: end as usize,
        what,
        said: said.clone(),
    };
    let item = path.0.iter().rposition(|segment| matches!(segment, Segment::Index(_)));
    let Some(item) = item else {
        let header = site.node.place.span.ok_or_else(nowhere)?;
        let own = site.tree.file(header.file);
        if own.path != file.path {
            return Err("what lacks it is put together from several files".to_owned());
        }
        let tree = match site.document.format {
            Format::CloudFormation => serde_json::json!({ "Properties": wanted }).to_string(),
            Format::Terraform | Format::Plan | Format::Ecs => wanted_text,
        };
        return Ok(make(&own, header.start, header.end, What::Extend(tree)));
    };
    // The literal that a merged object lacks it in is told by the finding's own place.
    let direct = place.depth == item + 1;
    let span = match direct {
        true => place.span,
        false => site.node.get(&Path(path.0[..=item].to_vec())).and_then(|value| value.place.span),
    };
    let span = span.ok_or_else(nowhere)?;
    let own = site.tree.file(span.file);
    if own.path != file.path {
        return Err("what lacks it is put together from several files".to_owned());
    }
    Ok(make(&own, span.start, span.end, What::Add(wanted_text)))
}

/// What is added, in short.
fn said(tree: &serde_json::Value) -> String {
    fn short(tree: &serde_json::Value) -> String {
        match tree {
            serde_json::Value::Object(map) => {
                let all: Vec<String> = map
                    .iter()
                    .map(|(name, inner)| match inner {
                        serde_json::Value::Object(_) | serde_json::Value::Array(_) => {
                            format!("{name} {{ {} }}", short(inner))
                        }
                        constant => format!("{name} = {constant}"),
                    })
                    .collect();
                all.join(", ")
            }
            serde_json::Value::Array(items) => {
                items.iter().map(short).collect::<Vec<_>>().join(", ")
            }
            constant => constant.to_string(),
        }
    }
    format!("added {}", short(tree))
}

/// The resources of the unit that the changed texts reach.
fn touched(site: &Site<'_>, changes: &[Change]) -> Vec<String> {
    let reaches = |node: &Node| {
        changes.iter().any(|change| {
            let here = |span: Option<crate::source::Span>| {
                span.is_some_and(|span| {
                    span.start as usize == change.start
                        && span.end as usize == change.end
                        && site.tree.file(span.file).path == change.file
                })
            };
            match change.what {
                What::Extend(_) => here(node.place.span),
                What::Replace(_) | What::Add(_) => holds(&node.values, &here),
            }
        })
    };
    let declares =
        |node: &Node| node.ty.starts_with("terraform.") || node.ty == "cloudformation.parameter";
    let nodes = site.document.resources.values().filter(|node| !declares(node));
    nodes.filter(|node| reaches(node)).map(|node| node.id.clone()).collect()
}

/// Whether a value, or one in it, stands at a place.
fn holds(value: &Value, here: &dyn Fn(Option<crate::source::Span>) -> bool) -> bool {
    here(value.place.span)
        || match &value.data {
            Data::List(list) => list.items.iter().any(|item| holds(item, here)),
            Data::Map(map) => map.entries.values().any(|entry| holds(&entry.value, here)),
            Data::Either(either) => holds(&either.then, here) || holds(&either.otherwise, here),
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::String(_) | Data::Unknown(_) => {
                false
            }
        }
}
