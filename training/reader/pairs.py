"""Pairs of prompts for the reader, and the checks that each pair must pass.

A brief is a text file of records. A record begins with a line `=== NUMBER | genre | language | code language`.
Its text is one prompt in two versions: `⟦leak¦clean⟧` holds what the leaking and the clean prompt say in that
place, and `⟦~leak¦clean⟧` is a difference that is no leak. Everything else stands in both prompts.

    python -m training.reader.pairs training/reader/briefs/*.txt
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from privacy_gate.checkers.wording.wording_features import rarity

BRIEFS = Path(__file__).parent / "briefs"
HEADER = re.compile(
    r"^=== *(?P<number>[\w-]+) *\| *(?P<genre>[^|\n]+?) *\| *(?P<language>[a-z]{2}) *\| *(?P<code>[^|\n]*?) *$"
)
CHOICE = re.compile(r"⟦(?P<plain>~?)(?P<leak>[^⟦⟧¦\n]*)¦(?P<clean>[^⟦⟧¦\n]*)⟧")
PRONOUNS = frozenset(
    """
    i me my mine we us our ours you your yours he him his she her hers they them their theirs it its
    wir uns unser unsere unserem unseren unserer ihr ihre ich mein meine sie er
    nous notre nos ils elles il elle je mon ma mes leur leurs
    nosotros nuestro nuestra nuestros nuestras ellos ellas su sus mi
    nós nosso nossa nossos nossas eles elas seu sua noi nostro nostra nostri nostre loro suo
    wij we ons onze zij hun
    """.split()
)
LENGTH = 0.05
"""The share by which the lengths of the two prompts may differ."""
LOPSIDED = 0.75
"""The share of pairs of unlike length in which the same side may be the longer one."""
UNKNOWN = 12
"""The rarity, from 0 to 15, from which a capitalised English word counts as an invented name."""


class Pair(NamedTuple):
    """Two prompts that differ in whether they leak; `spans` are the leaking phrases of the first."""

    number: str
    genre: str
    language: str
    code: str
    leak: str
    clean: str
    spans: tuple[str, ...]
    brief: str


class PairError(Exception):
    """A record that cannot be read."""


def read_brief(file: Path) -> list[Pair]:
    """All pairs of a brief. Raises `PairError` for a record that cannot be read."""
    records = re.split(r"^(?==== )", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [_read_record(record, file.stem) for record in records if record.strip()]


def _read_record(record: str, brief: str) -> Pair:
    first, _, body = record.partition("\n")
    header = HEADER.match(first)
    if header is None:
        raise PairError(f"{brief}: not a header: {first[:80]}")
    text = body.strip("\n")
    choices = list(CHOICE.finditer(text))
    rest = CHOICE.sub("", text)
    if any(mark in rest for mark in "⟦⟧¦"):
        raise PairError(f"{brief} {header['number']}: a choice is not closed, nested, or goes over the end of a line")
    spans = tuple(choice["leak"] for choice in choices if not choice["plain"])
    if not all(span.strip() for span in spans) or not spans:
        raise PairError(f"{brief} {header['number']}: no choice with a leaking phrase")
    return Pair(
        header["number"], header["genre"], header["language"], header["code"],
        CHOICE.sub(lambda choice: choice["leak"], text), CHOICE.sub(lambda choice: choice["clean"], text), spans, brief,
    )  # fmt: skip


def count_features(text: str) -> dict[str, int]:
    """What both prompts of a pair must have as often: each count would otherwise give the leak away."""
    words = re.findall(r"[^\W\d_]+", text)
    return {
        "numbers": len(re.findall(r"\d+(?:[.,:]\d+)*", text)),
        "capitals": sum(word[0].isupper() for word in words),
        "pronouns": sum(word.lower() in PRONOUNS for word in words),
        "comments": len(re.findall(r"#|//|/\*|--|<!--", text)),
        "percent signs": text.count("%"),
    }


def is_invented(word: str) -> bool:
    """Whether a word looks like a name that no public text has."""
    return len(word) > 3 and word[0].isupper() and word[1:].islower() and rarity(word.lower()) >= UNKNOWN


def list_differences(pair: Pair) -> Iterator[str]:
    """What tells the two prompts of a pair apart besides their meaning."""
    long = max(len(pair.leak), len(pair.clean))
    if abs(len(pair.leak) - len(pair.clean)) > max(3, LENGTH * long):
        yield f"lengths {len(pair.leak)} and {len(pair.clean)}"
    leak, clean = count_features(pair.leak), count_features(pair.clean)
    yield from (f"{name} {count} and {clean[name]}" for name, count in leak.items() if count != clean[name])
    if pair.language == "en":  # the public vocabulary is English
        names = [sum(map(is_invented, set(re.findall(r"[^\W\d_]+", text)))) for text in (pair.leak, pair.clean)]
        if abs(names[0] - names[1]) > 1:
            yield f"invented names {names[0]} and {names[1]}"


def list_one_sided_words(pairs: Sequence[Pair], least: int = 5) -> list[tuple[str, int, int]]:
    """Words that stand in the choices of at least `least` pairs and at least four times as often on one side.

    A model would learn such a word instead of the meaning. Returns word, pairs with it on the leaking side,
    pairs with it on the clean side.
    """
    sides: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for pair in pairs:
        leak, clean = (Counter(re.findall(r"[^\W\d_]+", text.lower())) for text in (pair.leak, pair.clean))
        sides[0].update(set(leak - clean))
        sides[1].update(set(clean - leak))
    words = sorted(set(sides[0]) | set(sides[1]))
    counted = [(word, sides[0][word], sides[1][word]) for word in words]
    return [one for one in counted if one[1] + one[2] >= least and max(one[1:]) >= 4 * max(1, min(one[1:]))]


def check_brief(pairs: Sequence[Pair]) -> Iterator[str]:
    """All faults of a brief, a line each."""
    for number, count in Counter(pair.number for pair in pairs).items():
        if count > 1:
            yield f"{number}: the number stands {count} times"
    for text, count in Counter(pair.leak for pair in pairs).items():
        if count > 1:
            yield f"a prompt stands {count} times: {text[:60]!r}"
    for pair in pairs:
        yield from (f"{pair.number}: {difference}" for difference in list_differences(pair))
    longer = Counter(len(pair.leak) > len(pair.clean) for pair in pairs if len(pair.leak) != len(pair.clean))
    if longer and max(longer.values()) > max(LOPSIDED * longer.total(), 5):
        yield f"the leaking prompt is longer in {longer[True]} pairs, the clean one in {longer[False]}"
    for word, leak, clean in list_one_sided_words(pairs):
        yield f"the word {word!r} stands in {leak} leaking and {clean} clean sides"


def main(files: Iterable[str]) -> int:
    """Check briefs, print their faults and a line for each brief; 1 where there is a fault."""
    faulty = False
    for name in files:
        try:
            pairs = read_brief(Path(name))
        except PairError as error:
            print(error)
            faulty = True
            continue
        faults = list(check_brief(pairs))
        faulty |= bool(faults)
        print(*faults, sep="\n", end="\n" * bool(faults))
        genres, languages = Counter(pair.genre for pair in pairs), Counter(pair.language for pair in pairs)
        print(f"{name}: {len(pairs)} pairs, {len(faults)} faults; {dict(genres)}; {dict(languages)}")
    return int(faulty)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
