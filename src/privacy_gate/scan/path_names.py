"""Find secrets in file names and in the targets of symbolic links, and mask them wherever a path is shown.

All names of a run are joined to one text, with blank lines between them, so that the engine runs only once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate import checkers
from privacy_gate.base.text import mask
from privacy_gate.model import Document, Exposure, Finding, Report
from privacy_gate.rules import Rules
from privacy_gate.scan.context import RunContext
from privacy_gate.scan.excerpts import Hidden
from privacy_gate.scan.gate import Gate

_BETWEEN = "\n\n"  # a blank line, because a value may continue on the next line
T = TypeVar("T")
_NO_UTF8 = re.compile("[\ud800-\udfff]")
_AS_BEYOND = "\ufffd"  # the engine reads invalid UTF-8 bytes as this character
IN_NAME, IN_TARGET = "in the file name", "in the link target"


class Named(Struct, frozen=True):
    """A name to check: the path of a file, or the target of a link. `path` is the path of the file or link."""

    path: str
    text: str
    place: str = IN_NAME


class NameReader:
    """Searches names for secrets, with the rules of one gate."""

    def __init__(self, gate: Gate, context: RunContext) -> None:
        self._rules = Rules(rule for rule in gate.hiding if rule.family == "secret")
        self._context = context

    def secrets_in(
        self, named: Sequence[Named], exposure: Callable[[str], Exposure]
    ) -> list[tuple[Document, list[Finding]]]:
        """Return each name that contains a secret, as a document with its findings."""
        spans = self._spans([one.text for one in named])
        suspects = [one for one, inside in zip(named, spans, strict=True) if inside]
        found = []
        for one in suspects:
            document = Document(one.path, _readable(one.text), exposure(one.path))
            inside = [replace(each, message=f"{each.message} ({one.place})") for each in self._hidden(document)]
            found.append((document, inside))
        return found

    def redact(self, report: Report) -> Report:
        """Return a report with the secrets in its paths masked."""
        paths = sorted(set(_paths(report)))
        masked = {path: shown for path, shown in zip(paths, self.mask(paths), strict=True) if shown != path}
        return _replace_paths(report, masked) if masked else report

    def mask(self, texts: Sequence[str]) -> list[str]:
        """Return the names with their secrets masked."""
        spans = self._spans(texts)
        return [mask(text, inside, (0, 0))[0] if inside else text for text, inside in zip(texts, spans, strict=True)]

    def _spans(self, texts: Sequence[str]) -> list[list[tuple[int, int, int]]]:
        """Return the spans of the secrets in each text.

        For each span, a number of characters at its start may be shown.
        """
        document = Document("", _readable(_BETWEEN.join(texts)), Exposure.INTERNAL)
        found = self._hidden(document)
        if not found:
            return [[] for _ in texts]
        hidden, spans, at = Hidden(document, found), [], 0
        for text in texts:
            inside = hidden.within(at, at + len(text))
            spans.append([(start - at, end - at, shown) for start, end, shown in inside])
            at += len(text) + len(_BETWEEN)
        return spans

    def _hidden(self, document: Document) -> list[Finding]:
        return list(checkers.find_hidden(document, self._rules, self._context))


def _paths(value: object) -> Iterator[str]:
    """Yield all paths that a report contains."""
    if isinstance(value, tuple):
        for one in value:
            yield from _paths(one)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if name == "path":
                yield inner
            elif isinstance(inner, tuple | Struct):
                yield from _paths(inner)


def _replace_paths(value: T, masked: Mapping[str, str]) -> T:
    """Return a report in which paths are masked, also where messages quote them."""
    changed: Any = value
    if type(value) is str:  # an enumeration is a subclass of str, and no path
        for path, shown in masked.items():
            changed = changed.replace(path, shown)
    elif isinstance(value, tuple):
        changed = tuple(_replace_paths(one, masked) for one in value)
    elif isinstance(value, Struct):
        fields = value.__struct_fields__
        changed = replace(value, **{name: _replace_paths(getattr(value, name), masked) for name in fields})
    result: T = changed
    return result


def _readable(text: str) -> str:
    return _NO_UTF8.sub(_AS_BEYOND, text)
