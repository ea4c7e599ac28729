#!/usr/bin/env bash
# Puts stridelint into the folder $1/bin: the wheel of the release that this checkout belongs to, where it names one, else a build of it.
#
# contrib/ci/wheels.txt, which a release adds, is pip's list of that wheel for every platform, each with its hash. Without it nothing is
# downloaded but what Cargo.lock names, and a Rust compiler is needed.
set -euo pipefail

mkdir -p "${1:?the folder to install into}/bin"
to=$(cd "$1" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

if [ -e "$here/contrib/ci/wheels.txt" ]; then
  python3 -m venv "$to/python"
  scripts="$to/python/bin"
  if [ -d "$to/python/Scripts" ]; then scripts="$to/python/Scripts"; fi
  "$scripts/pip" install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --require-hashes --requirement "$here/contrib/ci/wheels.txt"
  # The program itself, which needs nothing of Python.
  cp "$scripts/stridelint"* "$to/bin/"
else
  # The compiler that Cargo.toml asks for, where the machine's is older.
  wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$here/Cargo.toml")
  there=$(rustc --version | cut -d ' ' -f 2)
  toolchain=()
  if [ "$(printf '%s\n%s\n' "$wanted" "$there" | sort -V | head -n 1)" != "$wanted" ]; then
    rustup toolchain install --profile minimal "$wanted"
    toolchain=("+$wanted")
  fi
  CARGO_TARGET_DIR="$to/target" cargo ${toolchain[@]+"${toolchain[@]}"} install --quiet --locked --path "$here" --root "$to"
fi

"$to/bin/stridelint" --version
