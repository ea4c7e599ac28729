//! Findings as rows that leave while others are looked for, in the order of a report.

use super::Failure;
use super::args::{ScanArgs, Trial};
use super::bulk::out::Out;
use super::output::{Target, cannot, refuse_link};
use crate::finding::{Finding, Report};
use crate::policy::PolicySet;
use crate::report::json::{last_lines, lines, lines_of_findings};
use crate::report::{Format, Input, Tally, View, printable};
use crate::scan::{Part, merge};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Where the rows of one scan go.
pub struct Rows {
    file: Option<PathBuf>,
    left: Mutex<Left>,
}

/// What is known of them by now.
#[derive(Default)]
struct Left {
    /// `None`: nothing was written. A file that is begun would be listed with what is scanned.
    out: Option<Out>,
    /// Findings before which others may come.
    held: Vec<Finding>,
    tally: Tally,
    /// Why they cannot be written.
    failed: Option<Failure>,
    /// There were parts.
    any: bool,
}

impl Rows {
    /// The rows of a scan that writes nothing else, where a finding is not compared with others; `None`:
    /// its report is written as a whole.
    ///
    /// # Errors
    /// The file may not be written.
    pub fn of(args: &ScanArgs, targets: &[Target]) -> Result<Option<Rows>, Failure> {
        let [Target { format: Format::Jsonl, file }] = targets else { return Ok(None) };
        let Trial { fixes, separate, states, for_states, texts, units } = &args.trial;
        let own = *fixes || *separate || *states || *for_states;
        let trial = own || !texts.is_empty() || units.is_some();
        let compared = args.baseline.is_some()
            || args.diff_base.is_some()
            || args.diff_exact.is_some()
            || args.staged
            || args.pre_commit;
        // What one decision closes is told of all that is undecided.
        if trial || compared || args.undecided {
            return Ok(None);
        }
        file.as_deref().map_or(Ok(()), refuse_link)?;
        Ok(Some(Rows { file: file.clone(), left: Mutex::default() }))
    }

    /// Takes what a part gave, and lets go of what no later one comes before.
    pub fn take(&self, part: Part, set: &PolicySet, today: &str) {
        let Part { findings, units, next } = part;
        let mut report = merge(vec![Report { findings, units, ..Report::default() }], today);
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.any = true;
        left.tally.add(input(&report, set));
        left.held.append(&mut report.findings);
        left.held.sort();
        let at = |finding: &Finding| {
            next.as_ref().is_none_or(|(repository, unit)| {
                (&finding.repository, &finding.unit) < (repository, unit)
            })
        };
        let count = left.held.partition_point(at);
        let findings: Vec<Finding> = left.held.drain(..count).collect();
        let mut report = Report { findings, ..Report::default() };
        printable(&mut report);
        let text = lines_of_findings(input(&report, set));
        if left.failed.is_none()
            && let Err(failure) = self.write(&mut left, &text)
        {
            left.failed = Some(failure);
        }
    }

    fn write(&self, left: &mut Left, text: &str) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        let out = match &mut left.out {
            Some(out) => out,
            None => left.out.insert(Out::new(self.file.as_deref())?),
        };
        let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        done.map_err(|error| cannot(self.file.as_deref(), &error))
    }

    /// Ends the rows with what is said of all of them.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn end(self, report: &Report, set: &PolicySet) -> Result<(), Failure> {
        let mut left =
            std::mem::take(&mut *self.left.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(failure) = left.failed.take() {
            return Err(failure);
        }
        let input = input(report, set);
        let text = match left.any {
            true => last_lines(input, &left.tally),
            false => lines(input),
        };
        self.write(&mut left, &text)?;
        left.out.map_or(Ok(()), Out::finish)
    }
}

fn input<'a>(report: &'a Report, set: &'a PolicySet) -> Input<'a> {
    Input { report, set, all_gaps: false, view: View::default(), model: None }
}
