"""The words of a long text with which something may begin, found by functions of the interpreter."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet

from privacy_gate.cleanroom.masking.places import WORD_CHARACTERS, is_word

_APART = bytes(code if chr(code) in WORD_CHARACTERS else ord(" ") for code in range(256))


def find_likely(
    text: str,
    exact: Collection[str],
    bare: AbstractSet[str],
    heads: AbstractSet[str] = frozenset(),
    sizes: Collection[int] = (),
) -> Iterator[tuple[int, str]]:
    """The words that are `exact`, or `bare` without case and underscores, or begin so with one of `heads`, which have
    some `sizes`: in order, with their places."""
    words = text.encode("ascii", "replace").translate(_APART).decode("ascii").split()
    distinct = set(words)
    chosen = distinct.intersection(exact)
    plain = "\n".join(distinct).replace("_", "").lower().split("\n") if distinct else []
    chosen |= {word for word, one in zip(distinct, plain, strict=True) if one in bare}
    for size in sizes:
        chosen |= {word for word, one in zip(distinct, plain, strict=True) if one[:size] in heads}
    at = 0
    for word in filter(chosen.__contains__, words):
        while True:
            at = text.index(word, at)
            end = at + len(word)
            if not (at and is_word(text[at - 1])) and not is_word(text[end : end + 1]):
                break
            at += 1
        yield at, word
        at = end
