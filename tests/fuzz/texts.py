"""Texts: decoding, Markdown and code, the lexer, the engine, ignores."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from privacy_gate import documents
from privacy_gate.base.errors import GateError
from privacy_gate.base.globs import glob
from privacy_gate.base.text import mask, one_line, printable
from privacy_gate.config import Config, Settings
from privacy_gate.documents import fences, markdown
from privacy_gate.documents.decode import codec, decode
from privacy_gate.documents.segment import segmenter
from privacy_gate.index import definitions, lexer, own_names, paste_cleanup, winnow
from privacy_gate.model import ARCHIVE, Blob, Document, Exposure, Skipped
from privacy_gate.policy import directives, suppressions
from privacy_gate.rules.bound_repeats import bound_expression
from privacy_gate.rules.cases import cases
from privacy_gate.rules.matching import Hits, Matcher, ReMatcher, pattern
from privacy_gate.rules.matching.database import DatabaseMatcher
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import builtin_files
from privacy_gate.scan.gate import assemble
from tests.fuzz.target import SECRET, Target, assert_inert, text_of

ROOT = Path(__file__).parents[2]
PATHS = (
    "prompts/a.md", "a.py", "a.js", "a.ts", "a.tsx", "a.go", "a.rs", "a.java", "a.c", "a.cpp", "a.cs", "a.rb", "a.php",
    "a.sh", "Dockerfile", "a.tf", "a.html", "a.css", "a.kt", "a.lua", "a.sql", "a.scala", "a.swift", "a.toml", "a.yaml",
    "a.json", "a.ipynb", "a.vue", "a.xml", "a.ini", "a.hs", "a.erb", "a.j2", "prompts/a.txt", ".env", "a.pl", "a.ps1",
    "a.proto", "a.graphql", "a.r", "Makefile", "a.ex", "a.dart", "a.svelte",
)  # fmt: skip
MARKS = (
    "```", "~~~", "```python\n", "```js\n", "<!--", "-->", "> ", "    ", "---\n", "\t", '"""', "'''", "/*", "*/", "//",
    "#", "{%", "%}", "<%", "%>", "{{", "}}", "<?php", "?>", "<script>", "</script>", "<style>", "f'{", "`${", "\\\n",
    "\r\n", "\r", "\x00", "\ufeff", "\u2028", "\x85", "\x0c", "\u200b", "\u202e", "\x1b[32m", "é", "日", "\udc80",
    "((((((((",
    "[[[[[[[[", "{{{{{{{{", "def f(a, *, b=1):\n", "class A(B):\n", "lambda:", "async ", "match x:\n case ", "\\N{",
    SECRET, "-----BEGIN PRIVATE KEY-----\n", "privacy-gate: ignore[secret] why", "privacy-gate: never-send",
    "password = ",
)  # fmt: skip


def _rule_texts() -> Iterable[str]:
    for rule in parse(builtin_files()):
        for group in cases(rule):
            yield from (case.text for case in group)


def _snippets() -> dict[str, str]:
    file = ROOT / "tests" / "documents" / "languages.toml"
    return {tag: case["text"] for tag, case in tomllib.loads(file.read_text(encoding="utf-8")).items()}


# bytes ----------------------------------------------------------------------------------------------------


def decoding(data: bytes) -> None:
    """Nothing is lost: a token between two lines of anything is there in the text, or the whole is no text."""
    text, _ = decode(data)
    text.encode("utf-8", "surrogatepass")
    known = codec(data)
    if known is not None:
        mark, name = known
        assert mark + text.encode(name) == data
    half = len(data) // 2
    for form in ("utf-8", "utf-16-le"):
        planted = data[:half] + f"\n{SECRET} and some plain words after it\n".encode(form) + data[half:]
        read = documents.read(Blob("a.txt", planted, Exposure.OUTBOUND))
        if form == "utf-8" and not data.count(0):
            assert isinstance(read, Skipped) or SECRET in read.text, "a token is lost"
        if isinstance(read, Skipped):
            assert read.reason in ("binary", ARCHIVE)


def _bytes() -> Iterable[bytes]:
    plain = f"# größe\ntoken: {SECRET}\nthe end\n"
    yield from (plain.encode(form) for form in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1"))
    yield plain.replace("\n", "\r").encode()
    yield b"some text\r\n" + plain.encode("utf-16-le")
    yield b"PK\x03\x04" + plain.encode()
    yield bytes(600) + plain.encode()


# documents ------------------------------------------------------------------------------------------------


def reading(data: bytes) -> None:
    """The first byte chooses the file's name. Segments tile the text, names lie in it, in order."""
    path = PATHS[data[0] % len(PATHS)] if data else PATHS[0]
    exposure = Exposure.OUTBOUND if path.startswith("prompts/") else Exposure.INTERNAL
    read = documents.read(Blob(path, data[1:], exposure))
    if isinstance(read, Skipped):
        return
    _tiled(read)
    if path.endswith(".md"):
        same = re.sub("\r(?!\n)", " ", read.text).replace("\0", " ")
        plain = fences.fences(same)
        assert plain is None or plain == markdown.parse_fences(same), "the fences are not the parser's"


def _tiled(read: Document) -> None:
    at = 0
    for segment in read.segments:
        assert segment.start == at, "a gap between segments"
        assert segment.end > at or not read.text, "a segment without length"
        at = segment.end
    assert at == len(read.text), "segments do not cover the text"
    for offset in range(0, len(read.text), 1 + len(read.text) // 20):
        segment = read.segment_at(offset)
        assert segment.start <= offset < segment.end, "a closer look moved the segment"
    before = -1
    for name in read.names_near(list(range(0, len(read.text), 1 + len(read.text) // 8))):
        assert before <= name.start < name.end <= len(read.text), "names out of order"
        before = name.start
    assert all(isinstance(one, str) for one in read.shortfalls)
    list(own_names.names_in_file(read.path, read.text))


def sample_documents() -> Iterable[bytes]:
    endings = {one.rpartition(".")[2]: at for at, one in enumerate(PATHS)}
    short = {
        "javascript": "js",
        "typescript": "ts",
        "python": "py",
        "rust": "rs",
        "ruby": "rb",
        "csharp": "cs",
        "bash": "sh",
    }
    for tag, text in _snippets().items():
        yield bytes([endings.get(short.get(tag, tag), 0)]) + text.encode()
        yield b"\0" + f"Please look:\n\n```{tag}\n{text}\n```\n\n> ```\n> x\n> ```\n".encode()
    source = ROOT / "src" / "privacy_gate" / "base" / "text.py"
    yield b"\1" + source.read_bytes()[:3000]
    yield bytes([PATHS.index("a.ipynb")]) + b'{"cells":[{"cell_type":"code","source":["x = 1\\n","y"]}],"nbformat":4}'


# the index's readers of code ------------------------------------------------------------------------------


def lexing(data: bytes) -> None:
    text = text_of(data)
    tokens = lexer.lex(text)
    assert len(tokens.values) == len(tokens.lines)
    assert list(tokens.lines) == sorted(tokens.lines)
    assert not tokens.lines or tokens.lines[-1] <= text.count("\n") + 1
    winnow.exact(tokens)
    winnow.hash_parameterised(tokens)
    lines = text.count("\n") + 1
    for path in ("a.py", "a.java", "a.sql"):
        list(definitions.find_definitions(path, text))
    for reading_ in paste_cleanup.readings(text):
        assert all(1 <= line <= lines for line in getattr(reading_, "lines", ())), "a line that is not there"
    list(paste_cleanup.find_blocks(text))


# the engine -----------------------------------------------------------------------------------------------


@cache
def engines() -> tuple[Matcher, ReMatcher]:
    matcher = assemble(Settings(Config(), None, Path())).matcher
    return matcher, ReMatcher(matcher.patterns)


def _spans(hits: Hits) -> list[tuple[str, tuple[int, int]]]:
    return sorted((hit.pattern.regex, hit.match.span()) for found in hits.values() for hit in found)


def matching(data: bytes) -> None:
    """The law: with the database the same is found as without."""
    text = text_of(data)
    database, reference = engines()
    assert _spans(database.find(text)) == _spans(reference.find(text)), "the database misses a match"


def deriving(data: bytes) -> None:
    """An expression of a user's rule, then a text: refused with a message, or both engines agree."""
    regex, _, text = text_of(data).partition("\x00")
    for expression in (regex, None):
        try:
            item = pattern("x/y", bound_expression(regex) if expression is None else expression)
        except GateError:
            continue
        try:
            database = DatabaseMatcher([item])
        except GateError:
            continue
        assert _spans(database.find(text)) == _spans(ReMatcher([item]).find(text)), "the engines do not agree"


def _expressions() -> Iterable[bytes]:
    for rule in parse(builtin_files()):
        for regex in (rule.patterns or [])[:2]:
            text = next((case.text for case in cases(rule)[0]), "")
            if isinstance(regex, str) and len(regex) < 300:
                yield f"{regex}\0{text[:300]}".encode()


# small things ---------------------------------------------------------------------------------------------


def ignoring(data: bytes) -> None:
    """Directives lie in the text, and hold for lines that are there; what is added is read again as it was meant."""
    path = PATHS[data[0] % len(PATHS)] if data else PATHS[0]
    text = text_of(data[1:])
    document = Document(path, text, Exposure.INTERNAL, segmenter=segmenter(path, Exposure.INTERNAL))
    last = text.count("\n") + 1
    for found in suppressions.directives(document):
        assert 0 <= found.start < found.end <= len(text)
        assert all(1 <= line <= last + 1 for line in found.lines)
    for line in suppressions.pragma_lines(document, lambda _line: False):
        assert 1 <= line <= last + 1
    line = 1 + len(data) % last
    kind = directives.style(document, document.line_span(line)[0]) if text else None
    for written, _ in directives.places(document, line, ["secret/x"], "a reason", kind):
        assert "secret/x" in written
    try:
        reason = directives.check_reason(text[:400])
    except GateError:
        return
    assert "\n" not in reason


def printing(data: bytes) -> None:
    """What is printed obeys nobody; globs are compiled whatever they are."""
    text = text_of(data)
    assert_inert(printable(text))
    assert "\n" not in one_line(text)
    start = len(text) // 3
    masked, first, last = mask(
        text, [(start, 2 * start, len(text) % 5), (start // 2, start + 1, 0)], (start, 2 * start)
    )
    assert 0 <= first <= len(masked)
    assert first <= max(last, 1)
    try:
        expression = glob((text[:80],))
    except re.error as error:
        raise AssertionError(f"a glob is no expression: {error}") from None
    expression.fullmatch("a/" * 30 + text[80:200])


def _words() -> Iterable[bytes]:
    yield b"\0**/a/*.[py]?/**"
    yield b"\x02# privacy-gate: ignore[secret/github-token, business] made up\nx = 1  # pragma: allowlist secret\n"
    yield b"\2// privacy-gate: ignore[all] a reason */\n<!-- privacy-gate: ignore[x] why -->\ngitleaks:allow\n"


def _texts() -> Iterable[bytes]:
    for text in _rule_texts():
        yield text.encode("utf-8", "surrogatepass")


TARGETS = (
    Target("decoding", decoding, _bytes, MARKS),
    Target("documents", reading, sample_documents, MARKS),
    Target("lexer", lexing, lambda: (one[1:] for one in sample_documents()), MARKS),
    Target("matching", matching, _texts, MARKS, longest=700),
    Target(
        "expressions",
        deriving,
        _expressions,
        ("(?:", "{1,40}", r"\b", "(?<!", "[^a]", "(?i)", r"\w", "\0"),
        longest=400,
    ),
    Target("ignores", ignoring, lambda: (*_words(), *sample_documents()), MARKS),
    Target("printing", printing, lambda: (*_words(), *_bytes()), ("**/", "[!", "[^", "]", "?", *MARKS), longest=400),
)
