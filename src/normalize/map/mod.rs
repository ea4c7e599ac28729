//! The mapper: one walk for all types, driven by the tables' rows.

pub mod accounts;
pub mod arms;
pub mod beside;
mod collections;
pub mod index;
pub mod lookup;
pub mod names;
pub mod plain;
pub mod remade;
pub mod scalar;
pub mod schema;
pub mod table;
pub mod template;
pub mod walk;
