"""Make the stand-ins of originals: a token such as `PG_HOST_k7f3m2`, or a neutral name in the original's case style.

A token is a keyed digest of its kind and original, so that it stays the same without being stored. It consists of
letters, digits and underscores, which code, paths, URLs, JSON, Markdown and shells keep unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.base.hashing import blake2b
from privacy_gate.base.naming import CaseStyle, join, style, words
from privacy_gate.rules.placeholders import DIGITS, LETTERS, PAIRS_OF_TAG

_KEY_LENGTH = 32
_LEAST_WORDS = 2  # words of a name that has variants
_SHAPE = re.compile(r"(?![0-9])[A-Za-z0-9_]{1,200}(?:-[A-Za-z0-9_]{1,200}){0,40}")


def make_token(kind: str, original: str, key: bytes, turn: int = 0) -> str:
    """Return the token of an original. If a token is taken, the next `turn` (from 0) returns another one."""
    data = f"{kind}\0{turn}\0{original}".encode("utf-8", "surrogatepass")
    digest = blake2b(data, key=key[:_KEY_LENGTH], digest_size=2 * PAIRS_OF_TAG).digest()
    tag = [
        LETTERS[digest[2 * at] % len(LETTERS)] + DIGITS[digest[2 * at + 1] % len(DIGITS)] for at in range(PAIRS_OF_TAG)
    ]
    return f"PG_{kind}_{''.join(tag)}"


def fits_name(text: str) -> bool:
    """Whether a text is usable as a neutral name: ASCII, and one word of code or several with hyphens.

    It begins with no digit, which could belong to an escape (`%20`).
    """
    return _SHAPE.fullmatch(text) is not None


def fits_style(name: str, original: str) -> bool:
    """Whether a name has the case style of its original. Otherwise a variant of the original could have that name."""
    return min(len(words(name)), len(words(original))) < _LEAST_WORDS or style(name) is style(original)


def squeeze(name: str) -> str:
    """Return a name without case, separators and plural. All variants of the name share this form."""
    bare = name.replace("_", "").replace("-", "").lower()
    return bare[:-1] if bare.endswith("s") and not bare.endswith("ss") else bare


def respell(variant: str, name: str, other: str) -> str | None:
    """Spell `other` in the way in which `variant` spells `name`: in its case style and number, with its underscores.

    Return None if `variant` is not a variant of `name`, or if the result cannot be converted back. A single word has no
    variants, because an answer may use the ordinary word.
    """
    parts, others, said = words(name), words(other), words(variant)
    if min(len(parts), len(others)) < _LEAST_WORDS or len(said) != len(parts) or said[:-1] != parts[:-1]:
        return None
    number = _with_number(said[-1], parts[-1], others[-1])
    if number is None:
        return None
    spelled = join([*others[:-1], number], variant)
    if style(spelled) is not style(variant) or join(said, spelled) != variant:
        return None
    return spelled


def _with_number(said: str, word: str, other: str) -> str | None:
    """Return `other` in the number (singular or plural) that `said` has as a form of `word`; None if it is no such
    form.
    """
    if said == word:
        return other
    if said == f"{word}s" and not other.endswith("s"):
        return f"{other}s"
    if word == f"{said}s" and other.endswith("s") and not other.endswith("ss"):
        return other[:-1]
    return None


def spell_paths(name: str, other: str) -> Iterator[tuple[str, str]]:
    """Yield the spellings of a name in paths, each with the same spelling of `other`.

    These are the name with hyphens, and its plural.
    """
    parts, others = words(name), words(other)
    if min(len(parts), len(others)) < _LEAST_WORDS or style(name) is CaseStyle.KEBAB or name != name.strip("_$"):
        return
    path, other_path = "-".join(parts), "-".join(others)
    yield path, other_path
    if not path.endswith("s") and not other_path.endswith("s"):
        yield f"{path}s", f"{other_path}s"
