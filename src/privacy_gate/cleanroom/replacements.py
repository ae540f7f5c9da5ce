"""What stands for what while a text is cleaned: which values and names are taken, and the edits that replace them."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AbstractMapping

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate.base.naming import words
from privacy_gate.checkers.names.generic_words import is_verb
from privacy_gate.checkers.registry import checker
from privacy_gate.cleanroom import context_removal, neutral_names
from privacy_gate.cleanroom.edits import (
    PlaceholderPlace,
    TextEdit,
    drop_overlaps,
    join_spans,
    placeholder_places,
    stands_alone,
    word_around,
)
from privacy_gate.cleanroom.mapping import Mapping, Value
from privacy_gate.index import vocabulary
from privacy_gate.model import Document, Finding, Kind, Mend, Severity
from privacy_gate.rules import Rule, placeholders

_MENDED = (Mend.PLACEHOLDER, Mend.RENAME)
_WORD = re.compile(r"\w+")
_SHORTEST_ELSEWHERE = 6  # code points of a value that is looked for wherever else it stands


class Replacement(Struct, frozen=True):
    """What was replaced: by which rule, with what, how often."""

    rule: str
    written: str
    times: int


def flatten(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Findings with those that they stand for."""
    for finding in findings:
        yield finding
        yield from flatten(finding.also)


class Room:
    """What is known while a text is cleaned: names and numbers that are taken, and what stands for what."""

    def __init__(self, text: str, rules: AbstractMapping[str, Rule], known: Mapping) -> None:
        self._rules = rules
        self.mapping = Mapping(list(known.values), dict(known.names))
        self._values = {value.original: value for value in known.values}
        self._names = {original: name for name, original in known.names.items()}
        self._numbers = placeholders.Numbers([*placeholders.keys_in(text), *(value.key for value in known.values)])
        self._words = {word.lower() for word in (*_WORD.findall(text), *known.names)}
        self._folded = {name.lower(): original.lower() for name, original in known.names.items()}
        self._by: dict[str, str] = {}  # the rule by which something was written first

    def edits(self, document: Document, found: Sequence[Finding]) -> list[TextEdit]:
        """What to replace now; nothing when all that can be mended is."""
        self._words.update(map(str.lower, _WORD.findall(document.text)))
        values: list[Finding] = []
        named: dict[str, list[Finding]] = {}
        for finding in flatten(found):
            if finding.identity is not None:  # it is not about what it covers alone
                continue
            name = self._name(finding, document)
            if name is not None:
                named.setdefault(name, []).append(finding)
            elif self._rules[finding.rule].mend in _MENDED:
                values.append(finding)
            elif self._rules[finding.rule].mend is Mend.DROP:
                for one in _names_within(finding, document):
                    named.setdefault(document.text[one.start : one.end], []).append(one)
        edits = self._renamed(named, document)
        reached = {edit.start for edit in edits}
        missed = (one for findings in named.values() for one in findings if self._start(one, document) not in reached)
        values += [one for one in missed if self._rules[one.rule].mend in _MENDED]
        return [*self._placeholders(values, document), *edits]

    @staticmethod
    def _start(finding: Finding, document: Document) -> int:
        return word_around(document.text, finding.start, finding.end)[0]

    def dropped(self, document: Document, found: Sequence[Finding], *, gently: bool) -> list[TextEdit]:
        """What to leave out now, or to put a placeholder for where code would not be valid without it."""
        edits: list[TextEdit] = []
        for finding in flatten(found):
            rule = self._rules[finding.rule]
            if rule.mend is not Mend.DROP or finding.severity < Severity.WARNING:
                continue
            if finding.identity is None and self._name(finding, document) is not None:
                continue  # it gets another name
            edit = None if finding.identity else context_removal.find_removal(document, finding, gently=gently)
            if edit is not None:
                edits.append(edit)
                continue
            if finding.identity:  # whole lines
                stretch: tuple[int, int] | None = (finding.start, finding.end)
            else:
                stretch = context_removal.string_content(document, finding)
            if stretch is None:
                continue  # a piece of code, which would not be valid without
            kind = "CODE" if finding.identity else "TEXT"
            edits += (self._placeholder(at, document.text, rule, kind) for at in placeholder_places(document, *stretch))
        return drop_overlaps(edits)

    # values ------------------------------------------------------------------------------------

    def _placeholders(self, findings: Sequence[Finding], document: Document) -> Iterator[TextEdit]:
        whole = [span for one in findings for span in placeholders.spans(document.text, one.start, one.end)]
        severest = sorted(findings, key=lambda one: (one.start, -one.severity))
        starts = [one.start for one in severest]
        seen: set[str] = set()  # values of which all places are replaced already
        for start, end in join_spans([*((one.start, one.end) for one in findings), *whole]):
            within = severest[bisect.bisect_left(starts, start) : bisect.bisect_left(starts, end)]
            rule = self._rules[max(within, key=lambda one: one.severity).rule]
            value = document.text[start:end]
            alike = [(start, end)] if value in seen else _alike(document.text, start, end)
            seen.add(value)
            for span in alike:
                for place in placeholder_places(document, *span):
                    yield self._placeholder(place, document.text, rule)

    def _placeholder(self, at: PlaceholderPlace, text: str, rule: Rule, kind: str | None = None) -> TextEdit:
        """A placeholder for a stretch, the same for the same original."""
        original = self.mapping.restored(text[at.start : at.end])
        value = self._values.get(original)
        if value is None:
            key = self._numbers.next(kind or placeholders.kind_of(rule.id))
            value = self._values[original] = Value(key.kind, key.number, original, rule.hides)
            self.mapping.values.append(value)
        self._by.setdefault(value.key.text, rule.id)
        return TextEdit(at.start, at.end, at.form(value.key))

    # names -------------------------------------------------------------------------------------

    def _name(self, finding: Finding, document: Document) -> str | None:
        """The name that a finding is about, when that is to be called something else; None for a value."""
        rule = self._rules[finding.rule]
        start, end = finding.start, finding.end
        in_code = document.segment_at(start, closer=False).kind is Kind.CODE
        if in_code:
            start, end = word_around(document.text, start, end)
        said = document.text[start:end]
        if (
            rule.hides
            or rule.mend is Mend.NONE
            or not neutral_names.is_name(said)
            or not stands_alone(document.text, start, end)
        ):
            return None
        like_code = in_code or neutral_names.looks_like_code(said)
        longer = (start, end) != (finding.start, finding.end)
        return said if (in_code and longer if rule.mend is Mend.PLACEHOLDER else like_code) else None

    def _renamed(self, named: AbstractMapping[str, Sequence[Finding]], document: Document) -> list[TextEdit]:
        if not named:
            return []
        spans = neutral_names.occurrences(document, named)
        near = sorted({start for found in spans.values() for start, _ in found})
        kinds = {one.start: one.kind.value for one in document.names_near(near)}
        edits = []
        for name, findings in named.items():
            new = self._stand_in(name, findings, document, kinds.get(self._start(findings[0], document)))
            everywhere = any(checker(self._rules[one.rule].checker).renamed_everywhere for one in findings)
            kept = set() if everywhere else neutral_names.library_names(document, spans[name], kinds)
            edits += [TextEdit(*span, new) for span in spans[name] if span not in kept]
        return edits

    def _stand_in(self, name: str, findings: Sequence[Finding], document: Document, kind: str | None) -> str:
        """The neutral name for a name, the same for the same original."""
        original = self.mapping.restored(name)
        new = self._names.get(original)
        if new is None or new == name:
            new = self._new_name(name, findings, document, kind)
            self._names[original] = new
            self.mapping.names[new] = original
            self._folded.setdefault(new.lower(), original.lower())
        self._by.setdefault(new, findings[0].rule)
        return new

    def _new_name(self, name: str, findings: Sequence[Finding], document: Document, kind: str | None) -> str:
        suggested = next(
            (one.suggestion for one in findings if one.suggestion and neutral_names.is_name(one.suggestion)), None
        )
        by_case = "class" if name[:1].isupper() and not name.isupper() else "variable"
        said = {word for one in findings for word in words(document.text[one.start : one.end])}
        whole = said >= set(words(name))
        meaning = any(self._rules[one.rule].mend is Mend.DROP for one in findings)  # no word of it alone

        def tells(word: str) -> bool:
            if meaning:
                return not is_verb(word)
            if whole:
                return not (vocabulary.word(word).uses or vocabulary.prose(word))
            return word in said

        def taken(new: str) -> bool:
            """In any case, as SQL reads it; only the same name in other case may share one."""
            folded = new.lower()
            if folded in self._folded:
                return new in self.mapping.names or self._folded[folded] != self.mapping.restored(name).lower()
            return folded in self._words or ("-" in new and new in document.text)

        return neutral_names.neutral_name(name, suggested, tells, taken, kind or by_case)

    # what was done -----------------------------------------------------------------------------

    def replacements(self, text: str) -> Iterator[Replacement]:
        """What stands in the text for something else."""
        keys = Counter(placeholders.keys_in(text))
        said = Counter(_WORD.findall(text))
        counted = [(value.key.text, keys[value.key]) for value in self.mapping.values]
        counted += [(name, said[name] if "-" not in name else text.count(name)) for name in self.mapping.names]
        for written, times in counted:
            if times:
                yield Replacement(self._by.get(written, ""), written, times)


def _names_within(finding: Finding, document: Document) -> Iterator[Finding]:
    """The names in a piece of code that tells of the business, which no public code has."""
    if document.segment_at(finding.start, closer=False).kind is not Kind.CODE:
        return
    for found in _WORD.finditer(document.text, finding.start, finding.end):
        word = found[0]
        if neutral_names.is_name(word) and neutral_names.looks_like_code(word) and not vocabulary.known_name(word):
            start, end = word_around(document.text, *found.span())
            if neutral_names.is_name(document.text[start:end]):
                yield replace(finding, start=start, end=end, suggestion=None)


def _alike(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span, and wherever else the same value stands alone."""
    yield start, end
    value = text[start:end]
    if len(value) < _SHORTEST_ELSEWHERE or "\n" in value or vocabulary.prose(value.lower()):
        return
    at = text.find(value)
    while at >= 0:
        if at != start and stands_alone(text, at, at + len(value)):
            yield at, at + len(value)
        at = text.find(value, at + len(value))
