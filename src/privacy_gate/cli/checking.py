"""What an assistant is about to send, judged: its texts, and the files that it names.

The settings of each repository that it touches count, and the strictest verdict. A file is judged by those of the
repository that holds it; the others only keep their own code and terms out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from privacy_gate import documents
from privacy_gate.assistants import arguments
from privacy_gate.assistants.events import Asked, File
from privacy_gate.cli.guarding import loosens
from privacy_gate.cli.session import Session
from privacy_gate.cli.touched import Touched
from privacy_gate.git import listing
from privacy_gate.globs import guarding
from privacy_gate.model import Blob, Exposure, JudgedFile, Problem, Report, Severity, Shown, Skipped, Verdict, worst
from privacy_gate.policy.severity import names_rule
from privacy_gate.ruleset import family
from privacy_gate.sources import files
from privacy_gate.sources.reading import read_file

_NOT_ABOUT_LEAKS = ("prompt", "gate")
_OF_SETTINGS = ("code", "business/confidential-term", "business/keyword", "business/glossary-term")
"""Rules that know only what the settings and the code of a repository say."""
_OUT = Exposure.OUTBOUND
_SOME_NEVER = "the owner of a file that fits this pattern says that it never leaves (code/never-send)"
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


class _Named(Struct, frozen=True):
    """A file that goes out: where it is, how reports name it, which session's repository holds it, what was read of
    it, and whether it never leaves."""

    path: Path
    name: str
    holder: Session
    item: Blob | Problem | Skipped
    never: bool


def check(touched: Touched, asked: Asked) -> Checked:
    """Judge an event by the settings of all that it touches."""
    typed = [one for one in asked.texts if one.path.startswith("<")]
    named = [*_texts_of_files(touched, asked), *_files(touched)]
    never = [Problem(one.name, _NEVER) for one in named if one.never]
    never += [Problem(pattern, _SOME_NEVER) for pattern in _reaching(touched, asked)]
    never += [Problem(f"<{asked.tool}>", why) for one in touched.sessions if (why := loosens(one, asked))]
    reports: list[Report] = []
    stops: list[Shown] = []
    for session in touched.sessions:
        session.run.read(documents.of_text(one.path, one.text, _OUT) for one in typed)
        own = [session.run.report(), *(_judged(session, one) for one in named if not one.never)]
        least = Severity[session.gate.settings.config.hook.block_on.upper()]
        stops += stopping([one for report in own for one in about_leaks(report)], least)
        reports += own
    report = _together(reports)
    stops = _once(stops)
    stopped = set(map(_place, stops))
    about = [one for one in about_leaks(report) if one.severity >= Severity.WARNING]
    blobs = [Blob(one.path, one.text.encode("utf-8", "surrogatepass"), _OUT) for one in typed]
    return Checked(
        stops=stops,
        shown=[one for one in about if _place(one) not in stopped],
        problems=list(dict.fromkeys([*report.problems, *never])),
        skipped=[f"{one.path} ({one.reason})" for one in dict.fromkeys([*report.skipped, *touched.skipped])],
        report=report,
        blobs=[*blobs, *(Blob(one.name, one.item.data, _OUT) for one in named if isinstance(one.item, Blob))],
    )


def about_leaks(report: Report) -> list[Shown]:
    """The findings that say what a text gives away; its form is its author's affair."""
    return [one for one in report.findings if family(one.rule) not in _NOT_ABOUT_LEAKS]


def stopping(found: Sequence[Shown], least: Severity) -> list[Shown]:
    """Those of some findings that stop a text."""
    return [one for one in found if one.severity >= least and one.blocks]


def _judged(session: Session, named: _Named) -> Report:
    """What the settings of a session say of a file, under the name that it has in reports."""
    if session is named.holder:
        run = session.run.another()
        run.read([named.item])
        return _renamed(run.report(), named.name)
    if not isinstance(named.item, Blob):
        return _renamed(session.run.another().report(), named.name)
    run = session.run.another(ignores=False)  # they are of another repository
    run.read([msgspec.structs.replace(named.item, path=session.tree.relative(named.path))])
    report = run.report()
    kept = tuple(one for one in report.findings if names_rule(_OF_SETTINGS, one.rule))
    return _renamed(msgspec.structs.replace(report, findings=kept, skipped=(), judged=()), named.name)


def _renamed(report: Report, name: str) -> Report:
    replace = msgspec.structs.replace
    return replace(
        report,
        findings=tuple(replace(one, path=name) for one in report.findings),
        problems=tuple(replace(one, path=name) for one in report.problems),
        skipped=tuple(replace(one, path=name) for one in report.skipped),
        judged=tuple(replace(one, path=name) for one in report.judged),
    )


def _together(reports: Sequence[Report]) -> Report:
    """The report of where the assistant works, with what all say: of one text the strictest."""
    order: Sequence[Verdict] = tuple(Verdict)
    judged: dict[str, JudgedFile] = {}
    for one in (one for report in reports for one in report.judged):
        if one.path not in judged or order.index(one.verdict) > order.index(judged[one.path].verdict):
            judged[one.path] = one
    return msgspec.structs.replace(
        reports[0],
        verdict=worst(report.verdict for report in reports),
        judged=tuple(judged.values()),
        findings=tuple(_once(one for report in reports for one in report.findings)),
        problems=tuple(dict.fromkeys(one for report in reports for one in report.problems)),
        skipped=tuple(dict.fromkeys(one for report in reports for one in report.skipped)),
    )


def _place(one: Shown) -> tuple[str, str, int, int]:
    return one.path, one.rule, one.start.line, one.start.column


def _once(found: Iterable[Shown]) -> list[Shown]:
    """Findings without those that another repository's settings had found already; the severest is left."""
    ordered = sorted(found, key=lambda one: (one.path, one.start.line, one.start.column, one.rule, -one.severity))
    return list({_place(one): one for one in reversed(ordered)}.values())[::-1]


# the files ---------------------------------------------------------------------------------------


def _texts_of_files(touched: Touched, asked: Asked) -> Iterator[_Named]:
    """Texts that are sent as what is in a file."""
    for one in asked.texts:
        if not one.path.startswith("<"):
            way = Path(one.path).absolute()
            yield _named(touched, way.resolve(), way, Blob("", one.text.encode("utf-8", "surrogatepass"), _OUT))


def _files(touched: Touched) -> Iterator[_Named]:
    """The files that are named and there, each once."""
    seen: set[tuple[Path, tuple[int, int] | None]] = set()
    for named, path, way in touched.places:
        if (path, named.lines) in seen:
            continue
        seen.add((path, named.lines))
        if path.is_dir() and _never_leaves(touched, path / "_", way / "_"):
            yield _named(touched, path, way, Problem("", _NEVER), never=True)
        elif path.is_dir() and named.below:
            yield from _below(touched, path)
        elif path.is_file():
            item = read_file(str(path), "", _OUT, touched.holding(path)[0].tree.config)
            yield _named(touched, path, way, _part(item, named) if isinstance(item, Blob) else item)


def _below(touched: Touched, folder: Path) -> Iterator[_Named]:
    """The files in a folder, those of repositories in it too."""
    inner = [one for one in touched.sessions if one.tree.root != folder and one.tree.root.is_relative_to(folder)]
    for session, start in [(touched.holding(folder)[0], folder), *((one, one.tree.root) for one in inner)]:
        tree = session.tree
        for name in files.names([start], tree):
            path = tree.root / name
            if path.is_file():
                yield _named(touched, path, path, read_file(str(path), "", _OUT, tree.config))


def _named(touched: Touched, path: Path, way: Path, item: Blob | Problem | Skipped, *, never: bool = False) -> _Named:
    holder = touched.holding(path)[0]
    item = msgspec.structs.replace(item, path=holder.tree.relative(path))
    never = never or _never_leaves(touched, path, way)
    if isinstance(item, Blob) and not never:
        never = _is_marked(item)
    return _Named(path, touched.first.tree.relative(path), holder, item, never)


def _part(blob: Blob, named: File) -> Blob:
    if named.lines is None:
        return blob
    first, last = named.lines
    last = min(last, blob.data.count(b"\n") + 1)
    if first > last:  # the tool counts lines otherwise than the gate does
        return blob
    return Blob(blob.path, blob.data, blob.exposure, frozenset(range(first, last + 1)))


def _reaching(touched: Touched, asked: Asked) -> Iterator[str]:
    """The patterns of names that fit a file that never leaves."""
    from privacy_gate.index import files as indexed

    patterns = [one.path for one in asked.files if one.pattern]
    for session in touched.sessions if patterns else ():
        config = session.gate.settings.config
        if session.repository is None or session.repository.bare or not config.never_send:
            continue
        root = session.tree.root
        never = [name for name in listing.listed(root, "") if indexed.never_leaves(name, config)]
        for pattern in patterns:
            inner = [one.removeprefix(f"{root.as_posix()}/") for one in arguments.braced(pattern)]
            everywhere = tuple(f"**/{one.lstrip('/')}" for one in inner)  # it may be relative to any folder
            if any(guarding(everywhere).fullmatch(name) for name in never):
                yield pattern


def _never_leaves(touched: Touched, *paths: Path) -> bool:
    """Whether the settings of a repository that holds one of some paths say that it never leaves."""
    from privacy_gate.index import files as indexed

    return any(
        indexed.never_leaves(session.tree.relative(path), session.gate.settings.config)
        for path in dict.fromkeys(paths)
        for session in touched.holding(path)
    )


def _is_marked(blob: Blob) -> bool:
    from privacy_gate.index import files as indexed

    text = indexed.decoded(blob.data)
    return text is not None and indexed.is_code(blob.path) and indexed.is_marked(text)
