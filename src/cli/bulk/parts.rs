//! The parts of a run, read twice: once for what they have and where, once for what they say. Nothing but one
//! line's rows is held.

use super::super::Failure;
#[cfg(feature = "columns")]
use crate::bulk::columns::Reader;
use crate::bulk::v1::{Outcome, Row, Run};
use crate::bulk::{At, Gathered, MergeError};
use crate::path::slashes;
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Parts that are open at a time.
const OPEN: usize = 64;

/// What of a row says what it is of.
#[derive(Deserialize)]
struct Head {
    table: String,
    repository: String,
    commit: Option<String>,
    closure: Option<String>,
    run: Option<Run>,
    outcome: Option<Outcome>,
}

impl From<Head> for Row {
    fn from(head: Head) -> Row {
        let Head { table, repository, commit, closure, run, outcome } = head;
        Row { table, repository, commit, closure, run, outcome, ..Row::default() }
    }
}

/// How much of a row is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Much {
    /// What it is of, and outcomes.
    Head,
    /// All of it.
    All,
}

/// The rows of a part, one by one.
enum Rows {
    /// Lines of JSON; a place is a byte.
    Lines { open: BufReader<File>, at: u64 },
    /// Columns; a place is a row.
    #[cfg(feature = "columns")]
    Columns { open: Reader, at: u64 },
}

impl Rows {
    fn open(part: &Path, place: u64, much: Much) -> Result<Rows, String> {
        let file = crate::tree::open_regular(part).map_err(|error| error.to_string())?;
        let mut start = Vec::new();
        let plain = |error: std::io::Error| error.to_string();
        (&file).take(6).read_to_end(&mut start).map_err(plain)?;
        #[cfg(feature = "columns")]
        if Reader::is_columns(&start) {
            let skip = usize::try_from(place).unwrap_or(usize::MAX);
            let open = Reader::new(file, &start, skip, much == Much::Head);
            return Ok(Rows::Columns { open: open.map_err(|error| error.to_string())?, at: place });
        }
        if start.starts_with(b"PAR1") || start.starts_with(&[0xff; 4]) {
            return Err("this program is built without the feature `columns`".to_owned());
        }
        let _ = much;
        let mut open = BufReader::new(file);
        open.seek(SeekFrom::Start(place)).map_err(plain)?;
        Ok(Rows::Lines { open, at: place })
    }

    fn at(&self) -> u64 {
        match self {
            Rows::Lines { at, .. } => *at,
            #[cfg(feature = "columns")]
            Rows::Columns { at, .. } => *at,
        }
    }

    fn next(&mut self, much: Much) -> Result<Option<Row>, String> {
        match self {
            Rows::Lines { open, at } => {
                let mut line = Vec::new();
                let length =
                    open.read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
                if length == 0 {
                    return Ok(None);
                }
                let row = match much {
                    Much::Head => serde_json::from_slice::<Head>(&line).map(Row::from),
                    Much::All => serde_json::from_slice(&line),
                };
                let from = *at;
                *at += length as u64;
                row.map(Some).map_err(|error| {
                    format!("what begins at byte {from} is not a row of a table: {error}")
                })
            }
            #[cfg(feature = "columns")]
            Rows::Columns { open, at } => {
                *at += 1;
                open.row().map_err(|error| error.to_string())
            }
        }
    }
}

/// The parts of a run.
pub struct Parts {
    files: Vec<PathBuf>,
    /// Those that are open, the one that was read last at the end.
    open: Vec<(usize, Rows)>,
}

impl Parts {
    /// Looks at all of them.
    ///
    /// # Errors
    /// They are none of one run.
    pub fn new(files: Vec<PathBuf>) -> Result<(Parts, Gathered), Failure> {
        let mut all = Gathered::default();
        for (part, file) in files.iter().enumerate() {
            let told = |why: String| Failure::Input(format!("{}: {why}", slashes(file)));
            let mut rows = Rows::open(file, 0, Much::Head).map_err(told)?;
            let mut begun = false;
            loop {
                let place = rows.at();
                let Some(row) = rows.next(Much::Head).map_err(told)? else { break };
                match begun {
                    true => all.take(&row, At { part, place }),
                    false => all.begin(&row),
                }
                .map_err(|error| told(error.to_string()))?;
                begun = true;
            }
            let end = if begun { all.end() } else { Err(MergeError::Headless) };
            end.map_err(|error| told(error.to_string()))?;
        }
        Ok((Parts { files, open: Vec::new() }, all))
    }

    /// Whether a file is a part: it may be another kind of baseline.
    #[must_use]
    pub fn is_one(file: &Path) -> bool {
        let first = Rows::open(file, 0, Much::Head).and_then(|mut rows| rows.next(Much::Head));
        first.is_ok_and(|row| row.is_some_and(|row| row.run.is_some()))
    }

    /// The rows of a line of the manifest, its outcome last.
    ///
    /// # Errors
    /// The part is not what it was.
    pub fn rows(&mut self, at: At) -> Result<Vec<Row>, Failure> {
        let Some(file) = self.files.get(at.part) else { return Ok(Vec::new()) };
        let told = |why: String| Failure::Input(format!("{}: {why}", slashes(file)));
        let known = self.open.iter().position(|(part, _)| *part == at.part);
        let known = known.map(|known| self.open.remove(known).1);
        let mut rows = match known.filter(|rows| rows.at() == at.place) {
            Some(rows) => rows,
            None => Rows::open(file, at.place, Much::All).map_err(told)?,
        };
        let mut all = Vec::new();
        loop {
            let row = rows.next(Much::All).map_err(told)?;
            let row = row.ok_or_else(|| told("it has become shorter".to_owned()))?;
            let last = row.outcome.is_some();
            all.push(row);
            if last {
                break;
            }
        }
        if self.open.len() >= OPEN {
            self.open.remove(0);
        }
        self.open.push((at.part, rows));
        Ok(all)
    }
}
