"""Names in code that tell the business, and what to call them instead."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from privacy_gate import vocabulary
from privacy_gate.checkers.patterns import Context
from privacy_gate.config import Config
from privacy_gate.model import Document, Exposure, Finding, NameKind, Severity
from privacy_gate.naming import Taken, neutral, words
from privacy_gate.ruleset import Rule

if TYPE_CHECKING:  # loaded when there is a name to place
    from privacy_gate.checkers.name_model import Judgement
    from privacy_gate.checkers.name_places import Place

_IDENTIFIER = re.compile(r"[^\W\d]\w{0,200}")
_CERTAIN = "marker"  # the group of terms that tell something in any name
_SURE = 20.0  # the score of a name that holds such a word
_DOUBTFUL = -2.0  # the score from which a name is looked up once more
_MOST_MORE = 4.0  # that a name needs beside any number of others
_MOST = 5000  # names of a text that are judged
_LISTED = 5  # names that a note inside the repository mentions
_HARMLESS = -1.0  # the score up to which a word may stay in a neutral name
_OF_HEAD = 2.5  # how much higher that of a usual last word may be
_USUAL = 7  # on the scale of the public vocabulary: in the names of 64 packages or more
_SHOWN = 3  # words that a message mentions


class Telling(NamedTuple):
    """A name that tells the business, which of its words say so most, and which a neutral name must not hold."""

    name: str
    score: float
    told: frozenset[str]
    dropped: frozenset[str]


class Terms(NamedTuple):
    """Words that tell something: of trades, and such that do so in any name (the rule's own and the user's)."""

    trades: frozenset[str]
    certain: frozenset[str]


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Outbound one finding for each different name, where it first stands in scope; inside one for
    all names on changed lines, since telling names are good there and only a prompt needs others.

    A rule's options: for each setting of `wording:` the score that a lone name needs, what else it needs or
    has (`growth`, `bare`, `lone`, `term`), and `weak`, how far below that a name is still worth a note.
    """
    if document.exposure is Exposure.INTERNAL and document.added is None:
        return
    for rule in rules:
        if rule.level(document.exposure) is not Severity.OFF:
            findings = _findings(rule, document, context)
            yield from findings if document.exposure is Exposure.OUTBOUND else _as_one(list(findings))


def _findings(rule: Rule, document: Document, context: Context) -> Iterator[Finding]:
    from privacy_gate.checkers.name_places import candidates, places

    found = candidates(document)
    judged = list(_judged(rule, list(found)[:_MOST], terms_of(rule, context.config)))
    least, weak, bare = (float(rule.options[name]) for name in (context.config.wording, "weak", "bare"))
    growth = float(rule.options["growth"])
    needed = least + _more(sorted((one.score for one in judged), reverse=True), len(judged), least, growth)
    telling = {one.name: one for one in judged if one.score >= needed - weak}
    if not telling:
        return
    placed = places(document, {name: found[name] for name in telling})
    scores = {name: telling[name].score - (bare if place.bare else 0.0) for name, place in placed.items()}
    needed = least + _more(sorted(scores.values(), reverse=True), len(judged), least, growth)
    taken = Taken(_IDENTIFIER.findall(document.text))
    for name, place in sorted(placed.items(), key=lambda item: item[1].start):
        if scores[name] >= needed - weak:
            yield _finding(rule, document, telling[name], place, taken, is_weak=scores[name] < needed)


def _more(scores: Sequence[float], names: int, least: float, growth: float) -> float:
    """What a name needs more beside others: of many names some look telling by chance, unless many do.

    As Benjamini and Hochberg (1995) hold the share of false discoveries: the k best of n names count when
    the last of them has `growth` more for each doubling of n / k. `scores` are in falling order.
    """
    more = min(_MOST_MORE, growth * math.log2(max(1, names)))
    for count in range(len(scores), 0, -1):
        wanted = min(_MOST_MORE, growth * math.log2(max(1.0, names / count)))
        if scores[count - 1] >= least + wanted:
            return wanted
    return more


def _finding(rule: Rule, document: Document, telling: Telling, place: Place, taken: Taken, *, is_weak: bool) -> Finding:
    suggestion = renamed(telling, place.kind, taken)
    taken.add(suggestion)
    said = [word for word in dict.fromkeys(words(telling.name)) if word in telling.told][:_SHOWN]
    message = (rule.message or rule.title).replace("{match}", telling.name)
    return Finding(
        rule=rule.id,
        path=document.path,
        exposure=document.exposure,
        start=place.start,
        end=place.end,
        message=message.replace("{label}", ", ".join(said) or "its words together"),
        suggestion=suggestion,
        at_most=Severity.NOTE if is_weak else Severity.ERROR,
    )


def renamed(telling: Telling, kind: NameKind, taken: Taken) -> str:
    """What a name that tells is called instead."""
    return neutral(telling.name, kind.value, telling.dropped.__contains__, taken)


def _judged(rule: Rule, names: Sequence[str], terms: Terms) -> Iterator[Telling]:
    """The names that public code does not have, with their scores. The model is loaded for the first."""
    bonus, lone = float(rule.options["term"]), float(rule.options["lone"])
    for name in names:
        parts = set(words(name))
        certain = parts & terms.certain
        if not certain and not _is_unknown(name, parts):
            continue
        from privacy_gate.checkers.name_model import judge

        judgement = judge(name)
        trades = parts & terms.trades if len(parts) > 1 else set()
        own = trades | certain
        told, dropped = told_of(judgement, own), own | not_harmless(judgement)
        score = judgement.score + (bonus if trades else 0.0) - (lone if len(parts) == 1 else 0.0)
        if certain or not _is_public(name, score):
            yield Telling(name, _SURE if certain else score, told, frozenset(dropped or told))


def _is_public(name: str, score: float) -> bool:
    """Whether a name that may tell is one of public code after all. Most names do not come so far."""
    if score < _DOUBTFUL:
        return False
    from privacy_gate.checkers.public_names import is_public

    return is_public(name)


def told_of(judgement: Judgement, terms: set[str]) -> frozenset[str]:
    """The words that tell: the terms, and those of which the model says so, at least one."""
    scores = _by_word(judgement)
    told = terms | {word for word, score in scores.items() if score > 0}
    return frozenset(told or ({max(scores, key=scores.__getitem__)} if scores else ()))


def not_harmless(judgement: Judgement) -> set[str]:
    """The words that a neutral name leaves out, since they may tell. The last one mostly says what kind of thing it is,
    so that it stays where public code often uses it, unless it clearly tells."""
    from privacy_gate.checkers.name_features import use

    scores = _by_word(judgement)
    last = judgement.words[-1] if judgement.words else ""
    if last in scores and use(last).packages >= _USUAL:
        scores[last] -= _OF_HEAD
    return {word for word, score in scores.items() if score > _HARMLESS}


def _by_word(judgement: Judgement) -> dict[str, float]:
    scores: dict[str, float] = {}
    for word, score in zip(judgement.words, judgement.tells, strict=True):
        if not word.isdigit():
            scores[word] = max(score, scores.get(word, score))
    return scores


def _is_unknown(name: str, parts: set[str]) -> bool:
    """Whether public code has no such name; one of a single word must be in no dictionary either."""
    if vocabulary.known_name(name):
        return False
    return len(parts) > 1 or not any(vocabulary.prose(word) or vocabulary.word(word).uses for word in parts)


def own_words(config: Config) -> list[str]:
    """The words of the user's business, as far as they stand in the configuration as text."""
    return [*config.keywords, *config.terms(confidential=False), *config.terms(confidential=True)]


def terms_of(rule: Rule, config: Config) -> Terms:
    """The words that tell: the rule's and the user's, singular and plural. Of the user's terms of several words
    none tells alone in any name."""
    trades = {word for label, listed in rule.terms.items() if label != _CERTAIN for word in listed}
    certain = set(rule.terms.get(_CERTAIN, ()))
    for term in own_words(config):
        parts = words(term)
        (certain if len(parts) == 1 else trades).update(parts)
    return Terms(_with_plurals(trades), _with_plurals(certain))


def _with_plurals(told: set[str]) -> frozenset[str]:
    return frozenset(told | {f"{word}s" for word in told})


def told_by(rule: Rule, config: Config) -> Callable[[str], frozenset[str]]:
    """A function that gives the words of a name that a neutral one must not hold; none when the name does not tell."""
    terms, least = terms_of(rule, config), float(rule.options[config.wording])

    def told(name: str) -> frozenset[str]:
        return next((one.dropped for one in _judged(rule, [name], terms) if one.score >= least), frozenset())

    return told


def _as_one(findings: Sequence[Finding]) -> Iterator[Finding]:
    """One note for a file: what to rename before it is shown to an assistant."""
    findings = [one for one in findings if one.at_most is not Severity.NOTE]
    if not findings:
        return
    first = findings[0]
    pairs = [f"{one.message.split('`')[1]} → {one.suggestion}" for one in findings[:_LISTED]]
    more = f", and {len(findings) - _LISTED} more" if len(findings) > _LISTED else ""
    yield Finding(
        rule=first.rule,
        path=first.path,
        exposure=first.exposure,
        start=first.start,
        end=first.end,
        message=f"telling names, fine here; rename before prompting: {', '.join(pairs)}{more}",
        suggestion=None,
    )
