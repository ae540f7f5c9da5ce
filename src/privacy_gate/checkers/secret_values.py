"""Whether what a secret rule matched is a secret: the one shared filter after all of them."""

from __future__ import annotations

import itertools
import re

from privacy_gate.checkers.patterns import Filter, covered
from privacy_gate.model import Document

_LOCK_FILE = re.compile(r"(?i)[.-]lockb?(?:\.json|\.ya?ml)?\Z|npm-shrinkwrap\.json\Z|(?:^|/)go\.(?:sum|mod)\Z")
# what people and manuals write where a secret would stand
_FILLER = re.compile(
    r"(?i)example|esample|sample|dummy|placeholder|change[_-]?me|redacted|your[_-]|your(?:key|token|pass|secret)|insert|replace"
    r"|fixme|not[_-]?real|removed|xxxx|\*{4}|\u2022{4}|\.{4}|_{4}|1234567890abcdef|abcdefghijkl|0123456789|12345678901"
    r"|deadbeef|wjalrxutnfemi|iosfodnn7|([^a])\1{9}"  # a long row of A is zeros in base64
)
_REFERENCE = re.compile(
    r"(?i)[<{$%\[@!]|&lt;|#\{|enc[\[(]|vault:|secret:|ref\+|op://|arn:|env[.:\[]"
    r"|.{0,200}(?:[$#]\{|\{\{|\}\}|[$%]\(|<%|process\.env|os\.environ|getenv|secrets\.)"
)
_HASHED = re.compile(
    r"(?i)\$(?:2[aby]|[156]|argon2\w{0,2})\$|(?:pbkdf2|scrypt|bcrypt|argon2)\w{0,12}[:$]|\{ssha|(?:sha\d{1,3}|md5)[$:-]|h1:|ssh-"
)
# words that stand for a password and are none
_PLAIN = re.compile(
    r"(?i)(?:my|the|new|old|admin|user|db|smtp|test)?[_-]?(?:passw(?:or)?d|passphrase|pass|pwd|secret|token|key|api[_-]?key"
    r"|credential|auth)s?\Z|(?:user(?:name)?|none|null|nil|true|false|undefined|string|str|bytes|optional|any|empty|unset"
    r"|default|required|value|text|hidden|testing|hash(?:ed)?|plain(?:text)?|prompt|input|basic|bearer|bot|name|type"
    r"|not[_-]set|your|todo|tbd|n/a|enabled|disabled|file|path|(?:in)?valid|(?:in)?correct|wrong|missing)\Z"
)
_HASH_CONTEXT = re.compile(r"(?i)sha-?(?:1|256|384|512)|md5|integrity|ch(?:ec)?ksum|digest|resolved|commit|srcrev")
_BENIGN_NAME = re.compile(
    r"(?i)(?:public|primary|foreign|partition|sort|cache|row|column|dict|index|registry|bucket|composite|site)[_.-]?(?:key|token)"
    r"|pub_?key|tokeni|key(?:word|board|stroke|note|frame|store|tab|pad|press|down|up|space|ring|cloak)|key_(?:down|up)"
    r"|monkey|turkey|hockey|donkey|jockey|whiskey|author(?!iz)|compass|bypass|passive|passenger|passage|passport|passed|passing"
    r"|secretar|[cx]srf|max_?tokens?|(?:next|page)_?token|continuation|compat"
    r"|(?:key|token|secret|password|passwd|pwd|pass|auth|credential)s?[0-9]?[_.-]?(?:field[_.-])?(?:ids?|names?|ur[il]s?|endpoint|path|files?|dir"
    r"|types?|counts?|len|length|size|bits|field|form|label|hint|help|policy|min|max|reset|changed|expir\w{0,8}|ttl|age|hash"
    r"|valid\w{0,6}|version|alg\w{0,8}|format|prefix|suffix|pattern|regex|arn|ref|class|usage|method|mode|provider|backend"
    r"|handler|manager|service|server|host|scheme|scopes?|attr|column|index|errors?|message|text|title|description)\Z"
)
# where passwords are made up; a word is none there
_TRIED_OUT = re.compile(
    r"(?i)(?:^|/)(?:tests?|testing|docs?|fixtures?|specs?|__tests__)/|(?:^|/)(?:test_|conftest)|[._-](?:test|spec)s?\."
)
_PASSWORD_NAME = re.compile(r"(?i)passw(?:or)?d|passphrase|passcode|pwd|(?:^|[_.-])pass\Z")
_STRONG_NAME = re.compile(
    r"(?i)secret|token|credential"
    r"|(?:api|access|auth|private|encrypt\w{0,5}|sign\w{0,4}|account|admin|master|client|app)[_. -]?key"
)
_WEAK_NAME = re.compile(r"(?i)(?:key|auth|pass)s?[_.-]?[0-9]{0,2}\Z")
_NAME_BEFORE = re.compile(r"[A-Za-z0-9_.$-]{0,60}\Z")
_PATH_OR_MODULE = re.compile(
    r"(?i)[a-z]{2,12}://|\.{0,2}/[a-z0-9_.-]{1,80}/|[a-z]:\\|[a-z_][a-z0-9_]{0,30}(?:\.[a-z_]{2,60}){1,9}\Z"
    r"|[\w./-]{1,200}\.(?:py|[jt]s|json|ya?ml|pem|key|crt|p12|pfx|jks|txt|env|html?|xml|toml|conf|keytab|png|svg)\Z"
)
# a format, a version
_CODE_IN_VALUE = re.compile(r"%[0-9]{0,2}(?:\.[0-9]{0,2})?[sdfrx]|\b[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,6}")
_IDENTIFIER = re.compile(r"[A-Za-z_$@][A-Za-z_$]{0,200}(?:(?:\.|->|::|-|/)[A-Za-z_]{1,200}){0,20}[0-9]{0,3}[?!;]?\Z")
_UUID = re.compile("(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_PIECE = re.compile("[A-Z]?[a-z]{1,400}|[A-Z]{1,400}|[0-9]{1,400}")
_CONSONANTS = re.compile("(?i)[bcdfghjklmnpqrstvwxz]{5}")  # more in a row than words have


def is_secret(name: str | None, value: str, line: str, path: str) -> bool:
    """Whether a value that was given to a name looks like a secret rather than code, words, a hash or a stand-in."""
    if (name and _BENIGN_NAME.search(name)) or is_filler(value) or _LOCK_FILE.search(path):
        return False
    if name and _PASSWORD_NAME.search(name):
        made_up = _TRIED_OUT.search(path) and not (len(value) >= 12 and looks_random(value))
        return not made_up and _may_be_password(value, quoted=any(mark + value in line for mark in "\"'`"))
    strong = bool(name and _STRONG_NAME.search(name))
    if not strong and ((name and not _WEAK_NAME.search(name)) or _HASH_CONTEXT.search(line)):
        return False
    value = value.strip()
    if len(value) < (10 if strong else 16) or _PATH_OR_MODULE.match(value) or any(c.isspace() for c in value):
        return False
    return looks_random(value) or (strong and _UUID.fullmatch(value) is not None)


def is_filler(value: str) -> bool:
    """Whether a value stands for a secret: a placeholder, a reference, a template, a hash, a series."""
    if _REFERENCE.match(value) or _HASHED.match(value) or _FILLER.search(value):
        return True
    signs = value.replace("-", "").replace("_", "")
    following = sum(ord(b) - ord(a) == 1 for a, b in itertools.pairwise(signs))
    return len(set(signs)) <= max(2, min(5, len(signs) // 6)) or (len(signs) >= 8 and following > 0.7 * len(signs))


def looks_random(value: str) -> bool:
    """Whether letters, digits and cases alternate as they do in no word and no identifier."""
    pieces = _PIECE.findall(value)
    characters = sum(map(len, pieces))
    plain = len(set(value)) < 7 or not any(c.isalpha() for c in value)
    if plain or characters < 0.6 * len(value) or _CODE_IN_VALUE.search(value):
        return False
    average = characters / len(pieces)
    if any(c.isdigit() for c in value):
        return average <= 3.2 or (average <= 5 and len(value) >= 16 and _CONSONANTS.search(value) is not None)
    return len(value) >= 20 and average <= 2.6


def _may_be_password(value: str, *, quoted: bool) -> bool:
    """People choose words, so that only words about passwords, code and sentences are left out."""
    bare = value.strip("\"' .:;,!?*")
    digits = sum(c.isdigit() for c in value)
    if len(bare) < 4 or _PLAIN.match(bare) or any(c.isspace() for c in value) or value.endswith((":", "?")):
        return False
    spoken = not digits and re.search("(?i)passw|token|secret", value)  # the name again, not what it holds
    if spoken or _PATH_OR_MODULE.match(value) or _CODE_IN_VALUE.search(value):
        return False
    if quoted:
        return sum(map(str.isalnum, value)) >= len(value) // 2 and not value.startswith(("-", "_"))
    # without quotes it may be a name: at least a digit, and not only at the end
    return len(value) >= 6 and 0 < digits < len(value) and not _IDENTIFIER.match(value)


# the filters that rules name --------------------------------------------------------------------


def _text(match: re.Match[str]) -> str:
    return match.string[slice(*covered(match))]


def _line(match: re.Match[str]) -> str:
    """The line that a match stands on, or as much of it as matters."""
    start, end = match.span()
    last = match.string.find("\n", end, end + 100)
    first = match.string.rfind("\n", max(0, start - 200), start) + 1 or max(0, start - 200)
    return match.string[first : last if last >= 0 else end + 100]


def _real_value(match: re.Match[str], _document: Document) -> bool:
    """Not a placeholder, not a documented example, not a series."""
    return not is_filler(_text(match))


def _whole_token(match: re.Match[str], _document: Document) -> bool:
    """Not a part of a longer word or number, for expressions that do not look around themselves."""
    text, (start, end) = match.string, covered(match)
    return not any(text[at - 1 : at + 1].isalnum() and 0 < at < len(text) for at in (start, end))


def _mixed_value(match: re.Match[str], _document: Document) -> bool:
    """More than words behind the prefix: for formats whose prefix alone says little."""
    pieces = _PIECE.findall(_text(match))
    return any(map(str.isdigit, pieces)) and len(_text(match)) <= 4.5 * len(pieces)


def _assigned_value(match: re.Match[str], document: Document) -> bool:
    """A value given to a name that speaks of secrets."""
    text, (start, end), value = match.string, covered(match), _text(match)
    between = set(text[match.end("name") : start])
    listed = not between.isdisjoint(",(") and not looks_random(value)  # arguments, lists of names
    if listed or text[end : end + 1] in ("(", "[", "{"):
        return False
    before = _NAME_BEFORE.search(text, max(0, match.start("name") - 60), match.start("name"))
    name = (before[0] if before else "") + match["name"]
    return is_secret(name.strip("-."), value, _line(match), document.path)


FILTERS: dict[str, Filter] = {
    "real-value": _real_value,
    "mixed-value": _mixed_value,
    "whole-token": _whole_token,
    "assigned-value": _assigned_value,
}
