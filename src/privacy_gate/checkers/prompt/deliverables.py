"""Find the things that a sentence requests: nouns and lists of them. Give each a short name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from privacy_gate.checkers.prompt.prompt_text import Token, sentences, tokens
from privacy_gate.checkers.prompt.prompt_words import words
from privacy_gate.checkers.prompt.section_names import fold

_AND = words("and")
_ARTICLES = words("articles")
_BEHAVES = words("behaves")
_HOLDING = words("holding")
_JOINS = words("and") | {",", "+", "&", "/"}
_MAKE = words("make")
_MORE = words("more")
_OF_THE_SAME = words("of the same")
_OPENS = words("opens")
_RELATIVE = words("relative")
_THINGS = words("things")
_WITHIN = words("within")
_ENDINGS = ("skript", "funktion", "methode", "komponente", "dashboard", "script", "seite")


def names_thing(word: str) -> bool:
    return word in _THINGS or word.removesuffix("s") in _THINGS or (len(word) > 9 and any(map(word.endswith, _ENDINGS)))


def find_lists(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the things that one sentence lists, as in "a migration, the repository method and an admin
    page".
    """
    for sentence in sentences(tokens(text, start, end)):
        found: list[tuple[int, int]] = []
        boundary, joined, listed, related, held = True, False, False, False, False
        for index, token in enumerate(sentence):
            if token.word in _JOINS or (index and sentence[index - 1].word == "ainsi"):
                boundary = True
                joined = joined or token.word != ","
                continue
            related = related or (bool(found) and token.word in _RELATIVE)
            article = token.word in _ARTICLES and not _is_relative(sentence, index)
            bare = not related and not held and token.word not in _MAKE and (bool(found) or not index)
            if boundary and not listed and (article or bare):
                head = _head(sentence, index + article)
                if _is_named(head, bare=not article) or (not found and head and "(" in head[0].word):
                    found.append((token.start, head[-1].end))
            held = held or token.word in _HOLDING
            listed = listed or (token.word in _HOLDING and len(found) < 2 and not _is_apart(sentence, index))
            boundary = token.word in _MAKE and index < 3
            if boundary and index + 1 < len(sentence) and "(" in sentence[index + 1].word and not found:
                found.append((sentence[index + 1].start, sentence[index + 1].end))
        if len(found) >= 3 or (len(found) == 2 and joined):
            return found
    return []


def _is_relative(sentence: Sequence[Token], index: int) -> bool:
    """Whether an article is a relative pronoun, as "das" in "ein Skript, das eine Seite".

    Another article then follows.
    """
    return index + 1 < len(sentence) and sentence[index + 1].word in _ARTICLES


def _is_named(head: Sequence[Token], *, bare: bool) -> bool:
    """Whether a noun phrase names a thing to make. A `bare` one, without an article, must not have another meaning."""
    said = [part.word for part in head]
    if _OF_THE_SAME.intersection(said) or (bare and (_ARTICLES | _BEHAVES).intersection(said)):
        return False
    return any(names_thing(word) for word in said)


def _is_apart(sentence: Sequence[Token], index: int) -> bool:
    """Whether the object of a preposition ends, and another thing is added after a comma or "as well as"."""
    after = [token.word for token in sentence[index + 1 : index + 25]]
    return any(a == "," and b in _AND and c in _ARTICLES for a, b, c in zip(after, after[1:], after[2:], strict=False))


def _head(sentence: Sequence[Token], index: int) -> Sequence[Token]:
    """Return the tokens of a noun phrase, up to the first one of the next phrase."""
    phrase = sentence[index : index + 4]
    for at, part in enumerate(phrase):
        if part.word in _WITHIN or part.word in _JOINS or part.kind not in ("word", "name", "code"):
            return phrase[:at]
    return phrase


def name(phrase: str) -> str:
    """Return a short name for a requested thing: its identifier, or its first meaningful words."""
    found = tokens(phrase)
    for token, after in pairwise([*found, None]):
        called = token and token.kind == "name" and after and after.kind == "open"
        if token and (called or token.kind == "code" or (token.kind == "value" and "(" in token.word)):
            return _kebab(re.split(r"[(\s:]", token.word)[0]) or "prompt"
    words = [fold(token.word) for token in found if token.kind in ("word", "name")]
    telling = [word for word in words if word not in _MAKE | _MORE | _ARTICLES | _OPENS | _AND and len(word) > 1]
    cut = next((index for index, word in enumerate(telling) if word in _WITHIN and index), len(telling))
    return "-".join(telling[: min(cut, 3)]) or "prompt"


def _kebab(identifier: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", identifier)
    return fold(spaced.replace("_", " ").replace(".", " ")).replace(" ", "-")
