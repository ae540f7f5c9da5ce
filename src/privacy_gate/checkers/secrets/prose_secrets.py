"""Decide whether a word in a sentence is the password or key that the sentence is about."""

from __future__ import annotations

import re

from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.checkers.secrets.innocent_places import is_declaration
from privacy_gate.checkers.secrets.innocent_values import is_foreign_word, is_word_of_code
from privacy_gate.checkers.secrets.secret_structures import line_around
from privacy_gate.checkers.secrets.secret_values import is_filler, is_stand_in
from privacy_gate.checkers.secrets.value_model import score
from privacy_gate.model import Document

_TOKEN_NAME = re.compile(r"(?i)token|key|secret|schl|clé|licen")
# nouns that the name of the secret only specifies
_DESCRIBES = re.compile(
    r"(?i)[ -](?:hash\w{0,4}|polic\w{1,3}|fields?|manager|length|size|files?|generator|inputs?|types?|names?|ids?"
    r"|format|prefix|suffix|strength|expir\w{1,6}|reset|store|storage|lookup|algorithm|version|rotation|pairs?|vault|auth\w{0,12}|complexity|rules?)\b"
)
_KIND_OF_KEY = re.compile(r"(?i)(?:primary|foreign|unique|fulltext|spatial|partition|sort|cluster\w{0,5})\s{1,4}\Z")
_CAPITALISED = re.compile(r"[A-Za-z][a-z]{1,60}(?:['\u2019-][A-Za-z]?[a-z]{1,60}){0,5}|[A-Z]{2,60}")
_NUMBER = re.compile(r"[0-9]{4,12}")
_MARKS = tuple("\"'`“”„«»\u2018\u2019「」『』")


def _said_value(match: re.Match[str], _document: Document) -> bool:
    """Whether a value in a sentence looks like a secret.

    A quoted word may be one. A value without quotes needs digits, punctuation or mixed case.
    """
    start, end = covered_span(match)
    value = match.string[start:end]
    if _DESCRIBES.match(match.string, match.end("name")):
        return False
    if match["name"].lower() == "key" and _KIND_OF_KEY.search(
        match.string, max(0, match.start() - 16), match.start("name")
    ):
        return False
    if is_stand_in(value) or is_filler(value) or any(c in value for c in "(){}[]<>|\\"):
        return False
    if is_declaration(line_around(match), value) or is_foreign_word(value) or is_word_of_code(value):
        return False
    quoted = (
        match.string[start - 2 : start].strip()[-1:] in _MARKS and match.string[end : end + 2].strip()[:1] in _MARKS
    )
    if _TOKEN_NAME.search(match["name"]):
        return len(value) >= 10 and score("token", value) >= (1 if quoted else 2)
    if _NUMBER.fullmatch(value):
        return True
    if quoted:
        return len(value) >= 5 and score("password", value) >= -1
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    said = not match.string[match.end("name") : start].isspace()  # a word such as "is" or "lautet" stands between them
    shaped = mixed or (said and not (value.isalnum() or _CAPITALISED.fullmatch(value)))
    return len(value) >= 6 and shaped and score("password", value) >= (0.75 if said and mixed else 1.5)


FILTERS: dict[str, Filter] = {"said-value": _said_value}
