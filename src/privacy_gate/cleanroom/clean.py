"""A text that may go out: values become placeholders, telling names neutral ones, and both can be turned back.

The text is judged, what can be mended is, and the result is judged again, until nothing is left to mend:
a neutral name may uncover what the telling one hid. What only a person can rewrite is `left`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as AbstractMapping

from msgspec import Struct

from privacy_gate import placeholders, vocabulary
from privacy_gate.cleanroom import context, names
from privacy_gate.cleanroom.edits import Edit, Place, apart, applied, around, joined, places, stands_alone
from privacy_gate.cleanroom.mapping import Mapping, Value
from privacy_gate.errors import GateError
from privacy_gate.model import Document, Finding, Kind, Mend, Severity
from privacy_gate.naming import is_verb, words
from privacy_gate.ruleset import Rule

_ROUNDS, _ROUNDS_OF_DROPPING = 8, 40
_MENDED = (Mend.PLACEHOLDER, Mend.RENAME)
_WORD = re.compile(r"\w+")
_SHORTEST_ELSEWHERE = 6  # code points of a value that is looked for wherever else it stands


class Judged(Struct, frozen=True):
    """A text as the gate read it, and what was found in it: each finding with what it stands for in `also`."""

    document: Document
    findings: Sequence[Finding]


Judge = Callable[[str], Judged]


class Replacement(Struct, frozen=True):
    """What was replaced: by which rule, with what, how often."""

    rule: str
    written: str
    times: int


class Cleaned(Struct, frozen=True):
    """A cleaned text. `left` is what stands in it that no machine should rewrite, with its spans there."""

    text: str
    mapping: Mapping
    replacements: tuple[Replacement, ...]
    left: tuple[Finding, ...]


def cleaned(
    text: str,
    judge: Judge,
    rules: AbstractMapping[str, Rule],
    known: Mapping | None = None,
    *,
    drop_context: bool = False,
) -> Cleaned:
    """The text without what can be mended, and all that is needed to turn it back.

    `known` is the mapping of an earlier version of this text: what it knows is called the same again.
    `drop_context` also leaves out what no machine can call otherwise, and that is lost: clauses and
    sentences of prose, comments, docstrings. Without it, and with a new mapping,
    `result.mapping.restored(result.text) == text`. Raises GateError when that cannot be kept.
    """
    room = _Room(text, rules, known or Mapping())
    now, judged = text, judge(text)
    for turn in range(_ROUNDS_OF_DROPPING if drop_context else _ROUNDS):
        dropped = room.dropped(judged, gently=turn == 0) if drop_context else []
        edits = apart([*dropped, *room.edits(judged)])
        if not edits:
            break
        now = applied(now, edits)
        judged = judge(now)
    if known is None and not drop_context and room.mapping.restored(now) != text:
        raise GateError("this text cannot be cleaned so that it can be turned back", "take out what `scan` finds")
    room.mapping.forget(now, known or Mapping())
    return Cleaned(now, room.mapping, tuple(room.replacements(now)), tuple(judged.findings))


def flat(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Findings with those that they stand for."""
    for finding in findings:
        yield finding
        yield from flat(finding.also)


class _Room:
    """What is known while a text is cleaned: names and numbers that are taken, and what stands for what."""

    def __init__(self, text: str, rules: AbstractMapping[str, Rule], known: Mapping) -> None:
        self._rules = rules
        self.mapping = Mapping(list(known.values), dict(known.names))
        self._values = {value.original: value for value in known.values}
        self._names = {original: name for name, original in known.names.items()}
        self._numbers = placeholders.Numbers([*placeholders.keys_in(text), *(value.key for value in known.values)])
        self._words = {*_WORD.findall(text), *known.names}
        self._by: dict[str, str] = {}  # the rule by which something was written first

    def edits(self, judged: Judged) -> list[Edit]:
        """What to replace now; nothing when all that can be mended is."""
        document = judged.document
        self._words.update(_WORD.findall(document.text))
        values: list[Finding] = []
        named: dict[str, list[Finding]] = {}
        for finding in flat(judged.findings):
            if finding.identity is not None:  # it is not about what it covers alone
                continue
            name = self._name(finding, document)
            if name is not None:
                named.setdefault(name, []).append(finding)
            elif self._rules[finding.rule].mend in _MENDED:
                values.append(finding)
        edits = []
        for name, findings in named.items():
            renamed = self._renamed(name, findings, document)
            edits += renamed
            reached = {edit.start for edit in renamed}
            missed = (one for one in findings if around(document.text, one.start, one.end)[0] not in reached)
            values += [one for one in missed if self._rules[one.rule].mend in _MENDED]
        return [*self._placeholders(values, document), *edits]

    def dropped(self, judged: Judged, *, gently: bool) -> list[Edit]:
        """What to leave out now, or to put a placeholder for where code would not be valid without it."""
        document = judged.document
        edits: list[Edit] = []
        for finding in flat(judged.findings):
            rule = self._rules[finding.rule]
            if rule.mend is not Mend.DROP or finding.severity < Severity.WARNING:
                continue
            if finding.identity is None and self._name(finding, document) is not None:
                continue  # it gets another name
            edit = None if finding.identity else context.removal(document, finding, gently=gently)
            if edit is not None:
                edits.append(edit)
                continue
            kind = "CODE" if finding.identity else "TEXT"
            stretch = context.inside(document, finding) or (finding.start, finding.end)
            edits += (self._placeholder(at, document.text, rule, kind) for at in places(document, *stretch))
        return apart(edits)

    # values ------------------------------------------------------------------------------------

    def _placeholders(self, findings: Sequence[Finding], document: Document) -> Iterator[Edit]:
        whole = [span for one in findings for span in placeholders.spans(document.text, one.start, one.end)]
        for start, end in joined([*((one.start, one.end) for one in findings), *whole]):
            within = (one for one in findings if one.start < end and start < one.end)
            rule = self._rules[max(within, key=lambda one: one.severity).rule]
            for span in self._alike(document.text, start, end):
                for place in places(document, *span):
                    yield self._placeholder(place, document.text, rule)

    @staticmethod
    def _alike(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A span, and wherever else the same value stands alone."""
        yield start, end
        value = text[start:end]
        if len(value) < _SHORTEST_ELSEWHERE or "\n" in value or vocabulary.prose(value.lower()):
            return
        for found in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text):
            if found.start() != start:
                yield found.span()

    def _placeholder(self, at: Place, text: str, rule: Rule, kind: str | None = None) -> Edit:
        """A placeholder for a stretch, the same for the same original."""
        original = self.mapping.restored(text[at.start : at.end])
        value = self._values.get(original)
        if value is None:
            key = self._numbers.next(kind or placeholders.kind_of(rule.id))
            value = self._values[original] = Value(key.kind, key.number, original, rule.hides)
            self.mapping.values.append(value)
        self._by.setdefault(value.key.text, rule.id)
        return Edit(at.start, at.end, at.form(value.key))

    # names -------------------------------------------------------------------------------------

    def _name(self, finding: Finding, document: Document) -> str | None:
        """The name that a finding is about, when that is to be called something else; None for a value."""
        rule = self._rules[finding.rule]
        start, end = finding.start, finding.end
        in_code = document.segment_at(start, closer=False).kind is Kind.CODE
        if in_code:
            start, end = around(document.text, start, end)
        said = document.text[start:end]
        if (
            rule.hides
            or rule.mend is Mend.NONE
            or not names.is_name(said)
            or not stands_alone(document.text, start, end)
        ):
            return None
        like_code = in_code or names.looks_like_code(said)
        longer = (start, end) != (finding.start, finding.end)
        return said if (in_code and longer if rule.mend is Mend.PLACEHOLDER else like_code) else None

    def _renamed(self, name: str, findings: Sequence[Finding], document: Document) -> list[Edit]:
        original = self.mapping.restored(name)
        new = self._names.get(original)
        if new is None or new == name:
            new = self._new_name(name, findings, document)
            self._names[original] = new
            self.mapping.names[new] = original
            self._words.add(new)
        self._by.setdefault(new, findings[0].rule)
        everywhere = any(self._rules[one.rule].checker == "own_names" for one in findings)
        return [Edit(*span, new) for span in names.occurrences(document, name, everywhere=everywhere)]

    def _new_name(self, name: str, findings: Sequence[Finding], document: Document) -> str:
        suggested = next((one.suggestion for one in findings if one.suggestion and names.is_name(one.suggestion)), None)
        at = findings[0].start
        kinds = (one.kind.value for one in document.names_near([at]) if one.start <= at < one.end)
        kind = next(kinds, "class" if name[:1].isupper() and not name.isupper() else "variable")
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
            return new in self._words or ("-" in new and new in document.text)

        return names.neutral_name(name, suggested, tells, taken, kind)

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
