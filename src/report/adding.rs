//! Where a fix goes that adds something.

use super::Input;
use crate::finding::Finding;

/// Where a fix goes that adds something: what begins at the finding's place. A resource of its own
/// goes nowhere in particular.
#[must_use]
pub fn to_add(input: Input<'_>, finding: &Finding) -> Option<String> {
    let at = || match properties_of(finding) {
        Some(name) => format!("the fix to Properties of {name}"),
        None => format!("the fix to the block that begins at line {}", finding.location.start.line),
    };
    adds(input, finding).then(at)
}

/// Whether the fix is to be added to what begins at the finding's place.
#[must_use]
pub fn adds(input: Input<'_>, finding: &Finding) -> bool {
    let declares = |line: &str| {
        let line = line.trim_start();
        ["resource \"", "Type: AWS::", "\"Type\": \"AWS::"]
            .iter()
            .any(|begin| line.starts_with(begin))
    };
    let written = finding.set_by.is_some() || at_argument(finding);
    finding.missing && !written && !input.fix(finding).is_some_and(|fix| fix.lines().any(declares))
}

/// Whether a finding stands at an argument of the same line, which has to get another value: nothing is
/// added there. A block or an object that begins on the line gets what it lacks.
fn at_argument(finding: &Finding) -> bool {
    let at = || {
        let snippet = finding.snippet.as_ref()?;
        let mark = snippet.marks.first()?;
        let line = snippet.lines.get(mark.line.checked_sub(snippet.first_line)? as usize)?;
        let rest = line.chars().skip(mark.column as usize).collect::<String>();
        let name = |c: char| c.is_alphanumeric() || "_-".contains(c);
        let value = rest.trim_start_matches(name).trim_start().strip_prefix('=')?.trim_end();
        Some(rest.starts_with(name) && !value.ends_with(['{', '[', '(']))
    };
    at().unwrap_or(false)
}

/// The logical id of the template's resource whose name a finding stands at: what is missing there
/// belongs below its `Properties`.
#[must_use]
pub fn properties_of(finding: &Finding) -> Option<&str> {
    let own = finding.resource.rsplit(['/', '#']).next()?;
    let snippet = finding.snippet.as_ref()?;
    let mark = snippet.marks.first()?;
    let line = snippet.lines.get(mark.line.checked_sub(snippet.first_line)? as usize)?;
    let marked: String =
        line.chars().skip(mark.column as usize).take(mark.length as usize).collect();
    let is_name = marked.trim().trim_matches(['"', '\'']) == own;
    (is_name && finding.format == "cloudformation").then_some(own)
}
