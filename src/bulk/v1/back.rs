//! From rows back to what they were written from. Nothing of a file is trusted: a word that nothing here
//! is called is refused.

use super::{
    Absorbed, Announced, Finding, Gap, Instance, Location, Open, Position, Problem, Related,
};
use super::{SetBy, Snippet, Suppression, Unit};
use crate::finding::{self, Certainty, RelatedKind, Severity};
use crate::gap::{self, GapKind};
use crate::source::{self, Loss};
use crate::unit::Format;

/// What comes back, or the word that is none.
type Back<T> = Result<T, String>;

fn unknown<T>(what: &str, word: &str) -> Back<T> {
    Err(format!("no {what} is called `{word}`"))
}

fn all<T, R>(rows: &[T], back: impl Fn(&T) -> Back<R>) -> Back<Vec<R>> {
    rows.iter().map(back).collect()
}

fn certainty(word: &str) -> Back<Certainty> {
    match word {
        "reported" => Ok(Certainty::Reported),
        "raw" => Ok(Certainty::Raw),
        "undecided" => Ok(Certainty::Undecided),
        _ => unknown("certainty", word),
    }
}

impl Position {
    fn position(self) -> source::Position {
        let Position { line, column, byte_column } = self;
        source::Position { line, column, byte_column }
    }
}

impl Location {
    fn location(&self) -> finding::Location {
        finding::Location {
            file: self.file.clone(),
            start: self.start.position(),
            end: self.end.position(),
        }
    }
}

impl Unit {
    /// The unit of a report.
    ///
    /// # Errors
    /// Its format is none.
    pub fn unit(&self) -> Back<finding::Scanned> {
        let format = Format::ALL.into_iter().find(|format| format.name() == self.format);
        let Some(format) = format else { return unknown("format", &self.format) };
        Ok(finding::Scanned {
            id: self.id.clone(),
            base: self.base.clone(),
            repository: self.within.clone(),
            format: format.name(),
            example: self.example,
            resources: usize::try_from(self.resources).unwrap_or(usize::MAX),
            // For whoever scans again and again.
            files: Vec::new(),
        })
    }
}

impl Problem {
    /// The problem of a report.
    ///
    /// # Errors
    /// Its loss is none.
    pub fn problem(&self) -> Back<source::Problem> {
        let loss = match self.loss.as_str() {
            "note" => Loss::Note,
            "warning" => Loss::Warning,
            "lost" => Loss::Lost,
            word => return unknown("loss", word),
        };
        Ok(source::Problem {
            loss,
            path: self.file.clone(),
            at: self.at.map(Position::position),
            message: self.message.clone(),
            cure: self.cure.clone(),
        })
    }
}

impl Gap {
    /// The gap of a report.
    ///
    /// # Errors
    /// Its kind is none.
    pub fn gap(&self) -> Back<gap::Gap> {
        let kind = GapKind::ALL.into_iter().find(|kind| kind.id() == self.kind);
        let Some(kind) = kind else { return unknown("kind of gaps", &self.kind) };
        let call = self.call.clone().map(|call| {
            Box::new(gap::Call {
                source: call.source,
                version: call.version,
                arguments: call.arguments,
            })
        });
        Ok(gap::Gap {
            kind,
            path: self.file.clone(),
            at: self.at.map(Position::position),
            what: self.what.clone(),
            why: self.why.clone(),
            cure: self.cure.clone(),
            call,
            lost: self.lost,
        })
    }
}

impl Announced {
    /// What a report announces.
    #[must_use]
    pub fn announced(&self) -> finding::Announced {
        let Announced { file, line, message } = self.clone();
        finding::Announced { file, line, message }
    }
}

impl Suppression {
    fn suppression(&self) -> Back<finding::Suppression> {
        let kinds = ["inSource", "external"];
        let Some(kind) = kinds.into_iter().find(|kind| *kind == self.kind) else {
            return unknown("suppression", &self.kind);
        };
        let Suppression { reason, until, .. } = self.clone();
        Ok(finding::Suppression { kind, reason, until })
    }

    fn optional(given: Option<&Suppression>) -> Back<Option<finding::Suppression>> {
        given.map(Suppression::suppression).transpose()
    }
}

impl Related {
    fn related(&self) -> Back<finding::Related> {
        let kind = match self.kind.as_str() {
            "step" => RelatedKind::Step,
            "declaration" => RelatedKind::Declaration,
            "call" => RelatedKind::Call,
            "concern" => RelatedKind::Concern,
            word => return unknown("related place", word),
        };
        let location = self.location.location();
        Ok(finding::Related { location, message: self.message.clone(), kind })
    }
}

impl Snippet {
    fn snippet(&self) -> finding::Snippet {
        let Snippet { first_line, lines, marks } = self.clone();
        let mark = |super::Mark { line, column, length }| finding::Mark { line, column, length };
        finding::Snippet { first_line, lines, marks: marks.into_iter().map(mark).collect() }
    }
}

impl Instance {
    fn instance(&self) -> Back<finding::Instance> {
        let of = self.clone();
        Ok(finding::Instance {
            suppression: Suppression::optional(self.suppression.as_ref())?,
            certainty: certainty(&self.certainty)?,
            unit: of.unit,
            resource: of.resource,
            subject: of.subject,
            path: of.path,
            condition: of.condition,
            variants: of.variants,
            fingerprint: of.fingerprint,
        })
    }
}

impl Absorbed {
    fn absorbed(&self) -> finding::Absorbed {
        finding::Absorbed {
            location: self.location.location(),
            check: self.check.clone(),
            message: self.message.clone(),
            fingerprint: self.fingerprint.clone(),
        }
    }
}

impl From<Open> for finding::Open {
    fn from(open: Open) -> finding::Open {
        let Open { scope, what, why, cure, for_callers } = open;
        finding::Open { scope, what, why, cure, for_callers }
    }
}

impl Finding {
    /// The finding of a report.
    ///
    /// # Errors
    /// A word in it that is none.
    pub fn finding(&self, repository: &str) -> Back<finding::Finding> {
        let severity = self.severity.parse::<Severity>().map_err(|error| error.to_string())?;
        let formats = Format::ALL.map(Format::name);
        let Some(format) = formats.into_iter().find(|format| *format == self.format) else {
            return unknown("format", &self.format);
        };
        let of = self.clone();
        Ok(finding::Finding {
            repository: repository.to_owned(),
            location: self.location.location(),
            severity,
            certainty: certainty(&self.certainty)?,
            open: of.open.map(finding::Open::from),
            related: all(&self.related, Related::related)?,
            snippet: self.snippet.as_ref().map(Snippet::snippet),
            format,
            suppression: Suppression::optional(self.suppression.as_ref())?,
            instances: all(&self.instances, Instance::instance)?,
            absorbed: self.absorbed.iter().map(Absorbed::absorbed).collect(),
            fix: None,
            unit: of.unit,
            check: of.check,
            resource: of.resource,
            written_in: of.written_in,
            display: of.display,
            resource_type: of.resource_type,
            source_type: of.source_type,
            path: of.path,
            missing: of.missing,
            message: of.message,
            subject: of.subject,
            condition: of.condition,
            variants: of.variants,
            unknown: of.unknown,
            example: of.example,
            case: of.case,
            set_by: of.set_by.map(|SetBy { told, line }| finding::SetBy { told, line }),
            fingerprint: of.fingerprint,
            identity: of.identity,
        })
    }
}
