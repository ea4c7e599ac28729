//! Many repositories: the manifest that lists them, and the tables that a scan of them gives. What is
//! written here is read again, by the program and by others, so both are frozen formats.

pub mod gathered;
pub mod manifest;
pub mod v1;

pub use gathered::{Gathered, MergeError, together};
