"""Fetch the packages: `python -m training.hard_negatives.packages FOLDER [--only HALF]`.

The registries' ordinary clients download each archive. Nothing of an archive is run. FOLDER/HALF/REGISTRY-NAME gets its
regular files, and the digest of a new archive is added to the list. An archive with another digest is an error.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

LIST = Path(__file__).with_name("packages.tsv")
_MAX_BYTES = 1_500_000
_MAX_ARCHIVE = 40_000_000
_MAX_FILES = 2500


class Package(NamedTuple):
    """A package of the list."""

    half: str
    registry: str
    name: str
    version: str
    digest: str = ""

    @property
    def folder(self) -> str:
        """Its folder, also the word that judgements use for it."""
        return f"{self.registry}-{self.name.replace('/', '+')}"


class UnavailableError(Exception):
    """A package that cannot be used."""


def read_list() -> list[Package]:
    """The packages in the order of the list."""
    return [Package(*line.split("\t")) for line in LIST.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    """Fetch what is missing; the list loses the packages that cannot be had."""
    parser = argparse.ArgumentParser(prog="python -m training.hard_negatives.packages")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=("development", "report"))
    options = parser.parse_args()
    known = []
    for package in read_list():
        target = options.folder / package.half / package.folder
        if options.only not in (None, package.half) or target.exists():
            known.append(package)
            continue
        try:
            known.append(_fetch(package, target))
        except UnavailableError as error:
            print(f"{package.folder}: {error}", file=sys.stderr)
            if package.digest:
                known.append(package)
    LIST.write_text("".join("\t".join(package) + "\n" for package in known), encoding="utf-8")
    return 0


def _fetch(package: Package, target: Path) -> Package:
    with tempfile.TemporaryDirectory() as scratch:
        archives = _download(package, Path(scratch))
        digest = hashlib.sha256(b"".join(archive.read_bytes() for archive in archives)).hexdigest()
        if package.digest not in ("", digest):
            raise UnavailableError("another archive than before")
        if sum(archive.stat().st_size for archive in archives) > _MAX_ARCHIVE:
            raise UnavailableError("too large")
        part = target.with_name(f".{target.name}")
        shutil.rmtree(part, ignore_errors=True)
        for archive in archives:
            _unpack(archive, part)
        if not part.exists():
            raise UnavailableError("no file to read")
        part.rename(target)
    return package._replace(digest=digest)


def _download(package: Package, folder: Path) -> list[Path]:
    exact = f"{package.name}=={package.version}"
    # only built distributions of Python: pip runs the build of a source distribution to learn its name
    commands = {
        "pypi": ["pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", ".", exact],
        "npm": ["npm", "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"],
        "debian": ["apt-get", "source", "-qq", "--download-only", f"{package.name}={package.version}"],
    }
    try:
        done = subprocess.run(commands[package.registry], cwd=folder, capture_output=True, check=False, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(type(error).__name__) from None
    found = sorted(
        path for path in folder.iterdir() if ".debian." not in path.name and path.suffix not in (".dsc", ".asc")
    )
    # Debian's own packaging may be unavailable; the archive of the project is enough
    if not found or (done.returncode and package.registry != "debian"):
        raise UnavailableError("cannot be downloaded")
    return found


def _unpack(archive: Path, target: Path) -> None:
    for number, (name, data) in enumerate(_members(archive)):
        place = PurePosixPath(name)
        if number < _MAX_FILES and data and b"\0" not in data and ".." not in place.parts and not place.is_absolute():
            file = target / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(archive) as opened:
            for info in opened.infolist():
                if not info.is_dir() and info.file_size <= _MAX_BYTES:
                    yield info.filename, opened.read(info)
        return
    with tarfile.open(archive) as opened:
        for member in opened:
            if member.isfile() and member.size <= _MAX_BYTES and (file := opened.extractfile(member)):
                yield member.name, file.read()


if __name__ == "__main__":
    sys.exit(main())
