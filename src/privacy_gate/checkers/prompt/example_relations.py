"""Find sentences that state the result of an input."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from privacy_gate.checkers.prompt.example_values import (
    begins_with_value,
    cut_at_comparison,
    has_text,
    has_value,
    is_call,
    is_concrete,
    is_datum,
    is_input,
    names_result,
)
from privacy_gate.checkers.prompt.prompt_text import Token
from privacy_gate.checkers.prompt.prompt_words import words

_GIVES = words("gives")
_IS = words("is")
_CONCRETE = words("concrete")
_COMPARED = words("compared")
_NAMES_EXAMPLE = words("names example")
_ENDS = words("ends")
_FOR = words("for")
_JOINS_ONLY = words("joins only")
_BECOMES = words("becomes")
_GIVEN_FOR = words("given for")
_PLACES = words("places")


def has_relation(sentence: Sequence[Token], *, strict: bool = False) -> bool:
    """Whether a word such as "gives" is between an input and its result. `strict` requires clearer values."""
    for index, token in enumerate(sentence):
        before, after = sentence[:index], sentence[index + 1 : index + 9]
        if not before or not after:
            if before and token.word in _ENDS and has_value(before):
                return True
            continue
        if token.kind == "arrow":
            if token.word in ("=", ":="):
                good = has_value(before) and begins_with_value(after)
            elif strict:
                good = has_value(before) and has_value(after)
            else:
                good = any(is_concrete(part) or part.kind == "open" for part in (*before, *after))
        elif token.word == ":" and not strict:
            good = any(map(is_concrete, before)) and (begins_with_value(after) or has_text(before))
        elif token.kind == "word" and token.word in _GIVES:
            if strict:
                good = has_value(before) and has_value(cut_at_comparison(after))
            else:
                good = is_input(before) and (
                    any(map(is_concrete, after)) or has_text(before) or is_call(before) or names_result(after)
                )
        elif token.kind == "word" and token.word in _IS and not strict:
            near = cut_at_comparison(after)
            good = (any(is_datum(before, at) for at in range(len(before))) and bool(near)) or (
                any(map(is_concrete, before))
                and any(map(is_concrete, near))
                and (has_value(before) or has_value(near) or is_call(before))
            )
        else:
            continue
        if good:
            return True
    return not strict and (_gives_for(sentence) or _side_by_side(sentence))


def _gives_for(sentence: Sequence[Token]) -> bool:
    """Whether the result comes before the input: "Returns 25 for 5"."""
    verb = next((index for index, token in enumerate(sentence) if token.word in _GIVES), None)
    if verb is None:
        return False
    said = next((index for index in range(verb + 1, len(sentence)) if sentence[index].word in _FOR), None)
    if said is None:
        return False
    result, given = sentence[verb + 1 : said], sentence[said + 1 : said + 8]
    return is_input(result) and is_input(given) and (has_value(result) or has_value(cut_at_comparison(given)))


def _side_by_side(sentence: Sequence[Token]) -> bool:
    """Whether a sentence contains two concrete values, with words other than "and" between them."""
    first = next((index for index in range(len(sentence)) if is_datum(sentence, index)), None)
    if first is None:
        return False
    for index in range(first + 1, min(len(sentence), first + 16)):
        if not (is_datum(sentence, index) or sentence[index].word in _CONCRETE):
            continue
        between = [token.word for token in sentence[first + 1 : index] if token.kind == "word"]
        if any(word not in _JOINS_ONLY for word in between) and not _COMPARED.intersection(between):
            return True
    return False


def has_conversion(sentence: Sequence[Token]) -> bool:
    """Whether a sentence shows a conversion: "`Foo` → `foo`", "`a-b` becomes `aB`"."""
    for index, token in enumerate(sentence):
        if index and (token.kind == "arrow" or token.word in _BECOMES):
            before, after = sentence[max(0, index - 3) : index], sentence[index + 1 : index + 4]
            if all(any(part.kind in ("value", "code") for part in side) for side in (before, after)):
                return token.kind != "arrow" or token.word not in ("=", ":=")
    return False


def is_said_to_be(sentence: Sequence[Token]) -> bool:
    """Whether a sentence says that a value equals another: "Example: 5 and then 25", "2024-02-29 plus a year is
    2025-02-28".
    """
    said = next((index for index, token in enumerate(sentence) if token.word in _NAMES_EXAMPLE), None)
    if said is not None and _telling_between(sentence[said + 1 :]):
        return True
    for index, token in enumerate(sentence):
        if token.kind == "word" and token.word in _IS and has_text(sentence[:index]):
            near = cut_at_comparison(sentence[index + 1 : index + 4])
            if any(is_datum(near, at) for at in range(len(near))) and has_value(sentence[:index]):
                return True
    return False


def _telling_between(part: Sequence[Token]) -> bool:
    """Whether words other than "and" are between two values."""
    values = [index for index, token in enumerate(part) if token.kind in ("value", "code")]
    for first, second in pairwise(values):
        between = {token.word for token in part[first + 1 : second] if token.kind in ("word", "arrow")}
        if between - _JOINS_ONLY and not between & _COMPARED:
            return True
    return False


def is_for_given(sentence: Sequence[Token]) -> bool:
    """Whether a sentence about the output states the value for an input: "`12,50 €` for 1250", "bei `a b`: `a-b`"."""
    for index, token in enumerate(sentence):
        if token.word in _GIVEN_FOR and any(part.kind in ("value", "code") for part in sentence[index + 1 : index + 3]):
            after = cut_at_comparison(sentence[index + 2 : index + 8])
            if has_text(sentence[max(0, index - 4) : index]) or (index == 0 and any(p.kind == "value" for p in after)):
                return True
    return False


def is_value_of(sentence: Sequence[Token]) -> bool:
    """Whether a sentence about the output states a value.

    Examples: "for `CASH` it is `[20, 180]`", "one of 2023-01-01 under 2022-W52".
    """
    for index, token in enumerate(sentence):
        if token.kind != "word" or token.word not in _IS or not index:
            continue
        before, near = sentence[:index], cut_at_comparison(sentence[index + 1 : index + 6])
        if (
            near
            and near[0].kind in ("value", "open")
            and any(part.kind in ("value", "code", "name") for part in before)
        ):
            return sentence[0].word in _PLACES or has_value(before)
        if has_text(before) and has_text(near):
            return True
    return False
