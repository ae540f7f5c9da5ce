"""Decide whether a value is a secret. All filters of rules for secrets use this module."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from privacy_gate.checkers.locale_files import is_locale_file, is_words
from privacy_gate.checkers.secrets.innocent_places import LOCK_FILE, is_declaration, is_key_fingerprint
from privacy_gate.checkers.secrets.innocent_values import (
    is_constant,
    is_foreign_word,
    is_published,
    is_uuid,
    is_word_of_code,
    split_dotted,
)
from privacy_gate.checkers.secrets.value_model import score

# placeholders that people and manuals write instead of a secret
_FILLER = re.compile(
    r"(?i)example|esample|sample|dummy|placeholder|change[_-]?me|redacted|your[_-]|your(?:key|token|pass|secret)|insert|replace"
    r"|fixme|not[_-]?real|removed|xxxx|\*{4}|\u2022{4}|\.{3}|_{4}|1234567890abcdef|abcdefghijkl|0123456789|12345678901"
    r"|deadbeef|wjalrxutnfemi|iosfodnn7|([^a])\1{9}"  # a long sequence of A is zeros in base64
)
_REFERENCE = re.compile(
    r"(?i)[<{\[]|&lt;|#\{|#[0-9a-f]{3,8};?\Z|0x[0-9a-f]{1,8}\Z|\$[({]|\$[a-z_][a-z0-9_.:>-]{0,80}\Z|%(?:[a-z_]\w{0,40}%)?\Z|%[({a-z]\b"
    r"|@[a-z_{][\w.}]{0,60}@?\Z|![a-z]{2,20}(?:\Z|[ .:])|enc[\[(]|ej\[[0-9]:|vault:|secret:|ref\+|op://|arn:|env[.:\[]"
    r"|.{0,200}(?:[$#]\{|\{\{|\}\}|[$%]\([a-z_]|<%|process\.env|os\.environ|getenv|secrets\.)"
)
_HASHED = re.compile(
    r"(?i)\$(?:2[abxy]|[1567y]|gy|argon2\w{0,2})\$|(?:pbkdf2|scrypt|bcrypt|argon2)\w{0,12}[:$]|\{ssha|(?:sha\d{1,3}|md5)[$:-]|h1:|ssh-"
    r"|\$[a-z][a-z0-9-]{1,31}\$(?:[^\s$]{0,100}\$){1,4}[a-z0-9./+=-]{16,200}\Z"  # $scheme$parameters$salt$hash
)
# placeholder words for a password
_PLAIN = re.compile(
    r"(?i)(?:my|the|new|old|admin|user|db|smtp|test)?[_-]?(?:passw(?:or)?d|passphrase|pass|pwd|secret|token|key|api[_-]?key"
    r"|credential|auth)s?\Z|(?:user(?:name)?|none|null|nil|true|false|undefined|string|str|bytes|optional|any|empty|unset"
    r"|default|required|value|text|hidden|testing|hash(?:ed)?|plain(?:text)?|prompt|input|basic|bearer|bot|name|type"
    r"|not[_-]set|your|todo|tbd|n/a|enabled|disabled|guest|minioadmin|l[öo]senord|passord|adgangskode|kodeord"
    r"|salasana|wachtwoord|has[łl]o|heslo|parola|[şs]ifre|senha|contrase[ñn]a|passwort|kennwort|пароль|パスワード|密码|비밀번호|file|path|(?:in)?valid|(?:in)?correct|wrong|missing"
    # algorithms and formats; what everybody types into a form for a test
    r"|argon2\w{0,2}|bcrypt|pbkdf2\w{0,12}|(?:hmac[_-]?)?sha-?[0-9]{1,3}|md[45]|base(?:16|32|64)(?:url)?|utf-?(?:8|16)|oauth2?|jwt|[re]s(?:256|512)"
    r"|(?:test|password|passw0rd|pass|abc|qwerty)[_@-]?123!?)\Z"
)
_HASH_CONTEXT = re.compile(r"(?i)sha-?(?:1|256|384|512)|md5|integrity|ch(?:ec)?ksum|digest|resolved|commit|srcrev")
_BENIGN_NAME = re.compile(
    r"(?i)(?:public|primary|foreign|partition|sort|cache|row|column|dict|index|registry|bucket|composite|site)[_.-]?(?:key|token)"
    r"|(?:lookup|entity|settings?|preferences?|config|items?|groups?|parent|labels?|flags?|[_.-]ids?)[_.-]?key|(?-i:[a-z]I[Dd]s?Key)"
    r"|credentials?[_-]?(?:ids?(?![a-z])|(?-i:Id|ID)|identif)|encrypted(?:\w{0,20}(?:key|token|secret)|[_-]?passw(?:or)?d)\Z"
    r"|pub_?key|tokeni|key(?:word|board|stroke|note|frame|store|tab|pad|press|down|up|space|ring|cloak)|key_(?:down|up)|key(?:ing|ed)(?![a-z])"
    r"|(?:render|shader|shadow|light|blur|post|draw|compute|geometry)[_-]?pass\Z|monkey|turkey|hockey|donkey|jockey|whiskey|author(?!iz)|compass|bypass|passive|passenger|passage|passport|passed|passing"
    r"|(?:under|over|tres|sur|encom|out|multi|trans)pass|pass(?:through|by|es|er|ion|ing|ive|count|able)(?![a-z])"
    r"|idempoten|uuid|guid|paginat|fingerprint|recv[-_]?key|keyserver|(?:gpg|pgp)[_-]?key|object[_-]?key|dedup\w{0,12}key|(?:translat|i18n|messag)\w{0,6}[_-]?key"
    r"|secretar|[cx]srf|authenticity|verificationtoken|nonce|max_?tokens?|(?:next|page)[_-]?token|continuation|compat"
    r"|(?:key|token|secret|password|passwd|pwd|pass|auth|credential)s?[0-9]?[_.-]?(?:field[_.-])?(?:ids?|names?|ur[il]s?|endpoint|path|files?|dir"
    r"|types?|counts?|len|length|size|bits|field|form|label|hint|help|policy|min|max|reset|changed|expir\w{0,8}|ttl|age|hash"
    r"|valid\w{0,6}|version|alg\w{0,8}|format|prefix|suffix|pattern|regex|arn|ref|class|usage|method|mode|provider|backend"
    r"|handler|manager|service|server|host|scheme|scopes?|attr|column|index|errors?|message|text|title|description)\Z"
)
# files with made-up passwords; a word is not a secret there
_TRIED_OUT = re.compile(
    r"(?i)(?:^|/)(?:tests?|t|testing|docs?|fixtures?|specs?|__tests__)/|(?:^|/)(?:test_|conftest)|[._-](?:test|spec)s?\."
)
# files where an unquoted value is not a name of code
_SETTINGS = re.compile(
    r"(?i)(?:^|/)(?:\.env|env|dockerfile|config|credentials|my\.cnf|\.[a-z]{2,12}rc)[^/]{0,40}\Z"
    r"|\.(?:env|ya?ml|ini|cfg|conf|config|cnf|properties|toml|tfvars|txt|md|log|service|secrets?|credentials)\Z"
)
_PASSWORD_NAME = re.compile(
    r"(?i)passw(?:or)?[dt]|passphrase|passcode|pwd|psw(?![a-z])|kennwort|contrase.a|mot[ _-]?de[ _-]?passe"
    r"|l[öo]senord|passord|adgangskode|kodeord|salasana|wachtwoord|has[łl]o|heslo|palavra[_-]?passe|(?<![a-z])parola|[şs]ifre|парол"
    r"|パスワード|暗証番号|密码|密碼|口令|비밀번호|암호|패스워드"
    r"|(?<![a-z])(?:senha|mdp|pw)(?![a-z])|pass(?:[_.-]?[0-9]{1,2})?\Z|(?:^|[_.-])pass(?=[_.-])|bindpw"
)
_STRONG_NAME = re.compile(
    r"(?i)secret|token|credential|(?<![a-z])(?:creds?|tok|salt)(?![a-z])"
    r"|(?:api|access|auth|private|encrypt\w{0,5}|sign\w{0,4}|account|admin|master|client|app|shared|service|licen[sc]e)"
    r"[_. -]?key"
)
# a constant that contains the name of a setting, a parameter or a column
_NAMES_A_NAME = re.compile(
    r"(?:\A|_)(?:PREF(?:ERENCE)?S?|EXTRA|ARGS?|PARAMS?|COLUMN|FIELD|HEADER|PROP(?:ERTY)?|ATTR(?:IBUTE)?|SETTINGS?|ACTION|EVENT|TAG"
    r"|ROUTE|TABLE|COOKIE|CLAIM|FLAG)_"
)
_WEAK_NAME = re.compile(r"(?i)(?:key|auth|pass)s?[_.-]?[0-9]{0,2}\Z")
_PATH_OR_MODULE = re.compile(
    r"(?i)[a-z]{2,12}://|\.{0,2}/[a-z0-9_.-]{1,80}/|[a-z]:\\|[a-z_][a-z0-9_]{0,30}(?:\.[a-z_]{2,60}){1,9}\Z"
    r"|[\w./-]{1,200}\.(?:py|[jt]s|json|ya?ml|pem|key|crt|p12|pfx|jks|txt|env|html?|xml|toml|conf|keytab|png|svg)\Z"
)
# a format, a version
_CODE_IN_VALUE = re.compile(r"%[0-9]{0,2}(?:\.[0-9]{0,2})?[sdfrx](?![A-Za-z0-9_])|\b[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,6}")
_IDENTIFIER = re.compile(r"[A-Za-z_$@][A-Za-z_$]{0,200}(?:(?:\.|->|::|-|/)[A-Za-z_]{1,200}){0,20}[0-9]{0,3}[?!;]?\Z")
_NAMED_HASH = re.compile(
    "(?i)[a-z0-9_.:/-]{2,200}[.:/](?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})"
)  # key of a cache entry
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
PIECE = re.compile("[A-Z]?[a-z]{1,400}|[A-Z]{1,400}|[0-9]{1,400}")
_CONSONANTS = re.compile("(?i)[bcdfghjklmnpqrstvwxz]{5}")  # words do not have so many in a row


_SHORTEST = {"password": 4, "strong": 8, "weak": 16, "benign": 0}
_STRONG, _WEAK = 0.0, 2.0


def is_secret(
    name: str | None, value: str, line: str, path: str, *, quoted: bool | None = None, sure: float = 0
) -> bool:
    """Whether a value that was assigned to a name looks like a secret, and not like code, words, a hash or a
    placeholder.

    `quoted` says whether the value has quotes. If it is None, the line shows it. `sure` raises the evidence that is
    required (as a logarithm of odds) where names and words are common.
    """
    kind = _kind(name)
    if kind == "benign" or len(value) < _SHORTEST[kind] or is_filler(value) or LOCK_FILE.search(path):
        return False
    if _is_named_otherwise(kind, value, line) or (_IDENTIFIER.match(value) and _NAMES_A_NAME.search(name or "")):
        return False
    if is_locale_file(path):
        if is_words(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), value).rstrip("0123456789")):
            return False
        sure += 2
    if (
        _PATH_OR_MODULE.match(value)
        or value.startswith("//")
        or _CODE_IN_VALUE.search(value)
        or any(c.isspace() for c in value)
    ):
        return False
    if kind == "password":
        if quoted is None:
            quoted = any(mark + value in line for mark in "\"'`")
        if _TRIED_OUT.search(path):
            return len(value) >= 12 and score("token", value) >= 3 + sure
        return _may_be_password(value, path, quoted=quoted) and score("password", value) >= (-1 if quoted else 0) + sure
    if value.isdigit() and quoted is False:
        return False
    if kind == "weak" and _HASH_CONTEXT.search(line):
        return False
    if kind == "weak":
        return not _NAMED_HASH.match(value) and score("token", value, whole=True) >= _WEAK + sure
    least = _STRONG if quoted is not False else _STRONG + 1
    return score("token", value) >= least + sure


def _is_named_otherwise(kind: str, value: str, line: str) -> bool:
    """Whether a value is a word of code or of a human language, or is part of a declaration."""
    if is_word_of_code(value) or is_foreign_word(value) or is_declaration(line, value):
        return True
    if kind != "password" and (is_constant(value) or (kind == "weak" and is_uuid(value))):
        return True
    parts = split_dotted(value)
    return is_key_fingerprint(value, line) or (bool(parts) and not any(map(looks_random, parts)))


@lru_cache(2048)
def _kind(name: str | None) -> str:
    """Return the kind of value that a name suggests: `password`, `strong` (a token), `weak`
    (perhaps one) or `benign`.
    """
    if not name:
        return "weak"
    if _BENIGN_NAME.search(name):
        return "benign"
    if _PASSWORD_NAME.search(name):
        return "password"
    return "strong" if _STRONG_NAME.search(name) else "weak" if _WEAK_NAME.search(name) else "benign"


def is_weak_name(name: str) -> bool:
    """Whether a name alone says little about its value, as `key` does."""
    return _kind(name) == "weak"


def is_filler(value: str) -> bool:
    """Whether a value takes the place of a secret: a placeholder, reference, template, hash or sequence."""
    if _REFERENCE.match(value) or _HASHED.match(value) or _FILLER.search(value) or is_published(value):
        return True
    signs = value.replace("-", "").replace("_", "")
    following = sum(ord(b) - ord(a) == 1 for a, b in itertools.pairwise(signs))
    return len(set(signs)) <= max(2, min(5, len(signs) // 6)) or (len(signs) >= 8 and following > 0.7 * len(signs))


def looks_random(value: str) -> bool:
    """Whether letters, digits and cases alternate more than in words and identifiers."""
    pieces = PIECE.findall(value)
    characters = sum(map(len, pieces))
    plain = len(set(value)) < 7 or not any(c.isalpha() for c in value)
    if plain or characters < 0.6 * len(value) or _CODE_IN_VALUE.search(value):
        return False
    average = characters / len(pieces)
    if any(c.isdigit() for c in value):
        return average <= 3.2 or (average <= 5 and len(value) >= 16 and _CONSONANTS.search(value) is not None)
    return len(value) >= 20 and average <= 2.6


def is_code_name(value: str, path: str) -> bool:
    """Whether an unquoted value is a name of code."""
    return _IDENTIFIER.match(value) is not None and not _SETTINGS.search(path)


def is_stand_in(value: str) -> bool:
    """Whether a value is a placeholder word for a password."""
    return _PLAIN.match(value) is not None


def _may_be_password(value: str, path: str, *, quoted: bool) -> bool:
    """Whether a value may be a password.

    Code and words about passwords are excluded, although people do choose such words.
    """
    bare = value.strip("\"' .:;,!?*")
    digits = sum(c.isdigit() for c in value)
    if len(bare) < 4 or is_stand_in(bare) or value.endswith((":", "?")):
        return False
    if not digits and re.search("(?i)passw|token|secret", value):  # the value repeats the name
        return False
    if quoted:
        return sum(map(str.isalnum, value)) >= len(value) // 2 and not value.startswith(("-", "_"))
    if not digits:  # in code it is a name
        return _SETTINGS.search(path) is not None
    # without quotes it may be a name, so a digit before the end is required
    return (
        len(value) >= 6 and digits < len(value) and (_SETTINGS.search(path) is not None or not _IDENTIFIER.match(value))
    )
