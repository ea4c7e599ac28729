"""Evaluates one threat's policies in a second Rego implementation (regopy) and compares with what stridelint's engine answered.

Standard input: {"threat", "modules": {path: text}, "data": {...}, "cases": [{"name", "input", "found": {check: [rows] | sentence}}]}.
Standard output: one line per difference, then a line with the counts. Exit status 3 when regopy is absent.
"""

import json
import sys
import time

try:
    import regopy
except ImportError:
    sys.exit(3)



def renamed(value, names):
    """The value with the names in it replaced, as keys and as whole strings."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


job = json.load(sys.stdin)
start = time.time()
rego = regopy.Interpreter()
for path, text in job["modules"].items():
    rego.add_module(path, text)
rego.add_data_json(json.dumps(job["data"]))
# Compiled once: reading and rewriting the modules is most of what a query costs.
bundle = rego.build("data.second_engine.all")
compiled = time.time() - start

differences = answers = 0
for case in job["cases"]:
    # regopy writes quotation marks in its answers as they are, so that addresses with an instance's key are no JSON.
    quoted = {name: name.replace('"', "\u201d") for name in case["input"]["resources"] if '"' in name}
    plain = {other: name for name, other in quoted.items()}
    rego.set_input(renamed(case["input"], quoted) if quoted else case["input"])
    try:
        output = json.loads(str(rego.query_bundle(bundle)))
    except (RuntimeError, ValueError, regopy.RegoError) as error:
        print(f"{case['name']}: the second engine fails: {str(error)[:500]}")
        differences += 1
        continue
    expressions = output.get("expressions") or output["result"][0]["expressions"]
    got = {check: [] for check in case["found"]}
    for hit in expressions[0]:
        rows = [json.dumps([plain.get(found["resource"], found["resource"]), found["path"]], separators=(",", ":"), ensure_ascii=False) for found in hit["found"]]
        got[hit["check"]] = sorted(set(rows))
    for check, found in case["found"].items():
        answers += len(got[check])
        if found != got[check]:
            differences += 1
            print(f"{case['name']}: {check}: here {found}, there {got[check]}")
seconds = time.time() - start
print(f"{job['threat']}: {len(job['cases'])} worlds, {answers} findings, {differences} differences ({compiled:.1f} s to compile, {seconds:.1f} s)")
sys.exit(1 if differences else 0)
