"""Find the files that are sent with an event: their content, their repository, and whether they are never-send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from privacy_gate.base.git import listing
from privacy_gate.base.globs import guarding_glob
from privacy_gate.integrations.assistants import arguments, wildcards
from privacy_gate.integrations.assistants.events import Asked, File
from privacy_gate.integrations.assistants.involved_repositories import Touched
from privacy_gate.integrations.assistants.secret_names import holds_secrets
from privacy_gate.model import Blob, Exposure, Problem, Skipped
from privacy_gate.scan.session import Session
from privacy_gate.sources import files as listed_files
from privacy_gate.sources.file_bytes import read_file

_OUT = Exposure.OUTBOUND
NEVER = "this file is never-send code (code/never-send)"
SOME_NEVER = "a file that matches this pattern is never-send code (code/never-send)"


class Outgoing(Struct, frozen=True):
    """An outgoing file: its location and display name, the session of its repository, and its content.

    It also states whether the file is never-send code, whether it is uncertain that the file is sent, and whether it is
    sent with each prompt.
    """

    path: Path
    name: str
    holder: Session
    item: Blob | Problem | Skipped
    never: bool
    doubtful: bool = False
    is_instructions: bool = False


def texts(touched: Touched, asked: Asked) -> Iterator[Outgoing]:
    """Yield a text for each file whose content is sent."""
    for one in asked.texts:
        if not one.path.startswith("<"):
            way = Path(one.path).absolute()
            yield _name(touched, way.resolve(), way, Blob("", one.text.encode("utf-8", "surrogatepass"), _OUT))


def files(touched: Touched) -> Iterator[Outgoing]:
    """Yield the named files that exist, each once."""
    seen: set[tuple[Path, tuple[int, int] | None, bool]] = set()
    for named, path, way in sorted(touched.places, key=lambda place: place.named.doubtful):
        if (path, named.lines, named.below) in seen:
            continue
        seen.add((path, named.lines, named.below))
        if path.is_dir() and named.only_file:
            continue
        if path.is_dir() and _never_leaves(touched, path / "_", way / "_"):
            found = _name(touched, path, way, Problem("", NEVER), never=True)
            yield msgspec.structs.replace(found, doubtful=named.doubtful)
        elif path.is_dir() and named.below:
            yield from (_secret_below(touched, path) if named.doubtful else _below(touched, path))
        elif path.is_file():
            item = read_file(str(path), "", _OUT, touched.holding(path)[0].tree.config)
            found = _name(touched, path, way, _part(item, named) if isinstance(item, Blob) else item)
            yield msgspec.structs.replace(found, doubtful=named.doubtful, is_instructions=named.is_instructions)


def _secret_below(touched: Touched, folder: Path) -> Iterator[Outgoing]:
    """Yield the never-send files, and files whose name suggests secrets, in a folder that is sent."""
    for name in wildcards.files_below(str(folder)):
        path = Path(name)
        if _never_leaves(touched, path) or holds_secrets(path.name):
            item = read_file(name, "", _OUT, touched.holding(path)[0].tree.config)
            yield msgspec.structs.replace(_name(touched, path, path, item), doubtful=True)


def _below(touched: Touched, folder: Path) -> Iterator[Outgoing]:
    """Yield the files in a folder, including those of repositories in it."""
    inner = [one for one in touched.sessions if one.tree.root != folder and one.tree.root.is_relative_to(folder)]
    for session, start in [(touched.holding(folder)[0], folder), *((one, one.tree.root) for one in inner)]:
        tree = session.tree
        for name in listed_files.names([start], tree):
            path = tree.root / name
            if path.is_file():
                yield _name(touched, path, path, read_file(str(path), "", _OUT, tree.config))


def _name(touched: Touched, path: Path, way: Path, item: Blob | Problem | Skipped, *, never: bool = False) -> Outgoing:
    holder = touched.holding(path)[0]
    item = msgspec.structs.replace(item, path=holder.tree.relative(path))
    never = never or _never_leaves(touched, path, way)
    if isinstance(item, Blob) and not never:
        never = _is_marked(item)
    return Outgoing(path, touched.first.tree.relative(path), holder, item, never)


def _part(blob: Blob, named: File) -> Blob:
    if named.lines is None:
        return blob
    first, last = named.lines
    last = min(last, blob.data.count(b"\n") + 1)
    if first > last:  # the tool counts lines in another way
        return blob
    return Blob(blob.path, blob.data, blob.exposure, frozenset(range(first, last + 1)))


def reach_files(touched: Touched, asked: Asked) -> Iterator[str]:
    """Yield the patterns of names that match a never-send file.

    A pattern that only restricts the extension counts if all files with this extension are never-send files.
    """
    from privacy_gate.index import file_kinds as indexed

    patterns = [one.path for one in asked.files if one.pattern]
    for session in touched.sessions if patterns else ():
        config = session.gate.settings.config
        if session.repository is None or session.repository.bare or not config.never_send:
            continue
        root = session.tree.root
        names = listing.list_files(root, "")
        never = [name for name in names if indexed.never_leaves(name, config)]
        for pattern in patterns:
            inner = [one.removeprefix(f"{root.as_posix()}/") for one in arguments.expand_braces(pattern)]
            inner += [real for one in inner if (real := _through_links(root, one))]
            everywhere = tuple(f"**/{one.lstrip('/')}" for one in inner)  # the pattern may be relative to any folder
            fitting = guarding_glob(everywhere)
            found = sum(fitting.fullmatch(name) is not None for name in never)
            if found and arguments.tells_extension_alone(pattern):
                found *= found == sum(fitting.fullmatch(name) is not None for name in names)
            if found:
                yield pattern


def _through_links(root: Path, pattern: str) -> str:
    """Return a pattern with the symbolic links in its leading folders resolved.

    The result is empty if there are no such links, or if they lead out of the root.
    """
    first = re.search(r"[*?\[{]", pattern)
    folder = pattern[: first.start() if first else None].rpartition("/")[0]
    try:
        real = (root / folder).resolve()
    except (OSError, ValueError, RuntimeError):  # the text cannot be a folder name
        return ""
    if not folder or real == root / folder or not real.is_relative_to(root.resolve()):
        return ""
    return f"{real.relative_to(root.resolve()).as_posix()}{pattern[len(folder) :]}"


def _never_leaves(touched: Touched, *paths: Path) -> bool:
    """Whether the settings of a repository declare a file never-send. `paths` are all its paths."""
    from privacy_gate.index import file_kinds as indexed

    return any(
        indexed.never_leaves(session.tree.relative(path), session.gate.settings.config)
        for path in dict.fromkeys(paths)
        for session in touched.holding(path)
    )


def _is_marked(blob: Blob) -> bool:
    from privacy_gate.index import file_kinds as indexed

    text = indexed.decode_file(blob.data)
    return text is not None and indexed.is_code(blob.path) and indexed.is_marked(text)
