//! Whether work is to end early: somebody pressed Ctrl-C, the runner ends the job, or one of many
//! repositories takes more than it may. The stages look here where their work is long. What is done by then
//! is reported, or, of a repository that was stopped, that it was.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Milliseconds that the processor has worked for this thread: a function of whoever may read clocks.
static CLOCK: OnceLock<fn() -> u64> = OnceLock::new();

thread_local! {
    static UNDER_WAY: RefCell<Option<UnderWay>> = const { RefCell::new(None) };
}

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

/// Whether what this thread works on is to end.
#[must_use]
pub fn asked() -> bool {
    of_all() || UNDER_WAY.with_borrow(|it| it.as_ref().is_some_and(|it| it.work.is_stopped()))
}

/// Whether the whole run is to end.
#[must_use]
pub fn of_all() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// From now on work counts what it takes, by this clock.
pub fn count_by(clock: fn() -> u64) {
    // A second clock would be the same one.
    let _ = CLOCK.set(clock);
}

fn clock() -> u64 {
    CLOCK.get().map_or(0, |clock| clock())
}

/// Work on one of many repositories, on however many threads.
#[derive(Debug, Default)]
pub struct Work {
    stopped: AtomicBool,
    spent: AtomicU64,
}

impl Work {
    /// Asks this work to end.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Milliseconds of processors, where they are counted.
    #[must_use]
    pub fn spent(&self) -> u64 {
        self.spent.load(Ordering::Relaxed)
    }
}

/// What a thread works on, and what its clock said last.
struct UnderWay {
    work: Arc<Work>,
    since: u64,
}

impl UnderWay {
    /// Counts what was spent up to now.
    fn count(&mut self) {
        let now = clock();
        self.work.spent.fetch_add(now.saturating_sub(self.since), Ordering::Relaxed);
        self.since = now;
    }
}

/// What this thread works on: for the threads that help with it.
#[must_use]
pub fn under_way() -> Option<Arc<Work>> {
    UNDER_WAY.with_borrow(|it| it.as_ref().map(|it| it.work.clone()))
}

/// Works on something until what is given back is dropped. A thread that waits for others takes up other
/// work meanwhile, and goes back to its own.
#[must_use]
pub fn enter(work: Option<Arc<Work>>) -> Entered {
    let inner = work.map(|work| UnderWay { work, since: clock() });
    Entered(UNDER_WAY.with_borrow_mut(|it| {
        it.iter_mut().for_each(UnderWay::count);
        std::mem::replace(it, inner)
    }))
}

/// Goes back to what was under way before.
pub struct Entered(Option<UnderWay>);

impl Drop for Entered {
    fn drop(&mut self) {
        let before = self.0.take();
        UNDER_WAY.with_borrow_mut(|it| {
            it.iter_mut().for_each(UnderWay::count);
            *it = before;
            if let Some(it) = it {
                it.since = clock();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_piece_of_work_ends_alone() {
        let [one, other] = [Arc::new(Work::default()), Arc::new(Work::default())];
        let outer = enter(Some(one.clone()));
        one.stop();
        assert!(asked() && !of_all());
        {
            let _inner = enter(Some(other.clone()));
            assert!(!asked(), "what was taken up meanwhile goes on");
            assert!(under_way().is_some_and(|work| Arc::ptr_eq(&work, &other)));
        }
        assert!(asked());
        drop(outer);
        assert!(!asked() && under_way().is_none());
    }
}
