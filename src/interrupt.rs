//! Whether the run is to end early: somebody pressed Ctrl-C, or the runner ends the job. The stages look
//! here where their work is long. What is done by then is reported.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Asks the run to end.
pub fn ask() {
    ASKED.store(true, Ordering::Relaxed);
}

/// Takes it back: what begins now is another run. An editor's server scans again and again, and ends a scan
/// of a text that has changed since.
#[cfg(feature = "lsp")]
pub fn take_back() {
    ASKED.store(false, Ordering::Relaxed);
}

/// Whether the run is to end.
#[must_use]
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
