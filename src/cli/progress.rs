//! Progress, on a terminal only.

use crate::scan::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// Units below which no bar is worth its flicker.
const FEW: usize = 4;

/// A bar on standard error when that is a terminal, nothing otherwise.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar that shows itself once there is something to wait for.
    #[must_use]
    pub fn new() -> Bar {
        // What -v tells would be written into it.
        let wanted = !tracing::enabled!(tracing::Level::INFO)
            && std::io::stderr().is_terminal()
            && std::env::var_os("CI").is_none()
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        Bar(wanted.then(|| {
            let bar =
                ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template(
                "{bar:30} {pos}/{len} units, {elapsed}, {eta} left  {wide_msg}",
            ) {
                bar.set_style(style);
            }
            bar
        }))
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn planned(&self, units: usize) {
        if let Some(bar) = &self.0
            && units >= FEW
        {
            bar.inc_length(units as u64);
        }
    }

    fn done(&self, unit: &str) {
        if let Some(bar) = self.0.as_ref().filter(|bar| bar.length().unwrap_or(0) > 0) {
            bar.inc(1);
            bar.set_message(crate::printable::plain(unit));
        }
    }
}
