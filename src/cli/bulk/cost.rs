//! What a line of the manifest takes, and what it may take. The clock is read here and nowhere in a stage:
//! a line that is stopped has no findings, so none depends on it.

use super::args::ManyArgs;
use crate::bulk::v1::Timing;
use crate::interrupt::{self, Work};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often it is looked at what is under way.
const EVERY: Duration = Duration::from_millis(20);

/// What one line may take.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    seconds: Option<u32>,
    /// MiB.
    memory: Option<u32>,
}

impl Limits {
    /// Those of a command line.
    #[must_use]
    pub fn of(args: &ManyArgs) -> Limits {
        Limits { seconds: args.row_seconds, memory: args.row_memory }
    }
}

/// A line that is under way.
struct Line {
    work: Arc<Work>,
    begun: Instant,
    /// Memory of the process when it began, in KiB.
    memory: u64,
    over: Option<Over>,
}

/// Why a line was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    Time,
    Memory,
}

/// Watches what is under way.
pub struct Watch {
    limits: Limits,
    lines: Arc<Mutex<Vec<Line>>>,
    /// Who looks, until it is told to end.
    looking: Option<(Sender<()>, JoinHandle<()>)>,
    timings: bool,
}

/// What was made of a line, and what it took.
pub struct Watched<T> {
    /// What was made; or why it was stopped: a word for its outcome, and a sentence.
    pub made: Result<T, (&'static str, String)>,
    /// What it took, where that is wanted.
    pub timing: Option<Timing>,
}

impl Watch {
    /// Begins to watch.
    #[must_use]
    pub fn new(args: &ManyArgs) -> Watch {
        let limits = Limits::of(args);
        let lines: Arc<Mutex<Vec<Line>>> = Arc::default();
        if args.timings {
            interrupt::count_by(of_thread);
        }
        let looking = (limits.seconds.is_some() || limits.memory.is_some()).then(|| {
            let (end, ended) = channel();
            let lines = lines.clone();
            let look = move || {
                while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                    stop(&mut lines.lock().unwrap_or_else(PoisonError::into_inner), limits);
                }
            };
            (end, std::thread::spawn(look))
        });
        Watch { limits, lines, looking, timings: args.timings }
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, Vec<Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works on a line.
    pub fn line<T>(&self, work: impl FnOnce() -> T) -> Watched<T> {
        let own = Arc::new(Work::default());
        let begun = Instant::now();
        let memory = self.limits.memory.map_or(0, |_| resident());
        self.lines().push(Line { work: own.clone(), begun, memory, over: None });
        let made = {
            let _entered = interrupt::enter(Some(own.clone()));
            work()
        };
        let mut lines = self.lines();
        let at = lines.iter().position(|line| Arc::ptr_eq(&line.work, &own));
        let over = at.and_then(|at| lines.swap_remove(at).over);
        drop(lines);
        let timing = self.timings.then(|| Timing {
            cpu_ms: own.spent(),
            wall_ms: begun.elapsed().as_millis().try_into().unwrap_or(u64::MAX),
            peak_kib: peak(),
        });
        let made = match over {
            None => Ok(made),
            Some(Over::Time) => {
                let seconds = self.limits.seconds.unwrap_or_default();
                Err(("timeout", format!("its scan took more than {seconds} seconds")))
            }
            Some(Over::Memory) => {
                let memory = self.limits.memory.unwrap_or_default();
                Err(("failed", format!("its scan took more than {memory} MiB of memory")))
            }
        };
        Watched { made, timing }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some((end, looking)) = self.looking.take() {
            drop(end);
            // Whoever looks has nothing to say.
            let _ = looking.join();
        }
    }
}

/// Stops what takes more than it may.
fn stop(lines: &mut [Line], limits: Limits) {
    let resident = limits.memory.filter(|_| !lines.is_empty()).map_or(0, |_| resident());
    for line in lines.iter_mut().filter(|line| line.over.is_none()) {
        let long = limits.seconds.is_some_and(|most| line.begun.elapsed().as_secs() >= most.into());
        let grown = resident.saturating_sub(line.memory);
        let large = limits.memory.is_some_and(|most| grown > u64::from(most) << 10);
        line.over = match (long, large) {
            (true, _) => Some(Over::Time),
            (_, true) => Some(Over::Memory),
            _ => continue,
        };
        line.work.stop();
    }
}

/// A number of a file that the system keeps about this process, in KiB or whatever it counts.
fn number(file: &str, find: impl Fn(&str) -> Option<u64>) -> u64 {
    std::fs::read_to_string(file).ok().and_then(|text| find(&text)).unwrap_or_default()
}

fn status(name: &str) -> u64 {
    number("/proc/self/status", |text| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    })
}

/// Memory of the process, in KiB; 0 where the system does not say.
fn resident() -> u64 {
    status("VmRSS:")
}

/// The most memory that the process has had, in KiB; 0 where the system does not say.
fn peak() -> u64 {
    status("VmHWM:")
}

/// Milliseconds of a processor for this thread; 0 where the system does not say.
fn of_thread() -> u64 {
    let nanoseconds =
        number("/proc/thread-self/schedstat", |text| text.split_whitespace().next()?.parse().ok());
    nanoseconds / 1_000_000
}
