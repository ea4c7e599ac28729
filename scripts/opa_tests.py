"""Runs the tests of policies in OPA itself, and says which are not true there.

    python3 scripts/opa_tests.py [FOLDER...]

The default folder is policies. Needs opa-golib-python-bindings 0.4.4 (Linux), which holds the OPA library: its evaluation,
with errors of built-in functions taken as errors. It has no `opa fmt`, no `--strict` and no `--schema`: none of those is run.
"""

import json
import pathlib
import re
import sys

from opa_bindings import OpaEngine, OpaError, OpaUndefinedError

# Tests in which a built-in function is given a wrong type on purpose: OPA has no value there, the library stops.
STRICT = "eval_type_error"


def load(folders):
    engine = OpaEngine()
    tests = []
    for folder in folders:
        root = pathlib.Path(folder)
        for path in sorted(root.rglob("*.rego")):
            text = path.read_text(encoding="utf-8")
            engine.add_policy(str(path), text)
            if path.name.endswith("_test.rego"):
                package = re.search(r"^package (\S+)", text, re.M).group(1)
                names = sorted(set(re.findall(r"^(test_\w+)", text, re.M)))
                tests += [(str(path), f"{package}.{name}") for name in names]
        for path in sorted(root.rglob("*.json")):
            if "fixtures" in path.parts or path.name == "settings.json":
                continue
            value = json.loads(path.read_text(encoding="utf-8"))
            engine.add_data(value, "" if isinstance(value, dict) else path.stem)
    return engine, tests


def main():
    engine, tests = load(sys.argv[1:] or ["policies"])
    counts = {"true": 0, "differs": 0, "stops": 0}
    for path, name in tests:
        try:
            value = engine.eval_document(name)
        except OpaUndefinedError:
            value = None
        except OpaError as error:
            if error.code == STRICT or "eval_type_error" in error.message:
                counts["stops"] += 1
                print(f"stops: {path}: {name}: {error.message.splitlines()[0]}")
                continue
            value = f"{error.code}: {error.message}"
        if value is True:
            counts["true"] += 1
        else:
            counts["differs"] += 1
            print(f"differs: {path}: {name}: {value}")
    print(f"{len(tests)} tests: " + ", ".join(f"{count} {word}" for word, count in counts.items()))
    sys.exit(1 if counts["differs"] else 0)


if __name__ == "__main__":
    main()
