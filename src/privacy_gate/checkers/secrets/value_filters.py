"""Filters for tokens, and for values that are assigned to a name."""

from __future__ import annotations

import re

from privacy_gate.checkers.locale_files import is_words
from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.checkers.secrets.innocent_places import is_trial_file
from privacy_gate.checkers.secrets.innocent_values import is_common_password, is_uuid
from privacy_gate.checkers.secrets.secret_values import PIECE, is_filler, is_secret, is_weak_name, looks_random
from privacy_gate.model import Document, Exposure

_NAME_BEFORE = re.compile(
    r"(?:(?i:api|access|secret|auth|private|client|service|licen[cs]e|signing|encryption)[ ])?[A-Za-z0-9_.$-]{0,60}\Z"
)
_DATA_BEFORE = re.compile(r"[A-Za-z0-9+/]{16,60}\Z")
_HEXADECIMAL = re.compile(r"(?:[0-9a-f]{2}){12,600}\Z|(?:[0-9A-F]{2}){12,600}\Z")
_VERB = re.compile(r"[Pp]ass(?:es|ed|word)?[ ]`")
_BADGE = re.compile(
    r"(?i)(?:badge|shield|coverage|graph|status)[^\s\"'()<>]{0,120}[?&;](?:[a-z]{1,20}=[^\s&]{0,40}&(?:amp;)?)?token=\Z"
)
# … can pass Alt-1 to the browser
_VERB_BEFORE = re.compile(
    r"(?i)(?:\b(?:either|to|will|can|must|should|may|would|could|we|you|they|not|don't|just|simply|also|then|please)"
    r"|[*#/])[ ]{1,2}\Z"
)
_LISTED_WORD = re.compile(r"[`\"'],?[ ](?:or|and)[ ][`\"']\Z")
_IN_A_LIST = re.compile(
    r""".{0,7}[,\[]\s{0,2}(?P<quote>["'])(?P=quote),\s{0,2}(?P=quote)\Z""", re.DOTALL
)  # [… "pass", "word


def _text(match: re.Match[str]) -> str:
    return match.string[slice(*covered_span(match))]


def _line(match: re.Match[str]) -> str:
    """Return the line of a match, or a part of it if it is long."""
    start, end = match.span()
    last = match.string.find("\n", end, end + 100)
    first = match.string.rfind("\n", max(0, start - 200), start) + 1 or max(0, start - 200)
    return match.string[first : last if last >= 0 else end + 100]


def _real_value(match: re.Match[str], _document: Document) -> bool:
    """Whether a value is not a placeholder, a documented example or a sequence."""
    return not is_filler(_text(match))


def _is_known_test_value(match: re.Match[str], document: Document) -> bool:
    """Whether a value in a file for tests or CI is a common word, a default password or a test vector."""
    if document.exposure is not Exposure.INTERNAL or not is_trial_file(document.path):  # a prompt is not a test
        return False
    value = _text(match)
    return is_common_password(value) or (
        "name" in match.re.groupindex and _HEXADECIMAL.match(value) is not None and is_weak_name(_full_name(match))
    )


def _full_name(match: re.Match[str]) -> str:
    """Return the whole name to which a value is assigned. The match may have only its end."""
    before = _NAME_BEFORE.search(match.string, max(0, match.start("name") - 60), match.start("name"))
    return (before[0] if before else "") + match["name"]


def _whole_token(match: re.Match[str], _document: Document) -> bool:
    """Whether a match is no part of a longer word or number. Some expressions do not check this themselves."""
    text, (start, end) = match.string, covered_span(match)
    return not any(text[at - 1 : at + 1].isalnum() and 0 < at < len(text) for at in (start, end))


def _mixed_value(match: re.Match[str], _document: Document) -> bool:
    """Whether more than words follows the prefix, for formats whose prefix is common."""
    pieces = PIECE.findall(_text(match))
    return any(map(str.isdigit, pieces)) and len(_text(match)) <= 4.5 * len(pieces)


def _assigned_value(match: re.Match[str], document: Document) -> bool:
    """Whether a value is assigned to a name with a word for a secret."""
    text, (start, end), value = match.string, covered_span(match), _text(match)
    between = text[match.end("name") : start]
    quoted = between[-1:] in "\"'`"
    if not quoted and text[end : end + 1] in ("(", "[", "{"):
        return False
    if between.strip() == "|" and not _line(match).lstrip().startswith("|"):  # a pipe in a template, not a table
        return False
    if _VERB.match(match["name"] + between) and is_words(value.replace("=", "_")):  # Pass `name` to …
        return False
    if _BADGE.search(text, max(0, start - 200), start) or ("," in between and is_uuid(value)):
        return False
    if value.isalpha() and _IN_A_LIST.match(text[max(0, match.start("name") - 8) : match.start("name")] + between):
        return False
    if value.isalpha() and _LISTED_WORD.match(between):  # `password` or `word`
        return False
    if (
        between.isspace()
        and match["name"].lower() == "pass"
        and _VERB_BEFORE.search(text, max(0, match.start("name") - 20), match.start("name"))
    ):
        return False
    name = _full_name(match)
    data = _DATA_BEFORE.search(text, max(0, match.start("name") - 60), match.start("name"))
    if (len(name) >= 16 and looks_random(name)) or (data and looks_random(data[0])):  # within data in Base64
        return False
    if "login" in match.re.groupindex:  # a call with a user and a password
        return is_secret("password", value, "", document.path, quoted=True)
    # arguments, lists of names, two adjacent words
    listed = 2 if "," in between or "(" in between or (between.isspace() and not name.startswith("-")) else 0
    if ":" in value and "user" in name.lower():  # user:password
        value = value.partition(":")[2]
    return is_secret(name.strip("-."), value, _line(match), document.path, quoted=quoted, sure=listed)


FILTERS: dict[str, Filter] = {
    "real-value": _real_value,
    "mixed-value": _mixed_value,
    "tried-out-value": _is_known_test_value,
    "whole-token": _whole_token,
    "assigned-value": _assigned_value,
}
