//! One line for each finding: what editors and quickfix lists read.

use super::{Input, described};
use crate::printable::plain;
use std::fmt::Write;

/// `path:line:column: severity check message`, in the report's order.
pub fn render(input: Input<'_>) -> String {
    let mut out = String::new();
    for finding in input.open() {
        let place = plain(&input.place(finding));
        let said = plain(&described(finding));
        let _ = writeln!(out, "{place}: {} {} {said}", finding.severity, plain(&finding.check));
    }
    out
}
