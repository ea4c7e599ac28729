//! What sets a value that is no argument of the resource: the text to change has other words there
//! than a resource's fix.

/// What is to be changed for the resource to have another value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetBy {
    /// What is to be done, as a sentence part: ``change the default of `var.x` or set the variable``.
    pub told: String,
    /// The line that fixes the finding there, where it is known: `default = true`.
    pub line: Option<String>,
}

impl SetBy {
    /// Every text that is made of the input's own words, to be changed in place.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        std::iter::once(&mut self.told).chain(&mut self.line)
    }
}
