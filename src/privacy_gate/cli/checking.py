"""What an assistant is about to send, judged: its texts, and the files that it names."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from privacy_gate import documents
from privacy_gate.assistants.events import Asked, File
from privacy_gate.cli.guarding import loosens
from privacy_gate.cli.session import Session
from privacy_gate.config import Config
from privacy_gate.model import Blob, Exposure, Problem, Report, Severity, Shown, Skipped
from privacy_gate.ruleset import family
from privacy_gate.sources import files
from privacy_gate.sources.reading import read_file

IN_REPOSITORY = ("secret", "personal", "code/never-send", "business/confidential-term")
"""What stops an assistant that works inside the repository, and sees its code anyway."""

_MOST_MATCHES = 100  # files that a pattern in a command stands for; what more it prints is judged as a result
_NOT_ABOUT_LEAKS = ("prompt", "gate")
_NEVER = "its owner says that this file never leaves (code/never-send)"


class Checked(Struct, frozen=True):
    """What a run says of an event: what stops it, what is only shown, files that were not looked into."""

    stops: list[Shown]
    shown: list[Shown]
    problems: list[Problem]
    skipped: list[str]
    report: Report
    blobs: list[Blob]

    @property
    def passes(self) -> bool:
        return not self.stops and not self.problems


def check(session: Session, asked: Asked, least: Severity) -> Checked:
    """Judge an event; findings of `least` severity stop it."""
    typed = [_blob(session, one.path, one.text) for one in asked.texts]
    named = list(_files(session, asked))
    files_ = [item for item in named if isinstance(item, Blob)]
    kept = [blob for blob in files_ if _never_leaves(blob, session.gate.settings.config)]
    never = [Problem(blob.path, _NEVER) for blob in kept]
    texts = zip(typed, asked.texts, strict=True)
    session.run.read(documents.of_text(blob.path, one.text, blob.exposure) for blob, one in texts)
    session.run.read(item for item in named if item not in kept)
    report = session.run.report()
    about = about_leaks(report)
    stops = stopping(about, least)
    if why := loosens(session, asked):
        never.append(Problem(f"<{asked.tool}>", why))
    return Checked(
        stops=stops,
        shown=[one for one in about if one not in stops and one.severity >= Severity.WARNING],
        problems=[*report.problems, *never],
        skipped=[f"{one.path} ({one.reason})" for one in report.skipped],
        report=report,
        blobs=[*typed, *files_],
    )


def about_leaks(report: Report) -> list[Shown]:
    """The findings that say what a text gives away; its form is its author's affair."""
    return [one for one in report.findings if family(one.rule) not in _NOT_ABOUT_LEAKS]


def stopping(found: Sequence[Shown], least: Severity) -> list[Shown]:
    """Those of some findings that stop a text."""
    return [one for one in found if one.severity >= least and one.blocks]


def selection(profile: str) -> tuple[str, ...]:
    """The rules of a profile; all when there are none."""
    return IN_REPOSITORY if profile == "repository" else ()


def _blob(session: Session, path: str, text: str) -> Blob:
    name = path if path.startswith("<") else session.tree.relative(Path(path))
    return Blob(name, text.encode("utf-8", "surrogatepass"), Exposure.OUTBOUND)


def _files(session: Session, asked: Asked) -> Iterator[Blob | Problem | Skipped]:
    """The files that are named and there, each once. A link is followed, as the assistant does."""
    seen: set[tuple[str, tuple[int, int] | None]] = set()
    for named in _expanded(session, asked.files):
        if isinstance(named, Skipped):
            yield named
            continue
        try:
            path = _there(session, Path(named.path).expanduser()).resolve()
            is_file, is_folder = path.is_file(), named.below and path.is_dir()
        except (OSError, ValueError, RuntimeError):  # no name that a file can have
            continue
        if (str(path), named.lines) in seen:
            continue
        seen.add((str(path), named.lines))
        if path.is_dir() and _never_leaves_below(session.tree.relative(path), session.gate.settings.config):
            yield Problem(named.path, _NEVER)
        elif is_folder:
            yield from files.read_names(files.names([path], session.tree), session.tree)
        elif is_file:
            item = read_file(str(path), session.tree.relative(path), Exposure.OUTBOUND, session.tree.config)
            yield _part(item, named) if isinstance(item, Blob) else item


def _expanded(session: Session, named: Sequence[File]) -> Iterator[File | Skipped]:
    """Files, with those that a pattern of names stands for in its place."""
    for file in (one for one in named if one.edit is None):
        yield file  # there may be a file of this very name, too
        if not any(sign in file.path for sign in "*?["):
            continue
        import glob

        for base in dict.fromkeys((Path.cwd(), session.tree.root)):
            pattern = str(base / Path(file.path).expanduser())
            found = list(itertools.islice(glob.iglob(pattern), _MOST_MATCHES + 1))  # noqa: PTH207  (of any pattern)
            yield from (File(path, file.lines) for path in found[:_MOST_MATCHES])
            if len(found) > _MOST_MATCHES:
                yield Skipped(file.path, f"more than {_MOST_MATCHES} files")


def _there(session: Session, path: Path) -> Path:
    """A path as the assistant means it: from where it works, else from the root of the repository."""
    return path if path.is_absolute() or path.exists() else session.tree.root / path


def _part(blob: Blob, named: File) -> Blob:
    if named.lines is None:
        return blob
    first, last = named.lines
    last = min(last, blob.data.count(b"\n") + 1)
    if first > last:  # the tool counts lines otherwise than the gate does
        return blob
    return Blob(blob.path, blob.data, blob.exposure, frozenset(range(first, last + 1)))


def _never_leaves_below(folder: str, config: Config) -> bool:
    """Whether all of a folder is what never leaves."""
    from privacy_gate.index import files as indexed

    return folder != "." and indexed.never_leaves(f"{folder}/_", config)


def _never_leaves(blob: Blob, config: Config) -> bool:
    from privacy_gate.index import files as indexed

    if indexed.never_leaves(blob.path, config):
        return True
    text = indexed.decoded(blob.data)
    return text is not None and indexed.is_code(blob.path) and indexed.is_marked(text)
