"""Writes the table of lookalikes from the tables of the Unicode standard; the README has the sources."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).parents[2] / "src" / "privacy_gate" / "rules" / "disguises" / "lookalikes.txt"

IGNORABLE = (
    "00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8 "
    "1BCA0-1BCA3 1D173-1D17A E0000-E0FFF"
)
"""Default_Ignorable_Code_Point."""

BLANK = "0080-009F 2028-2029 2800 FFFC"
"""Controls, separators and a blank sign that editors show as nothing."""

UNSEEN = frozenset({"Cf", "Mn", "Me"})
"""Format characters, and marks that stand on a letter."""

CLOSEST = dict(
    zip(
        "аеорсухіјѕԁһԛԝАВЕЅІЈКМНОРСТУХορανικυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsdhqwABESIJKMHOPCTYXopavikuABEZHIKMNOPTYX",
        strict=True,
    )
)
"""Letters whose closest Latin one has the same case; the standard has one prototype for both, or none."""

LINES = dict.fromkeys("¯ˉˍ‗‿⁀⎯⎽▁⸏", ("form", "_")) | dict.fromkeys("᠆—―⸺ー", ("mark", "-"))
"""Lines that are no confusables in the standard, and look like an underscore or a hyphen within a token."""

SHAPED = re.compile(
    r"(?:(?:NEGATIVE |CROSSED NEGATIVE )?(?:CIRCLED|SQUARED|PARENTHESIZED) (?:ITALIC )?LATIN (?:CAPITAL|SMALL) LETTER"
    r"|REGIONAL INDICATOR SYMBOL LETTER|MODIFIER LETTER (?:CAPITAL|SMALL)|LATIN SUBSCRIPT SMALL LETTER"
    r"|LATIN LETTER SMALL CAPITAL) ([A-Z])"
)
CHARACTERS = [chr(code) for code in range(0x80, 0x110000) if not 0xD800 <= code <= 0xDFFF]
MARKS = frozenset("-./:=+~@$!")


def main(folder: Path) -> None:
    """Write the table."""
    confusable = read_confusables(folder / "confusables.json")
    hidden = [*expand(IGNORABLE), *expand(BLANK)]
    hidden += [sign for sign in CHARACTERS if unicodedata.category(sign) in UNSEEN]
    unseen = set(hidden)
    table: dict[tuple[str, str], list[str]] = {}
    for sign in CHARACTERS:
        if sign not in unseen and (kind := classify(sign, confusable)):
            table.setdefault(kind, []).append(sign)
    lines = ["# Made by training/lookalikes from the tables of Unicode; NOTICE.md has their licence."]
    lines.append("hidden " + " ".join(ranges(hidden)))
    lines += [f"{kind} {plain} {''.join(signs)}" for (kind, plain), signs in sorted(table.items())]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def read_confusables(file: Path) -> dict[str, str]:
    """The prototype of each character that has one ASCII character as its prototype."""
    read = json.loads(file.read_text(encoding="utf-8"))
    return {
        sign: one["c"]
        for sign, alike in read.items()
        for one in alike
        if len(sign) == 1 and not sign.isascii() and len(one["c"]) == 1 and one["c"].isascii()
    }


def classify(sign: str, confusable: dict[str, str]) -> tuple[str, str] | None:
    """`form` of a Latin letter or digit, `letter` of another script or `mark` that looks like one, with the ASCII."""
    category = unicodedata.category(sign)
    if sign in CLOSEST:
        return "letter", CLOSEST[sign]
    if sign in LINES:
        return LINES[sign]
    if shaped := SHAPED.fullmatch(unicodedata.name(sign, "")):
        small = "SMALL" in unicodedata.name(sign).replace("SMALL CAPITAL", "SMALL")
        return "form", shaped[1].lower() if small else shaped[1]
    value = unicodedata.digit(sign, None)
    folded = unicodedata.normalize("NFKC", sign)
    if value is not None:
        return ("letter" if category == "Nd" and not folded.isascii() else "form"), str(value)
    if len(folded) == 1 and folded.isascii():
        return mark_or("form", folded)
    if folded.isascii() and folded.isalnum() and category[0] in "LN":
        return "form", folded
    if plain := confusable.get(sign):
        return mark_or("letter", "I" if plain == "l" and category == "Lu" else plain)
    return None


def mark_or(kind: str, plain: str) -> tuple[str, str] | None:
    if plain.isalnum() or plain == "_":
        return kind, plain
    return ("mark", plain) if plain in MARKS else None


def expand(ranges_: str) -> Iterator[str]:
    for one in ranges_.split():
        first, _, last = one.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


def ranges(signs: Iterable[str]) -> Iterator[str]:
    """Code points as ranges in hexadecimal."""
    codes = sorted(set(map(ord, signs)))
    firsts = [codes[0], *(after for before, after in pairwise(codes) if after != before + 1)]
    lasts = [*(before for before, after in pairwise(codes) if after != before + 1), codes[-1]]
    for first, last in zip(firsts, lasts, strict=True):
        yield f"{first:04X}" if first == last else f"{first:04X}-{last:04X}"


main(Path(sys.argv[1]))
