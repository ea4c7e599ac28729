//! A table: the rows of a canonical type, and what its family does beyond them.

use crate::normalize::map::schema::{Entries, Field, Satellite, Shape};
use crate::normalize::map::walk::Walk;

/// What a family does to a resource's canonical attributes where the structure differs between
/// sources.
pub type Finish = fn(&mut Walk<'_>, &mut Entries);

/// A canonical type with its family's own code.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The type and its rows.
    pub shape: Shape,
    /// What its family does beyond the rows.
    pub finish: Option<Finish>,
}

impl Table {
    /// A table without satellites.
    #[must_use]
    pub const fn new(
        ty: &'static str,
        sources: &'static [&'static str],
        name: &'static str,
        fields: &'static [Field],
    ) -> Table {
        Table { shape: Shape { ty, sources, name, fields, satellites: &[] }, finish: None }
    }

    /// The table with resources that are folded into its own.
    #[must_use]
    pub const fn satellites(mut self, satellites: &'static [Satellite]) -> Table {
        self.shape.satellites = satellites;
        self
    }

    /// The table with what its family does beyond it.
    #[must_use]
    pub const fn finish(mut self, finish: Finish) -> Table {
        self.finish = Some(finish);
        self
    }
}
