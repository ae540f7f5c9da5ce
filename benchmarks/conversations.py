"""Whether the laws of masking hold in made-up conversations and streams.

    python -m benchmarks.conversations [--count 2000] [--streams 500]

A conversation has several turns: a prompt is masked, and an answer uses the stand-ins in other case, in quotes, code,
JSON, YAML, a shell command, Markdown and a URL; some are damaged. `benchmarks.splits` makes the streams. The seed is
fixed. Nothing is written.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import shlex
import sys
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote

import yaml

from benchmarks.splits import KINDS, try_every_split
from privacy_gate.base.naming import words
from privacy_gate.cleanroom.masking.json_text import mask_json, unmask_json
from privacy_gate.cleanroom.masking.mask import Mark, mask
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.unmask import find_damaged, unmask

_KEY = b"k" * 32
_FIRMS = "harnwick fennick brightwater quellmark halvard ostrava".split()
_WORDS = "please sort the rows of a list and return them, why does this fail in production with an empty file".split()
_NAMES = {
    "calculate_{}_score": "calculate_score",
    "merge_{}_bands": "merge_ranges",
    "{}_rate_limit": "data_limit",
    "load_{}_file": "load_record",
}
_FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "quotes": lambda said: f'"{said}"',
    "backticks": lambda said: f"`{said}`",
    "emphasis": lambda said: f"**{said}**",
    "brackets": lambda said: f"[{said}]",
    "code": lambda said: ast.unparse(ast.parse(f"x={said}( '{said}' )")),
    "json": lambda said: json.dumps({said: [said, "é\n"]}, indent=1),
    "yaml": lambda said: yaml.safe_dump({said: {"host": said}}),
    "shell": lambda said: shlex.join(["curl", "-H", f"host: {said}", said]),
    "url": lambda said: f"https://example.com/{quote(said)}?q={quote(said)}#{quote(said)}",
    "table": lambda said: f"| {said} | 1 |",
}
_DAMAGES: tuple[Callable[[str], str], ...] = (
    lambda token: token[:-1],
    lambda token: token.replace("_", "-"),
    lambda token: token.replace("_", "\\_"),
    lambda token: f"{token}_x",
)


def make_originals(drawn: random.Random) -> dict[str, str]:
    """Originals of a conversation, each with its neutral name, which is empty for values."""
    firms = drawn.sample(_FIRMS, 3)
    found = {f"db{drawn.randrange(99)}.{firms[0]}.internal": "", f"a.b{drawn.randrange(99)}@{firms[1]}.example": ""}
    for form in drawn.sample(sorted(_NAMES), 2):
        found[form.format(firms[2])] = _NAMES[form]
    return found


def make_prompt(drawn: random.Random, originals: dict[str, str]) -> tuple[str, list[Mark]]:
    """A prompt that has originals, and the marks for them."""
    text, marks = "", []
    for _ in range(drawn.randrange(4, 14)):
        text += drawn.choice(_WORDS) + drawn.choice(" \n")
        if drawn.random() < 0.5:
            said = drawn.choice(sorted(originals))
            before, after = drawn.choice(
                [("", " "), ("`", "` "), ('"', '" '), ("(", ") "), ("https://", "/ "), ("é", " ")]
            )
            start = len(text) + len(before)
            marks.append(Mark(start, start + len(said), "HOST", name=originals[said]))
            text += f"{before}{said}{after}"
    return text, marks


def try_conversation(drawn: random.Random) -> Iterator[str]:
    """The laws that a conversation breaks."""
    originals, pairs = make_originals(drawn), PairMap(_KEY)
    for _ in range(drawn.randrange(2, 5)):
        prompt, marks = make_prompt(drawn, originals)
        masked = mask(prompt, marks, pairs).text
        if any(original in masked for original in originals):
            yield f"an original leaves in {masked!r}"
        if unmask(masked, pairs) != prompt:
            yield f"{prompt!r} does not come back"
        if mask(masked, [], pairs).text != masked:
            yield f"{masked!r} is masked twice"
        body = json.dumps(
            {"content": json.dumps({"text": prompt}), "more": [prompt]}, ensure_ascii=drawn.random() < 0.5
        )
        sent = mask_json(body, lambda text: _find(text, originals), pairs)
        if any(original in sent for original in originals) or unmask_json(sent, pairs) != body:
            yield f"JSON {body!r} does not come back"
        for pair in list(pairs.used()):
            yield from _try_answers(drawn, pair.stand_in, pair.original, pair.kind, pairs)


def _find(text: str, originals: dict[str, str]) -> list[Mark]:
    found = []
    for original, name in originals.items():
        at = text.find(original)
        while at >= 0:
            found.append(Mark(at, at + len(original), "HOST", name=name))
            at = text.find(original, at + 1)
    return found


def _try_answers(drawn: random.Random, stand_in: str, original: str, kind: str, pairs: PairMap) -> Iterator[str]:
    for form in drawn.sample(sorted(_FORMS), 4):
        said = stand_in
        if kind and form != "code":
            said = drawn.choice([stand_in, stand_in.lower(), stand_in.title()])
        answer = f"Use {_FORMS[form](said)} here."
        restored = unmask(answer, pairs)
        count = answer.count(said)
        if restored != answer.replace(said, original) or not count:
            yield f"{form}: {answer!r} becomes {restored!r}"
        if form == "url" and quote(original) == original and unquote(restored).count(original) != count:
            yield f"the URL {answer!r} becomes {restored!r}"
        if form == "json" and original not in json.loads(unmask_json(_FORMS[form](said), pairs)):
            yield f"JSON {answer!r} becomes {restored!r}"
    if kind:
        damaged = drawn.choice(_DAMAGES)(stand_in)
        if unmask(damaged, pairs) != damaged or not list(find_damaged(damaged, pairs)):
            yield f"damaged {damaged!r} is restored, or not named"
    elif len(words(stand_in)) > 1:
        variant = "".join(word.title() for word in words(stand_in))
        if unmask(f"x = {variant}()", pairs) != f"x = {''.join(word.title() for word in words(original))}()":
            yield f"the variant {variant} of {stand_in} is not restored"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conversations")
    parser.add_argument("--count", type=int, default=2000, help="how many conversations")
    parser.add_argument("--streams", type=int, default=500, help="how many streams of each kind")
    options = parser.parse_args()
    broken = [law for at in range(options.count) for law in try_conversation(random.Random(f"talk {at}"))]  # noqa: S311
    broken += [
        law
        for kind in KINDS
        for at in range(options.streams)
        for law in try_every_split(kind, random.Random(f"stream {kind} {at}"))  # noqa: S311
    ]
    for law in broken[:20]:
        print(law)
    print(
        f"{options.count:,} conversations, {options.streams:,} streams of each kind at every split: {', '.join(KINDS)}"
    )
    print(f"{len(broken)} broken laws")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
