#!/usr/bin/env python3
"""Writes the repository from which pre-commit installs a released stridelint without a compiler.

    contrib/pre-commit-mirror.py FOLDER             the version that Cargo.toml has
    contrib/pre-commit-mirror.py FOLDER VERSION     another one

It is three files: the hooks of this repository, a package whose one dependency is the wheel of that version, and a README. Commit them in a
repository of their own and tag the commit vVERSION. Nothing else belongs there, and nothing is downloaded here. Python 3.8 or later.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# PEP 440 and Cargo agree on versions of three numbers; what stands behind them is spelled differently.
VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+((a|b|rc)[0-9]+)?\Z")


def cargo_version():
    """The version in Cargo.toml, the one place that has it."""
    text = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    return re.search(r'^version = "(.+)"$', text, re.MULTILINE).group(1)


def hooks():
    """The hooks, without what .pre-commit-hooks.yaml says of this repository in its head."""
    lines = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#"))


def files(version):
    """The three files of a version."""
    return {
        ".pre-commit-hooks.yaml": hooks(),
        "pyproject.toml": f"""\
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "stridelint-pre-commit"
version = "0"
requires-python = ">=3.8"
dependencies = ["stridelint=={version}"]

[tool.setuptools]
py-modules = []
""",
        "README.md": f"""\
# stridelint for pre-commit

The hooks of stridelint, with the program as a wheel: nothing is compiled. Each tag has the version of the program that it installs.

```yaml
# .pre-commit-config.yaml
repos:
  - repo: URL of this repository
    rev: v{version}
    hooks:
      - id: stridelint
```

`contrib/pre-commit-mirror.py` in stridelint's repository writes these files.
""",
    }


def main(arguments):
    if not 1 <= len(arguments) <= 2 or arguments[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    version = arguments[1] if len(arguments) > 1 else cargo_version()
    if not VERSION.match(version):
        print(f"error: {version} is no version of a release", file=sys.stderr)
        return 2
    folder = pathlib.Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(version).items():
        (folder / name).write_bytes(text.encode("utf-8"))
        print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
