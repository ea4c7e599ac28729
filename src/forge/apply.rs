//! Sends what is planned, and plans anew from what stands there wherever an answer does not say what became of it.

use super::{Forge, Trouble};
use crate::review::{Plan, State, TWICE, Write};
use std::time::{Duration, Instant};

/// What all of it may take.
const BUDGET: Duration = Duration::from_secs(120);
/// Between two writes. Services count them by the minute.
pub(super) const PAUSE: Duration = Duration::from_secs(1);
/// Times that all is read and planned at most.
const ROUNDS: u32 = 8;

/// What became of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All of it is written.
    Done {
        /// The writes that were sent and taken.
        writes: usize,
        /// The plan that held last.
        plan: Plan,
        /// What could not be done and costs no finding.
        notes: Vec<String>,
    },
    /// The pull request is at another commit than what was scanned: a later run tells of that one.
    Moved(String),
    /// The token may not write.
    Refused(String),
    /// The service does not do what was asked.
    Failed(String),
}

/// Brings a pull request up to date. `make` plans; it is told whether comments at lines may be written.
pub fn apply(
    forge: &mut dyn Forge,
    expected: Option<&str>,
    make: &mut dyn FnMut(&mut dyn Forge, &State, bool) -> Plan,
) -> Outcome {
    let mut run =
        Run { begun: Instant::now(), sent: 0, made: false, at_lines: true, notes: Vec::new() };
    let mut why = String::new();
    for round in 0..ROUNDS {
        match run.round(forge, expected, make) {
            Ok(plan) => {
                if run.made {
                    run.once(forge, make);
                }
                return Outcome::Done { writes: run.sent, plan, notes: run.notes };
            }
            Err(Stop::Ended(outcome)) => return outcome,
            Err(Stop::Again(trouble)) => {
                let wait = match &trouble {
                    Trouble::Limited(_, wait) => *wait,
                    Trouble::Unclear(_) => PAUSE * 2_u32.pow(round.min(4)),
                    Trouble::Refused(_) | Trouble::Invalid(_) | Trouble::Gone(_) => Duration::ZERO,
                };
                why = trouble.to_string();
                if run.begun.elapsed() + wait > BUDGET {
                    break;
                }
                std::thread::sleep(wait);
            }
        }
    }
    Outcome::Failed(why)
}

/// Why a round ends before its plan does.
enum Stop {
    /// All is read and planned again.
    Again(Trouble),
    /// Nothing more is done.
    Ended(Outcome),
}

struct Run {
    begun: Instant,
    sent: usize,
    made: bool,
    at_lines: bool,
    notes: Vec<String>,
}

impl Run {
    fn round(
        &mut self,
        forge: &mut dyn Forge,
        expected: Option<&str>,
        make: &mut dyn FnMut(&mut dyn Forge, &State, bool) -> Plan,
    ) -> Result<Plan, Stop> {
        let state = read(forge)?;
        let moved = |head: &str| Err(Stop::Ended(Outcome::Moved(head.to_owned())));
        if expected.is_some_and(|expected| expected != state.head) {
            return moved(&state.head);
        }
        let plan = make(forge, &state, self.at_lines);
        for write in &plan.writes {
            if self.sent > 0 {
                std::thread::sleep(PAUSE);
            }
            // What is made a second time stays: another run, or a push, may have come in between.
            if self.sent > 0 && write.makes() {
                let now = read(forge)?;
                if now.head != state.head {
                    return moved(&now.head);
                }
                if matches!(write, Write::Tell { .. }) && !now.whole.is_empty() {
                    return Err(Stop::Again(Trouble::Gone("another run wrote too".to_owned())));
                }
            }
            match forge.write(&state, write) {
                Ok(()) => {
                    self.sent += 1;
                    self.made |= write.makes();
                }
                Err(trouble) => self.met(forge, &state, write, trouble)?,
            }
        }
        Ok(plan)
    }

    /// What a write that failed is to the rest.
    fn met(
        &mut self,
        forge: &mut dyn Forge,
        state: &State,
        write: &Write,
        trouble: Trouble,
    ) -> Result<(), Stop> {
        let what = || format!("{}: {trouble}", write.told());
        match (&trouble, write) {
            (Trouble::Invalid(_), Write::Review { .. }) if self.at_lines => {
                self.at_lines = false;
                self.notes.push(format!("comments at lines were not taken ({trouble}): all findings are in the report's comment"));
                Err(Stop::Again(trouble))
            }
            // What is there twice may have been taken away by the other run; a conversation may stay open.
            (Trouble::Gone(_) | Trouble::Refused(_), _) if write.unmakes() => {
                unmake(forge, state, write);
                Ok(())
            }
            (
                Trouble::Refused(_) | Trouble::Invalid(_),
                Write::Resolve { .. } | Write::Update { .. },
            ) => {
                self.notes.push(what());
                Ok(())
            }
            (Trouble::Refused(_), _) => Err(Stop::Ended(Outcome::Refused(trouble.to_string()))),
            (Trouble::Invalid(_), _) => Err(Stop::Ended(Outcome::Failed(what()))),
            (Trouble::Gone(_) | Trouble::Limited(..) | Trouble::Unclear(_), _) => {
                Err(Stop::Again(trouble))
            }
        }
    }

    /// Where two runs wrote at once, takes away what is there twice.
    fn once(
        &mut self,
        forge: &mut dyn Forge,
        make: &mut dyn FnMut(&mut dyn Forge, &State, bool) -> Plan,
    ) {
        let Ok(state) = forge.read() else { return };
        let plan = make(forge, &state, self.at_lines);
        for write in plan.writes.iter().filter(|write| write.unmakes()) {
            std::thread::sleep(PAUSE);
            match forge.write(&state, write) {
                Ok(()) => self.sent += 1,
                Err(_) => unmake(forge, &state, write),
            }
        }
    }
}

/// What is there twice, and is not taken away, is no report any more: the next run passes it over.
fn unmake(forge: &mut dyn Forge, state: &State, write: &Write) {
    if let Write::Untell { note } = write {
        let told = Write::Retell { note: note.clone(), body: TWICE.to_owned() };
        // Another run may have taken it away.
        let _ = forge.write(state, &told);
    }
}

fn read(forge: &mut dyn Forge) -> Result<State, Stop> {
    forge.read().map_err(|trouble| match trouble {
        Trouble::Refused(why) | Trouble::Invalid(why) | Trouble::Gone(why) => {
            Stop::Ended(Outcome::Refused(why))
        }
        Trouble::Limited(..) | Trouble::Unclear(_) => Stop::Again(trouble),
    })
}
