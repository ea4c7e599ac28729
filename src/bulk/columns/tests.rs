use super::super::v1::{
    Call, Finding, Gap, Instance, Location, Mark, Open, Outcome, Position, Related, Run, SetBy,
    Snippet, Suppression, Timing,
};
use super::super::{Columnar, v1};
use super::*;
use std::io::Cursor;

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn location(file: &str) -> Location {
    let position = Position { line: 3, column: 7, byte_column: 9 };
    Location { file: file.to_owned(), start: position, end: position }
}

fn finding() -> Finding {
    let suppression =
        Suppression { kind: "inSource".to_owned(), reason: "é\u{1}".to_owned(), until: None };
    let instance = Instance {
        unit: "u".to_owned(),
        suppression: Some(suppression.clone()),
        ..Instance::default()
    };
    Finding {
        check: "threat.check".to_owned(),
        location: location("a.tf"),
        counts: true,
        subject: text("web"),
        variants: vec!["one".to_owned(), String::new()],
        open: Some(Open { what: "w".to_owned(), for_callers: true, ..Open::default() }),
        set_by: Some(SetBy { told: "t".to_owned(), line: text("l") }),
        suppression: Some(suppression),
        related: vec![Related {
            kind: "step".to_owned(),
            location: location("b.tf"),
            message: "m".to_owned(),
        }],
        snippet: Some(Snippet {
            first_line: 2,
            lines: vec!["x".to_owned()],
            marks: vec![Mark { line: 2, column: 0, length: 1 }, Mark::default()],
        }),
        instances: vec![instance.clone(), Instance::default(), instance],
        ..Finding::default()
    }
}

/// A row of each kind, with and without what may be absent.
fn all() -> Vec<Row> {
    let of = v1::Of { repository: "org/a".to_owned(), commit: text("abc"), closure: text("web") };
    let row = |table: &str| Row {
        table: table.to_owned(),
        repository: of.repository.clone(),
        commit: of.commit.clone(),
        closure: of.closure.clone(),
        ..Row::default()
    };
    let call = Call { source: "s".to_owned(), version: None, arguments: vec!["a".to_owned()] };
    let gap = Gap {
        kind: "k".to_owned(),
        at: Some(Position::default()),
        call: Some(call),
        lost: true,
        ..Gap::default()
    };
    let outcome = Outcome { status: "complete".to_owned(), findings: 2, ..Outcome::default() };
    vec![
        Row::of_run(Run { version: "1".to_owned(), ..Run::default() }),
        Row { finding: Some(finding()), ..row("findings") },
        Row { finding: Some(Finding::default()), ..row("findings") },
        Row { unit: Some(v1::Unit { resources: 1 << 40, ..v1::Unit::default() }), ..row("units") },
        Row {
            problem: Some(v1::Problem { cure: text("c"), ..v1::Problem::default() }),
            ..row("problems")
        },
        Row { gap: Some(gap), ..row("gaps") },
        Row {
            announced: Some(v1::Announced { line: Some(4), ..v1::Announced::default() }),
            ..row("announced")
        },
        of.timing(Timing { cpu_ms: 1, wall_ms: 2, peak_kib: 3 }),
        Row { outcome: Some(outcome), ..row("outcomes") },
        of.failed("timeout", "slow".to_owned()),
        Row {
            check: Some(v1::Check { cwe: vec!["CWE-1".to_owned()], ..v1::Check::default() }),
            ..row("checks")
        },
    ]
}

fn written(kind: Columnar, parts: &[&[Row]]) -> Vec<u8> {
    let mut writer = Writer::new(kind, Vec::new()).unwrap();
    parts.iter().for_each(|rows| writer.take(rows).unwrap());
    writer.finish().unwrap()
}

fn open(bytes: &[u8], skip: usize, heads: bool) -> Result<Reader, ColumnsError> {
    // What is read in memory is a file of bytes to Parquet and a stream of them to Arrow.
    let file = tempfile::tempfile().unwrap();
    std::io::copy(&mut Cursor::new(bytes), &mut &file).unwrap();
    Reader::new(file, &bytes[..bytes.len().min(6)], skip, heads)
}

fn read(bytes: &[u8], skip: usize, heads: bool) -> Result<Vec<Row>, ColumnsError> {
    let mut reader = open(bytes, skip, heads)?;
    let mut rows = Vec::new();
    while let Some(row) = reader.row()? {
        rows.push(row);
    }
    Ok(rows)
}

#[test]
fn rows_come_back_as_they_were() {
    let rows = all();
    for kind in [Columnar::Parquet, Columnar::Arrow] {
        let bytes = written(kind, &[&rows[..3], &[], &rows[3..]]);
        assert!(Reader::is_columns(&bytes));
        assert!(read(&bytes, 0, false).unwrap() == rows, "{kind:?}");
        for skip in 0..=rows.len() + 1 {
            let left = &rows[skip.min(rows.len())..];
            assert!(read(&bytes, skip, false).unwrap() == left, "{kind:?} from {skip}");
        }
        assert!(written(kind, &[&rows[..3], &rows[3..]]) == bytes, "the same bytes again");
    }
    let many: Vec<Row> = std::iter::repeat_n(rows, 100).flatten().collect();
    let bytes = written(Columnar::Parquet, &[&many]);
    assert!(read(&bytes, 700, false).unwrap() == many[700..], "beyond a batch");
}

#[test]
fn heads_are_what_rows_are_of_and_their_outcomes() {
    let rows = all();
    let heads = read(&written(Columnar::Parquet, &[&rows]), 0, true).unwrap();
    for (head, row) in heads.iter().zip(&rows) {
        assert_eq!((&head.table, &head.closure), (&row.table, &row.closure));
        assert_eq!((&head.run, &head.outcome), (&row.run, &row.outcome));
        assert_eq!(head.finding, None);
    }
    assert_eq!(heads.len(), rows.len());
}

#[test]
fn another_file_of_columns_is_told() {
    use arrow_array::Int32Array;
    use arrow_schema::{Field, Schema};
    let fields = vec![Field::new("table", DataType::Int32, false)];
    let table: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![table]).unwrap();
    assert_eq!(rows(batch).unwrap_err().to_string(), "`table` is of the type Int32");
    let none = RecordBatch::new_empty(Arc::new(Schema::empty()));
    assert_eq!(rows(none).unwrap_err().to_string(), "there is no column `table`");
}

/// Whatever the bytes are, there is an answer.
#[test]
fn damage_is_an_error_and_no_end() {
    let rows = all();
    for kind in [Columnar::Parquet, Columnar::Arrow] {
        let whole = written(kind, &[&rows]);
        let step = whole.len() / 97 + 1;
        for at in (0..whole.len()).step_by(step) {
            let _ = read(&whole[..at], 0, false);
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            let _ = read(&bytes, 0, false);
        }
        assert!(read(&whole[..whole.len() / 2], 0, false).is_err(), "{kind:?}");
    }
}
