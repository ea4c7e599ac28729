//! JSON for machines, as one object or as lines. What is written stands in [`v1`].

pub mod checks;
mod fill;
pub mod v1;

use super::{Format, Input, Tally, clean};
use std::io::{self, Write};

/// One object.
pub fn render(input: Input<'_>) -> String {
    let mut text = serde_json::to_string_pretty(&v1::Report::of(input)).unwrap_or_default();
    text.push('\n');
    text
}

/// As [`render`], written as it is made.
///
/// # Errors
/// It cannot be written.
pub fn write(input: Input<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = clean::Lines::new(out);
    serde_json::to_writer_pretty(&mut out, &v1::Report::of(input))?;
    out.write_all(b"\n")?;
    out.flush()
}

/// As [`lines`], written as they are made.
///
/// # Errors
/// They cannot be written.
pub fn write_lines(input: Input<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = clean::Lines::new(out);
    for line in v1::Line::all(input) {
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// One object per line: findings, problems, the summary.
pub fn lines(input: Input<'_>) -> String {
    text_of(v1::Line::all(input))
}

/// The lines of findings alone, which leave before the others are known.
pub fn lines_of_findings(input: Input<'_>) -> String {
    text_of(v1::Line::of_findings(input))
}

/// The lines behind the findings of a report; `tally` counted those.
pub fn last_lines(input: Input<'_>, tally: &Tally) -> String {
    text_of(v1::Line::last(input, tally))
}

fn text_of<'a>(lines: impl Iterator<Item = v1::Line<'a>>) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    clean::last(Format::Jsonl, text)
}
