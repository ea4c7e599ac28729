//! To come.
pub(super) const FUNCTIONS: &[super::Function] = &[];
