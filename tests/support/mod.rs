//! What the test programs share.

// Each program uses its part of it.
#![allow(dead_code)]

pub mod editor;
pub mod fixtures;
pub mod forge;
pub mod program;
pub mod repository;
pub mod stages;
pub mod traced;
pub mod workflow;
