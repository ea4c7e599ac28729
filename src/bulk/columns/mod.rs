//! The tables in columns: Parquet files and Arrow streams. The schema is made from the types of the rows, so
//! what is written in columns is what lines of JSON say: a table's structure is a structure of columns, a list
//! a list, and what a row does not have is null.

mod cells;
mod files;
mod structs;

pub use files::{Reader, Writer};

use super::v1::Row;
use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Schema, SchemaRef};
use cells::Column;
use std::sync::Arc;

/// Why columns cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ColumnsError {
    /// The output refuses, or the input is damaged.
    #[error("{0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// As above.
    #[error("{0}")]
    Arrow(#[from] arrow_schema::ArrowError),
    /// The columns are not those of the tables.
    #[error("{0}")]
    Foreign(String),
    /// What was read made the reader stop.
    #[error("it is damaged")]
    Damaged,
}

/// The columns of all tables.
#[must_use]
pub fn schema() -> SchemaRef {
    let DataType::Struct(fields) = Row::kind() else { return Arc::new(Schema::empty()) };
    Arc::new(Schema::new(fields))
}

/// Rows as columns.
///
/// # Errors
/// More text than one batch holds.
pub fn batch(rows: &[Row]) -> Result<RecordBatch, ColumnsError> {
    let all: Vec<Option<&Row>> = rows.iter().map(Some).collect();
    let made = Row::array(&all, false)?;
    let made = made.as_struct_opt().cloned();
    Ok(made.map_or_else(|| RecordBatch::new_empty(schema()), RecordBatch::from))
}

/// Columns as rows. Columns that the tables do not have (a partition's) are passed over.
///
/// # Errors
/// A column is not there, or has values of another type.
pub fn rows(batch: RecordBatch) -> Result<Vec<Row>, ColumnsError> {
    let all: ArrayRef = Arc::new(StructArray::from(batch));
    let rows = Row::cells(&all).map_err(ColumnsError::Foreign)?;
    Ok(rows.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests;
