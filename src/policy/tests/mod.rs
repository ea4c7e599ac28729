//! Worlds end to end: small documents in memory, policies inline.

mod doubling;
mod given;
mod groups;
mod lengths;
mod loading;
mod own;
mod runs;
mod situations;
