"""Implement `scan --add-ignores`: write inline ignores for findings, and undo those that do not work.

After each ignore the text is checked again. The finding must be gone, no new one may appear, and the code outside of
comments must be unchanged. A directive is therefore never written into a string.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct

from privacy_gate import documents
from privacy_gate.base import atomic_write
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.text import one_line, plural
from privacy_gate.documents.decode import codec
from privacy_gate.model import Blob, Document, Exposure, Kind, Report
from privacy_gate.policy.directives import places, style
from privacy_gate.rules import family
from privacy_gate.scan import Run
from privacy_gate.scan.session import Session

_ROUNDS = 3
"""The maximum number of times that rules are added to one ignore.

A suppressed finding may reveal others that were merged into it.
"""

_PLACES = 2
"""The number of places to try: on the line of the finding, and on the line before it."""

_BASELINE = "Accept it with `privacy-gate baseline --last`."


class _Left(Struct, frozen=True):
    """A line that got no ignore, and the reason."""

    path: str
    line: int
    why: str


def add_ignores(session: Session, report: Report, reason: str) -> None:
    """Write an ignore for each finding of a report, and print the result on standard error."""
    by_path: dict[str, dict[int, set[str]]] = {}
    count, files, left = 0, 0, list[_Left]()
    for found in report.findings:
        if family(found.rule) == "gate":  # these findings are about directives and whole files
            continue
        if found.exposure is Exposure.OUTBOUND and not found.check:
            left.append(_Left(found.path, found.start.line, f"ignores do not apply to {found.rule} in a prompt"))
        else:
            by_path.setdefault(found.path, {}).setdefault(found.start.line, set()).add(found.rule)
    for path, lines in by_path.items():
        added, refused = _file(session, path, lines, reason)
        count, files = count + added, files + bool(added)
        left += refused
    click.echo(f"privacy-gate: added {plural(count, 'ignore')} in {plural(files, 'file')}", err=True)
    for one in left:
        click.echo(f"privacy-gate: no ignore at {one_line(one.path)}:{one.line}: {one.why}", err=True)


def _file(session: Session, path: str, lines: dict[int, set[str]], reason: str) -> tuple[int, list[_Left]]:
    file = session.tree.root / path
    try:
        data = file.read_bytes()
    except OSError as error:
        return 0, [_Left(path, line, f"cannot be read: {error.strerror}") for line in sorted(lines)]
    encoding = codec(data)
    if encoding is None:
        return 0, [_Left(path, line, f"its encoding is uncertain. {_BASELINE}") for line in sorted(lines)]
    mark, name = encoding
    text = data[len(mark) :].decode(name)
    editor = _Editor(session, path, session.tree.exposure(path))
    inserted, count, left = list[int](), 0, list[_Left]()
    for line in sorted(lines, reverse=True):  # from bottom to top, so that line numbers stay valid
        edit = editor.with_ignore(text, line, sorted(lines[line]), reason)
        if isinstance(edit, _EditedText) and not _can_hold(name, edit.text):
            edit = f"the reason cannot be encoded as {name}"
        if isinstance(edit, str):
            left.append(_Left(path, line, f"{edit}; {_BASELINE}"))
        else:
            text, count = edit.text, count + 1
            inserted += [line] * edit.lines
    if count:
        _write(file, data, mark + text.encode(name))
    return count, [_Left(path, one.line + sum(at < one.line for at in inserted), one.why) for one in left[::-1]]


def _can_hold(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _write(file: Path, old: bytes, new: bytes) -> None:
    try:
        if not atomic_write.replace_if_unchanged(file, old, new):
            raise GateError(f"{file} changed while it was being read", "Run this command again.")
    except OSError as error:
        raise cannot("write", file, error) from None


class _EditedText(Struct, frozen=True):
    """A text with a new ignore, and the number of lines that were inserted before the target line."""

    text: str
    lines: int


class _Editor:
    """Adds ignores to the text of one file."""

    def __init__(self, session: Session, path: str, exposure: Exposure) -> None:
        self._session = session
        self._path = path
        self._exposure = exposure

    def with_ignore(self, text: str, line: int, rules: Sequence[str], reason: str) -> _EditedText | str:
        """Return the text with an ignore for a line, or the reason why it has no place."""
        document = self._document(text)
        kind = style(document, document.line_span(line)[0])
        before = self._count_findings(text)
        for number in range(_PLACES):
            names = list(rules)
            for _ in range(_ROUNDS):
                options = list(places(document, line, names, reason, kind))
                if number >= len(options):
                    break
                edit = _EditedText(*options[number])
                if _code(self._document(edit.text)) != _code(document):
                    break
                more = _others(before, self._count_findings(edit.text), edit.lines, line, names)
                if more is None:
                    break
                if not more:
                    return edit
                names = sorted({*names, *more})
        return "no comment is possible there" if kind else "its language has no comments"

    def _count_findings(self, text: str) -> Counter[tuple[str, int]]:
        """Count the findings in a text by rule and line."""
        run = Run(self._session.gate, accepted=self._session.accepted)
        run.read([self._blob(text)])
        return Counter((found.rule, found.start.line) for found in run.report().findings)

    def _document(self, text: str) -> Document:
        read = documents.read(self._blob(text))
        assert isinstance(read, Document)
        return read

    def _blob(self, text: str) -> Blob:
        return Blob(self._path, text.encode("utf-8", "surrogatepass"), self._exposure)


def _others(
    before: Counter[tuple[str, int]], after: Counter[tuple[str, int]], moved: int, line: int, names: Sequence[str]
) -> list[str] | None:
    """Return the other rules that now report the line; None if the ignore has no effect or causes other findings.

    `before` and `after` count the findings by rule and line. `moved` is the number of inserted lines.
    """
    found: Counter[tuple[str, int]] = Counter()
    for (rule, at), count in after.items():
        found[rule, at - moved if at > line else at] += count
    wanted = Counter({key: count for key, count in before.items() if key[1] != line or key[0] not in names})
    extra = list((found - wanted).elements())
    if any(at != line or rule in names or family(rule) == "gate" for rule, at in extra):
        return None
    return [rule for rule, _ in extra]


def _code(document: Document) -> list[str]:
    """Return the text outside comments, split at white space."""
    return "".join(_words(document)).split()


def _words(document: Document) -> Iterator[str]:
    for segment in document.segments:
        text = document.text[segment.start : segment.end]
        if segment.language is None and segment.kind is Kind.PROSE:
            # no parser reads the text: omit whole lines with a directive
            yield "\n".join(one for one in text.split("\n") if "privacy-gate: ignore[" not in one)
        elif segment.kind is not Kind.COMMENT:
            yield text
