//! Why a check gave nothing.

use super::{Rego, lint};
use crate::budget;

/// Why a check ended, in the form that its reports have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where, in a file of one's own: the file, line and column.
    pub(crate) at: Option<(String, u32, u32)>,
    /// `P060`; none for a check of the program.
    pub(crate) code: Option<&'static str>,
    /// What, as the end of a sentence that begins with the check.
    pub(crate) why: String,
    /// Whether the unit's name belongs into the sentence, and what follows it.
    pub(crate) behind: &'static str,
}

impl Fault {
    /// Of a check of the program.
    pub(crate) fn of_program(why: impl Into<String>) -> Fault {
        Fault { at: None, code: None, why: why.into(), behind: "" }
    }

    /// The sentence without its place.
    pub(crate) fn sentence(&self, unit: &str) -> String {
        match self.code {
            None => self.why.clone(),
            Some("P061") => match self.why.split_once(": ") {
                Some((what, how)) => format!("{what} in {unit}: {how}"),
                None => format!("{} in {unit}", self.why),
            },
            Some(_) => format!("{} in {unit}{}", self.why, self.behind),
        }
    }
}

/// What stopped a check of one's own.
pub(super) enum Limit {
    Steps(u32),
    Memory,
    Findings,
}

/// A check of one's own that was stopped: it is told at the statement that goes through most.
pub(super) fn stopped(rego: &Rego, rule: &str, limit: &Limit) -> Fault {
    let (code, why) = match limit {
        Limit::Steps(steps) => {
            ("P060", format!("took more than {} steps", budget::grouped(u64::from(*steps))))
        }
        Limit::Memory => ("P062", format!("took more than {} MiB", rego.allowed.memory >> 20)),
        Limit::Findings => {
            let most = budget::grouped(rego.allowed.findings as u64);
            ("P063", format!("gave more than {most} findings"))
        }
    };
    Fault { at: heaviest(rego, rule), code: Some(code), why, behind: " and was stopped" }
}

fn heaviest(rego: &Rego, rule: &str) -> Option<(String, u32, u32)> {
    let (package, name) = rule.strip_prefix("data.")?.rsplit_once('.')?;
    rego.files.iter().find_map(|file| {
        let head = format!("package {package}");
        let own = file.text.lines().any(|line| {
            line.trim_end()
                .strip_prefix(&head)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        let at = own.then(|| lint::weights(&file.name, &file.text, name))??;
        let source = crate::source::SourceFile::new(String::new(), file.text.to_string());
        let place = source.position(at);
        Some((file.path.clone(), place.line, place.column))
    })
}

/// A check of one's own that the engine could not evaluate: `message` begins with the place.
pub(super) fn failed(rego: &Rego, message: &str) -> Fault {
    let mut parts = message.splitn(4, ':');
    let place = parts.next().zip(parts.next()).zip(parts.next());
    let place = place.and_then(|((path, line), column)| {
        Some((path.to_owned(), line.trim().parse().ok()?, column.trim().parse().ok()?))
    });
    let (mut at, mut how): (Option<(String, u32, u32)>, String) = match (place, parts.next()) {
        (Some(place), Some(how)) => (Some(place), how.trim().to_owned()),
        _ => (None, message.to_owned()),
    };
    if let Some((path, line, column)) = &mut at
        && let Some(file) = rego.files.iter().find(|file| file.path == *path)
    {
        if how.contains("multiple outputs")
            && let Some((first, text)) = lint::conflict(&file.name, &file.text, *line)
        {
            (*line, *column) = first;
            how = text;
        } else {
            *column =
                lint::characters(file.text.lines().nth(*line as usize - 1).unwrap_or(""), *column);
        }
    }
    Fault { at, code: Some("P061"), why: format!("could not be evaluated: {how}"), behind: "" }
}
