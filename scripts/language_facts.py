#!/usr/bin/env python3
"""What Terraform says of the snippets of testdata/languages/hcl.json, written beside them.

    python3 scripts/language_facts.py

wants `terraform` on the PATH and needs no network. A snippet is a file's name and its text; its
fact is the line at which Terraform refuses it, or null where Terraform reads it."""

import json
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FACTS = ROOT / "testdata" / "languages" / "hcl.json"


def refused(file, text):
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / file).write_bytes(text.encode())
        run = subprocess.run(
            ["terraform", "validate", "-json"], cwd=folder, capture_output=True, text=True
        )
    answer = json.loads(run.stdout[run.stdout.index("{") :])
    if answer["valid"]:
        return None
    errors = [d for d in answer["diagnostics"] if d["severity"] == "error"]
    return errors[0].get("range", {}).get("start", {}).get("line", 0)


def main():
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    for fact in facts:
        fact["refused"] = refused(fact["file"], fact["text"])
    lines = [json.dumps(fact, ensure_ascii=False) for fact in facts]
    FACTS.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
