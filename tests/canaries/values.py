"""Secrets that nobody has, one of each kind for each place, and all forms in which one could come out."""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote

_PIECE = 8
_LETTERS = string.ascii_letters + string.digits


class Canary(NamedTuple):
    """A secret and the place that it is planted in."""

    kind: str
    place: str
    value: str


def _drawn(place: str, kind: str, length: int, letters: str = _LETTERS) -> str:
    dice = random.Random(f"{place} {kind}")  # noqa: S311  (the same in each run; it guards nothing)
    return "".join(dice.choice(letters) for _ in range(length))


def _iban(place: str) -> str:
    account = _drawn(place, "iban", 18, string.digits)
    return f"DE{98 - int(f'{account}131400') % 97:02}{account}"


def canaries(place: str) -> dict[str, Canary]:
    """One of each kind, by kind."""
    password = {kind: f"{_drawn(place, kind, 9)}!{_drawn(place, kind + '2', 9)}" for kind in ("password", "wrapped")}
    values = {
        "token": "ghp_" + _drawn(place, "token", 36),
        "password": password["password"],
        "url": _drawn(place, "url", 18),
        "key": _drawn(place, "key", 128),
        "wrapped": password["wrapped"],
        "iban": _iban(place),
    }
    return {kind: Canary(kind, place, value) for kind, value in values.items()}


def lines(place: str) -> dict[str, str]:
    """A line, or a few, with each canary of a place, by kind; as they stand in code and in texts."""
    value = {kind: canary.value for kind, canary in canaries(place).items()}
    key = value["key"]
    return {
        "token": f'token = "{value["token"]}"',
        "password": f'password = "{value["password"]}"',
        "url": f'server = "postgres://billing:{value["url"]}@db.internal:5432/x"',
        "key": f"-----BEGIN PRIVATE KEY-----\n{key[:64]}\n{key[64:]}\n-----END PRIVATE KEY-----",
        "wrapped": f'config = "{base64.b64encode(b"password: " + value["wrapped"].encode()).decode()}"',
        "iban": f"# pay to {value['iban']}",
    }


def planted(place: str) -> str:
    """All canaries of a place in a text."""
    return "\n".join(lines(place).values()) + "\n"


class Watch:
    """Looks for canaries: as they are, reversed, in base64 at each of three alignments, in hexadecimal digits, as a
    part of an address, each of them also in pieces of eight characters (of digits sixteen)."""

    def __init__(self, watched: Iterable[Canary]) -> None:
        self._known: dict[int, dict[bytes, Canary]] = {}
        for canary in watched:
            shown = 4 if canary.kind in ("token", "iban") else 0  # a report shows of what kind it is
            for width, form in _forms(canary.value[shown:].encode()):
                known = self._known.setdefault(width, {})
                for at in range(len(form) - width + 1):
                    known[form[at : at + width]] = canary

    def seen(self, data: bytes) -> set[Canary]:
        """The canaries of which a piece is there."""
        found: set[Canary] = set()
        for width, known in self._known.items():
            pieces = {data[at : at + width] for at in range(len(data) - width + 1)}
            found.update(known[piece] for piece in known.keys() & pieces)
        return found


def _forms(value: bytes) -> Iterator[tuple[int, bytes]]:
    """The forms of a value, each with the width of its pieces."""
    yield _PIECE, value
    yield _PIECE, value[::-1]
    yield 2 * _PIECE, value.hex().encode()
    yield 2 * _PIECE, value.hex().upper().encode()
    yield 2 * _PIECE, value.decode().encode("utf-16-le")
    address = quote(value, safe="").encode()
    if address != value:
        yield _PIECE, address
    for alignment in range(3):
        coded = base64.b64encode(b"\0" * alignment + value)
        core = coded[(0, 2, 3)[alignment] : len(coded) - 4]  # what does not depend on the neighbours
        yield _PIECE, core
        yield _PIECE, core.translate(bytes.maketrans(b"+/", b"-_"))
