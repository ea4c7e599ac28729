//! What a report and the comments that stand on a pull request come to: the writes that bring the comments up to date.
//!
//! [`plan()`] is a function of both and of nothing else. It is the same for every service; who sends what it plans, and what
//! becomes of it, is the business of `forge`.

mod body;
mod diff;
mod fallback;
mod plan;
mod report;
mod spot;
mod state;
mod whole;
mod words;

pub use body::MARK as LINE_MARK;
pub use diff::{Diff, Lines};
pub use fallback::{annotations, quality};
pub use plan::{Asked, Plan, plan};
pub use report::Report;
pub use spot::{Mapping, files};
pub use state::{Comment, Note, Service, State, Thread, Write};
pub use whole::{MARK as WHOLE_MARK, TWICE, summary};
pub use words::Page;

#[cfg(test)]
mod tests;
