"""Read files and folders from the command line, and standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from privacy_gate.base import git, globs
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.git import listing
from privacy_gate.config import Config
from privacy_gate.model import Blob, Exposure
from privacy_gate.sources import Items
from privacy_gate.sources.file_bytes import read_bounded, read_file, too_large


class Tree:
    """The folder that paths are relative to: the root of the repository, or the working directory."""

    def __init__(
        self, start: Path, repository: git.Repository | None, config: Config, forced: Exposure | None = None
    ) -> None:
        self.root = repository.root if repository else start
        self.config = config
        self.in_git = repository is not None
        self.merge_heads = repository.merge_heads if repository else ()
        self.forced = forced

    def exposure(self, path: str) -> Exposure:
        return self.forced or self.config.exposure(path)

    def relative(self, path: Path) -> str:
        """Return a path as in findings: relative to the root with `/`, or absolute if it is elsewhere."""
        absolute = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow links)
        try:
            return absolute.relative_to(self.root).as_posix()
        except ValueError:
            pass
        try:  # the working directory was entered through a link
            return (absolute.parent.resolve() / absolute.name).relative_to(self.root).as_posix()
        except ValueError:
            pass
        ours, theirs = self.root.parts, absolute.parts
        if globs.ignores_case() and _lower(theirs[: len(ours)]) == _lower(ours):
            return "/".join(theirs[len(ours) :]) or "."
        return absolute.as_posix()


def _lower(steps: Sequence[str]) -> list[str]:
    return [step.lower() for step in steps]


def read(paths: Sequence[Path], tree: Tree) -> Items:
    """Read files, and folders with the ignore rules of git.

    Raises GateError for a path that does not exist, and if there is nothing to check.
    """
    return read_names(list_paths(paths, tree), tree)


def list_paths(paths: Sequence[Path], tree: Tree) -> list[str]:
    """Return the files below the paths, each once, with the names for findings. Raises the same errors as `read`."""
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise GateError(f"file not found: {missing[0]}", "Paths are relative to the current directory.")
    try:
        found = list(names(paths, tree))
    except OSError as error:
        raise cannot("read", error.filename, error) from None
    if not found:
        raise GateError(
            f"nothing to check in {', '.join(map(str, paths))}", "The directory is empty, or all files are excluded."
        )
    return found


def read_names(names: Iterable[str], tree: Tree) -> Items:
    """Read files by their names in findings."""
    for name in names:
        file, exposure = os.path.join(tree.root, name), tree.exposure(name)  # noqa: PTH118  (hot)
        if exposure is Exposure.OUTBOUND and os.path.islink(file):  # noqa: PTH114
            file = _follow(file, tree)
        yield read_file(file, name, exposure, tree.config)


def _follow(link: str, tree: Tree) -> str:
    """Return the target of a link that is a prompt, if it is within the tree.

    The assistant receives its content under the name of the link.
    """
    target = _target(Path(link))
    return str(target) if target.is_file() and target.is_relative_to(tree.root.resolve()) else link


def names(paths: Sequence[Path], tree: Tree) -> Iterator[str]:
    """Yield the files below the paths, each once, with the names for findings."""
    seen: set[str] = set()
    for path in paths:
        for name in _expand(path, tree):
            if name not in seen:
                seen.add(name)
                yield name


def _expand(path: Path, tree: Tree) -> Iterator[str]:
    if path.is_dir() and (not path.is_symlink() or _target(path).is_relative_to(tree.root.resolve())):
        for name in _folder(path, tree):
            if not tree.config.excludes(name):
                yield name
        return
    # a link on the command line is followed within the tree; any other link is listed as skipped
    inside = path.is_symlink() and _target(path).is_relative_to(tree.root.resolve()) and path.is_file()
    if inside and tree.exposure(tree.relative(path)) is Exposure.OUTBOUND:
        yield tree.relative(path)  # the content has this name for the assistant, whatever the target
    else:
        yield tree.relative(_target(path) if inside else path)


def _target(path: Path) -> Path:
    """Return the target of a link, or the link itself if it is circular."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _folder(folder: Path, tree: Tree) -> Iterator[str]:
    base = tree.relative(folder)
    base = "" if base == "." else base
    if base and (folder / ".git").exists():  # a submodule or a nested repository
        inner = git.find(folder)
        if inner is not None and inner.root.resolve() == folder.resolve():
            yield from (f"{base}/{name}" for name in listing.list_files(inner.root, "") if _there(folder / name))
            return
    if tree.in_git and not os.path.isabs(base) and not (base and git.is_ignored(tree.root, base)):  # noqa: PTH117
        # files that are in the index but no longer in the work tree cannot be read
        yield from (name for name in listing.list_files(tree.root, base) if _there(tree.root / name))
        return
    yield from _walk(folder, tree)


def _there(path: Path) -> bool:
    """Whether a path exists. If access is denied, it counts as existing, so that it is reported as unreadable."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _walk(folder: Path, tree: Tree) -> list[str]:
    """Return all files below a folder, including hidden ones, without `.git`. Links are listed, but not followed.

    This takes half the time of os.walk, which creates lists at each step.
    """
    base = tree.relative(folder)
    found: list[str] = []
    waiting = [(os.fspath(folder), "" if base == "." else f"{base}/")]
    while waiting:
        where, prefix = waiting.pop()
        folders: list[str] = []
        files: list[str] = []
        try:
            with os.scandir(where) as entries:
                for entry in entries:
                    name = entry.name
                    if name != ".git":  # a file with this name is the pointer of a worktree or submodule
                        (folders if entry.is_dir(follow_symlinks=False) else files).append(name)
        except OSError as error:
            raise cannot("read", f"the folder {where}", error) from None
        found += [prefix + name for name in sorted(files)]
        waiting += [(f"{where}{os.sep}{name}", f"{prefix}{name}/") for name in sorted(folders, reverse=True)]
    return found


def standard_input(stream: BinaryIO, filename: str | None, tree: Tree) -> Items:
    """Read standard input.

    It is an outbound prompt, unless it has the name of a file in the repository. It may be endless.
    """
    path = "<stdin>" if filename is None else tree.relative(Path(filename))
    exposure = tree.forced or (Exposure.OUTBOUND if filename is None else tree.config.exposure(path))
    data = read_bounded(stream, tree.config.max_file_size)
    if len(data) > tree.config.max_file_size:
        yield too_large(path, len(data), exposure, tree.config)
    else:
        yield Blob(path, data, exposure)
