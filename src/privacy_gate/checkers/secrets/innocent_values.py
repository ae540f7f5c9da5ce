"""Recognise values that are never a secret: published keys, and words of code."""

from __future__ import annotations

import re

from privacy_gate.checkers.locale_files import is_words

# Keys that manuals and emulators publish and that protect nothing: their beginning, and the length of the rest.
_PUBLISHED_KEY = (
    r"(?:Eby8vdM02xNO[A-Za-z0-9+/]{74}==|C2y6yDjf5/R\+ob0N8A7C[A-Za-z0-9+/]{66}=="  # Azurite, the emulator of Cosmos DB
    r"|(?:[sp]k_test_)?(?:4eC39HqLyjWDarjtT|TYooMQauvdEDq54Ni)[A-Za-z0-9]{7}|(?:[sp]k_test_)?BQokikJOvBiI2HlWgH[A-Za-z0-9]{6}"
    r"|6LeIxAcTAAAAA[A-Za-z0-9_-]{27}|[0-3]x0{20,40}[A-F]{0,2}"  # tests of reCAPTCHA, hCaptcha and Turnstile
    r"|(?:0x)?(?:ac0974bec39a17e36ba4a6b4d238ff94|4f3edf983ac636a65a842ce7c78d9aa7)[0-9a-f]{32}"  # Hardhat, Ganache
    r"|(?:JBSWY3DPEHPK3PXP){1,2}|HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ|(?:GEZDGNBVGY3TQOJQ){1,4}"  # RFC 4226, manuals
    r"|eyJ[\w-]{10,200}\.eyJ[\w-]{1,400}\.SflKxwRJSMeKKF2QT[\w-]{26}|your-256-bit(?:-secret)?"  # of jwt.io
    r"|a-string-secret-at-least-[0-9]{3}-bits-long|TU6ZLqHbkYOiJxKBxVrbXA)"
)
# alone, or as the key of an emulator's connection string
_PUBLISHED = re.compile(
    rf"{_PUBLISHED_KEY}|(?:[A-Za-z]{{2,40}}=[^;=]{{0,100}};){{0,8}}AccountKey={_PUBLISHED_KEY}(?:;(?:[A-Za-z]{{2,40}}Endpoint=[^;=]{{0,200}})?){{0,8}}"
)
_ALGORITHM = re.compile(
    r"(?i)(?=[a-z])(?>pbkdf2|pbe|hmac|sha[0-9]{0,3}|md[245]|aes|aria|blowfish|bcrypt|chacha20|poly1305|desede|des|rc[245]|rsa|ecdsa|ecdh"
    r"|dsa|ed25519|x25519|ecb|ec|dh|gcm|cbc|ctr|cfb|ofb|ccm|siv|kw|no|oaep|mgf1|pss|pkcs[0-9]{0,2}|padding|with|and|bits?|key|wrap"
    r"|[0-9]{1,4}(?![0-9])|[-_/.+]){1,24}+\Z"
)
_COLUMN_TYPE = re.compile(r"(?i)[a-z_][a-z0-9_ ]{1,24}\((?:[0-9]{1,6}|max)(?:,[ ]?[0-9]{1,6})?\)\Z")
_UUID = re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\Z")
_MODULE_PATH = re.compile(r"(?:@[a-z0-9-]{1,40}/|(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,10}/)[A-Za-z0-9_./@-]{2,200}\Z")
_DOTTED = re.compile(r"[A-Za-z_$][\w$]{0,40}(?:(?:\.|::|->|\\)[A-Za-z_$][\w$]{0,40}){2,12}(?:\(\))?[,;]?\Z")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]{0,20}(?:_[A-Z0-9]{1,20}){1,10}\Z")
# one or more words, followed by a number
_COMMON = re.compile(
    r"(?:[A-Z]?[a-z]{2,14}|[A-Z]{2,14})(?:[-_. ]?(?:[A-Z]?[a-z]{2,14}|[A-Z]{2,14})){0,3}"
    r"[-_@#$!]?[0-9]{0,4}[!.?$#*]{0,2}\Z|[0-9]{1,8}\Z"
)
_CONSONANTS = re.compile("(?i)[bcdfghjklmnpqrstvwxz]{5}")


def is_published(value: str) -> bool:
    """Whether the whole value is a key that a manual, an emulator or a test service publishes."""
    return _PUBLISHED.fullmatch(value) is not None


def is_uuid(value: str) -> bool:
    """Whether a value is a 128-bit identifier in its usual form."""
    return _UUID.match(value) is not None


def is_word_of_code(value: str) -> bool:
    """Whether a value is an algorithm, the type of a column or the path of a module."""
    return any(form.match(value) for form in (_ALGORITHM, _COLUMN_TYPE, _MODULE_PATH))


def is_constant(value: str) -> bool:
    """Whether a value is the name of a constant: upper-case words with underscores."""
    return _CONSTANT.match(value) is not None


def split_dotted(value: str) -> list[str]:
    """Split a name with at least two qualifiers, such as `Settings::Mail::KEY_2`.

    The result is empty for any other value.
    """
    return re.split(r"[.:>\\-]{1,2}", value) if _DOTTED.match(value) else []


def is_foreign_word(value: str) -> bool:
    """Whether a value consists of words, and one of them has letters outside ASCII."""
    return not value.isascii() and is_words(value)


def is_common_password(value: str) -> bool:
    """Whether a value is a word with at most a few digits after it, as people choose it for a quick test."""
    return len(value) <= 32 and _COMMON.match(value) is not None and not _CONSONANTS.search(value)
