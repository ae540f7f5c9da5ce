"""Check the form of a prompt without sections: one task, no order of calls, and a way to test the answer."""

from __future__ import annotations

import re

from privacy_gate.checkers.prompt import examples, orchestration, requested_tasks
from privacy_gate.checkers.prompt.deliverables import names_thing
from privacy_gate.checkers.prompt.prompt_text import Token, tokens
from privacy_gate.checkers.prompt.prompt_words import words

_MOST = 4_000  # characters; a longer text is a document
_MOST_LINES = 60
_LEAST_WORDS = 8  # words; a shorter text is a follow-up such as "please continue"
_LEAST_DESCRIBED = 25  # words; only a longer request can be expected to say how to test the answer
_FEWEST_TASKS = 2
_LEAD = 30  # characters before the first item of a list that are read
_OPENING = 8  # words at the beginning that may contain an imperative
_HEADING = re.compile(r"^[ \t]{0,3}(?:#{1,6}[ \t]|---[ \t]*$)", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)", re.MULTILINE)
_MAKE = words("make")
_WISHES = words("wishes")
_ASKS_FOR = words("asks for")
_JOBS = words("jobs")
_CHECKABLE = words("checkable")


def is_short_prose(text: str) -> bool:
    """Whether a text is a short prompt in prose, and neither a document nor a follow-up."""
    if len(text) > _MOST or text.count("\n") > _MOST_LINES or _HEADING.search(text):
        return False
    return sum(token.kind in ("word", "name", "code") for token in tokens(text)) >= _LEAST_WORDS


def without_code(text: str) -> str:
    """Return the text before the first code block. What follows is pasted."""
    found = _FENCE.search(text)
    return text[: found.start()] if found else text


def find_tasks(prose: str) -> list[tuple[int, int]]:
    """Return the spans of the things that a prompt requests; empty if there are fewer than two.

    Each has its own imperative, or the first one has and the others are listed. A remark in a conversation ("also the
    table is wrong") requests nothing.
    """
    found = requested_tasks.find_several(prose, 0, len(prose))
    if len(found) < _FEWEST_TASKS:
        return []
    things = [(start, end) for start, end in found if any(names_thing(word) for word in _list_words(prose, start, end))]
    opening = f" {' '.join(_list_words(prose, 0, min(len(prose), 200))[:_OPENING])} "
    asked = any(word in _MAKE for word in _list_words(prose, max(0, found[0][0] - _LEAD), found[0][1])[:_OPENING])
    asked = asked or any(f" {one} " in opening for one in _WISHES | _JOBS)
    counted = any(start == end for start, end in found)  # "two things: a script and a timer"
    return found if asked and (counted or len(things) >= _FEWEST_TASKS) else []


def _list_words(prose: str, start: int, end: int) -> list[str]:
    return [token.word for token in tokens(prose, start, end) if token.kind in ("word", "name", "code")]


def find_call_order(prose: str) -> tuple[int, int] | None:
    """Return the span of the first word of an order of calls; None if the prompt describes none."""
    return orchestration.find_call_order(prose, 0, len(prose))


def has_no_test(text: str) -> bool:
    """Whether a prompt requests code, but contains nothing to test it with."""
    found = tokens(text)
    said = [token.word for token in found if token.kind == "word"]
    if len(said) < _LEAST_DESCRIBED:
        return False
    if not any(word in _MAKE for word in said) and not any(f" {one} " in f" {' '.join(said)} " for one in _WISHES):
        return False
    if not any(_is_code(token) for token in found):
        return False
    if any(token.kind in ("value", "arrow") or token.word in _CHECKABLE for token in found):
        return False
    return not examples.has_other_example([((), text)])


def _is_code(token: Token) -> bool:
    return token.kind == "word" and (token.word in _ASKS_FOR or token.word.removesuffix("s") in _ASKS_FOR)
