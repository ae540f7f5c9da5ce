"""Decide how to clean a text: which findings are removed, and which are replaced by a token or a neutral name."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AbstractMapping

from msgspec import Struct

from privacy_gate.base.naming import words
from privacy_gate.checkers.names.generic_words import is_verb
from privacy_gate.checkers.registry import checker
from privacy_gate.cleanroom import context_removal, neutral_names
from privacy_gate.cleanroom.edits import (
    TextEdit,
    drop_overlaps,
    find_alike,
    join_spans,
    spans_to_replace,
    stands_alone,
    word_around,
)
from privacy_gate.cleanroom.masking.mask import Mark
from privacy_gate.cleanroom.masking.pairs import MaskedChange, PairMap
from privacy_gate.cleanroom.masking.stand_ins import squeeze
from privacy_gate.cleanroom.masking.unmask import find_stand_ins, unmask
from privacy_gate.index import vocabulary
from privacy_gate.model import Document, Finding, Kind, Mend, Severity
from privacy_gate.rules import Rule, placeholders

_MENDED = (Mend.PLACEHOLDER, Mend.RENAME)
_WORD = re.compile(r"\w+")
_OF_NAMES = "NAME"


class Replacement(Struct, frozen=True):
    """A stand-in in a cleaned text, the rule that required it, and the number of its occurrences."""

    rule: str
    written: str
    times: int


class RuledMark(Struct, frozen=True):
    """A mark, and the rule that requires it."""

    mark: Mark
    rule: str


def flatten(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings, each followed by the findings that were merged into it."""
    for finding in findings:
        yield finding
        yield from flatten(finding.also)


class CleaningState:
    """The state while a text is cleaned: its pairs, the names in use, and the rules that required stand-ins."""

    def __init__(self, text: str, rules: AbstractMapping[str, Rule], pairs: PairMap) -> None:
        self.pairs = pairs
        self._rules = rules
        self._said = set(_WORD.findall(text))
        self._words = {word.lower() for word in self._said}
        self._squeezed = {squeeze(word) for word in self._said}
        self._by: dict[str, str] = {}  # by stand-in: the first rule that required it

    def marks(self, document: Document, found: Sequence[Finding]) -> list[RuledMark]:
        """Return the marks for the next round. The result is empty if nothing is left to fix."""
        self._words.update(map(str.lower, _WORD.findall(document.text)))
        values: list[Finding] = []
        named: dict[str, list[Finding]] = {}
        for finding in flatten(found):
            if finding.identity is not None:  # the finding is not only about the text that it covers
                continue
            name = self._name(finding, document)
            if name is not None:
                named.setdefault(name, []).append(finding)
            elif self._rules[finding.rule].mend in _MENDED:
                values.append(finding)
            elif self._rules[finding.rule].mend is Mend.DROP:
                for one in neutral_names.names_within(finding, document):
                    named.setdefault(document.text[one.start : one.end], []).append(one)
        marks = self._mark_names(named, document)
        reached = {one.mark.start for one in marks}
        missed = (one for findings in named.values() for one in findings if self._start(one, document) not in reached)
        values += [one for one in missed if self._rules[one.rule].mend in _MENDED]
        return [*self._mark_values(values, document), *marks]

    @staticmethod
    def _start(finding: Finding, document: Document) -> int:
        return word_around(document.text, finding.start, finding.end)[0]

    def removals(
        self, document: Document, found: Sequence[Finding], *, gently: bool
    ) -> tuple[list[TextEdit], list[RuledMark]]:
        """Return the edits that remove text, and marks for tokens where a removal would make code invalid."""
        edits: list[TextEdit] = []
        marks: list[RuledMark] = []
        for finding in flatten(found):
            rule = self._rules[finding.rule]
            if rule.mend is not Mend.DROP or finding.severity < Severity.WARNING:
                continue
            if finding.identity is None and self._name(finding, document) is not None:
                continue  # the name is replaced instead
            edit = None if finding.identity else context_removal.find_removal(document, finding, gently=gently)
            if edit is not None:
                edits.append(edit)
                continue
            if finding.identity:  # whole lines
                stretch: tuple[int, int] | None = (finding.start, finding.end)
            else:
                stretch = context_removal.string_content(document, finding)
            if stretch is None:
                continue  # a piece of code, which would be invalid without it
            kind = "CODE" if finding.identity else "TEXT"
            spans = spans_to_replace(document, *stretch)  # it may contain a secret, and is not stored
            marks += [RuledMark(Mark(*span, kind, secret=True), rule.id) for span in spans]
        return drop_overlaps(edits), marks

    def note(self, marks: Sequence[RuledMark], changes: Sequence[MaskedChange]) -> None:
        """Remember for each change the rule that required it."""
        ordered = sorted(marks, key=lambda one: one.mark.start)
        starts = [one.mark.start for one in ordered]
        for change in changes:
            at = bisect.bisect_left(starts, change.start)
            if at < len(ordered):
                self._by.setdefault(change.instead, ordered[at].rule)

    # values ------------------------------------------------------------------------------------

    def _mark_values(self, findings: Sequence[Finding], document: Document) -> Iterator[RuledMark]:
        whole = [span for one in findings for span in placeholders.spans(document.text, one.start, one.end)]
        severest = sorted(findings, key=lambda one: (one.start, -one.severity))
        starts = [one.start for one in severest]
        seen: set[str] = set()  # values whose places are all replaced already
        for start, end in join_spans([*((one.start, one.end) for one in findings), *whole]):
            within = severest[bisect.bisect_left(starts, start) : bisect.bisect_left(starts, end)]
            rule = self._rules[max(within, key=lambda one: one.severity).rule]
            secret = any(self._rules[one.rule].hides for one in within)
            value = document.text[start:end]
            alike = [(start, end)] if value in seen else find_alike(document.text, start, end)
            seen.add(value)
            for span in alike:
                for place in spans_to_replace(document, *span):
                    yield RuledMark(Mark(*place, placeholders.find_kind(rule.id), secret), rule.id)

    # names -------------------------------------------------------------------------------------

    def _name(self, finding: Finding, document: Document) -> str | None:
        """Return the name that a finding covers, if it needs a neutral one; None for a value."""
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

    def _mark_names(self, named: AbstractMapping[str, Sequence[Finding]], document: Document) -> list[RuledMark]:
        if not named:
            return []
        spans = neutral_names.occurrences(document, named)
        near = sorted({start for found in spans.values() for start, _ in found})
        kinds = {one.start: one.kind.value for one in document.names_near(near)}
        marks = []
        for name, findings in named.items():
            new = self._stand_in(name, findings, document, kinds.get(self._start(findings[0], document)))
            everywhere = any(checker(self._rules[one.rule].checker).renamed_everywhere for one in findings)
            kept = set() if everywhere else neutral_names.library_names(document, spans[name], kinds)
            rule = findings[0].rule
            marks += [RuledMark(Mark(*span, _OF_NAMES, name=new), rule) for span in spans[name] if span not in kept]
        return marks

    def _stand_in(self, name: str, findings: Sequence[Finding], document: Document, kind: str | None) -> str:
        """Return the stand-in for a name: its existing one, that of a variant, or a new neutral name."""
        original = unmask(name, self.pairs)
        known = self.pairs.find(original)
        if known is not None and known.stand_in != name:
            return known.stand_in
        variant = self.pairs.find_variant(original) if known is None else None
        if variant is not None and variant not in self._said and self.pairs.is_unused(variant, original):
            return variant
        new = self._propose(name, original, findings, document, kind)
        self._words.add(new.lower())
        return new

    def _propose(
        self, name: str, original: str, findings: Sequence[Finding], document: Document, kind: str | None
    ) -> str:
        """Return a neutral name that does not stand for another name."""
        suggested = next(
            (one.suggestion for one in findings if one.suggestion and neutral_names.is_name(one.suggestion)), None
        )
        by_case = "class" if name[:1].isupper() and not name.isupper() else "variable"
        said = {word for one in findings for word in words(document.text[one.start : one.end])}
        whole = said >= set(words(name))
        meaning = any(self._rules[one.rule].mend is Mend.DROP for one in findings)  # no single word of the name reveals

        def is_revealing(word: str) -> bool:
            if meaning:
                return not is_verb(word)
            if whole:
                return not (vocabulary.word(word).uses or vocabulary.prose(word))
            return word in said

        def taken(new: str) -> bool:
            """Whether a name, in any case, stands for something else or is in the text.

            SQL ignores case. Another case of the same name may share a stand-in.
            """
            if self.pairs.is_taken(new, original):
                return True
            literal = new.lower() in self._words or (len(words(new)) > 1 and squeeze(new) in self._squeezed)
            return literal or ("-" in new and new in document.text)

        return neutral_names.neutral_name(name, suggested, is_revealing, taken, kind or by_case)

    # what was done -----------------------------------------------------------------------------

    def replacements(self, text: str) -> Iterator[Replacement]:
        """Yield the replacements that are in the text."""
        counted = Counter(text[one.start : one.end] for one in find_stand_ins(text, self.pairs))
        for written, times in counted.items():
            yield Replacement(self._by.get(written, ""), written, times)
