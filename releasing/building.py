"""`python -m releasing.building FOLDER`: wheel and source distribution, built twice to the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]

# another time zone, language and seed than whoever builds first; SOURCE_DATE_EPOCH is for neither
_ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}


def build(to: Path) -> dict[str, str]:
    """Build what HEAD holds (without git: what lies here) into an empty folder. Returns the digests by file name.

    The second time the source distribution is built from itself, elsewhere, with other rights, and the wheel
    beside it. Raises SystemExit where one of them differs.
    """
    with tempfile.TemporaryDirectory() as scratch:
        source = unpacked_head(Path(scratch, "first", "source")) if (ROOT / ".git").exists() else ROOT
        _run(source, to, 0o022, {})
        (sdist,) = to.glob("*.tar.gz")
        other = unpacked(sdist, Path(scratch, "second", "far", "away"))
        again = Path(scratch, "again")
        _run(other, again, 0o077, _ELSEWHERE, "--sdist", "--wheel")
        first, second = digests(to), digests(again)
    if first != second or len(first) != 2:
        raise SystemExit(f"not reproducible: {first} and then {second}")
    return first


def unpacked_head(to: Path) -> Path:
    """The files of the commit that is checked out, in a new folder."""
    to.mkdir(parents=True)
    archive = to.with_suffix(".tar")
    subprocess.run(["git", "archive", "--output", archive, "HEAD"], cwd=ROOT, check=True)
    with tarfile.open(archive) as files:
        files.extractall(to, filter="data")
    return to


def unpacked(sdist: Path, to: Path) -> Path:
    """The one folder that a source distribution holds."""
    with tarfile.open(sdist) as files:
        files.extractall(to, filter="data")
    (folder,) = to.iterdir()
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def _run(source: Path, to: Path, umask: int, variables: Mapping[str, str], *kinds: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(to), str(source)]
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, env={**kept, **variables}, umask=umask, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, digest in build(folder).items():
        print(f"{digest}  {name}  {(folder / name).stat().st_size:,} bytes")
