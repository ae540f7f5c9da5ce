"""Collect what really stands where a secret could: run over unpacked packages, writes harvest.tsv.gz.

    harvest.py FOLDER    FOLDER/NAME/… is the unpacked package NAME

Two kinds of rows (package, kind, name, value): `named` values are given to a name that speaks of secrets;
`string` are other quoted texts without white space, a sample. Tests, documentation and examples are left out,
because what stands there for a secret is made up to look like one.
"""

from __future__ import annotations

import gzip
import random
import re
import sys
from pathlib import Path

NAMES = (
    r"passw(?:or)?d|passwd|passphrase|passcode|passwort|kennwort|contrase|senha|pwd|psw|secret|token|credential|api_?key"
    r"|auth|pass|key|salt|cred|pin"
)
NAMED = re.compile(
    rf"(?i)(?<![A-Za-z0-9])(?P<name>[A-Za-z0-9_.-]{{0,40}}(?:{NAMES})[A-Za-z0-9_.-]{{0,24}})[\"'`]?[\])]?"
    r"(?::?[ ]?[A-Za-z&][A-Za-z0-9_.&]{1,16})?[ \t]{0,8}(?::=|\?=|=>|===?|!==?|[:=,(>])[ \t\n]{0,12}"
    r"(?:[A-Za-z@]{0,2}[\"'`](?P<quoted>[^\n\"'`\\]{4,200})[\"'`]|(?P<bare>[^\s\"'`<>(){}\[\],;&|]{4,200}))"
)
STRING = re.compile(r"[\"'`]([^\s\"'`\\]{5,120})[\"'`]")
KEPT = re.compile(
    r"\.(?:py|pyi|js|mjs|cjs|ts|tsx|jsx|vue|json|ya?ml|toml|ini|cfg|conf|env|xml|html|j2|jinja|sh|ps1|sql|properties|rb|go"
    r"|java|md|rst|txt|tf)\Z|Dockerfile|Makefile"
)
LEFT_OUT = re.compile(
    r"(?i)(?:^|[/_.-])(?:tests?|testing|specs?|docs?|examples?|samples?|fixtures?|__tests__|mocks?|demo)(?:$|[/_.-])"
)
# nobody knows whether it is a secret
MACHINE_MADE = re.compile(r"(?i)[0-9a-f-]{16,}\Z|(?=(?:.*[0-9]){3})(?=.*[a-z])[a-z0-9+/=_-]{20,}\Z")
NAMED_MOST, STRING_MOST = 6000, 1200


def rows(package: Path) -> list[tuple[str, str, str]]:
    named: dict[tuple[str, str], str] = {}
    strings: set[str] = set()
    for path in sorted(package.rglob("*")):
        inside = str(path.relative_to(package))
        if (
            not KEPT.search(path.name)
            or LEFT_OUT.search(inside)
            or not path.is_file()
            or path.stat().st_size > 3_000_000
        ):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for match in NAMED.finditer(text):
            kind = "quoted" if match["quoted"] else "bare"
            named.setdefault((kind, match["quoted"] or match["bare"]), match["name"])
        if len(strings) < 60_000:
            strings.update(STRING.findall(text))
    draw = random.Random(package.name)
    some = sorted(named.items())
    found = [(kind, name, value) for (kind, value), name in draw.sample(some, min(len(some), NAMED_MOST))]
    return found + [("string", "", value) for value in draw.sample(sorted(strings), min(len(strings), STRING_MOST))]


def main() -> None:
    out = Path(__file__).with_name("harvest.tsv.gz")
    with gzip.GzipFile(out, "wb", compresslevel=9, mtime=0) as file:
        for package in sorted(Path(sys.argv[1]).iterdir()):
            for row in rows(package):
                line = "\t".join([package.name, *row])
                if MACHINE_MADE.match(row[-1]):
                    continue
                if line.isprintable() or "\t" in line:
                    file.write((line.replace("\n", " ") + "\n").encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
