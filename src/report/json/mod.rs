//! JSON for machines, as one object or as lines. What is written stands in [`v1`].

pub mod checks;
mod fill;
pub mod v1;

use super::Input;

/// One object.
pub fn render(input: Input<'_>) -> String {
    let mut text = serde_json::to_string_pretty(&v1::Report::of(input)).unwrap_or_default();
    text.push('\n');
    text
}

/// One object per line: findings, problems, the summary.
pub fn lines(input: Input<'_>) -> String {
    let mut text = String::new();
    for line in v1::Line::all(input) {
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}
