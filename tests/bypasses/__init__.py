"""The repository in which the attempts of the data files are made, and how one is made."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from documentation.bypasses import Attempt
from tests.gate import GITHUB_TOKEN, Outcome, gate
from tests.integrations.assistants import payloads
from tests.repository import GATE, Repository, environment, start

PASSWORD = "tr0u" + "badour7Kx"
CODE = '''\
"""Which order goes into which truck."""


def loaded_by_distance(orders, trucks):
    fullest = sorted(trucks, key=lambda truck: truck.capacity - truck.weight)
    for order in sorted(orders, key=lambda order: -order.weight):
        for truck in fullest:
            if truck.weight + order.weight <= truck.capacity * 0.93 and order.zone in truck.zones:
                truck.orders.append(order)
                truck.weight += order.weight + 0.4 * len(truck.orders)
                break
        else:
            order.postponed = order.postponed + 1 if order.postponed < 3 else 0
    return [truck for truck in fullest if len(truck.orders) > 2 or truck.weight > 700]
'''
BEFORE: Mapping[str, str] = {
    "privacy-gate.yaml": "never_send: [vault/**]\nseverity: {prompt: off}\n",
    ".pre-commit-config.yaml": "repos: [{repo: https://x.example/gate, rev: v1, hooks: [{id: privacy-gate}]}]\n",
    ".github/workflows/gate.yml": "on: pull_request\njobs:\n  gate:\n    steps:\n      - uses: actions/checkout@v5\n"
    "      - uses: privacy-gate/privacy-gate@v1\n",
    ".claude/settings.json": '{"hooks": {"PreToolUse": [{"hooks": [{"type": "command",\n'
    '  "command": "privacy-gate hook claude"}]}]},\n "model": "x"}\n',
    "a.env": "API_TOKEN=«token»\n",
    "vault/loading.py": CODE,
    "vault/routes.txt": "the northern route is only driven on days with fewer than nine orders beyond the ferry\n",
    "src/loading.py": CODE.replace("loaded_by_distance", "loaded_by_zone").replace("0.93", "0.88"),
    "README.md": "hello\n",
}  # fmt: skip

_MACRO = re.compile(r"«(\w+)(?::([\w-]+)(?::(\d*):(\d*))?)?»")
_VALUES = {"token": GITHUB_TOKEN, "password": PASSWORD, "code": CODE}
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_HALVES = _SMALL[13:] + _SMALL[:13]
_ROT13 = str.maketrans(_SMALL + _SMALL.upper(), _HALVES + _HALVES.upper())
_CYRILLIC = str.maketrans("aceopxyTMHKB", "асеорхуТМНКВ")


def _mathematical(sign: str) -> str:
    for first, there in (("a", 0x1D68A), ("A", 0x1D670), ("0", 0x1D7F6)):
        if sign.isalnum() and 0 <= ord(sign) - ord(first) < (10 if first == "0" else 26):
            return chr(there + ord(sign) - ord(first))
    return sign


_WORDS = "some words that fill a line or two, so that what follows stands somewhere in the middle of it\n"


def _dumped(data: bytes, group: int = 1) -> Iterator[str]:
    """As `hexdump -C` and `xxd` print bytes."""
    for at in range(0, len(data), 16):
        line = data[at : at + 16]
        digits = " ".join(line[one : one + group].hex() for one in range(0, len(line), group))
        shown = "".join(chr(code) if 32 <= code < 127 else "." for code in line)
        yield f"{at:08x}: {digits:<40} {shown}\n" if group > 1 else f"{at:08x}  {digits:<48}  |{shown}|\n"


def _wrapped(data: bytes, width: int) -> str:
    return "\n".join(re.findall(f".{{1,{width}}}", data.decode()))


_FORMS: dict[str, Callable[[str], str]] = {
    "as": str,
    "reversed": lambda text: text[::-1],
    "hex": lambda text: text.encode().hex(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64-line": lambda text: base64.b64encode(f"db_password={text}\n".encode()).decode(),
    "base64-twice": lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(),
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base85": lambda text: base64.b85encode(text.encode()).decode(),
    "percent": lambda text: "".join(f"%{ord(sign):02x}" for sign in text),
    "u": lambda text: "".join(f"\\u{ord(sign):04x}" for sign in text),
    "x": lambda text: "".join(f"\\x{ord(sign):02x}" for sign in text),
    "octal": lambda text: "".join(f"\\{ord(sign):03o}" for sign in text),
    "entities": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "shifted": lambda text: ", ".join(str(ord(sign) + 1) for sign in text),
    "numbers": lambda text: ", ".join(str(ord(sign)) for sign in text),
    "rot13": lambda text: text.translate(_ROT13),
    "wide": lambda text: "".join(chr(ord(sign) + 0xFEE0) for sign in text),
    "spaced": " ".join,
    "dashed": "-".join,
    "mathematical": lambda text: "".join(_mathematical(sign) for sign in text),
    "letters": lambda text: ", ".join(f'"{sign}"' for sign in text),
    "lines": "\n".join,
    "numbered": lambda text: "\n".join(f"{at}: {sign}" for at, sign in enumerate(text)),
    "zero-width": "\u200b".join,
    "utf7": lambda text: text.replace("_", "+AF8-"),
    "soft": lambda text: text[:9] + "\u00ad" + text[9:],
    "tag": lambda text: text[:9] + "\U000e0041" + text[9:],
    "selector": lambda text: text[:9] + "\ufe0f" + text[9:],
    "combining": lambda text: text[:9] + "\u034f" + text[9:],
    "bidi": lambda text: text[:9] + "\u202d" + text[9:20] + "\u2066" + text[20:],
    "flipped": lambda text: "\u202e" + text[::-1] + "\u202c",
    "cyrillic": lambda text: text.translate(_CYRILLIC),
    "greek": lambda text: text.translate({ord("o"): "ο", ord("T"): "Τ", ord("N"): "Ν"}),
    "upper": str.upper,
    "markdown": lambda text: text.replace("_", "\\_"),
    "padded": lambda text: "".join(f"&#{ord(sign):08d};" for sign in text),
    "named": lambda text: "".join(f"&{sign}opf;" if sign.isalpha() else sign for sign in text),
    "percent-twice": lambda text: "".join(f"%25{ord(sign):02x}" for sign in text),
    "one-wide": lambda text: text[:9] + chr(ord(text[9]) + 0xFEE0) + text[10:],
    "superscript": lambda text: text.replace("h", "ʰ", 1),
    "circled": lambda text: "ⓖ" + text[1:],
    "stray": lambda text: text[:9] + "ÿ" + text[9:20] + "²é" + text[20:],
    "strays": "ÿ".join,
    "modern-tags": lambda text: "".join(chr(0xE0000 + ord(sign)) for sign in text),
    "blank": lambda text: text[:9] + "\u2800" + text[9:20] + "\u3164" + text[20:],
    "stacked": lambda text: text[:9] + "\u0301\u0316" + text[9:],
    "escaped-wide": lambda text: f"\\u{ord(text[0]) + 0xFEE0:04x}" + text[1:],
    "base64-lines": lambda text: base64.encodebytes(f"{_WORDS}{text}\n{_WORDS}".encode()).decode(),
    "powershell": lambda text: base64.b64encode(f'$t = "{text}"'.encode("utf-16-le")).decode(),
    "base64-narrow": lambda text: "\n".join(
        re.findall(".{1,16}", base64.b64encode(f"{_WORDS}{text}".encode()).decode())
    ),
    "base64-escaped": lambda text: base64.encodebytes(f"{_WORDS}{text}".encode()).decode().replace("\n", "\\n"),
    "base64-wide": lambda text: base64.b64encode(text.encode("utf-16-be")).decode(),
    "base64-url": lambda text: base64.urlsafe_b64encode(f"note>>?~~ {text}".encode()).decode().rstrip("="),
    "base64-hex": lambda text: base64.b64encode(text.encode().hex().encode()).decode(),
    "gzip": lambda text: base64.b64encode(gzip.compress(f"{_WORDS}{text}".encode(), mtime=0)).decode(),
    "zlib": lambda text: base64.b64encode(zlib.compress(f"{_WORDS}{text}".encode())).decode(),
    "bytes": lambda text: "".join(f" {line.encode().hex(' ')}\n" for line in re.findall(".{1,16}", text)),
    "words": lambda text: text.encode().hex(" ", 2),
    "colons": lambda text: text.encode().hex(":"),
    "hex-list": lambda text: ", ".join(f"0x{ord(sign):02x}" for sign in text),
    "chr": lambda text: " + ".join(f"chr({ord(sign)})" for sign in text),
    "char-powershell": lambda text: "+".join(f"[char]{ord(sign)}" for sign in text),
    "octal-list": lambda text: ", ".join(f"0o{ord(sign):o}" for sign in text),
    "binary": lambda text: " ".join(f"{ord(sign):08b}" for sign in text),
    "quoted-printable": lambda text: "".join(f"={ord(sign):02X}" for sign in text),
    "decimal-escapes": lambda text: "".join(f"\\{ord(sign)}" for sign in text),
    "piped": lambda text: "|".join(re.findall(".{1,6}", text)),
    "hex-backwards": lambda text: text.encode().hex()[::-1],
    "hexdump": lambda text: "".join(_dumped(f"{_WORDS}{text}\n".encode())),
    "xxd": lambda text: "".join(_dumped(f"{_WORDS}{text}\n".encode(), group=2)),
    "xxd-plain": lambda text: "\n".join(re.findall(".{1,60}", f"{_WORDS}{text}\n".encode().hex())),
}


def written(text: str) -> str:
    """A text with what `«token»`, `«password:as:0:5»`, `«token:hex»` and the like stand for: no file holds a secret."""

    def value(found: re.Match[str]) -> str:
        whole, first, last = _VALUES[found[1]], found[3], found[4]
        part = whole[int(first or 0) : int(last) if last else None]
        return _FORMS[found[2] or "as"](part)

    return _MACRO.sub(value, text)


def _deep(value: Any) -> Any:
    if isinstance(value, str):
        return written(value)
    if isinstance(value, list):
        return [_deep(one) for one in value]
    return {written(name): _deep(one) for name, one in value.items()} if isinstance(value, dict) else value


class Came(NamedTuple):
    """What came of an attempt: how the gate ended, the rules that it reported, and what it said."""

    code: int
    rules: list[str]
    said: str
    stopped: bool = False


def prepared(root: Path) -> Repository:
    """The repository of all attempts, with its private index."""
    made = Repository(root)
    shutil.rmtree(root / ".git" / "hooks", ignore_errors=True)
    made.commit({path: written(text) for path, text in BEFORE.items()})
    made.gate("index", "build")
    return made


def came_of(one: Attempt, root: Path) -> Iterator[Came]:
    """Make an attempt in a copy of the repository, which is the working folder; a result for each of its texts."""
    repository = Repository.existing(root)
    if one.before:
        _put(root, one.before)
        repository.git("add", "-A", "-f")
        repository.commit(message="before")
    base = repository.git("rev-parse", "HEAD").strip()
    for text in one.texts or [""]:
        if one.texts:
            _put(root, {one.path: text}, one.encoding)
        _put(root, one.files)
        if one.shell:
            variables = environment(GATE=" ".join(GATE))
            subprocess.run(["sh", "-ec", written(one.shell)], env=variables, check=True, capture_output=True)
        if one.how in ("prompt", "call", "result"):
            yield from _asked(one, root)
        else:
            yield _checked(one, repository, base)


def _put(root: Path, files: Mapping[str, Any], encoding: str = "utf-8") -> None:
    for path, content in files.items():
        file = root / written(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            file.unlink()
        elif isinstance(content, str):
            file.write_bytes(written(content).encode(encoding))
        elif "link" in content:
            file.unlink(missing_ok=True)
            file.symlink_to(written(content["link"]))
        elif "repeat" in content:
            file.write_bytes(written(content["text"]).encode() + b"a line of no matter\n" * content["repeat"])
        else:
            file.write_bytes(bytes.fromhex(content["hex"]))


def _checked(one: Attempt, repository: Repository, base: str) -> Came:
    as_json = ("--format", "json")
    if one.how == "scan":
        names = [*([one.path] if one.texts else []), *(written(name) for name, content in one.files.items() if content)]
        return _report(gate("scan", *as_json, *one.arguments, *names))
    if one.how == "message":
        return _report(gate("pre-commit", "--message", one.path, *as_json))
    if not one.shell:
        repository.git("add", "-A", "-f")
    if one.how == "commit":
        return _report(gate("diff", "--staged", *as_json, *one.arguments))
    repository.commit(message="a change")
    if one.how == "push":
        refs = repository.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/main", "refs/tags")
        pushed = "".join(f"{line} refs/heads/main {base}\n" for line in refs.splitlines())
        return _report(gate("pre-push", "origin", *as_json, stdin=pushed.encode()))
    if one.how == "checkout":
        return _checked_out(repository, base)
    return _report(gate("diff", "--each-commit", f"{base}..HEAD", "--trust", base, *as_json, *one.arguments))


def _checked_out(repository: Repository, base: str) -> Came:
    """Check the last commit out from the one before, with git's own hook."""
    repository.git("branch", "incoming")
    repository.git("reset", "-q", "--hard", base)
    hook = repository.write(".git/hooks/post-checkout", f'#!/bin/sh\nexec {" ".join(GATE)} post-checkout "$@"\n')
    hook.chmod(0o755)
    done = start(["git", "checkout", "incoming"], repository.root)
    said = done.out + done.err
    return Came(done.code, sorted(set(re.findall(r"\[([a-z]+/[a-z-]+)\]", said))), said)


def _report(done: Outcome) -> Came:
    try:
        data = json.loads(done.out)
    except ValueError:
        return Came(done.code, [], done.err)
    told = [*(one["message"] for one in data["problems"]), *(one["reason"] for one in data["skipped"])]
    told += [one["message"] for one in data["findings"]]
    return Came(done.code, sorted({one["rule"] for one in data["findings"]}), "\n".join([*told, done.err]))


def _asked(one: Attempt, root: Path) -> Iterator[Came]:
    for given in _deep(one.ask):
        if one.how == "prompt":
            sent = payloads.prompt("claude", given, root)
        elif one.how == "call":
            what = {"command": given} if isinstance(given, str) else given
            sent = payloads.call("claude", one.tool, _in(what, root), root)
        else:
            sent = payloads.result("claude", one.tool, {"command": "x"}, {"stdout": given}, root)
        here = Path.cwd()
        done = gate("hook", "claude", stdin=sent)
        os.chdir(here)
        yield _answer(done)


def _in(given: Any, root: Path) -> Any:
    return json.loads(json.dumps(given).replace("$ROOT", str(root)))


def _answer(done: Outcome) -> Came:
    answer = json.loads(done.out or "{}")
    inner = answer.get("hookSpecificOutput", {})
    stopped = answer.get("decision") == "block" or inner.get("permissionDecision") in ("deny", "ask")
    return Came(done.code, [], done.out, stopped or "updatedToolOutput" in inner)
