"""Read code with tree-sitter: comments, strings and names, with the paths of a grammar."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from privacy_gate.base.language_table import Language
from privacy_gate.documents.grammar import Grammar, grammar
from privacy_gate.documents.reader_result import MarkedSpan, Marks
from privacy_gate.documents.tokens import comment_kind
from privacy_gate.documents.tree_sitter_parsing import parse
from privacy_gate.model import Kind, Name, NameKind

if TYPE_CHECKING:
    import tree_sitter

_VAGUE = (NameKind.VARIABLE, NameKind.ATTRIBUTE)
_SENTENCE = re.compile(
    r"[^\S\n]*(?:[-*\d.)]{1,4}[^\S\n])?(?![A-Z]{2,}\b)[^\W\d_][^{}=;<>\n]{0,80}(?:[^\S\n]+[^\W\d_]{2,}[,.:]?){3}"
)


def read(text: str, language: Language) -> Marks:
    """Return the comments, strings, names and embedded languages of a text. Raises Unavailable and TooHard."""
    # Lone surrogates become `?`. NUL ends a text in some grammars, so it becomes a space. Offsets do not change.
    data = text.replace("\0", " ").encode("utf-8", "replace")
    return _NodeWalk(text, data, grammar(language.name)).read(parse(data, language))


class _NodeWalk:
    """A walk over a syntax tree. Offsets are bytes until the result."""

    def __init__(self, text: str, data: bytes, wanted: Grammar) -> None:
        self._text = text
        self._data = data
        self._grammar = wanted
        self._names_at = wanted.name_paths()
        self._through = wanted.through_paths()
        paths = [*self._names_at, *self._through, *wanted.embed]
        self._parents = frozenset(re.split(r"[./]", path, maxsplit=1)[0] for path in paths)
        self._marks: list[tuple[int, int, Kind]] = []
        self._names: list[tuple[int, int, NameKind]] = []
        self._embedded: list[tuple[int, int, str]] = []
        self._errors: list[tuple[int, int]] = []
        self._known: dict[tuple[str, NameKind | None, int | None, str], NameKind | None] = {}

    def read(self, tree: tree_sitter.Tree) -> Marks:
        cursor = tree.walk()
        above: list[tuple[str, NameKind | None]] = [("", None)]
        while True:
            node = cursor.node
            if node is not None and (node.is_named or node.is_missing):
                own, (parent, pending) = node.type, above[-1]
                kind = self._kind_below(parent, pending, own, cursor) if parent in self._parents else None
                if self._visit(node, own, kind, parent) and cursor.goto_first_child():
                    above.append((own, kind))
                    continue
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    return self._result()
                above.pop()

    def _kind_below(
        self, parent: str, pending: NameKind | None, own: str, cursor: tree_sitter.TreeCursor
    ) -> NameKind | None:
        """Return the kind of the names in this node, or None."""
        known = parent, pending, cursor.field_id, own
        if known not in self._known:
            self._known[known] = self._kind_at(parent, pending, own, cursor.field_name)
        return self._known[known]

    def _kind_at(self, parent: str, pending: NameKind | None, own: str, field: str | None) -> NameKind | None:
        for path in (f"{parent}.{field}", f"{parent}/{own}", f"{parent}/*"):
            if path in self._grammar.stops:
                return None
            if pending is not None and path in self._through:
                return (self._through[path] if pending in _VAGUE else None) or pending
            if path in self._names_at:
                return self._names_at[path]
        return None

    def _visit(self, node: tree_sitter.Node, own: str, kind: NameKind | None, parent: str) -> bool:
        """Record a node. Return whether its children must be visited."""
        start, end, wanted = node.start_byte, node.end_byte, self._grammar
        if own in wanted.comment:
            self._marks.append((start, end, Kind.COMMENT))
            return False
        if own == "ERROR" or node.is_missing:
            self._errors.append((start, end))
            return True
        if wanted.embed and f"{parent}/{own}" in wanted.embed:
            self._embedded.append((start, end, self._embedded_language(wanted.embed[f"{parent}/{own}"], node)))
            return False
        if kind and own in wanted.leaf and own not in wanted.quoted:
            self._names.append((start, end, kind))
            return False
        is_string = own in wanted.string or (own in wanted.quoted and self._data.startswith((b"'", b'"', b"`"), start))
        if is_string or own in wanted.prose:
            self._marks.append((start, end, Kind.STRING if is_string else Kind.PROSE))
        elif kind is not NameKind.MODULE and not (kind and own in wanted.leaf):
            return True
        if kind:
            self._names.append((start, end, kind))
        return False

    def _embedded_language(self, usual: str, node: tree_sitter.Node) -> str:
        """Return the `lang` or `type` of a script or style, or the usual language."""
        head = self._data[max(0, node.start_byte - 300) : node.start_byte].rpartition(b"<")[2]
        found = re.search(rb"""(?:lang|type)\s{0,9}=\s{0,9}["']?(?:text/|application/)?(?:x-)?([\w+#-]{1,30})""", head)
        own = found[1].decode("ascii", "replace").lower() if found else usual
        return usual if own in ("module", "babel", usual) else own

    def _result(self) -> Marks:
        found = (self._marks, self._names, self._embedded, self._errors)
        points: set[int] = {point for each in found for start, end, *_ in each for point in (start, end)}
        place = dict(_code_points(self._data, sorted(points)))
        marks = [MarkedSpan(place[start], place[end], kind) for start, end, kind in self._marks]
        marks = [self._closer(mark) for mark in marks]
        marks.extend(self._sentences([(place[start], place[end]) for start, end in self._errors], marks))
        names = [Name(place[start], place[end], kind) for start, end, kind in self._names]
        embedded = [(place[start], place[end], language) for start, end, language in self._embedded]
        return Marks(sorted(marks, key=lambda mark: mark.start), names, embedded)

    def _closer(self, mark: MarkedSpan) -> MarkedSpan:
        """Return a comment without its line feed and with its final kind."""
        if mark.kind is not Kind.COMMENT:
            return mark
        comment = self._text[mark.start : mark.end].rstrip("\r\n")
        return MarkedSpan(mark.start, mark.start + len(comment), comment_kind(comment, self._grammar.docs))

    def _sentences(self, errors: list[tuple[int, int]], marks: list[MarkedSpan]) -> Iterator[MarkedSpan]:
        """Yield lines with syntax errors that look like sentences. They are prose that was marked as code."""
        taken = [mark.start for mark in marks]
        done = -1
        for start, end in errors:
            at = max(done, self._text.rfind("\n", 0, start) + 1)
            while at <= end and at < len(self._text):
                stop = self._text.find("\n", at) + 1 or len(self._text)
                free = bisect.bisect_left(taken, at) == bisect.bisect_left(taken, stop)
                if free and _SENTENCE.match(self._text, at, stop):
                    yield MarkedSpan(at, stop, Kind.PROSE)
                at = done = stop


def _code_points(data: bytes, points: list[int]) -> Iterator[tuple[int, int]]:
    """Yield each byte offset with its offset in code points, in one pass."""
    at = count = 0
    for point in points:
        count += len(data[at:point].decode("utf-8", "replace"))
        at = point
        yield point, count
