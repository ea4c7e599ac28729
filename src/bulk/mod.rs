//! Many repositories: the manifest that lists them, and the tables that a scan of them gives. What is
//! written here is read again, by the program and by others, so both are frozen formats.

#[cfg(feature = "columns")]
pub mod columns;
pub mod gathered;
pub mod manifest;
pub mod summary;
pub mod v1;

pub use gathered::{At, Gathered, MergeError, report, together};

/// How tables are written in columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columnar {
    /// A Parquet file, compressed by zstd.
    Parquet,
    /// An Arrow IPC stream, a batch for each repository.
    Arrow,
}
