#!/usr/bin/env python3
"""What a release is made of, step by step; .github/workflows/release.yml calls the same commands.

    scripts/release.py check [TAG]                    version, lock file and changelog agree, with the tag where one is given
    scripts/release.py notes                          the changelog's section of the version (or what is not released yet)
    scripts/release.py archive TARGET BINARY OUT      the archive of a target
    scripts/release.py sbom WHEEL OUT                 the list of components (CycloneDX) that maturin wrote into a wheel
    scripts/release.py sizes FILE...                  wheels and binaries are as small as is promised
    scripts/release.py checksums FOLDER               SHA256SUMS of a folder's files
    scripts/release.py image FOLDER TO                the binaries of the archives for Linux with musl, where the Dockerfile wants them
    scripts/release.py wheels FOLDER                  pip's list of the wheels with their hashes, for contrib/ci/wheels.txt
    scripts/release.py try WHEEL [ARCHIVE]            install a wheel, unpack an archive, and scan the demo with both

Nothing here opens a connection. Archives are the same bytes for the same files: SOURCE_DATE_EPOCH dates them. Python 3.8 or later.
"""

import gzip
import hashlib
import inspect
import io
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
# In bytes. A wheel is downloaded by every hook and every job, so that growth is decided and does not happen.
WHEEL, BINARY = 12_000_000, 20_000_000
BESIDE = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"]


class Wrong(Exception):
    """What keeps a release from being made, in a sentence."""


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def version():
    """The version in Cargo.toml, the one place that has it."""
    return re.search(r'^version = "(.+)"$', read("Cargo.toml"), re.MULTILINE).group(1)


def section(title):
    """A section of the changelog by the first word of its title, without the title; None where there is none."""
    parts = re.split(r"^## (.*)$", read("CHANGELOG.md"), flags=re.MULTILINE)
    titles = {name.split(" ")[0]: text for name, text in zip(parts[1::2], parts[2::2])}
    return titles.get(title, "").strip() or None


def check(tag=""):
    now = version()
    locked = re.search(r'^name = "stridelint"\nversion = "(.+)"$', read("Cargo.lock"), re.MULTILINE).group(1)
    if locked != now:
        raise Wrong(f"Cargo.lock has version {locked}, Cargo.toml {now}: `cargo update --workspace` mends it")
    if re.search(r"^version\s*=", read("pyproject.toml"), re.MULTILINE):
        raise Wrong("pyproject.toml has a version of its own: it belongs into Cargo.toml alone")
    if tag and tag != f"v{now}":
        raise Wrong(f"the tag is {tag}, the version {now}")
    if tag and section(now) is None:
        raise Wrong(f"CHANGELOG.md has no section `## {now}`")
    if section(now) is None and section("Unreleased") is None:
        raise Wrong(f"CHANGELOG.md has neither a section `## {now}` nor one of what is not released")
    print(now)


def notes():
    print(section(version()) or section("Unreleased") or "")


def archive(target, binary, out):
    """A .zip for Windows and a .tar.gz elsewhere, of one folder: the binary, README, changelog and licences."""
    name = f"stridelint-{version()}-{target}"
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))
    suffix = ".exe" if "windows" in target else ""
    entries = [(f"stridelint{suffix}", pathlib.Path(binary).read_bytes(), 0o755)]
    entries += [(file, (ROOT / file).read_bytes(), 0o644) for file in BESIDE]
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    if suffix:
        path = out / f"{name}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for file, data, mode in entries:
                entry = zipfile.ZipInfo(f"{name}/{file}", time.gmtime(epoch)[:6])
                entry.external_attr = (0o100000 | mode) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(entry, data)
    else:
        path = out / f"{name}.tar.gz"
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=epoch) as zipped:
            with tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as packed:
                for file, data, mode in entries:
                    entry = tarfile.TarInfo(f"{name}/{file}")
                    entry.size, entry.mode, entry.mtime = len(data), mode, epoch
                    packed.addfile(entry, io.BytesIO(data))
    print(path)


def sbom(wheel, out):
    with zipfile.ZipFile(wheel) as packed:
        found = [name for name in packed.namelist() if name.endswith(".cyclonedx.json")]
        if len(found) != 1:
            raise Wrong(f"{wheel} holds {len(found)} lists of components")
        pathlib.Path(out).write_bytes(packed.read(found[0]))
    print(out)


def sizes(*files):
    for file in map(pathlib.Path, files):
        limit = WHEEL if file.suffix == ".whl" else BINARY
        size = file.stat().st_size
        print(f"{file.name}: {size:,} bytes of at most {limit:,}")
        if size > limit:
            raise Wrong(f"{file} is larger than is promised")


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def listed(folder):
    return sorted(path for path in pathlib.Path(folder).iterdir() if path.is_file() and path.name != "SHA256SUMS")


def checksums(folder):
    lines = "".join(f"{digest(path)}  {path.name}\n" for path in listed(folder))
    (pathlib.Path(folder) / "SHA256SUMS").write_bytes(lines.encode())
    print(lines, end="")


def image(folder, to):
    for machine, name in [("x86_64", "amd64"), ("aarch64", "arm64")]:
        path = pathlib.Path(folder) / f"stridelint-{version()}-{machine}-unknown-linux-musl.tar.gz"
        with tarfile.open(path) as packed:
            entry = next(entry for entry in packed if entry.name.endswith("/stridelint"))
            data = packed.extractfile(entry).read()
        file = pathlib.Path(to) / name / "stridelint"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        file.chmod(0o755)
        print(file)


def wheels(folder):
    found = [path for path in listed(folder) if path.suffix == ".whl"]
    if not found:
        raise Wrong(f"no wheels in {folder}")
    hashes = "".join(f" \\\n    --hash=sha256:{digest(path)}" for path in found)
    print(f"# The wheels of the release; scripts/release.py wrote this.\nstridelint=={version()}{hashes}")


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise Wrong(f"{' '.join(map(str, command))} ends with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def scans(program):
    """A program is of this version, and finds what the demo has in it."""
    said = run(program, "--version").strip()
    if said != f"stridelint {version()}":
        raise Wrong(f"{program} says {said}")
    begun = time.monotonic()
    said = run(program, "scan", ROOT / "testdata/demo", "--exit-zero")
    took = time.monotonic() - begun
    if "critical" not in said or took > 10:
        raise Wrong(f"{program} took {took:.1f} s: {said}")
    print(f"{program}: scans the demo in {took:.2f} s")


def try_out(wheel, packed=None):
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        folder = "Scripts" if os.name == "nt" else "bin"
        run(sys.executable, "-m", "venv", place / "env")
        run(place / "env" / folder / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel)
        scans(place / "env" / folder / "stridelint")
        if packed:
            with tarfile.open(packed) as opened:
                opened.extractall(place)
            scans(place / pathlib.Path(packed).name[: -len(".tar.gz")] / "stridelint")


COMMANDS = {
    "check": check,
    "notes": notes,
    "archive": archive,
    "sbom": sbom,
    "sizes": sizes,
    "checksums": checksums,
    "image": image,
    "wheels": wheels,
    "try": try_out,
}


def main(arguments):
    command = COMMANDS.get(arguments[0]) if arguments else None
    try:
        inspect.signature(command).bind(*arguments[1:])
    except TypeError:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        command(*arguments[1:])
    except (Wrong, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
