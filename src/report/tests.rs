//! Placeholder module for tests.
