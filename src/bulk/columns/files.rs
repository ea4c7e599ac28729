//! Parquet files and Arrow streams of rows.

use super::{ColumnsError, batch, rows, schema};
use crate::bulk::Columnar;
use crate::bulk::v1::Row;
use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::ArrowError;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::ChunkReader;
use std::collections::VecDeque;
use std::io::{BufReader, Read, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of a group of rows: what a writer holds, and at least what a reader of all columns does.
const GROUP: usize = 16 << 20;

/// The columns that say what a row is of, and outcomes.
const HEADS: [&str; 6] = ["table", "repository", "commit", "closure", "run", "outcome"];

/// Rows that are read at a time.
const BATCH: usize = 256;

/// Writes rows as columns.
pub enum Writer<W: Write + Send> {
    /// Into a Parquet file.
    Parquet(Box<ArrowWriter<W>>),
    /// Into an Arrow stream.
    Arrow(Box<StreamWriter<W>>),
}

fn properties() -> Result<WriterProperties, ColumnsError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_max_row_group_bytes(Some(GROUP))
        .set_data_page_size_limit(128 << 10)
        .set_statistics_enabled(EnabledStatistics::Chunk);
    Ok(properties.build())
}

impl<W: Write + Send> Writer<W> {
    /// Begins.
    ///
    /// # Errors
    /// The output refuses.
    pub fn new(kind: Columnar, out: W) -> Result<Writer<W>, ColumnsError> {
        let schema = schema();
        Ok(match kind {
            Columnar::Parquet => {
                let writer = ArrowWriter::try_new(out, schema, Some(properties()?))?;
                Writer::Parquet(Box::new(writer))
            }
            Columnar::Arrow => Writer::Arrow(Box::new(StreamWriter::try_new(out, &schema)?)),
        })
    }

    /// Writes rows: those of a stream leave at once.
    ///
    /// # Errors
    /// The output refuses.
    pub fn take(&mut self, rows: &[Row]) -> Result<(), ColumnsError> {
        if rows.is_empty() {
            return Ok(());
        }
        let batch = batch(rows)?;
        match self {
            Writer::Parquet(writer) => writer.write(&batch)?,
            Writer::Arrow(writer) => {
                writer.write(&batch)?;
                writer.flush()?;
            }
        }
        Ok(())
    }

    /// Ends, and gives back where it was written to.
    ///
    /// # Errors
    /// The output refuses.
    pub fn finish(self) -> Result<W, ColumnsError> {
        Ok(match self {
            Writer::Parquet(writer) => writer.into_inner()?,
            Writer::Arrow(writer) => writer.into_inner()?,
        })
    }
}

/// Batches, from wherever.
type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

/// Reads rows of columns one by one.
pub struct Reader {
    batches: Batches,
    rows: VecDeque<Row>,
}

impl Reader {
    /// How a file of columns begins; `None`: it is none.
    #[must_use]
    pub fn is_columns(start: &[u8]) -> bool {
        [&b"PAR1"[..], b"ARROW1", &[0xff; 4]].iter().any(|magic| start.starts_with(magic))
    }

    /// Reads a file by what it begins with, from a row on. `heads`: only what rows are of, and outcomes.
    ///
    /// # Errors
    /// It is none of columns, or damaged.
    pub fn new<R>(
        mut file: R,
        start: &[u8],
        skip: usize,
        heads: bool,
    ) -> Result<Reader, ColumnsError>
    where
        R: Read + Seek + ChunkReader + 'static,
    {
        let opened = catch_unwind(AssertUnwindSafe(|| {
            if start.starts_with(b"PAR1") {
                let mut builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
                if heads {
                    let schema = builder.parquet_schema();
                    let mask = ProjectionMask::columns(schema, HEADS);
                    builder = builder.with_projection(mask);
                }
                let reader: ParquetRecordBatchReader =
                    builder.with_batch_size(BATCH).with_offset(skip).build()?;
                return Ok((Box::new(reader) as Batches, 0));
            }
            file.rewind().map_err(ArrowError::from)?;
            let batches: Batches = match start.starts_with(b"ARROW1") {
                true => Box::new(FileReader::try_new(BufReader::new(file), None)?),
                false => Box::new(StreamReader::try_new(BufReader::new(file), None)?),
            };
            Ok((batches, skip))
        }));
        let (batches, skip) = opened.unwrap_or(Err(ColumnsError::Damaged))?;
        let mut reader = Reader { batches, rows: VecDeque::new() };
        reader.pass(skip)?;
        Ok(reader)
    }

    /// Passes over rows, whole batches of them unread.
    fn pass(&mut self, mut skip: usize) -> Result<(), ColumnsError> {
        while skip > 0 {
            let Some(batch) = self.batch()? else { return Ok(()) };
            let left = skip.min(batch.num_rows());
            skip -= left;
            let rest = batch.slice(left, batch.num_rows() - left);
            self.rows.extend(rows(rest)?);
        }
        Ok(())
    }

    fn batch(&mut self) -> Result<Option<RecordBatch>, ColumnsError> {
        let next = catch_unwind(AssertUnwindSafe(|| self.batches.next()));
        Ok(next.map_err(|_| ColumnsError::Damaged)?.transpose()?)
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// The file is damaged, or its columns are not those of the tables.
    pub fn row(&mut self) -> Result<Option<Row>, ColumnsError> {
        while self.rows.is_empty() {
            let Some(batch) = self.batch()? else { return Ok(None) };
            let read = catch_unwind(AssertUnwindSafe(|| rows(batch)));
            self.rows.extend(read.unwrap_or(Err(ColumnsError::Damaged))?);
        }
        Ok(self.rows.pop_front())
    }
}
