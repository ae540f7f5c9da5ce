"""Find the placeholders of a cleaned text in an answer.

A placeholder such as `PG_HOST_k7f3m2` has a kind and a tag, which is a keyed digest. The rest of this module reads the
placeholders of version 0.1.0, until their maps expire.

The old form is `⟦PG:HOST:0007⟧`, or `PG_HOST_0007` where only a name is valid. An answer can contain them in another
case, in quotes or backticks, or escaped for JSON or a URL. It can also use other brackets or none, or omit leading
zeros. Only the kind and the number matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

LETTERS, DIGITS = "bcdfghjkmnpqrtvw", "23456789"
PAIRS_OF_TAG = 3  # a letter and a digit each
_TAG = rf"(?:[{LETTERS}][{DIGITS}]){{{PAIRS_OF_TAG}}}"
AFTER_ESCAPE = "|".join(rf"(?<=%{doubled}[A-Fa-f0-9]{{2}})" for doubled in ("", "25", "2525", "252525"))
TOKEN = rf"(?:(?<![A-Za-z0-9_])|{AFTER_ESCAPE})PG_[A-Z]{{2,12}}_{_TAG}(?![A-Za-z0-9_])"

_COLON = r"(?::|%3A|\uff1a)"  # normal, in a URL, full width
_PAIRS = (
    ("⟦", "⟧"),
    (r"\\u27e6", r"\\u27e7"),
    ("&#x27e6;", "&#x27e7;"),
    ("&#10214;", "&#10215;"),
    ("%E2%9F%A6", "%E2%9F%A7"),
    (r"\[\[", r"\]\]"),
    (r"\{\{", r"\}\}"),
    ("<<", ">>"),
    (r"\[", r"\]"),
    (r"\{", r"\}"),
    ("<", ">"),
    ("~", "~"),
)


def _forms() -> str:
    core = rf"PG{_COLON}[A-Z]{{2,12}}{_COLON}[0-9]{{1,7}}(?![0-9])"
    paired = [rf"{opening} ?{core} ?{closing}" for opening, closing in _PAIRS]
    name = r"(?<!\w)PG[_-][A-Z]{2,12}[_-][0-9]{1,7}(?!\w)"
    return "|".join([*paired, core, name])


FORMS = _forms()
"""An expression for all forms of a placeholder. It has no groups, and must be compiled with IGNORECASE."""

_WRITTEN = r"⟦PG:[A-Z]{2,12}:[0-9]{4,7}⟧|~PG:[A-Z]{2,12}:[0-9]{4,7}~|(?<!\w)PG_[A-Z]{2,12}_0[0-9]{3}(?!\w)|" + TOKEN
_PARTS = rf"PG(?:{_COLON}|[_-])([A-Z]{{2,12}})(?:{_COLON}|[_-])([0-9]{{1,7}})"
_LONGEST = 60  # maximum length of a placeholder in code points
_SHORTER = {"HOSTNAME": "HOST"}
_SECRETS = frozenset("TOKEN KEY PASSWORD PASSPHRASE CREDENTIALS COOKIE WEBHOOK CERTIFICATE".split())


@cache
def _form() -> re.Pattern[str]:
    """Compile the expression on first use, because that takes 3 ms."""
    return re.compile(FORMS, re.IGNORECASE)


@cache
def _compile() -> re.Pattern[str]:
    return re.compile(_WRITTEN)


@cache
def _token() -> re.Pattern[str]:
    return re.compile(TOKEN, re.IGNORECASE | re.ASCII)


def is_token(text: str) -> bool:
    """Whether the text is exactly one placeholder token in its normal spelling."""
    return _token().fullmatch(text) is not None and text == normal_token(text)


def normal_token(token: str) -> str:
    """Return a token in its normal spelling: an upper-case kind and a lower-case tag."""
    kind, _, tag = token.rpartition("_")
    return f"{kind.upper()}_{tag.lower()}"


def find_tokens(text: str) -> Iterator[str]:
    """Find the tokens in a text in any case, and return them in their normal spelling."""
    return (normal_token(found[0]) for found in _token().finditer(text)) if holds_placeholders(text) else iter(())


def token_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the tokens in a text, in any case."""
    return [found.span() for found in _token().finditer(text)] if holds_placeholders(text) else []


class Key(Struct, frozen=True, order=True):
    """The kind and number of the value that a placeholder replaces."""

    kind: str
    number: int

    @property
    def text(self) -> str:
        """The form for a text, a comment or a string."""
        return f"⟦PG:{self.kind}:{self.number:04}⟧"

    @property
    def name(self) -> str:
        """The form for code, which is a valid name."""
        return f"PG_{self.kind}_{self.number:04}"

    @property
    def ascii(self) -> str:
        """The form for a string that must be ASCII."""
        return f"~PG:{self.kind}:{self.number:04}~"


def find_kind(rule: str) -> str:
    """Return the kind of the values that a rule finds.

    This is usually the last word of its id: `personal/email` finds an EMAIL.
    """
    words = rule.rpartition("/")[2].upper().split("-")
    if rule.startswith("secret/"):
        return next((word for word in reversed(words) if word in _SECRETS), "SECRET")
    word = "".join(c for c in words[-1] if "A" <= c <= "Z")[:12]
    return _SHORTER.get(word, word) if len(word) > 1 else "VALUE"


def find_key(form: str) -> Key:
    """Return the key of a placeholder in any form."""
    found = re.search(_PARTS, form, re.IGNORECASE)
    assert found is not None
    return Key(found[1].upper(), int(found[2]))


def find_keys(text: str) -> Iterator[Key]:
    """Return the keys of all placeholders in a text."""
    return (find_key(found[0]) for found in _form().finditer(text))


def holds_placeholders(text: str) -> bool:
    """Whether a text may contain placeholders. This is a fast check before the real search."""
    folded = text.lower()  # ten times as fast as an expression
    return "pg_" in folded or "pg:" in folded


def spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of placeholders in any form that overlap [start, end)."""
    return _find_touched(_form(), text, start, end)


def _find_touched(form: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    near = form.finditer(text, max(0, start - _LONGEST), end + _LONGEST)
    return [found.span() for found in near if found.start() < end and found.end() > start]


def is_placeholder(text: str, start: int, end: int) -> bool:
    """Whether [start, end) contains placeholders as `clean` writes them, and no letter or digit outside them.

    Other forms do not count, because `PG_ADMIN_2024` may be a password.
    """
    within = _find_touched(_compile(), text, start, end)
    if not within:
        return False
    rest = [text[a:b] for a, b in zip([start, *(b for _, b in within)], [*(a for a, _ in within), end], strict=True)]
    return not any(character.isalnum() for part in rest for character in part)
