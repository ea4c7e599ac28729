//! Worlds end to end: small documents in memory, policies inline.

mod doubling;
mod given;
mod lengths;
mod loading;
mod runs;
mod situations;
