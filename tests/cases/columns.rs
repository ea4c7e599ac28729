//! The tables in columns as other programs read them.

use crate::Case;
use crate::oracle::{DUCKDB, PYARROW};
use crate::support::program::{Folder, PRIVILEGED, task};
use std::process::Command;

pub fn cases() -> Vec<Case> {
    vec![
        Case::holds("columns::pyarrow", || read_by("pyarrow")).needs(&PYARROW),
        Case::holds("columns::duckdb", || read_by("duckdb")).needs(&DUCKDB),
    ]
}

/// Python that has what lines of JSON say in `lines`, and compares.
const COMPARED: &str = r#"
import json, sys
lines = [json.loads(line) for line in open("t.jsonl")]
def bare(value):
    # What is null in columns is not there in a line.
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if one is not None}
    return [bare(one) for one in value] if isinstance(value, list) else value
def same(rows, what):
    rows = [bare(row) for row in rows]
    for row, line in zip(rows, lines):
        assert row == line, (what, row, line)
    assert len(rows) == len(lines), (what, len(rows), len(lines))
if sys.argv[1] == "pyarrow":
    import pyarrow, pyarrow.parquet
    table = pyarrow.parquet.read_table("t.parquet")
    same(table.to_pylist(), "parquet")
    stream = pyarrow.ipc.open_stream("t.arrow").read_all()
    same(stream.to_pylist(), "arrow")
    assert table.schema.equals(stream.schema), (table.schema, stream.schema)
    # What another program writes is read back.
    pyarrow.parquet.write_table(table.append_column("day", pyarrow.array(["x"] * len(table))), "other.parquet", row_group_size=3)
    with pyarrow.ipc.new_file("other.arrow", stream.schema) as file:
        file.write_table(stream)
else:
    import duckdb
    rows = duckdb.sql("SELECT * FROM 't.parquet'")
    same([dict(zip(rows.columns, row)) for row in rows.fetchall()], "parquet")
    found = duckdb.sql("""SELECT finding."check", count(*) FROM 't.parquet' WHERE "table" = 'findings' AND finding.counts GROUP BY 1""").fetchall()
    told = {}
    for line in lines:
        if line["table"] == "findings" and line["finding"]["counts"]:
            check = line["finding"]["check"]
            told[check] = told.get(check, 0) + 1
    assert dict(found) == told and told, (found, told)
    duckdb.sql("COPY (SELECT * FROM 't.parquet') TO 'other.parquet' (FORMAT parquet)")
"#;

fn read_by(reader: &str) {
    let folder = Folder::new(&[("b/lost.json", "{\"family\": ")]);
    for name in ["a", "b"] {
        folder.write(&format!("{name}/.git/HEAD"), "ref: refs/heads/main\n");
        folder.write(&format!("{name}/main.tf"), task(name, PRIVILEGED));
    }
    folder.run(&["list", ".", "-o", "m.jsonl"]);
    for file in ["t.jsonl", "t.parquet", "t.arrow"] {
        let run = folder.run(&["scan", "--manifest", "m.jsonl", "-o", file]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let mut python = Command::new("python3");
    let told = python.args(["-c", COMPARED, reader]).current_dir(folder.path()).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let merged = |file: &str| {
        let run = folder.run(&["merge", "--manifest", "m.jsonl", file, "-f", "json"]);
        assert_eq!(run.code, 0, "{file}: {}", run.err);
        run.out
    };
    let own = merged("t.jsonl");
    for other in ["other.parquet", "other.arrow"] {
        if folder.path().join(other).exists() {
            assert!(merged(other) == own, "{other}");
        }
    }
}
