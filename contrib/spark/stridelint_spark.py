#!/usr/bin/env python3
"""Scans the repositories of a manifest on Spark, and writes the tables.

    spark-submit stridelint_spark.py MANIFEST OUT [--binary stridelint] [--date YYYY-MM-DD] [-- SCAN ARGUMENTS]

Each task is some lines of the manifest, packed by their `size_hint`, the largest first. It runs the program in a process of its own, and
hands on the rows that the program writes. What Spark commits is what one attempt of each task wrote, so retried and speculative tasks
change nothing. OUT is a folder of Parquet files, by table, date and bucket: `OUT/table=findings/scan_date=2026-11-30/bucket=17/`.

A line whose scan ends without rows (a crash, the time limit, the memory limit) is tried again alone. What does not end then is a row of
the table `outcomes` whose status is `failed` or `timeout`: no line of the manifest is without an outcome.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import zlib

# What one task takes: lines, and files.
LINES, FILES = 100, 5_000
BUCKETS = 256
ATTEMPTS = 3


def packed(rows):
    """Parts of a manifest: large repositories alone, small ones together."""
    parts, part, size = [], [], 0
    for row in sorted(rows, key=lambda row: (-row.get("size_hint", 0), row["repository"])):
        hint = row.get("size_hint", 0)
        if part and (len(part) >= LINES or size + hint > FILES):
            parts.append(part)
            part, size = [], 0
        part.append(row)
        size += hint
    return parts + [part] if part else parts


def bucket(repository):
    return zlib.crc32(repository.encode()) % BUCKETS


def key(row):
    closure = row.get("closure")
    return row["repository"], closure["name"] if isinstance(closure, dict) else closure


def run(rows, settings):
    """The rows of some lines of a manifest, and why there are none of the others."""
    limit = settings["memory"] << 20

    def bounded():
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    with tempfile.TemporaryDirectory() as folder:
        manifest = os.path.join(folder, "part.jsonl")
        with open(manifest, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        words = [settings["binary"], "scan", "--manifest", manifest, "-f", "jsonl", "--jobs", "1", "--today", settings["date"]]
        out = os.path.join(folder, "rows.jsonl")
        seconds = settings["seconds"] * len(rows)
        status, why = "failed", ""
        try:
            with open(out, "wb") as file:
                done = subprocess.run(words + settings["arguments"], stdout=file, stderr=subprocess.PIPE, timeout=seconds, preexec_fn=bounded, check=False)
            why = done.stderr.decode(errors="replace").strip()[-500:] or f"the program ended with {done.returncode}"
        except subprocess.TimeoutExpired:
            status, why = "timeout", f"it took more than {seconds} seconds"
        found, open_rows, ended = [], [], set()
        with open(out, encoding="utf-8") as file:
            for line in file:
                try:
                    row = json.loads(line)
                except ValueError:
                    break  # The program was stopped while it wrote.
                if row["table"] in ("runs", "checks"):
                    found.append(row)
                    continue
                open_rows.append(row)
                if row["table"] == "outcomes":
                    ended.add(key(row))
                    found += open_rows
                    open_rows = []
    return found, [row for row in rows if key(row) not in ended], (status, why)


def scanned(rows, settings):
    """The rows of all lines: what fails together is tried alone."""
    found, left, _ = run(rows, settings)
    yield from found
    for row in left:
        for attempt in range(ATTEMPTS):
            found, missing, (status, why) = run([row], settings)
            if not missing:
                yield from found
                break
        else:
            outcome = {"status": status, "error": why, "units": 0, "findings": 0, "nothing": False}
            repository, closure = key(row)
            yield {"table": "outcomes", "repository": repository, "closure": closure, "commit": row.get("commit"), "outcome": outcome}


def flat(row, date):
    """A row as Spark keeps it: what is asked for in columns of its own, the whole row beside them."""
    finding, outcome = row.get("finding") or {}, row.get("outcome") or {}
    place = finding.get("location") or {}
    # Reports name files from where many repositories are seen; here the repository has a column.
    file = (place.get("file") or "").removeprefix(row["repository"] + "/") or None
    return {
        "table": row["table"], "repository": row["repository"], "commit": row.get("commit"), "closure": row.get("closure"),
        "unit": finding.get("unit"), "check": finding.get("check") or (row.get("check") or {}).get("id"),
        "threat": finding.get("threat"), "stride": finding.get("stride"), "severity": finding.get("severity"),
        "certainty": finding.get("certainty"), "counts": finding.get("counts"), "resource": finding.get("resource"),
        "path": finding.get("path"), "file": file, "line": (place.get("start") or {}).get("line"),
        "fingerprint": finding.get("fingerprint"), "message": finding.get("message"),
        "status": outcome.get("status"), "error": outcome.get("error"),
        "row": json.dumps(row, ensure_ascii=False), "scan_date": date, "bucket": bucket(row["repository"]),
    }


SCHEMA = (
    "`table` string, repository string, commit string, closure string, unit string, `check` string, threat string, stride string, severity string, "
    "certainty string, counts boolean, resource string, path string, file string, line int, fingerprint string, message string, status string, "
    "error string, `row` string, scan_date string, bucket int"
)


def mapper(settings):
    """What `mapInArrow` calls: batches of parts of the manifest to batches of rows."""

    def work(batches):
        import pyarrow as pa

        kinds = {"counts": pa.bool_(), "line": pa.int32(), "bucket": pa.int32()}
        names = [word.split()[0].strip("`") for word in SCHEMA.split(",")]
        schema = pa.schema([(name, kinds.get(name, pa.string())) for name in names])
        for batch in batches:
            for part in batch.column("part").to_pylist():
                rows = [flat(row, settings["date"]) for row in scanned(json.loads(part), settings)]
                if rows:
                    yield pa.RecordBatch.from_pylist(rows, schema=schema)

    return work


def write(spark, manifest, out, settings):
    """Scans all of a manifest and writes the tables; gives how many lines have no outcome, and how many failed."""
    with open(manifest, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    folder = os.path.dirname(os.path.abspath(manifest))
    for row in rows:
        row["path"] = os.path.join(folder, row["path"])
    parts = [(json.dumps(part),) for part in packed(rows)]
    frame = spark.createDataFrame(parts, "part string").repartition(max(1, len(parts)))
    tables = frame.mapInArrow(mapper(settings), SCHEMA)
    # Each part says what its run was and which checks it names: once is enough.
    # A day's scan replaces that day's partitions and leaves the others.
    files = tables.repartition("bucket").write.mode("overwrite").option("partitionOverwriteMode", "dynamic")
    files.partitionBy("table", "scan_date", "bucket").parquet(out)
    ours = f"`table` = 'outcomes' and scan_date = '{settings['date']}'"
    written = spark.read.parquet(out).where(ours).select("repository", "closure", "status").collect()
    known = {(row.repository, row.closure) for row in written}
    missing = [row["repository"] for row in rows if key(row) not in known]
    return missing, [row.repository for row in written if row.status in ("failed", "timeout")], len(written) - len(known)


def main():
    words = sys.argv[1:]
    words, rest = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    parser = argparse.ArgumentParser(description="Scan a manifest's repositories on Spark.")
    parser.add_argument("manifest")
    parser.add_argument("out")
    parser.add_argument("--binary", default="stridelint")
    parser.add_argument("--date", required=True, help="the day that counts as today, the same for all tasks")
    parser.add_argument("--seconds", type=int, default=60, help="what one line may take")
    parser.add_argument("--memory", type=int, default=4096, help="address space of a process in MiB")
    options = parser.parse_args(words)
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("stridelint").config("spark.speculation", "true").getOrCreate()
    settings = {"binary": options.binary, "date": options.date, "seconds": options.seconds, "memory": options.memory, "arguments": rest}
    missing, failed, twice = write(spark, options.manifest, options.out, settings)
    spark.stop()
    print(f"{len(missing)} without an outcome, {len(failed)} failed, {twice} twice")
    for repository in sorted(missing + failed)[:10]:
        print(" ", repository)
    return 2 if missing or failed or twice else 0


if __name__ == "__main__":
    sys.exit(main())
