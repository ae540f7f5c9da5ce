"""Verify tokens with a checksum. It tells a real token from an invented one, without a connection.

Classic GitHub tokens and npm tokens are a prefix, random characters and their CRC-32 in base 62
(https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/; npm since 2021-09-23). Routable GitLab
tokens end with the CRC-32 of all previous characters in base 36
(https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/).

A correct checksum proves that the token is real. It is reported even if it contains "example", a sequence or a repeated
character. A wrong checksum proves nothing: of eleven tokens that test cases of public scanners publish, nine have one.
A token with a wrong checksum is reported only if it looks random and is in no test or documentation.

The tokens of Grafana and Cloudflare and fine-grained GitHub tokens have a checksum too, but what it is computed from is
not published. They are treated like tokens without one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.checkers.secrets.secret_values import is_filler, looks_random
from privacy_gate.model import Document, Exposure

_BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CRC_62 = re.compile("(?:gh[pousr]|npm)_([A-Za-z0-9]{30})([A-Za-z0-9]{6})")
_ROUTABLE = re.compile(r"(gl[a-z]{2,6}-[A-Za-z0-9_-]{27,300}\.(?:[0-9a-z]{2}\.)?[0-9a-z]{2})([0-9a-z]{7})")
_MADE_UP = re.compile(
    r"(?i)(?:^|/)(?:tests?|testing|docs?|fixtures?|specs?|__tests__|examples?)/|(?:^|/)(?:test_|conftest)"
    r"|[._-](?:test|spec)s?\."
)


def base_62(number: int) -> str:
    """Convert a number from 0 to 2**32 - 1 to six digits of base 62, with the digits in ASCII order."""
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        digits = _BASE_62[digit] + digits
    return digits


def base_36(number: int) -> str:
    """Convert a number from 0 to 2**32 - 1 to seven digits of base 36, in lower case."""
    digits = ""
    for _ in range(7):
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


_FORMS: list[tuple[re.Pattern[str], Callable[[int], str]]] = [(_CRC_62, base_62), (_ROUTABLE, base_36)]


def verify_checksum(token: str) -> bool | None:
    """Whether the checksum of a token is right; None if tokens of this form have no known checksum."""
    for form, digits in _FORMS:
        if held := form.fullmatch(token):
            return digits(zlib.crc32(held[1].encode())) == held[2]
    return None


def _checksummed_value(match: re.Match[str], document: Document) -> bool:
    """Whether a token has the right checksum, or may be real although it has a wrong one.

    With a wrong checksum, more evidence is required.
    """
    token = match.string[slice(*covered_span(match))]
    right = verify_checksum(token)
    if right is None:
        return not is_filler(token)
    made_up = document.exposure is Exposure.INTERNAL and _MADE_UP.search(document.path)  # a prompt is not a test
    return right or not (is_filler(token) or not looks_random(token) or made_up)


FILTERS: dict[str, Filter] = {"checksummed-value": _checksummed_value}
