"""Filters for passwords in an address, a header, a command, a call, or a pair of name and value."""

from __future__ import annotations

import re

from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.checkers.secrets.innocent_places import is_shown_text
from privacy_gate.checkers.secrets.secret_structures import (
    decode_base64,
    is_example_file,
    is_made_up,
    is_password,
    is_stored_password,
    line_around,
    matched_text,
)
from privacy_gate.checkers.secrets.secret_values import is_code_name, is_filler, looks_random
from privacy_gate.model import Document

_PORT = re.compile(r"[0-9]{1,5}[,;?#&)/]")
_USER = re.compile(r"//([^:/@\s]{1,60}):\Z")
_ANY_USER = re.compile(r"(?i)(?:user(?:name)?|usr|login|name|me|you|someone|foo|alice|bob|jdoe|john\w{0,6})\Z")
_EXAMPLE_HOST = re.compile(
    r"(?i)@(?:[a-z0-9-]{1,60}\.){0,4}example(?:\.(?:com|org|net|edu))?(?![a-z0-9.-])"
)  # RFC 2606
_LOCAL_HOST = re.compile(
    r"(?i)@(?:[^@/\s]{1,60}@)?(?:localhost|127\.[0-9.]{1,20}|0\.0\.0\.0|\[::1\]|host[0-9]?)(?![a-z0-9.-])"
)
# names that contain a word for a secret, but whose values are none
_ABOUT = re.compile(
    r"(?i)(?:public|primary|foreign|partition|sort|cache|row|next|page|csrf|xsrf|authenticity|verification|max)[_.-]?(?:key|token)"
    r"|(?:key|token|secret|password|passwd|pwd|pass|auth|credential)s?[_.-]?(?:ids?|names?|ur[il]s?|path|files?|dir|types?"
    r"|length|size|min|max|age|expir\w{0,8}|ttl|policy|hint|label|field|format|version|alg\w{0,8}|method|enabled|required"
    r"|provider|manager|service|ref|arn|rotation\w{0,10}|reset\w{0,10})\Z"
    r"|passive|bypass|compass|passenger|passport|keyboard|keyword|tokeniz"
)
_PASSWORD_NAME = re.compile(r"(?i)passw(?:or)?d|passwd|passphrase|pwd|pass\Z")
_WORDS = re.compile(r"[A-Za-z_$][A-Za-z_$]{0,200}(?:[./-][A-Za-z_]{1,200}){0,20}[!?;]?\Z")
_REQUEST_FORGERY = re.compile("[cx]srf")
_DOCUMENTED = ("Aladdin", "s6BhdRkqt3")  # the logins in RFC 7617 and RFC 6749
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,2000}={0,2}")
_NAME_OR_WORDS = re.compile(r"[A-Za-z]{1,40}(?:[-_. ][A-Za-z]{1,40}){1,30}[0-9]{0,4}[!?.]?")
_RAILS_KEY = re.compile(r"(?i)(?:^|/)(?:master|credentials/[\w-]{1,30})\.key\Z")
_CONNECTION = re.compile(
    r"(?i)\b(?:server|data source|host|hostaddr|address|addr|uid|user id|userid|username|initial catalog|driver|dsn"
    r"|provider|dbname)[ ]?=[ ]?[^\s;=]"
)


def _password(match: re.Match[str], document: Document) -> bool:
    """Whether a text in the place of a password is neither a placeholder nor a reference.

    In tests it must look random.
    """
    value = matched_text(match)
    return is_password(value) and not is_made_up(value, document.path)


def _url_password(match: re.Match[str], document: Document) -> bool:
    """Whether a text is a real password in a URL.

    It is not a port, and not the user name again. In tests and documentation it is not a made-up password for a server
    on a local address.
    """
    value, (start, end) = matched_text(match), covered_span(match)
    parts = [part for part in re.split("[:@]", value) if part]
    if not parts or not is_password(value) or not any(map(is_password, parts)) or _PORT.match(value):
        return False
    found = _USER.search(match.string, max(0, start - 80), start)
    user = found[1] if found else ""
    invented = _ANY_USER.match(user) and _EXAMPLE_HOST.match(match.string, end, end + 100)
    if _LOCAL_HOST.match(match.string, end, end + 100) and is_made_up(value, document.path):
        return False
    return user.lower() != value.lower() and not (invented and not looks_random(value))


def _connection_password(match: re.Match[str], _document: Document) -> bool:
    """Whether a password is in a semicolon-separated connection string that also names a server or a user."""
    return is_password(matched_text(match)) and _CONNECTION.search(line_around(match)) is not None


def _random_value(match: re.Match[str], _document: Document) -> bool:
    """Whether a value looks random and is no placeholder."""
    value = matched_text(match)
    return looks_random(value) and not is_filler(value)


def _header_value(match: re.Match[str], _document: Document) -> bool:
    """Whether a header value is a random-looking token, or `user:password` in base64 after `Basic`."""
    value, scheme = matched_text(match), match["scheme"].lower()
    if is_filler(value) or _REQUEST_FORGERY.search(scheme):
        return False
    if scheme.endswith("basic"):
        user, colon, password = decode_base64(value).decode("latin-1").partition(":")
        plain = bool(colon) and user.isprintable() and password.isprintable() and user not in _DOCUMENTED
        return plain and is_password(password or user)
    if _is_stand_in_login(value):
        return False
    short = scheme.startswith("authorization") and any(map(str.isdigit, value)) and not value.isdigit()
    return looks_random(value) or (short and len(value) < 32 and _WORDS.match(value) is None and _dense(value))


def _is_stand_in_login(value: str) -> bool:
    """Whether a value is Base64 of a user name and a placeholder for a password."""
    user, colon, password = decode_base64(value).decode("latin-1").partition(":")
    return bool(colon) and (user + password).isprintable() and not is_password(password)


def _dense(value: str) -> bool:
    """Whether digits and letters alternate more often than in a name with a number."""
    pieces = re.findall(r"[A-Z]?[a-z]{1,99}|[A-Z]{1,99}|[0-9]{1,99}", value)
    return len(pieces) >= 4 and sum(map(len, pieces)) <= 3.4 * len(pieces)


def _named_value(match: re.Match[str], document: Document) -> bool:
    """Whether a value is a secret whose name is in a separate member, attribute or line."""
    name, value = match["name"], matched_text(match)
    if _ABOUT.search(name) or not is_password(value) or is_made_up(value, document.path):
        return False
    bare = "other" in match.re.groupindex and match.start("other") >= 0  # without quotes
    if is_shown_text(value, document.path, match[0]) or (bare and is_code_name(value, document.path)):
        return False
    if _PASSWORD_NAME.search(name):
        return len(value) >= 4 and not value.isdigit()
    return len(value) >= 8 and (looks_random(value) or (any(map(str.isdigit, value)) and not _WORDS.match(value)))


def _called_password(match: re.Match[str], document: Document) -> bool:
    """Whether an argument beside a user name is a password. If it repeats the user name, it is a placeholder."""
    value, text = matched_text(match), match[0].lower()
    public = "anonymous" in text or text.count(value.lower()) > 1
    return is_password(value) and not is_made_up(value, document.path) and not public


def _registry_login(match: re.Match[str], _document: Document) -> bool:
    """Whether a match is a token or an encoded password, and not text such as `MYTOKEN` or `read(`."""
    value = matched_text(match)
    if not is_password(value) or value.endswith("("):
        return False
    held = decode_base64(value).decode("latin-1") if _BASE64.fullmatch(value) else ""
    login = ":" in held and held.isprintable() and " " not in held
    phrase = len(value) >= 16 and not value.isupper() and not {"_", "-"} & set(value)
    return login or phrase or looks_random(value) or (any(map(str.isdigit, value)) and _dense(value))


def _scrambled(match: re.Match[str], _document: Document) -> bool:
    """Whether a value was obfuscated by a program: it has digits and letters, and is no word."""
    value = matched_text(match)
    return any(map(str.isdigit, value)) and not is_filler(value)


def _framework_key(match: re.Match[str], document: Document) -> bool:
    """Whether a value is a long key with punctuation or digits, and not a sentence. Test settings
    have their own keys.
    """
    value = matched_text(match)
    bare = match[0].strip() == value  # a file that contains only the key
    if bare and not _RAILS_KEY.search(document.path):
        return False
    signs = sum(not c.isalnum() for c in value)
    varied = len(set(value)) >= 12 and (any(map(str.isdigit, value)) or 5 * signs > len(value))
    generated = match[0].startswith("define")  # it uses all characters, so some keys look like a template
    return varied and not (
        (is_filler(value) and not generated) or is_example_file(document.path) or _NAME_OR_WORDS.fullmatch(value)
    )


def _docker_auth(match: re.Match[str], _document: Document) -> bool:
    """Whether a match is `user:password` in base64, as Docker stores it."""
    user, colon, password = decode_base64(matched_text(match)).decode("latin-1").partition(":")
    return bool(colon) and (user + password).isprintable() and is_stored_password(password)


def _typed(match: re.Match[str], _document: Document) -> bool:
    """Whether a value in a form that only programs write is not a template."""
    return is_stored_password(matched_text(match))


FILTERS: dict[str, Filter] = {
    "password": _password,
    "url-password": _url_password,
    "connection-password": _connection_password,
    "random-value": _random_value,
    "header-value": _header_value,
    "named-value": _named_value,
    "docker-auth": _docker_auth,
    "typed": _typed,
    "called-password": _called_password,
    "registry-login": _registry_login,
    "scrambled": _scrambled,
    "framework-key": _framework_key,
}
