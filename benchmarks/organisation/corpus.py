"""The repositories: source distributions of named packages, fetched once and put under git without unpacking them.

`benchmarks/data/organisation.txt` names them. `index` are the organisation; `other` and `held` are packages that
have nothing to do with these, whose code must not be found: thresholds were chosen on the one kind (and on the
organisation in another order), and what is told of them is measured on the other.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.environments import clean
from privacy_gate.index import file_kinds

LIST = Path(__file__).parents[1] / "data" / "organisation.txt"
_TOOL = "unearth==0.19.0"
_FETCH = """
import sys
from pathlib import Path
from unearth import PackageFinder
finder = PackageFinder(index_urls=["https://pypi.org/simple"], no_binary=[":all:"], ignore_compatibility=True)
for line in sys.stdin:
    name, _, version = line.strip().partition("==")
    link = next(one.link for one in finder.find_matches(line.strip(), allow_prereleases=True))
    target = Path(sys.argv[1]) / f"{name}=={version}!{link.filename}"
    with finder.session.stream("GET", link.normalized) as answer:
        answer.raise_for_status()
        target.with_suffix(".partial").write_bytes(b"".join(answer.iter_bytes()))
    target.with_suffix(".partial").rename(target)
    print(name, flush=True)
"""


class Package(NamedTuple):
    """A package, and whether it is of the organisation, or else one that was held back."""

    name: str
    version: str
    is_ours: bool
    is_held: bool


class File(NamedTuple):
    """A file of a source distribution."""

    path: str
    data: bytes


def packages() -> list[Package]:
    """Those of the list, in an order that is the same everywhere and no alphabet's."""
    lines = (line.split() for line in LIST.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#"))
    found = [Package(*one.split("=="), kind == "index", kind == "held") for kind, one in lines]
    Random(12).shuffle(found)  # noqa: S311  (no secret hangs on it)
    return found


def archive(scratch: Path, package: Package) -> Path:
    return next((scratch / "sdists").glob(f"{package.name}=={package.version}!*[!l]"))


def fetch(scratch: Path, wanted: list[Package]) -> None:
    """Fetch what is not there, one after another."""
    folder = scratch / "sdists"
    folder.mkdir(parents=True, exist_ok=True)
    there = {file.name.partition("!")[0] for file in folder.iterdir() if file.suffix != ".partial"}
    missing = [name for one in wanted if (name := f"{one.name}=={one.version}") not in there]
    if not missing:
        return
    tools = scratch / "tools"
    if not (tools / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", tools], check=True)
        subprocess.run([tools / "bin" / "python", "-m", "pip", "install", "--quiet", _TOOL], check=True)
        (tools / "ready").touch()
    command: list[str | Path] = [tools / "bin" / "python", "-c", _FETCH, folder]
    subprocess.run(command, input="\n".join(missing), text=True, check=True)


def contents(file: Path) -> Iterator[File]:
    """The files of an archive, without its first folder; those over a megabyte are left out."""
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                if not info.is_dir() and info.file_size <= file_kinds.LARGEST:
                    yield File(info.filename.partition("/")[2], archive.read(info))
        return
    with tarfile.open(file) as archived:
        for member in archived:
            if member.isreg() and member.size <= file_kinds.LARGEST and (opened := archived.extractfile(member)):
                yield File(member.name.removeprefix("./").partition("/")[2], opened.read())


def repository(scratch: Path, package: Package) -> Path:
    """A bare repository with the files of a package in one commit, in one pack."""
    root = scratch / "repositories" / f"{package.name}.git"
    if (root / "ready").exists():
        return root
    root.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", "."], cwd=root, check=True, env=clean())
    command = [
        "git",
        "-c",
        "core.compression=1",
        "-c",
        "fastimport.unpackLimit=0",
        "fast-import",
        "--quiet",
        "--depth=0",
        "--force",
    ]
    with subprocess.Popen(command, cwd=root, env=clean(), stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        write = importing.stdin.write
        write(b"commit refs/heads/main\ncommitter b <b@c> 1700000000 +0000\ndata 1\nx\n")
        for path, data in contents(archive(scratch, package)):
            if (
                path
                and "\n" not in path
                and not path.startswith((".git/", '"'))
                and "//" not in path
                and ".." not in path
            ):
                write(f"M 100644 inline {path}\ndata {len(data)}\n".encode("utf-8", "surrogateescape") + data + b"\n")
    if importing.returncode:
        raise RuntimeError(f"git takes no {package.name}")
    (root / "ready").touch()
    return root


def sources(scratch: Path, package: Package) -> Path:
    """A folder with the Python files of a package."""
    root = scratch / "sources" / package.name
    if not (root / ".ready").exists():
        for path, data in contents(archive(scratch, package)):
            if path.endswith(".py") and ".." not in path and not path.startswith("/"):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(data)
        root.mkdir(parents=True, exist_ok=True)
        (root / ".ready").touch()
    return root
