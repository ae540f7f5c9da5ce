"""Recognise values in a sentence: possible arguments and results of a function."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from privacy_gate.checkers.prompt.prompt_text import Token
from privacy_gate.checkers.prompt.prompt_words import words

_CONCRETE = words("concrete")
_COMPARED = words("compared")


def is_datum(sentence: Sequence[Token], index: int) -> bool:
    """Whether a token is a concrete value: quoted text, a code span with a value, or a call with concrete arguments."""
    token = sentence[index]
    if token.kind == "name":
        return is_call(sentence[index : index + 3])
    return token.kind == "value" and any(c in token.word for c in "\"'\u00ab\u201c\u201e([{")


def has_text(part: Sequence[Token]) -> bool:
    """Whether the tokens contain a value other than a plain number."""
    return any(token.kind == "value" and not token.word.strip("-+.,:").isdigit() for token in part)


def cut_at_comparison(after: Sequence[Token]) -> Sequence[Token]:
    for index, token in enumerate(after):
        if token.word in _COMPARED or token.word in ("<", ">", "\u2265", "\u2264") or token.kind == "stop":
            return after[:index]
    return after


def has_value(part: Sequence[Token]) -> bool:
    """Whether the tokens contain a value. List numbers and percentages of a quality do not count."""
    return any(
        token.kind == "value" and not _is_list_mark(part, index) and not _is_share(part, index)
        for index, token in enumerate(part)
    ) or any(a.kind == "open" and b.kind == "close" for a, b in pairwise(part))


def _is_share(part: Sequence[Token], index: int) -> bool:
    """Whether a number is a percentage. It then states a quality and not a value."""
    return part[index].word.endswith("%") or (
        index + 1 < len(part) and part[index + 1].word in ("%", "percent", "prozent")
    )


def _is_list_mark(part: Sequence[Token], index: int) -> bool:
    token = part[index]
    return (
        index == 0
        and token.word.rstrip(".)").isdigit()
        and len(token.word.rstrip(".)")) < 3
        and len(part) > 1
        and (token.word.endswith(".") or part[1].kind == "close")
    )


def begins_with_value(part: Sequence[Token]) -> bool:
    first = part[0]
    return (
        first.kind in ("value", "open")
        or first.word in _CONCRETE
        or (first.kind in ("code", "name") and len(part) == 1)
    )


def is_concrete(token: Token) -> bool:
    return token.kind == "value" or token.word in _CONCRETE or token.word.endswith(("Error", "Exception"))


def is_input(part: Sequence[Token]) -> bool:
    return any(is_concrete(token) or token.kind in ("code", "name") for token in part)


def names_result(part: Sequence[Token]) -> bool:
    return any(token.kind in ("code", "name") for token in part[:3])


def is_call(part: Sequence[Token]) -> bool:
    """Whether the tokens contain a call with concrete arguments: `f(0)`."""
    return any(
        a.kind == "name" and b.kind == "open" and is_concrete(c)
        for a, b, c in zip(part, part[1:], part[2:], strict=False)
    )
