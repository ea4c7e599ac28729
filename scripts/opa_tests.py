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


def outcomes(engine, tests):
    """The value of each test: all of a package at once, one by one where that stops."""
    packages = {}
    for path, name in tests:
        packages.setdefault(name.rsplit(".", 1)[0], []).append((path, name))
    for package, own in packages.items():
        try:
            values = engine.eval_document(package)
        except OpaUndefinedError:
            values = {}
        except OpaError:
            values = None
        for path, name in own:
            if values is not None:
                yield path, name, values.get(name.rsplit(".", 1)[1]), None
                continue
            try:
                yield path, name, engine.eval_document(name), None
            except OpaUndefinedError:
                yield path, name, None, None
            except OpaError as error:
                yield path, name, None, error


def main():
    engine, tests = load(sys.argv[1:] or ["policies"])
    counts = {"true": 0, "differs": 0, "stops": 0}
    for path, name, value, error in outcomes(engine, tests):
        if error is not None and (error.code == STRICT or STRICT in error.message):
            counts["stops"] += 1
            print(f"stops: {path}: {name}: {error.message.splitlines()[0]}", flush=True)
        elif value is True:
            counts["true"] += 1
        else:
            counts["differs"] += 1
            told = f"{error.code}: {error.message}" if error else value
            print(f"differs: {path}: {name}: {told}", flush=True)
    print(f"{len(tests)} tests: " + ", ".join(f"{count} {word}" for word, count in counts.items()))
    sys.exit(1 if counts["differs"] else 0)


if __name__ == "__main__":
    main()
