"""The resources of templates as cfn-lint's own loader reads them, loops expanded: one JSON object on standard output.

Paths come on standard input, one per line. A template that cfn-lint refuses has its reason instead of resources.
"""

import json
import sys

from cfnlint.decode import decode
from cfnlint.template import Template
from cfnlint.template.transforms._language_extensions import language_extension


def resources(path):
    template, problems = decode(path)
    if problems or not isinstance(template, dict):
        return {"refused": str(problems[0]) if problems else "no map"}
    declared = template.get("Transform") or []
    declared = declared if isinstance(declared, list) else [declared]
    if "AWS::LanguageExtensions" in declared:
        problems, expanded = language_extension(Template(path, template, ["us-east-1"]))
        if problems or expanded is None:
            return {"refused": str(problems[0]) if problems else "no map"}
        template = expanded
    found = template.get("Resources")
    if not isinstance(found, dict):
        return {"refused": "no resources"}
    rows = {}
    for name, body in found.items():
        if isinstance(body, dict) and not name.startswith("Fn::"):
            rows[str(name)] = {"type": body.get("Type"), "conditional": "Condition" in body}
    return {"resources": rows}


def main():
    out = {}
    for line in sys.stdin:
        path = line.rstrip("\n")
        try:
            out[path] = resources(path)
        except Exception as error:  # A fault of one template is none of the others.
            out[path] = {"refused": repr(error)}
    json.dump(out, sys.stdout)


main()
