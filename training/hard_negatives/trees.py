"""Write the trees of repositories: `python -m training.hard_negatives.trees FOLDER [--mirrors DIR] [--only HALF]`.

`trees.tsv` lists half, repository and commit. FOLDER/HALF/OWNER+NAME gets the text files of the commit; nothing of them
is run. `--mirrors` has bare clones as OWNER+NAME/repo. Without it the repositories are cloned from their addresses.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).with_name("trees.tsv")
_MAX_BYTES = 1_500_000


class Tree(NamedTuple):
    """A repository of the list, at one commit."""

    half: str
    repository: str
    commit: str

    @property
    def folder(self) -> str:
        """Its folder, also the word that judgements use for it."""
        return self.repository.replace("/", "+")


def main() -> int:
    """Write what is missing."""
    parser = argparse.ArgumentParser(prog="python -m training.hard_negatives.trees")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mirrors", type=Path)
    parser.add_argument("--only", choices=("development", "report"))
    options = parser.parse_args()
    for line in LIST.read_text(encoding="utf-8").splitlines():
        tree = Tree(*line.split("\t"))
        target = options.folder / tree.half / tree.folder
        if options.only in (None, tree.half) and not target.exists():
            _write(tree, options.mirrors, target)
    return 0


def _write(tree: Tree, mirrors: Path | None, target: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        if mirrors is not None:
            repository = mirrors / tree.folder / "repo"
        else:
            repository = Path(scratch) / "repo"
            address = f"https://github.com/{tree.repository}.git"
            subprocess.run(["git", "clone", "-q", "--bare", address, repository], check=True)
        part = target.with_name(f".{target.name}")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        written = missing = 0
        for name, data in _read_files(repository, tree.commit):
            if data is None:
                missing += 1
            elif data and len(data) <= _MAX_BYTES and b"\0" not in data:
                file = part / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
                written += 1
        part.rename(target)
        print(f"{tree.repository}: {written} text files, {missing} not in the clone")


def _read_files(repository: Path, commit: str) -> Iterator[tuple[str, bytes | None]]:
    """The regular files of a commit. A clone may lack large ones."""
    listed = subprocess.run(
        ["git", "-C", repository, "ls-tree", "-r", "-z", commit], capture_output=True, check=True
    ).stdout
    command = ["git", "-C", repository, "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        if reader.stdin is None or reader.stdout is None:
            raise RuntimeError("git has no pipes")
        for entry in listed.rstrip(b"\0").split(b"\0"):
            about, _, name = entry.partition(b"\t")
            mode, kind, digest = about.split()
            if kind != b"blob" or not mode.startswith(b"100"):
                continue
            reader.stdin.write(digest + b"\n")
            reader.stdin.flush()
            header = reader.stdout.readline().split()
            data = None if header[-1] == b"missing" else reader.stdout.read(int(header[-1]) + 1)[:-1]
            yield name.decode("utf-8", "surrogateescape"), data


if __name__ == "__main__":
    sys.exit(main())
