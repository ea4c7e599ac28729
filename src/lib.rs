//! stridelint: policy as code over infrastructure as code.
//!
//! ```text
//! paths -- Tree --> discover --> Unit --> parse + evaluate --> resources (located values)
//!                                               |
//!                                          normalize --> Document --> worlds --> policy engine --> Finding --> Report
//! ```
//!
//! Each stage is a pure function that returns what it made and the problems it met; a broken file
//! costs that file, never the scan. `ARCHITECTURE.md` says where everything is and which invariants
//! hold.

mod baseline;
pub mod cli;
pub mod cloudformation;
mod config;
mod date;
pub mod discover;
pub mod document;
mod ecs;
pub mod finding;
pub mod gap;
pub mod normalize;
mod number;
pub mod path;
pub mod policy;
mod printable;
pub mod report;
pub mod scan;
pub mod secret;
pub mod source;
mod suppress;
pub mod syntax;
pub mod terraform;
pub mod tree;
pub mod unit;
pub mod value;
