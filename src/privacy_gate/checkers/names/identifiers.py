"""Find names in outbound code that reveal a business, and propose neutral names."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from textwrap import dedent
from typing import TYPE_CHECKING, NamedTuple

from privacy_gate.base.naming import words
from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.names.free_names import Taken
from privacy_gate.checkers.names.neutral import neutral
from privacy_gate.checkers.names.revealing_names import Telling, find_revealing_words, judge_names, list_terms
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Exposure, Finding, NameKind, Severity
from privacy_gate.rules import Rule

if TYPE_CHECKING:  # loaded only if there is a name to locate
    from privacy_gate.checkers.names.name_locations import NameLocation
    from privacy_gate.checkers.names.value_roles import Purpose

_IDENTIFIER = re.compile(r"[^\W\d]\w{0,200}")
_MOST_MORE = 4.0  # maximum addition to the required score, for many names
_FEW = 8  # up to this number of names, a single revealing name needs no others
_COMPANY = 3  # revealing names that support one another without an industry term
MOST = 20_000  # names of a text that are scored
_SHOWN = 3  # words that a message mentions


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a finding for each revealing name in an outbound text, at its first place in scope.

    Options: for each setting of `wording:`, the score that a name needs. `growth` is added if there are many names.
    `bare` is subtracted for a name in a sentence without markup, and `lone` for a name of a single word. `term` is
    added for an industry term. A name is a note if its score is lower by at most `weak`.

    `alone` concerns a name without an industry term, if no other name in the prompt is revealing. It is added to the
    required score for each doubling of the number of names beyond eight.
    """
    if document.exposure is not Exposure.OUTBOUND:
        return
    from privacy_gate.checkers.names.name_locations import candidates

    for rule in rules:
        if rule.level(document.exposure) is not Severity.OFF:
            found = candidates(document)
            yield from _findings(rule, document, found, context)
            if len(found) > MOST:
                yield _cut_short(rule, document, found)


class RevealingName(NamedTuple):
    """A revealing name, its place in a document, and whether it is reported only as a note (`is_weak`)."""

    telling: Telling
    place: NameLocation
    is_weak: bool


def find_revealing(
    rule: Rule, document: Document, found: Mapping[str, Sequence[int]], context: Context
) -> list[RevealingName]:
    """Return the revealing names among the candidates `found`, in the order of the text.

    Words with hyphens are often titles of files and branches, so they do not support other names.
    """
    from privacy_gate.checkers.names.name_locations import locate

    every = list(judge_names(rule, list(found)[:MOST], list_terms(rule, context.config)))
    least, weak, bare = (float(rule.options[name]) for name in (context.config.wording, "weak", "bare"))
    growth = float(rule.options["growth"])
    needed = least + _more(sorted((one.score for one in every), reverse=True), len(every), least, growth)
    telling = {one.name: one for one in every if one.score >= needed - weak}
    if not telling:
        return []
    placed = locate(document, {name: found[name] for name in telling})
    scores = {name: telling[name].score - (bare if place.bare else 0.0) for name, place in placed.items()}
    needed = least + _more(sorted(scores.values(), reverse=True), len(every), least, growth)
    lone = _needed_alone(rule, document, len(found), least)
    revealing = {name for name, score in scores.items() if score >= needed}
    titles = {name for name in revealing if "-" in name and not telling[name].has_term}
    certain = {name for name in revealing - titles if telling[name].has_term or scores[name] >= lone}
    doubted = (titles if len(revealing - titles) >= _COMPANY else revealing) - certain if not certain else set()
    return [
        RevealingName(telling[name], place, scores[name] < needed or name in doubted)
        for name, place in sorted(placed.items(), key=lambda item: item[1].start)
        if scores[name] >= needed - weak
    ]


def _needed_alone(rule: Rule, document: Document, names: int, least: float) -> float:
    """Return the score that a name without an industry term needs if no other name in the text is revealing.

    Among many names one such name is a coincidence. Prose has more of them than code.
    """
    if document.exposure is not Exposure.OUTBOUND:
        return least
    return least + float(rule.options["alone"]) * math.log2(max(1.0, names / _FEW))


def _findings(
    rule: Rule, document: Document, found: Mapping[str, Sequence[int]], context: Context
) -> Iterator[Finding]:
    revealing = find_revealing(rule, document, found, context)
    if not revealing:
        return
    taken = Taken(_IDENTIFIER.findall(document.text))
    does = purposes_of(document)
    is_revealing = find_revealing_words(rule, context.config)
    for telling, place, is_weak in revealing:
        suggestion = propose_name(telling, place.kind, taken, is_revealing, does.get(tuple(words(telling.name))))
        taken.add(suggestion)
        yield _finding(rule, document, telling, place, suggestion, is_weak=is_weak)


def _more(scores: Sequence[float], names: int, least: float, growth: float) -> float:
    """Return the addition to the required score: among many names, a few look revealing by chance.

    This follows the control of false discoveries by Benjamini and Hochberg (1995). The k best of n names are reported
    if the last of them exceeds the required score by `growth` for each doubling of n / k. `scores` are in descending
    order.
    """
    more = min(_MOST_MORE, growth * math.log2(max(1, names)))
    for count in range(len(scores), 0, -1):
        wanted = min(_MOST_MORE, growth * math.log2(max(1.0, names / count)))
        if scores[count - 1] >= least + wanted:
            return wanted
    return more


def _finding(
    rule: Rule, document: Document, telling: Telling, place: NameLocation, suggestion: str, *, is_weak: bool
) -> Finding:
    said = [word for word in dict.fromkeys(words(telling.name)) if word in telling.told][:_SHOWN]
    message = (rule.message or rule.title).replace("{match}", telling.name)
    return build_finding(
        rule,
        document,
        place.start,
        place.end,
        message.replace("{label}", ", ".join(said) or "its words in combination"),
        suggestion=suggestion,
        at_most=Severity.NOTE if is_weak else Severity.ERROR,
    )


def propose_name(
    telling: Telling, kind: NameKind, taken: Taken, is_revealing: Callable[[str], object], purpose: Purpose | None
) -> str:
    """Propose a neutral name for a revealing one that reveals nothing itself. `purpose` describes its code."""
    return neutral(telling.name, kind.value, telling.dropped.__contains__, taken, purpose, is_revealing)


def purposes_of(document: Document) -> dict[tuple[str, ...], Purpose]:
    """Return the purposes of a document's Python definitions, by the words of their names.

    All case styles of a name therefore have the same purpose. A definition takes precedence over a use.
    """
    found: dict[tuple[str, ...], Purpose] = {}
    for is_python, stretch in groupby(document.segments, key=lambda one: one.language == "python"):
        if is_python:
            from privacy_gate.checkers.names.code_purpose import purposes

            parts = list(stretch)
            read = purposes(dedent(document.text[parts[0].start : parts[-1].end]))
            for name, purpose in sorted(read.items(), key=lambda one: not one[1].verbs):
                found.setdefault(tuple(words(name)), purpose)
    return found


def _cut_short(rule: Rule, document: Document, found: Mapping[str, Sequence[int]]) -> Finding:
    name, (start, *_) = next(islice(found.items(), MOST, None))
    return build_finding(
        rule,
        document,
        start,
        start + len(name),
        f"Only the first {MOST:,} unique identifiers were checked; split the text to check the rest",
        suggestion=None,
    )
