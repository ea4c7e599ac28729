//! Problems of the input, on standard error.

use super::say;
use crate::gap::Gap;
use crate::printable::plain;
use crate::secret::without_credentials;
use crate::source::{Loss, Problem};

/// Prints each problem with its place, and of the gaps those for which the run fails.
pub fn tell(problems: &[Problem], gaps: &[Gap]) {
    for gap in gaps.iter().filter(|gap| gap.fails()) {
        let at = gap.at.map(|at| format!("{}:{}:{}: ", gap.path, at.line, at.column));
        let text = format!("{}{}", at.unwrap_or_default(), gap.sentence());
        say(&format!("error: {}", plain(&without_credentials(&text))));
    }
    for problem in problems {
        let word = match problem.loss {
            Loss::Note => "note",
            Loss::Warning => "warning",
            Loss::Lost => "error",
        };
        say(&format!("{word}: {}", line(problem)));
    }
}

/// `file:line:column: what is wrong`, free of control characters.
#[must_use]
pub fn line(problem: &Problem) -> String {
    let place = match (&problem.path, problem.at) {
        (path, _) if path.is_empty() => String::new(),
        (path, Some(at)) => format!("{path}:{}:{}: ", at.line, at.column),
        (path, None) => format!("{path}: "),
    };
    plain(&format!("{place}{}", without_credentials(&problem.message)))
}
