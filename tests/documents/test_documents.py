"""Decoding, and the law of segments: together they are the whole text, in order."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from privacy_gate import documents
from privacy_gate.documents.decode import decode, looks_binary
from privacy_gate.model import Blob, Document, Exposure, Kind, Position, Skipped

PIECES = [
    "```python\n", "```\n", "~~~\n", "````md\n", "> ", ">>> ", "- ", "    ", "\t", "\n", "\r\n", "\r", "\x00",
    "<!-- ", " -->", "---\n", "# comment\n", "def f():\n", '"""', "'''", "'", '"', "\\", "x = 1\n", "class A:\n",
    "[a]: http://x\n", "| a | b |\n", "日本", "é", "\u2028", "\x0c", "f'{x}'\n", "*", "`", "word ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def document(text: str, path: str = "prompts/a.md", exposure: Exposure = Exposure.OUTBOUND) -> Document:
    read = documents.read(Blob(path, text.encode("utf-8", "surrogatepass"), exposure))
    assert isinstance(read, Document)
    return read


def stretches(text: str, path: str) -> list[tuple[Kind, str]]:
    return [(segment.kind, text[segment.start : segment.end]) for segment in document(text, path).segments]


@settings(max_examples=300)
@given(TEXTS, st.sampled_from(["a.md", "a.py", "a.txt", "a.ts", "a.yaml", "a.ipynb", "a", "a.php"]))
@example("> " * 30 + "```\nx\n", "a.md")
@example("[acme]: http://pricing.internal/ 'our margin'\n", "a.md")
def test_segments_tile_the_text(text: str, path: str) -> None:
    from privacy_gate.documents.segment import segmenter

    parser = segmenter(path, Exposure.OUTBOUND)
    made = Document(path, text, Exposure.OUTBOUND, segmenter=parser)

    assert "".join(text[segment.start : segment.end] for segment in made.segments) == text
    assert all(made.segment_at(at).start <= at < made.segment_at(at).end for at in range(len(text)))


@given(st.text(max_size=80))
def test_positions_agree_with_a_plain_count(text: str) -> None:
    made = Document("a", text, Exposure.OUTBOUND)

    for at in range(len(text) + 1):
        before = text[:at]
        assert made.position(at) == Position(before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1)


@pytest.mark.parametrize(
    ("data", "text", "remark"),
    [
        (b"plain", "plain", None),
        ("größe".encode(), "größe", None),
        (codecs.BOM_UTF8 + "größe".encode(), "größe", None),
        (codecs.BOM_UTF16_LE + "größe".encode("utf-16-le"), "größe", "Text was decoded as UTF-16"),
        (codecs.BOM_UTF16_BE + "größe".encode("utf-16-be"), "größe", "Text was decoded as UTF-16"),
        (codecs.BOM_UTF32_LE + "größe".encode("utf-32-le"), "größe", "Text was decoded as UTF-32"),
        ("a longer text".encode("utf-16-le"), "a longer text", "Text was decoded as UTF-16 (no byte order mark)"),
        ("größe".encode("latin-1"), "größe", "Text is not valid UTF-8 (byte 2) and was decoded as Latin-1"),
        (b"", "", None),
    ],
)
def test_decode(data: bytes, text: str, remark: str | None) -> None:
    assert decode(data) == (text, remark)


@given(st.binary(max_size=300))
def test_decoding_never_fails_and_loses_no_line(data: bytes) -> None:
    text, remark = decode(data)

    if remark is None and not data.startswith(codecs.BOM_UTF8):
        assert text.encode() == data


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"text", False),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), True),
        (b"a text with one \x00 byte in the middle of it, which is no way around the gate", False),
        ("utf-16".encode("utf-16"), False),
        (b"", False),
    ],
)
def test_looks_binary(data: bytes, binary: bool) -> None:
    assert looks_binary(data) is binary


def test_a_binary_blob_is_skipped_with_a_reason() -> None:
    assert documents.read(Blob("a.png", bytes(range(256)), Exposure.INTERNAL)) == Skipped("a.png", "binary")


def test_markdown() -> None:
    text = (
        "---\ntitle: x\n---\nProse.\n\n<!-- a comment -->\n\n"
        "```python\n# why\nx = 'a'\n```\n\n    indented\n\n> ```js\n> // c\n> ```\nEnd.\n"
    )

    assert stretches(text, "prompts/a.md") == [
        (Kind.PROSE, "---\ntitle: x\n---\n"),
        (Kind.PROSE, "Prose.\n\n"),
        (Kind.COMMENT, "<!-- a comment -->"),
        (Kind.PROSE, "\n\n```python\n"),
        (Kind.COMMENT, "# why"),
        (Kind.CODE, "\nx = "),
        (Kind.STRING, "'a'"),
        (Kind.CODE, "\n"),
        (Kind.PROSE, "```\n\n"),
        (Kind.PROSE, "    indented\n"),
        (Kind.PROSE, "\n> ```js\n"),
        (Kind.CODE, "> "),
        (Kind.COMMENT, "// c"),
        (Kind.CODE, "\n"),
        (Kind.PROSE, "> ```\nEnd.\n"),
    ]


def test_a_fence_that_nobody_closes_runs_to_the_end() -> None:
    assert (Kind.COMMENT, "# last line") in stretches("Text\n\n```py\nx = 1\n# last line", "prompts/a.md")


def test_the_languages_of_fences_are_kept() -> None:
    segments = document("```ts\nlet a = 1\n```\n").segments

    assert [segment.language for segment in segments] == [None, "typescript", None]


PYTHON = '''\
#!/usr/bin/env python
"""Module."""
import os  # to read


class A:
    """Class."""

    limit = 3
    """Attribute."""

    def f(self, x="default"):
        # first
        """Function."""
        text = """not a docstring"""
        call(
            "argument",
        )
        return f"# no comment {x}"

def g(): "one line"

call()
"stray"
'''


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ("#!/usr", Kind.COMMENT),
        ("Module.", Kind.DOCSTRING),
        ("to read", Kind.COMMENT),
        ("Class.", Kind.DOCSTRING),
        ("Attribute.", Kind.DOCSTRING),
        ("default", Kind.STRING),
        ("first", Kind.COMMENT),
        ("Function.", Kind.DOCSTRING),
        ("not a docstring", Kind.STRING),
        ("argument", Kind.STRING),
        ("# no comment", Kind.STRING),
        ("one line", Kind.DOCSTRING),
        ("stray", Kind.STRING),
        ("def f", Kind.CODE),
    ],
)
def test_python_kinds(found: str, kind: Kind) -> None:
    assert document(PYTHON, "a.py").segment_at(PYTHON.index(found)).kind is kind


@pytest.mark.parametrize(
    "hostile",
    [
        "x = " + "(" * 3000 + ")" * 3000 + "\n",
        "x = " + '"a" + ' * 9000 + '"a"\n',
        "x = " + '"a" ' * 9000 + "\n",
        "x = q" + ".f(1)" * 6000 + "\n",
        "x = " + "-" * 20000 + "1\n",
        "x = " + "not " * 20000 + "1\n",
        "x = " + "lambda: " * 9000 + "1\n",
        "x = a" + "[0]" * 9000 + "\n",
        "x = " + "1 if a else " * 9000 + "2\n",
    ],
    ids=["brackets", "plus", "strings", "calls", "minus", "not", "lambda", "subscripts", "conditions"],
)
def test_hostile_python_is_read_without_the_tree(hostile: str) -> None:
    text = f"def f():\n    {hostile}    'stands alone after another statement'\n"

    assert document(text, "a.py").segment_at(text.index("stands")).kind in (Kind.STRING, Kind.DOCSTRING)
