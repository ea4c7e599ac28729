#!/usr/bin/env python3
"""Scans the repositories of a manifest on Spark, and writes the tables.

    spark-submit stridelint_spark.py MANIFEST OUT [--binary stridelint] [--date YYYY-MM-DD] [-- SCAN ARGUMENTS]

Each task is some lines of the manifest, packed by their `size_hint`, the largest first. It runs the program in a process of its own, and
hands on the Arrow batches that the program writes, one for each line. What Spark commits is what one attempt of each task wrote, so retried and speculative tasks
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


def packed(rows, lines=LINES):
    """Parts of a manifest: large repositories alone, small ones together."""
    parts, part, size = [], [], 0
    for row in sorted(rows, key=lambda row: (-row.get("size_hint", 0), row["repository"])):
        hint = row.get("size_hint", 0)
        if part and (len(part) >= lines or size + hint > FILES):
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


def batches_of(stream):
    """The batches of an Arrow stream, as far as it goes: a program that was stopped leaves a part of one."""
    import pyarrow as pa

    try:
        with pa.ipc.open_stream(stream) as reader:
            yield from reader
    except (pa.ArrowInvalid, OSError):
        return


def run(rows, settings):
    """The batches of some lines of a manifest, and why there are none of the others."""
    limit = settings["memory"] << 20

    def bounded():
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    with tempfile.TemporaryDirectory() as folder:
        manifest = os.path.join(folder, "part.jsonl")
        with open(manifest, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        words = [settings["binary"], "scan", "--manifest", manifest, "-f", "arrow", "--jobs", "1", "--today", settings["date"]]
        words += ["--row-seconds", str(settings["seconds"])]
        out = os.path.join(folder, "rows.arrow")
        # The program keeps each line to its seconds; this is for one that does not answer.
        seconds = 2 * settings["seconds"] * len(rows) + 30
        status = "failed"
        try:
            with open(out, "wb") as file:
                done = subprocess.run(words + settings["arguments"], stdout=file, stderr=subprocess.PIPE, timeout=seconds, preexec_fn=bounded, check=False)
            why = done.stderr.decode(errors="replace").strip()[-500:] or f"the program ended with {done.returncode}"
        except subprocess.TimeoutExpired:
            status, why = "timeout", f"it took more than {seconds} seconds"
        found, ended = [], set()
        with open(out, "rb") as file:
            # A batch is all of one line, with its outcome as the last row; those of `runs` and `checks` are about none.
            for batch in batches_of(file):
                found.append(batch)
                last = batch.slice(batch.num_rows - 1).select(["table", "repository", "closure"]).to_pylist()[0]
                if last["table"] == "outcomes":
                    ended.add((last["repository"], last["closure"]))
    return found, [row for row in rows if key(row) not in ended], (status, why)


def scanned(rows, settings, schema):
    """The batches of all lines: what fails together is tried alone."""
    import pyarrow as pa

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
            of = {"table": "outcomes", "repository": repository, "closure": closure, "commit": row.get("commit"), "outcome": outcome}
            yield pa.RecordBatch.from_pylist([of], schema=schema)


def columns(settings):
    """The columns of the tables: those of the program that writes them."""
    import pyarrow as pa

    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as manifest:
        words = [settings["binary"], "scan", "--manifest", manifest.name, "-f", "arrow"]
        done = subprocess.run(words, stdout=subprocess.PIPE, check=True)
    return pa.ipc.open_stream(done.stdout).schema


def mapper(settings):
    """What `mapInArrow` calls: batches of parts of the manifest to batches of rows."""

    def work(batches):
        import pyarrow as pa

        schema = columns(settings)
        for batch in batches:
            for part in batch.column("part").to_pylist():
                for rows in scanned(json.loads(part), settings, schema):
                    names = rows.column("repository").to_pylist()
                    date = pa.array([settings["date"]] * len(names), pa.string())
                    buckets = pa.array([bucket(name) for name in names], pa.int32())
                    yield rows.append_column("scan_date", date).append_column("bucket", buckets)

    return work


def write(spark, manifest, out, settings):
    """Scans all of a manifest and writes the tables; gives how many lines have no outcome, and how many failed."""
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import IntegerType, StringType

    with open(manifest, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    folder = os.path.dirname(os.path.abspath(manifest))
    for row in rows:
        row["path"] = os.path.join(folder, row["path"])
    parts = [(json.dumps(part),) for part in packed(rows, settings["lines"])]
    frame = spark.createDataFrame(parts, "part string").repartition(max(1, len(parts)))
    schema = from_arrow_schema(columns(settings)).add("scan_date", StringType()).add("bucket", IntegerType())
    tables = frame.mapInArrow(mapper(settings), schema)
    # Each task says what its run was and which checks it names: the rows of `runs` and `checks` are there several times.
    # A day's scan replaces that day's partitions and leaves the others.
    files = tables.repartition("bucket").write.mode("overwrite").option("partitionOverwriteMode", "dynamic")
    files.option("compression", "zstd").partitionBy("table", "scan_date", "bucket").parquet(out)
    ours = f"`table` = 'outcomes' and scan_date = '{settings['date']}'"
    written = spark.read.parquet(out).where(ours).select("repository", "closure", "outcome.status").collect()
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
    parser.add_argument("--lines", type=int, default=LINES, help="lines of the manifest that a task takes at most")
    options = parser.parse_args(words)
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("stridelint").config("spark.speculation", "true").getOrCreate()
    settings = {"binary": options.binary, "date": options.date, "seconds": options.seconds, "memory": options.memory, "arguments": rest}
    settings["lines"] = options.lines
    missing, failed, twice = write(spark, options.manifest, options.out, settings)
    spark.stop()
    print(f"{len(missing)} without an outcome, {len(failed)} failed, {twice} twice")
    for repository in sorted(missing + failed)[:10]:
        print(" ", repository)
    return 2 if missing or failed or twice else 0


if __name__ == "__main__":
    sys.exit(main())
