//! A report whose texts command nothing: what comes from an input, names of files included, is made
//! printable once for all formats.

use crate::finding::{Finding, Fixed, Report, Scanned};
use crate::gap::Gap;
use crate::printable::{in_json, in_lines, shown};
use crate::report::Format;
use crate::source::Problem;
use std::borrow::Cow;
use std::io::{self, Write};

/// Makes every text of a report one that may be shown.
pub fn printable(report: &mut Report) {
    texts(report, &mut |text| {
        if let Cow::Owned(shown) = shown(text) {
            *text = shown;
        }
    });
}

/// A report in its format, whatever its parts say: the last look at it.
pub fn last(format: Format, text: String) -> String {
    match format {
        Format::Json
        | Format::Jsonl
        | Format::Sarif
        | Format::Gitlab
        | Format::GitlabSast
        | Format::Rdjson => in_json(text),
        Format::Text
        | Format::Full
        | Format::Concise
        | Format::Csv
        | Format::Markdown
        | Format::Html
        | Format::Junit
        | Format::Github => in_lines(text),
    }
}

/// JSON on its way to a writer, in pieces of whole lines: as [`last`] makes it.
pub struct Lines<'a> {
    out: &'a mut dyn Write,
    text: Vec<u8>,
}

/// Bytes that are written at once.
const PIECE: usize = 64 << 10;

impl<'a> Lines<'a> {
    /// What is written goes there.
    pub fn new(out: &'a mut dyn Write) -> Lines<'a> {
        Lines { out, text: Vec::new() }
    }

    fn hand_on(&mut self, end: usize) -> io::Result<()> {
        let rest = self.text.split_off(end);
        let text = String::from_utf8(std::mem::replace(&mut self.text, rest))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        self.out.write_all(in_json(text).as_bytes())
    }
}

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend(bytes);
        // No string of JSON has the end of a line in it, so nothing that means something is cut.
        if self.text.len() >= PIECE
            && let Some(at) = memchr::memrchr(b'\n', &self.text)
        {
            self.hand_on(at + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_on(self.text.len())?;
        self.out.flush()
    }
}

type Change<'a> = &'a mut dyn FnMut(&mut String);

fn texts(report: &mut Report, change: Change<'_>) {
    for one in report.findings.iter_mut().chain(&mut report.visible) {
        finding(one, change);
    }
    for one in &mut report.announced {
        change(&mut one.file);
        change(&mut one.message);
    }
    report.fixed.iter_mut().for_each(|one| fixed(one, change));
    report.gaps.iter_mut().for_each(|one| gap(one, change));
    report.problems.iter_mut().for_each(|one| problem(one, change));
    report.units.iter_mut().for_each(|one| unit(one, change));
}

fn finding(finding: &mut Finding, change: Change<'_>) {
    finding.texts().for_each(&mut *change);
    for text in [
        &mut finding.repository,
        &mut finding.unit,
        &mut finding.location.file,
        &mut finding.check,
        &mut finding.resource_type,
        &mut finding.source_type,
    ] {
        change(text);
    }
    finding.variants.iter_mut().for_each(&mut *change);
    for instance in &mut finding.instances {
        let own = [&mut instance.unit, &mut instance.resource, &mut instance.path];
        own.into_iter().for_each(&mut *change);
        let told = [&mut instance.subject, &mut instance.condition];
        told.into_iter().flatten().chain(&mut instance.variants).for_each(&mut *change);
        instance.suppression.iter_mut().for_each(|one| change(&mut one.reason));
    }
    finding.related.iter_mut().for_each(|related| change(&mut related.location.file));
    if let Some(suppression) = &mut finding.suppression {
        change(&mut suppression.reason);
    }
}

fn fixed(fixed: &mut Fixed, change: Change<'_>) {
    let own = [&mut fixed.repository, &mut fixed.unit, &mut fixed.file, &mut fixed.resource];
    own.into_iter().for_each(&mut *change);
    change(&mut fixed.check);
    for (unit, resource) in &mut fixed.instances {
        change(unit);
        change(resource);
    }
    fixed.message.iter_mut().for_each(change);
}

fn gap(gap: &mut Gap, change: Change<'_>) {
    let own = [&mut gap.path, &mut gap.what, &mut gap.why, &mut gap.cure];
    own.into_iter().for_each(&mut *change);
    if let Some(call) = gap.call.as_deref_mut() {
        change(&mut call.source);
        call.version.iter_mut().chain(&mut call.arguments).for_each(change);
    }
}

fn problem(problem: &mut Problem, change: Change<'_>) {
    change(&mut problem.path);
    change(&mut problem.message);
}

fn unit(unit: &mut Scanned, change: Change<'_>) {
    change(&mut unit.id);
    change(&mut unit.repository);
}
