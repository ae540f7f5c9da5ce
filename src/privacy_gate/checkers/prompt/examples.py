"""Decide whether a prompt has an example: a concrete input with its expected result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from privacy_gate.checkers.prompt.example_relations import (
    has_conversion,
    has_relation,
    is_for_given,
    is_said_to_be,
    is_value_of,
)
from privacy_gate.checkers.prompt.example_rows import in_rows, is_asserted
from privacy_gate.checkers.prompt.example_values import cut_at_comparison, has_value, is_concrete, is_datum
from privacy_gate.checkers.prompt.prompt_text import Token, sentences, tokens
from privacy_gate.checkers.prompt.prompt_words import words

_GIVES = words("gives")
_IS = words("is")
_SAYS_EXAMPLE = words("says example")
_NAMES_EXAMPLE = words("names example")
_STATES = words("states")
_IN = words("in labels")
_OUT = words("out labels")
_REFERS = words("refers")
_PLACES = words("places")


def has_test_example(text: str) -> bool:
    """Whether the text of a section about tests or examples contains an example."""
    if is_asserted(text) or in_rows(text):
        return True
    found = tokens(text)
    lines = _lines(found)
    said = list(sentences(found))
    for token in found:  # quoted statements, as in JSON
        if token.kind == "value" and token.word[:1] in "\"'" and " " in token.word:
            said += sentences(tokens(token.word[1:-1]))
    data = sum(is_datum(found, index) for index in range(len(found)))
    return data > 2 or any(has_relation(unit) for unit in [*said, *lines]) or _labelled(lines) or _stated(said)


def has_other_example(bodies: Iterable[tuple[tuple[str, ...], str]]) -> bool:
    """Whether other sections contain an example. Here more is required, because numbers have many purposes.

    `bodies` are the texts of the sections, each with the kinds of the section. A value that is called an example of the
    output is enough. One of the input is enough if the output states a value, too.
    """
    shown: set[str] = set()
    valued = False
    for kinds, body in bodies:
        found = tokens(body)
        for sentence in sentences(found):
            if has_relation(sentence, strict=True) or has_conversion(sentence) or is_said_to_be(sentence):
                return True
            if "output" in kinds and (is_value_of(sentence) or is_for_given(sentence)):
                return True
            if shown and _refers_back(sentence):
                return True
            if _shows_value(sentence):
                shown.update(kinds or ("",))
            valued = valued or ("output" in kinds and any(is_datum(sentence, at) for at in range(len(sentence))))
        if any(_announced(line) for line in _lines(found)):
            return True
        if any(c in "\"'0123456789" for fence in body.split("```")[1::2] for c in fence):
            shown.update(kinds or ("",))
    return "input" in shown and ("output" in shown or valued)


def _lines(found: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = [[]]
    for token in found:
        if token.kind in ("newline", "end"):
            lines.append([])
        elif len(lines[-1]) < 200:
            lines[-1].append(token)
    return [line for line in lines if line]


def _labelled(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether lines are labelled as input and output: "In: a, b", and later "out: b, a"."""
    labels = [line[0].word if len(line) > 2 and line[1].word == ":" else "" for line in lines]
    given = next((index for index, label in enumerate(labels) if label in _IN), len(labels))
    return any(label in _OUT for label in labels[given + 1 :])


def _stated(said: Sequence[Sequence[Token]]) -> bool:
    """Whether a sentence states a value, and a later sentence its result."""
    given = False
    for sentence in said:
        if given and _STATES.intersection(token.word for token in sentence):
            at = next((at for at, token in enumerate(sentence) if _says(token)), None)
            if at is not None and any(map(is_concrete, cut_at_comparison(sentence[at + 1 : at + 7]))):
                return True
        given = given or any(is_datum(sentence, index) for index in range(len(sentence)))
    return False


def _says(token: Token) -> bool:
    return token.word == ":" or token.word in _IS or token.word in _GIVES


def _announced(line: Sequence[Token]) -> bool:
    """Whether a line announces an example and states its result: "Example: what raises twice and returns 7 gives 7"."""
    words = [token.word for token in line]
    said = next((index for index, word in enumerate(words) if word in _NAMES_EXAMPLE), None)
    if said is None:
        return False
    gives = next((index for index, word in enumerate(words) if index > said and word in _GIVES), None)
    return gives is not None and has_value(cut_at_comparison(line[gives + 1 : gives + 6]))


def _shows_value(sentence: Sequence[Token]) -> bool:
    return any(token.kind == "value" for token in sentence) and any(
        token.word.lower() in _SAYS_EXAMPLE for token in sentence
    )


def _refers_back(sentence: Sequence[Token]) -> bool:
    """Whether a sentence gives the result of an earlier example: "For the example it is 10", "int, 3 for the list
    above".
    """
    words = [token.word for token in sentence]
    for index, word in enumerate(words):
        if word in _PLACES and _REFERS.intersection(words[index + 1 : index + 6]):
            return any(token.kind == "value" for token in sentence) or any(token.kind == "open" for token in sentence)
    return False
