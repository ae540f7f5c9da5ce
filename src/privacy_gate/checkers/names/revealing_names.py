"""Decide which names reveal a business: by the name model, industry terms, and the user's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from privacy_gate.base.naming import words
from privacy_gate.checkers.names.generic_words import CONNECTIVES, is_generic, is_verb
from privacy_gate.config import Config
from privacy_gate.index import vocabulary
from privacy_gate.rules import Rule

if TYPE_CHECKING:  # loaded only if there is a name to score
    from privacy_gate.checkers.names.name_model import NameJudgement

_CERTAIN = "marker"  # the group of terms that are revealing in any name
_SURE = 20.0  # the score of a name with such a term
_DOUBTFUL = -2.0  # minimum score for a look-up in `public_names`
_HARMLESS = -1.0  # maximum score of a word that may stay in a neutral name


class Telling(Struct, frozen=True):
    """A revealing name with its score.

    `told` are its most revealing words. `dropped` are the words that a neutral name must not contain.
    """

    name: str
    score: float
    told: frozenset[str]
    dropped: frozenset[str]
    has_term: bool = False
    """Whether the name contains an industry term, or a word that is revealing in any name."""


class RevealingTerms(Struct, frozen=True):
    """Revealing words: industry terms (`trades`), and words that are revealing in any name (`certain`).

    They come from the rule and the settings.
    """

    trades: frozenset[str]
    certain: frozenset[str]


def judge_names(rule: Rule, names: Sequence[str], terms: RevealingTerms) -> Iterator[Telling]:
    """Yield the names that public code does not have, with their scores. The model is loaded for the first of them."""
    bonus, lone = float(rule.options["term"]), float(rule.options["lone"])
    for name in names:
        parts = set(words(name))
        certain = parts & terms.certain
        if not certain and not _is_unknown(name, parts):
            continue
        from privacy_gate.checkers.names.name_model import judge

        judgement = judge(name)
        trades = parts & terms.trades if len(parts) > 1 else set()
        own = trades | certain
        told, dropped = revealing_words(judgement, own), own | find_possibly_revealing(judgement)
        if not dropped:  # no other word may stay
            dropped = {word for word in parts if not _may_stay(word) and not word.isdigit()}
        score = judgement.score + (bonus if trades else 0.0) - (lone if len(parts) == 1 else 0.0)
        if certain or not _is_public(name, score):
            yield Telling(
                name, _SURE if certain else score, told, frozenset(dropped or _leave_verb(name, told)), bool(own)
            )


def _leave_verb(name: str, told: frozenset[str]) -> frozenset[str]:
    """Return the revealing words of a name of generic words only. The verb at its beginning is not one of several."""
    first = words(name)[0]
    return told - {first} if is_verb(first) and len(told) > 1 else told


def _is_public(name: str, score: float) -> bool:
    """Whether a name that may be revealing belongs to public code. Few names need this look-up."""
    if score < _DOUBTFUL:
        return False
    from privacy_gate.checkers.names.public_names import is_public

    return is_public(name)


def revealing_words(judgement: NameJudgement, terms: set[str]) -> frozenset[str]:
    """Return the most revealing words: the terms, and the words that the model rates as revealing.

    There is at least one.
    """
    scores = _by_word(judgement)
    told = terms | {word for word, score in scores.items() if score > 0}
    return frozenset(told or ({max(scores, key=scores.__getitem__)} if scores else ()))


def find_possibly_revealing(judgement: NameJudgement) -> set[str]:
    """Return the words that a neutral name omits because they may be revealing.

    Generic words stay, whatever their score.
    """
    return {word for word, score in _by_word(judgement).items() if score > _HARMLESS and not _may_stay(word)}


def _may_stay(word: str) -> bool:
    return is_generic(word) or word in CONNECTIVES


def _by_word(judgement: NameJudgement) -> dict[str, float]:
    scores: dict[str, float] = {}
    for word, score in zip(judgement.words, judgement.contributions, strict=True):
        if not word.isdigit():
            scores[word] = max(score, scores.get(word, score))
    return scores


def _is_unknown(name: str, parts: set[str]) -> bool:
    """Whether public code has no such name. A single word must also be in no public prose."""
    if vocabulary.known_name(name):
        return False
    return len(parts) > 1 or not any(vocabulary.prose(word) or vocabulary.word(word).uses for word in parts)


def own_words(config: Config) -> list[str]:
    """Return the words of the user's business that the settings contain as plain text."""
    return [*config.keywords, *config.terms(confidential=False), *config.terms(confidential=True)]


def list_terms(rule: Rule, config: Config) -> RevealingTerms:
    """Return the revealing words of a rule and of the user, in singular and plural.

    A single word of a longer term of the user is not revealing in every name.
    """
    trades = {word for label, listed in rule.terms.items() if label != _CERTAIN for word in listed}
    certain = set(rule.terms.get(_CERTAIN, ()))
    for term in own_words(config):
        parts = words(term)
        (certain if len(parts) == 1 else trades).update(parts)
    return RevealingTerms(_with_plurals(trades), _with_plurals(certain))


def _with_plurals(told: set[str]) -> frozenset[str]:
    return frozenset(told | {f"{word}s" for word in told})


def find_revealing_words(rule: Rule, config: Config) -> Callable[[str], frozenset[str]]:
    """Return a function that gives the words of a name that a neutral name must not contain.

    It gives none for a name that reveals nothing.
    """
    terms, least = list_terms(rule, config), float(rule.options[config.wording])

    def told(name: str) -> frozenset[str]:
        return next((one.dropped for one in judge_names(rule, [name], terms) if one.score >= least), frozenset())

    return told
