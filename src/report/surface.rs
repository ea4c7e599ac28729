//! What a change does to the attack surface, for a terminal and for a pull request's comment.

use super::escape::inline;
use crate::model::diff::{Change, Changed, Item};
use crate::model::v1::Evidence;
use crate::printable::plain;
use std::fmt::Write;

/// What is said where nothing of the attack surface differs.
pub const NONE: &str = "no change to the attack surface";

/// Lines of a list in a comment.
const MOST: usize = 40;

/// For a terminal.
#[must_use]
pub fn text(change: &Change) -> String {
    let mut out = format!("Attack surface since {}: {}\n", plain(&change.base), headline(change));
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n{title}");
            for line in lines {
                let _ = writeln!(out, "  {}", plain(&line));
            }
        }
    };
    for (title, lines) in lists(change) {
        list(title, lines);
    }
    out
}

/// A section of markdown, with a heading.
#[must_use]
pub fn markdown(change: &Change) -> String {
    let mut out =
        format!("### Attack surface\n\nSince {}: {}.\n", inline(&change.base), headline(change));
    for (at, (title, lines)) in lists(change).into_iter().enumerate() {
        if lines.is_empty() {
            continue;
        }
        // Exposure is read; the rest is looked up.
        let folded = at > 0;
        if folded {
            let _ = write!(out, "\n<details><summary>{title} ({})</summary>\n\n", lines.len());
        } else {
            let _ = write!(out, "\n**{title}**\n\n");
        }
        for line in lines.iter().take(MOST) {
            let _ = writeln!(out, "- {}", inline(line));
        }
        if lines.len() > MOST {
            let _ = writeln!(out, "- {} more", lines.len() - MOST);
        }
        if folded {
            out.push_str("\n</details>\n");
        }
    }
    out
}

/// What it comes to, with what it does not know.
fn headline(change: &Change) -> String {
    let said = match change.exposure.len() {
        _ if change.is_none() => NONE.to_owned(),
        0 => "the model changes, and nothing is newly exposed".to_owned(),
        1 => "1 new exposure".to_owned(),
        more => format!("{more} new exposures"),
    };
    match change.unseen.len() {
        0 => said,
        1 => format!("{said}; 1 file was not compared"),
        more => format!("{said}; {more} files were not compared"),
    }
}

fn lists(change: &Change) -> Vec<(&'static str, Vec<String>)> {
    let place = |at: &Option<Evidence>| {
        at.as_ref().map_or_else(String::new, |at| format!(" ({}:{})", at.file, at.line))
    };
    let exposure = change.exposure.iter();
    let exposure = exposure.map(|own| format!("{}{}", own.text, place(&own.place))).collect();
    let item = |own: &Item| format!("{}: {}{}", own.kind, own.name, place(&own.place));
    let items = |parts: &crate::model::diff::Parts| -> Vec<String> {
        let all = parts.boundaries.iter().chain(&parts.elements).chain(&parts.flows);
        all.map(item).collect()
    };
    let changed = |all: &[Changed]| -> Vec<String> {
        all.iter()
            .map(|own| {
                format!(
                    "{}: {} {} -> {}{}",
                    own.name,
                    own.field,
                    own.from,
                    own.to,
                    place(&own.place)
                )
            })
            .collect()
    };
    vec![
        ("New exposure", exposure),
        ("Added", items(&change.added)),
        ("Removed", items(&change.removed)),
        ("Changed", changed(&change.changed)),
        (
            "Renamed",
            change.renamed.iter().map(|own| format!("{} -> {}", own.from, own.to)).collect(),
        ),
        ("Less is known", changed(&change.less_known)),
        (
            "Not compared",
            change
                .unseen
                .iter()
                .map(|own| format!("{}: {}; {}", own.path, own.why, own.cure))
                .collect(),
        ),
    ]
}
