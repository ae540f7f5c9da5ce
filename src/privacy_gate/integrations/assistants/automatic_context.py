"""Add the texts and files that an assistant sends automatically: files imported by its instructions, and the state of
the repository.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from privacy_gate.base import git
from privacy_gate.integrations.assistants import mentions
from privacy_gate.integrations.assistants.events import Asked, File, Text
from privacy_gate.sources.file_bytes import read_bounded

_MOST_FILES = 200
_MOST_FOLDERS = 200  # folders of the files of one call
_MOST_BYTES = 1 << 20
_DEEPEST = 5  # imports of imports of …
_SUBJECTS = 10
"""The number of commits whose subjects are read. Assistants are known to send five."""


def added_files(asked: Asked) -> Asked:
    """Return an event with everything that is sent automatically. Raises GateError if git cannot read a repository."""
    asked = asked._replace(files=asked.files + tuple(_beside(asked)))
    files = tuple(_find_imported(asked.files))
    texts = tuple(_state()) if asked.git_status else ()
    return asked._replace(files=asked.files + files, texts=asked.texts + texts)


def _beside(asked: Asked) -> Iterator[File]:
    """Yield the instruction files in the folders of files below the working folder."""
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


def _find_imported(named: tuple[File, ...]) -> Iterator[File]:
    """Yield the files that others import, directly or indirectly. They need not exist."""
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
            yield mention  # a command resolves it from the working folder, instructions from their own
            inner = _place(mention.path, path.parent)
            yield File(str(inner), mention.lines)
            if depth > 1:
                left.append((inner, depth - 1))


def _place(path: str, folder: Path) -> Path:
    try:
        return folder / Path(path).expanduser()
    except RuntimeError:  # the home folder is not known
        return folder / path


def _text(path: Path) -> str | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            return read_bounded(stream, _MOST_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError):  # ValueError: the text cannot be a file name
        return None


def _root() -> Path | None:
    """Return the root of the repository around a folder.

    The quick check is enough, because only names of files depend on it.
    """
    here = Path.cwd()
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), None)


def _state() -> Iterator[Text]:
    for name, arguments in (
        ("<branch>", ("symbolic-ref", "--short", "--quiet", "HEAD")),
        ("<commit subjects>", ("log", "-n", str(_SUBJECTS), "--format=%s", "--no-show-signature")),
    ):
        done = git.attempt(arguments, Path.cwd())
        if done.returncode == 0 and (text := done.stdout.decode("utf-8", "replace").strip()):
            yield Text((name,), name, text)  # the text is empty outside a repository or before the first commit
