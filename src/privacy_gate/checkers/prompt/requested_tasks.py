"""Decide whether a prompt requests several things. They should be separate prompts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from privacy_gate.checkers.prompt.deliverables import find_lists, names_thing
from privacy_gate.checkers.prompt.prompt_text import Token, sentences, tokens
from privacy_gate.checkers.prompt.prompt_words import words

_ALWAYS = words("always")
_AND = words("and")
_BEHAVES = words("behaves")
_BY_THE_WAY = words("by the way")
_DOES = words("does")
_JOBS = words("jobs")
_MAKE = words("make")
_MORE = words("more")
_NUMBERS = words("numbers")
_OF_THE_SAME = words("of the same")
_OPENS = words("opens")
_SETS_UP = words("set up")
_WEAKLY = words("make something of it")
_WHOLE = words("whole")
_WISHES = words("wishes")
_ITEM = re.compile(
    r"(?:^|(?<=[ \t:;.]))[ \t]{0,8}(?:[-*+•]|\(?(?:\d{1,2}|[a-h])[.)]|(?:One|Two|Three|First|Second):)[ \t]{1,4}(?=\S)",
    re.MULTILINE,
)


def find_several(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the things that a task requests; empty if there are fewer than two."""
    for found in (_items(text, start, end), _requests(text, start, end), find_lists(text, start, end)):
        if len(found) > 1:
            return found
    return []


def find_additional(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of a request that a section other than the task adds; None if there is none."""
    for sentence in sentences(tokens(text, start, end)):
        said = f" {' '.join(token.word for token in sentence if token.kind == 'word')} "
        asked = [place for place, strength in _asked(sentence, later=False, first=False) if strength > 1]
        if _holds(said[2:], _BY_THE_WAY) or asked:
            return asked[0] if asked else (sentence[0].start, sentence[-1].end)
    return None


def _items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of list items that are separate things to make, and not steps or properties of one thing."""
    begins = [match.end() for match in _ITEM.finditer(text, start, end)]
    if len(begins) < 2:
        return []
    lead = [token for token in tokens(text, start, begins[0]) if token.kind in ("word", "name", "code")]
    whole = any(token.word in _MAKE or names_thing(token.word) for token in lead)
    found = []
    things = 0
    for begin, until in zip(begins, [*begins[1:], end], strict=True):
        item = [token for token in tokens(text, begin, min(until, begin + 400)) if token.kind != "newline"]
        if not item:
            continue
        is_thing = _is_thing(item[:9], whole=whole)
        things += is_thing
        if is_thing or not lead:
            found.append((item[0].start, item[min(len(item), 9) - 1].end))
    return found if things > 1 or (things == 1 and not lead and len(found) > 1) else []


def _is_thing(item: Sequence[Token], *, whole: bool) -> bool:
    words = [token.word for token in item if token.kind == "word"]
    names = any(names_thing(word) for word in words[:7])
    made = bool(words) and words[0] in _MAKE | _SETS_UP | _WEAKLY
    if whole:
        return made and names
    more = bool(words) and words[0] in _MORE
    return made or more or names or (item[0].kind in ("name", "code", "value") and "(" in item[0].word)


def _requests(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the clauses whose imperatives request different things."""
    found: list[tuple[int, int]] = []
    extra = False
    for number, sentence in enumerate(sentences(tokens(text, start, end))):
        said = f" {' '.join(token.word for token in sentence if token.kind == 'word')} "
        whole = (sentence[0].start, sentence[-1].end)
        if _counts_jobs(sentence):
            found += [whole, (sentence[-1].end, sentence[-1].end)]
            extra = True
        elif (number and _holds(said, _WISHES)) or _holds(said[0 if number else 2 :], _BY_THE_WAY):
            found.append(whole)
            extra = True
        else:
            asked = list(_asked(sentence, later=number > 0, first=number == 0))
            found += [place for place, _ in asked]
            extra = extra or any(strength > 1 for _, strength in asked)
    if extra and len(found) == 1:
        first = next(sentences(tokens(text, start, end)))
        found.insert(0, (first[0].start, first[-1].end))
    return found if extra or len(found) > 1 else []


def _asked(sentence: Sequence[Token], *, later: bool, first: bool) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the spans of the clauses that request a thing, each with the strength of the evidence (1 or 2)."""
    related = False
    for number, clause in enumerate(_clauses(sentence)):
        strength = _asks(clause, first=first and number == 0, opens=later and number == 0)
        if strength and not (related and strength == 1):  # "una función que lee un archivo y escribe un informe"
            yield (clause[0].start, clause[-1].end), strength
        related = related or any(token.word in ("que", "qui") for token in clause)


def _holds(said: str, phrases: frozenset[str]) -> bool:
    return any(f" {phrase} " in said for phrase in phrases)


def _counts_jobs(sentence: Sequence[Token]) -> bool:
    """Whether a sentence counts several requests, as "Two favours in one go" or "two separate jobs"; not "does two
    things".
    """
    words = [token.word for token in sentence]
    for index, word in enumerate(words):
        if word in _JOBS and words[max(0, index - 1)] not in _DOES:
            for back in (1, 2):
                at = index - back
                if at >= 0 and (words[at] in _NUMBERS or words[at] in ("2", "3", "4")):
                    return not (at and words[at - 1] in _DOES)
    return False


def _clauses(sentence: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the clauses of a sentence. A conjunction, comma or colon before an imperative ends a clause."""
    clause: list[Token] = []
    for index, token in enumerate(sentence):
        following = [part.word for part in sentence[index + 1 : index + 4]]
        joins = token.word in _AND or token.word in (",", ":")
        if clause and joins and any(word in _MAKE | _MORE | _SETS_UP for word in following[:2]):
            yield clause
            clause = []
            continue
        clause.append(token)
    if clause:
        yield clause


def _asks(clause: Sequence[Token], *, first: bool, opens: bool) -> int:
    """Return how strongly a clause requests a thing: 2, 1, or 0 for not at all.

    2: it is called additional. 1: the clause begins with an imperative, or it is the `first` clause and names the
    thing. `opens` says that the clause begins a later sentence.
    """
    words = [token.word for token in clause if token.kind in ("word", "name", "code", "value")]
    at = 0
    while at < len(words) and (words[at] in _OPENS or words[at] in _MORE):
        at += 1
    more = any(word in _MORE for word in words[: at + 3])
    rest = words[at : at + 9]
    named = any(names_thing(word) for word in rest[1:])
    if not rest or _OF_THE_SAME.intersection(rest[:6]):
        return 0
    if first:
        return int(rest[0] in _MAKE or any(names_thing(word) for word in words[:4]))
    if rest[0] not in _ALWAYS and rest[1:2] and rest[1] in _WHOLE:
        return 0
    if rest[0] in _MAKE:
        return 2 if more else int(named or opens or rest[0] in _ALWAYS)
    if rest[0] in _SETS_UP | _WEAKLY and named:
        return 2 if more else 1
    if more and opens and not _BEHAVES.intersection(rest[:3]):
        return 2
    return 2 if more and any(names_thing(word) for word in words[at : at + 5]) else 0
