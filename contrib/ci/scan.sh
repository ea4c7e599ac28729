#!/usr/bin/env bash
# Scans as a service for continuous integration wants it, by what the environment says; the action and the snippets run this.
#
#   SCAN_PATHS       files and folders, one a line (default: the folder that this is run in)
#   SCAN_ARGUMENTS   further arguments of `stridelint scan`, one a line
#   SCAN_BASE        report only what is added to this commit; empty: everything
#   SCAN_UNTRUSTED   true: the change decides nothing of what is checked (needs SCAN_BASE, or --config among the arguments)
#   SCAN_FAIL_ON     the lowest severity that fails the run; empty: as configured
#   SCAN_OUT         the folder for report.md, report.sarif and report.json (default: stridelint-report)
#   SCAN_SURFACE     true: what the change does to the attack surface goes to surface.txt in that folder, where it does something
#   SCAN_FORMAT      what is printed: text, or github for annotations (default: text)
#
# The exit status is that of stridelint.
set -euo pipefail

out=${SCAN_OUT:-stridelint-report}
mkdir -p "$out"

arguments=()
if [ -n "${SCAN_FAIL_ON:-}" ]; then arguments+=(--fail-on "$SCAN_FAIL_ON"); fi
# A push that makes a branch has nothing before it: git writes that as zeros.
base=${SCAN_BASE:-}
if [ -n "$base" ] && [ -n "${base//0/}" ]; then
  if git rev-parse --quiet --verify "$base^{commit}" >/dev/null; then
    arguments+=(--diff-base "$base")
    if [ "${SCAN_UNTRUSTED:-}" = true ]; then arguments+=(--untrusted); fi
  elif [ "${SCAN_UNTRUSTED:-}" = true ]; then
    echo "the commit $base is not in this clone: check out with the whole history (fetch-depth: 0, GIT_DEPTH: 0)" >&2
    exit 2
  else
    echo "the commit $base is not in this clone (a force push?): everything is reported" >&2
  fi
elif [ "${SCAN_UNTRUSTED:-}" = true ]; then
  arguments+=(--untrusted)
fi
while IFS= read -r line; do
  if [ -n "$line" ]; then arguments+=("$line"); fi
done <<< "${SCAN_ARGUMENTS:-}"
paths=()
while IFS= read -r line; do
  if [ -n "$line" ]; then paths+=("$line"); fi
done <<< "${SCAN_PATHS:-.}"

# What the change does to the attack surface, for a review; one line says that it does nothing. The configuration that the change brings has
# no say in it.
if [ "${SCAN_SURFACE:-}" = true ]; then
  surface=$out/surface.txt
  if ! [[ " ${arguments[*]-} " == *" --diff-base "* ]] ||
    ! stridelint model --no-config --diff-base "$base" -f text -o "$surface" -- "${paths[@]}" >/dev/null 2>&1 ||
    [ "$(wc -l < "$surface")" -le 1 ]; then
    rm -f "$surface"
  fi
fi

exec stridelint scan ${arguments[@]+"${arguments[@]}"} -f "${SCAN_FORMAT:-text}" \
  -f markdown -o "$out/report.md" -f sarif -o "$out/report.sarif" -f json -o "$out/report.json" -- "${paths[@]}"
