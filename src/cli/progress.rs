//! Progress, on a terminal only.

use crate::finding::{Finding, Report, Severity};
use crate::scan::Progress;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Units below which no bar is worth its flicker.
const FEW: usize = 4;

/// A bar on standard error when that is a terminal, nothing otherwise.
pub struct Bar {
    bar: Option<ProgressBar>,
    /// It counts repositories, not units.
    many: bool,
    units: AtomicUsize,
    /// Findings so far, by severity, the mildest first.
    found: [AtomicUsize; 5],
}

impl Bar {
    /// A bar that shows itself once there is something to wait for.
    #[must_use]
    pub fn new() -> Bar {
        Bar::of("units", 0)
    }

    /// A bar for so many repositories.
    #[must_use]
    pub fn of_repositories(count: usize) -> Bar {
        Bar { many: true, ..Bar::of("repositories", count as u64) }
    }

    fn of(what: &str, count: u64) -> Bar {
        // What -v tells would be written into it.
        let wanted = !tracing::enabled!(tracing::Level::INFO)
            && std::io::stderr().is_terminal()
            && std::env::var_os("CI").is_none()
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let bar = wanted.then(|| {
            let bar =
                ProgressBar::with_draw_target(Some(count), ProgressDrawTarget::stderr_with_hz(10));
            let template = format!(
                "{{bar:20}} {{pos}}/{{len}} {what}, {{per_sec}}, {{elapsed}}{{left}}  {{wide_msg}}"
            );
            if let Ok(style) = ProgressStyle::with_template(&template) {
                bar.set_style(style.with_key("left", left));
            }
            bar
        });
        Bar { bar, many: false, units: AtomicUsize::new(0), found: Default::default() }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn shown(&self) -> Option<&ProgressBar> {
        self.bar.as_ref().filter(|bar| bar.length().unwrap_or(0) > 0)
    }

    fn count<'a>(&self, findings: impl Iterator<Item = &'a Finding>) {
        for finding in findings {
            let at = Severity::ALL.iter().position(|severity| *severity == finding.severity);
            self.found[at.unwrap_or_default()].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What was found so far, the worst first, and what is done last.
    fn told(&self, name: &str) -> String {
        let counts = Severity::ALL.iter().zip(&self.found).rev();
        let counts = counts.map(|(severity, count)| (severity, count.load(Ordering::Relaxed)));
        let found: Vec<String> = counts
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| format!("{count} {severity}"))
            .collect();
        let units = match (self.many, self.units.load(Ordering::Relaxed)) {
            (true, units) => format!("{units} deployments; "),
            _ => String::new(),
        };
        let found =
            if found.is_empty() { String::new() } else { format!("{}; ", found.join(", ")) };
        format!("{units}{found}{}", crate::printable::plain(name))
    }
}

/// The time that is left, once there is something to tell it by.
fn left(state: &ProgressState, out: &mut dyn Write) {
    if state.pos() > 0 {
        // A text takes whatever is written.
        let _ = write!(out, ", {:#} left", HumanDuration(state.eta()));
    }
}

impl Progress for Bar {
    fn planned(&self, units: usize) {
        if let Some(bar) = &self.bar
            && units >= FEW
            && !self.many
        {
            bar.inc_length(units as u64);
        }
    }

    fn done(&self, unit: &str) {
        self.units.fetch_add(1, Ordering::Relaxed);
        if let Some(bar) = self.shown() {
            bar.inc(u64::from(!self.many));
            bar.set_message(self.told(unit));
        }
    }

    fn found(&self, findings: &[Finding]) {
        if !self.many && self.bar.is_some() {
            let reported = |one: &&Finding| one.certainty.is_said() && !one.example;
            self.count(findings.iter().filter(reported));
        }
    }

    fn repository(&self, name: &str, report: Option<&Report>) {
        if let Some(bar) = self.shown().filter(|_| self.many) {
            self.count(report.into_iter().flat_map(Report::counted));
            bar.inc(1);
            bar.set_message(self.told(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_so_far_is_told_worst_first() {
        let bar = Bar::of_repositories(3);
        assert_eq!(bar.told("a"), "0 deployments; a");
        bar.done("a/main.tf");
        bar.found[4].store(1, Ordering::Relaxed);
        bar.found[2].store(7, Ordering::Relaxed);
        assert_eq!(bar.told("b"), "1 deployments; 1 critical, 7 medium; b");
    }
}
