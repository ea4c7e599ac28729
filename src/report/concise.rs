//! One line for each finding: what editors and quickfix lists read.
//!
//! What the findings alone do not tell stands in lines of the same form, of severity `info`: what the
//! configuration decided, what is undecided, what was not looked at, and at the end how much was
//! found where something is left out of that.

use super::{Input, described, gaps};
use crate::printable::plain;
use std::fmt::Write;

/// `path:line:column: severity check message`, in the report's order.
pub fn render(input: Input<'_>) -> String {
    let mut out = String::new();
    for one in &input.report.announced {
        let file = if one.file.is_empty() { ".".to_owned() } else { input.shown(&one.file) };
        let place = format!("{file}:{}:1", one.line.unwrap_or(1));
        line(&mut out, &place, "configuration", &one.message);
    }
    for finding in input.open() {
        let place = plain(&input.place(finding));
        let said = plain(&described(finding));
        let _ = writeln!(out, "{place}: {} {} {said}", finding.severity, plain(&finding.check));
    }
    for finding in input.undecided() {
        line(&mut out, &input.place(finding), &finding.check, &described(finding));
    }
    for gap in input.report.gaps.iter().filter(|gap| input.all_gaps || gap.kind.is_loss()) {
        let file = if gap.path.is_empty() { ".".to_owned() } else { input.shown(&gap.path) };
        let (row, column) = gap.at.map_or((1, 1), |at| (at.line, at.column));
        let place = format!("{file}:{row}:{column}");
        line(&mut out, &place, gap.kind.id(), &gaps::sentence(gap));
    }
    let besides = gaps::besides(input);
    if !besides.is_empty() && (!input.view.quiet || gaps::is_incomplete(input.report)) {
        line(&mut out, ".:1:1", "summary", &gaps::headline(input));
    }
    out
}

fn line(out: &mut String, place: &str, what: &str, said: &str) {
    let _ = writeln!(out, "{}: info {what} {}", plain(place), plain(said));
}
