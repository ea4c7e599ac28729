//! Whether the run is to end early: somebody pressed Ctrl-C, or the runner ends the job. The stages look
//! here where their work is long. What is done by then is reported.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Asks the run to end.
pub fn ask() {
    ASKED.store(true, Ordering::Relaxed);
}

/// Whether the run is to end.
#[must_use]
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
