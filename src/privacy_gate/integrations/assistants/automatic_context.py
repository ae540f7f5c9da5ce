"""What an assistant sends along by itself: files that its instructions import, the state of the repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from privacy_gate.base import git
from privacy_gate.integrations.assistants import mentions
from privacy_gate.integrations.assistants.events import Asked, File, Text
from privacy_gate.sources.file_bytes import read_bounded

_MOST_FILES = 200
_MOST_FOLDERS = 200  # of the files of one call
_MOST_BYTES = 1 << 20
_DEEPEST = 5  # imports of imports
_SUBJECTS = 10
"""Commits whose subjects are read; assistants are known to send five."""


def added_files(asked: Asked) -> Asked:
    """An event with all that goes along. Raises GateError when git cannot tell the state of a repository."""
    asked = asked._replace(files=asked.files + tuple(_beside(asked)))
    files = tuple(_imported(asked.files))
    texts = tuple(_state()) if asked.git_status else ()
    return asked._replace(files=asked.files + files, texts=asked.texts + texts)


def _beside(asked: Asked) -> Iterator[File]:
    """The instructions in the folders of files below the working folder."""
    here = Path.cwd()
    found: dict[Path, None] = {}
    for file in asked.files if asked.beside else ():
        path = _place(file.path, here)
        for parent in path.parents:
            if parent == here or not parent.is_relative_to(here) or parent in found or len(found) >= _MOST_FOLDERS:
                break
            found[parent] = None
    for parent in found:
        yield from (File(str(parent / name), imports=True) for name in asked.beside)


def _imported(named: tuple[File, ...]) -> Iterator[File]:
    """The files that others import, and those that these do; they need not be there."""
    left = [(_place(one.path, Path.cwd()), _DEEPEST) for one in named if one.imports]
    root = _root() if left else None
    if root is not None:
        left += [(_place(one.path, root), _DEEPEST) for one in named if one.imports]
    seen: set[Path] = set()
    while left and len(seen) < _MOST_FILES:
        path, depth = left.pop()
        if path in seen or (text := _text(path)) is None:
            continue
        seen.add(path)
        for mention in mentions.mentions_in_prompt(text):
            yield mention  # a command means it from the working folder, instructions from their own
            inner = _place(mention.path, path.parent)
            yield File(str(inner), mention.lines)
            if depth > 1:
                left.append((inner, depth - 1))


def _place(path: str, folder: Path) -> Path:
    try:
        return folder / Path(path).expanduser()
    except RuntimeError:  # a home that is not known
        return folder / path


def _text(path: Path) -> str | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            return read_bounded(stream, _MOST_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError):  # ValueError: no name that a file can have
        return None


def _root() -> Path | None:
    """The root of the repository, as far as its looks tell: no more than the names of files depend on it."""
    here = Path.cwd()
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), None)


def _state() -> Iterator[Text]:
    for name, arguments in (
        ("<branch>", ("symbolic-ref", "--short", "--quiet", "HEAD")),
        ("<commit subjects>", ("log", "-n", str(_SUBJECTS), "--format=%s", "--no-show-signature")),
    ):
        done = git.attempt(arguments, Path.cwd())
        if done.returncode == 0 and (text := done.stdout.decode("utf-8", "replace").strip()):
            yield Text((name,), name, text)  # there is none outside a repository or before the first commit
