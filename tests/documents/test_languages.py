"""Code in many languages: what is found in it, what chooses the language, what happens without a parser."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.base.language_table import LANGUAGES, Language
from privacy_gate.documents import code_segments, languages
from privacy_gate.documents.segment import segmenter
from privacy_gate.model import Document, Exposure, Kind, NameKind
from tests.work import must_end

CASES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
ALL = {language.name: language for language in LANGUAGES if language.is_parsed}


def document(text: str, path: str, exposure: Exposure = Exposure.INTERNAL) -> Document:
    return Document(path, text, exposure, segmenter=segmenter(path, exposure))


def kind_of(made: Document, found: str) -> Kind:
    return made.segment_at(made.text.index(found)).kind


def named(made: Document) -> list[tuple[str, str]]:
    return [(name.kind.value, made.text[name.start : name.end]) for name in made.names_near([0])]


def name_of(language: Language | str | None) -> str | None:
    return language.name if isinstance(language, Language) else language


def joined(made: Document) -> str:
    return "".join(made.text[segment.start : segment.end] for segment in made.segments)


@pytest.mark.parametrize("tag", CASES)
def test_snippets(tag: str) -> None:
    case = CASES[tag]
    language = languages.language_of_tag(tag)
    assert language is not None

    found = code_segments.read(case["text"], 0, language)

    assert found.shortfalls == []
    for kind in (Kind.COMMENT, Kind.DOCSTRING, Kind.STRING, Kind.PROSE):
        texts = [case["text"][one.start : one.end] for one in found.segments if one.kind is kind]
        assert texts == case.get(kind.value, []), kind
    for name_kind in NameKind:
        names = [case["text"][name.start : name.end] for name in found.names if name.kind is name_kind]
        assert " ".join(names) == case.get("names", {}).get(name_kind.value, ""), name_kind


PIECES = [
    "// c\n", "# c\n", "-- c\n", "/* ", " */", "/** d */", "<!-- ", " -->", '"', "'", "`", '"""', "'''", "\\", "${",
    "#{", "}", "{", "(", ")", "[", "]", "<", ">", "<<A\n", "A\n", "<?php ", "?>", "=begin\n", "=end\n", "--[[", "]]",
    'r#"', "def f\n", "fn f() {", "class A ", "let x = 1\n", "name: ", "- ", "|\n  ", "\n", "\r\n", "\r", "\x00", "\t",
    "日本", "é", "😀", "\u2028", "\ufeff", "\ud800", "<script>", "</script>", "FROM a\n", "RUN x \\\n", "$$", "@", ";",
    "%w(",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@pytest.mark.once
@settings(max_examples=500)
@given(TEXTS, st.sampled_from(sorted(ALL)))
def test_segments_tile_the_text_in_every_language(text: str, name: str) -> None:
    found = code_segments.read(text, 0, ALL[name])

    assert "".join(text[segment.start : segment.end] for segment in found.segments) == text
    assert all(0 <= one.start < one.end <= len(text) for one in found.names)


HOSTILE = [
    "(" * 25_000, "[" * 25_000 + "]" * 25_000, "{" * 25_000, "<" * 25_000, "a<" * 10_000, "a => " * 5_000,
    "*/ * " * 5_000, "}%w(" * 5_000, '"' * 25_000, "`" * 25_000, "`${" * 10_000, '"#{' * 10_000, "/*" * 25_000,
    "#" * 25_000, "- " * 10_000, "? " * 10_000, "".join(" " * depth + "a:\n" for depth in range(400)), "<<A\n" * 5_000,
    "x = " + "a" * 1_000_000, "a\x00" * 10_000,
]  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize("name", [name for name, language in ALL.items() if language.wheel])
def test_hostile_texts_are_read_to_their_end(name: str) -> None:
    for hostile in HOSTILE:
        with must_end():
            found = code_segments.read(hostile, 0, ALL[name])

        assert sum(segment.end - segment.start for segment in found.segments) == len(hostile)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a.ts", "typescript"), ("a.tsx", "tsx"), ("a.mjs", "javascript"), ("a.kt", "kotlin"), ("a.cs", "csharp"),
        ("a.h", "c"), ("Dockerfile", "dockerfile"), ("main.tf", "hcl"), ("a.R", "r"), ("run.sh", "bash"),
        ("Makefile", "make"), ("CMakeLists.txt", "cmake"), (".github/workflows/a.yml", "yaml"), ("App.vue", "html"),
        ("a.rst", None),
        ("a.csv", None), ("a.json", None),
    ],
)  # fmt: skip
def test_the_language_of_a_path(path: str, language: str | None) -> None:
    assert name_of(languages.language_of_path(path, "")) == language


def test_a_header_with_classes_is_cpp() -> None:
    assert name_of(languages.language_of_path("a.h", "namespace acme {\nclass A {};\n}\n")) == "cpp"


@pytest.mark.parametrize(
    ("line", "language"),
    [("#!/bin/bash", "bash"), ("#!/usr/bin/env node", "javascript"), ("#!/usr/bin/env ruby", "ruby")],
)
def test_the_language_of_a_first_line(line: str, language: str) -> None:
    made = document(f"{line}\nx = 'a'\n", "bin/tool")

    assert made.segment_at(len(line) + 2).language == language


def test_a_first_line_may_say_python() -> None:
    made = document("#!/usr/bin/env python3\nx = 'a'  # why\n", "bin/tool")

    assert kind_of(made, "# why") is Kind.COMMENT
    assert made.segment_at(24).language == "python"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ts", "typescript"), ("TypeScript", "typescript"), ("c#", "csharp"), ("C++", "cpp"), ("sh", "bash"),
        ("zsh", "bash"),
        ("{.r .numberLines}", "r"), ("js:title=a.js", "javascript"), ("rust,ignore", "rust"), ("language-go", "go"),
        ("terraform", "hcl"), ("yml", "yaml"), ("golang", "go"), ("json", None), ("text", None), ("", None),
    ],
)  # fmt: skip
def test_the_language_of_a_tag(tag: str, language: str | None) -> None:
    assert name_of(languages.language_of_tag(tag)) == language


MARKDOWN = """\
Prose.

```ts
// in ts
const secretRate = "x";
```

> ```go
> // in a quotation
> func Margin() {}
> ```

```console
$ make margin  # not prose
the output
```

```
SELECT a FROM rates -- in sql
WHERE kind = 'gold'
```

```
nothing that anybody knows
```
"""


def test_fences() -> None:
    made = document(MARKDOWN, "prompts/a.md", Exposure.OUTBOUND)

    assert kind_of(made, "// in ts") is Kind.COMMENT
    assert kind_of(made, "// in a quotation") is Kind.DOCSTRING
    assert kind_of(made, "# not prose") is Kind.COMMENT
    assert kind_of(made, "make margin") is Kind.CODE
    assert kind_of(made, "the output") is Kind.PROSE
    assert kind_of(made, "-- in sql") is Kind.COMMENT
    assert kind_of(made, "nothing that") is Kind.PROSE
    assert ("variable", "secretRate") in named(made)
    assert ("function", "Margin") in named(made)
    assert joined(made) == MARKDOWN


def test_a_prompt_that_is_code_as_a_whole() -> None:
    text = 'package main\n\nimport (\n\t"fmt"\n)\n\nfunc margin() {\n\tx := 1\n\tfmt.Println(x)\n}\n'
    made = document(text, "<stdin>", Exposure.OUTBOUND)

    assert {segment.language for segment in made.segments} == {"go"}
    assert named(made) == [("function", "margin"), ("variable", "x")]


def test_sentences_in_a_code_fence_are_prose() -> None:
    text = "```js\nconst a = 1;\nour gold customers get the better rate\nlet b = 2;\n```\n"
    made = document(text, "prompts/a.md", Exposure.OUTBOUND)

    assert kind_of(made, "our gold") is Kind.PROSE
    assert kind_of(made, "let b") is Kind.CODE


def notebook(*cells: dict[str, Any], language: str = "python", indent: int | None = 1) -> str:
    metadata = {"kernelspec": {"language": language}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}, indent=indent, ensure_ascii=False)


def test_a_notebook_is_read_cell_by_cell() -> None:
    code_cell = {
        "cell_type": "code",
        "source": ["x = 'a\tb \"q\" é😀'  # why\n", "y = 1"],
        "outputs": [{"text": ["# output\n"]}],
    }
    text = notebook(
        {"cell_type": "markdown", "source": ["# Title\n", "Text.\n", "```js\n", "// in js\n", "```"]},
        code_cell,
        {"cell_type": "code", "source": "%%bash\necho 1  # in bash\n"},
        {"cell_type": "raw", "source": ["# raw"]},
    )
    made = document(text, "a.ipynb")

    assert kind_of(made, "# Title") is Kind.PROSE
    assert kind_of(made, "// in js") is Kind.COMMENT
    assert kind_of(made, "# why") is Kind.COMMENT
    assert kind_of(made, 'q\\" é') is Kind.STRING
    assert kind_of(made, "y = 1") is Kind.CODE
    assert kind_of(made, "# output") is Kind.PROSE
    assert kind_of(made, "# in bash") is Kind.COMMENT
    assert kind_of(made, "# raw") is Kind.PROSE
    assert joined(made) == text


def test_a_notebook_in_another_language() -> None:
    source = ["margin <- function(rate) rate  # é\n", "x <- 1"]
    made = document(notebook({"cell_type": "code", "source": source}, language="R"), "a.ipynb")

    assert named(made) == [("function", "margin"), ("parameter", "rate"), ("variable", "x")]


@settings(max_examples=300)
@given(
    st.lists(st.text(max_size=30), max_size=4), st.sampled_from(["python", "R", "julia"]), st.sampled_from([None, 1])
)
def test_notebook_segments_tile_the_text(source: list[str], language: str, indent: int | None) -> None:
    cells = [{"cell_type": kind, "source": source} for kind in ("code", "markdown")]
    text = notebook(*cells, language=language, indent=indent)

    assert joined(document(text, "a.ipynb")) == text


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["{", "}", "[", "]", '"cells"', ":", ",", '"source"', '"a\\n# b"', "\\", "\n"]), max_size=30
    )
)
def test_what_is_no_notebook_is_read_as_well(pieces: list[str]) -> None:
    text = "".join(pieces)

    assert joined(document(text, "a.ipynb")) == text


HTML = """\
<html><!-- c --><script>// js
const marginRate = 'x';</script><script lang="ts">interface Rate { b: number }</script>
<script type="application/json">{"a": "// data"}</script><style>/* css */ .gold { }</style>
<p title="t">Our text</p></html>
"""


@pytest.mark.parametrize("path", ["a.html", "a.vue", "a.svelte"])
def test_html_with_scripts_and_styles(path: str) -> None:
    made = document(HTML, path)

    assert [kind_of(made, found) for found in ("<!-- c", "// js", "/* css", "Our text", '"t"', "// data", "'x'")] == [
        Kind.COMMENT, Kind.COMMENT, Kind.COMMENT, Kind.PROSE, Kind.STRING, Kind.PROSE, Kind.STRING,
    ]  # fmt: skip
    assert named(made) == [("variable", "marginRate"), ("class", "Rate"), ("attribute", "b"), ("class", "gold")]


# without parsers -----------------------------------------------------------------------------------

WITHOUT = """\
import json, sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(name)
BLOCKED = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Block())
from privacy_gate.documents import code_segments as code, languages
text = sys.argv[3]
found = code.read(text, 0, languages.language_of_tag(sys.argv[2]))
print(json.dumps([[text[one.start:one.end] for one in found.segments if one.kind == "comment"],
                  [text[one.start:one.end] for one in found.names], found.shortfalls]))
"""


def without(blocked: str, tag: str, text: str) -> list[Any]:
    command = [sys.executable, "-c", WITHOUT, blocked, tag, text]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[Any] = json.loads(done.stdout)
    return found


def test_without_the_wheel_pygments_reads() -> None:
    comments, names, shortfalls = without("tree_sitter_swift", "swift", 'func margin() { let x = "a" } // why')

    assert comments == ["// why"]
    assert "margin" in names
    assert "The swift parser is not installed" in shortfalls[0]
    assert "pip install 'privacy-gate[languages]'" in shortfalls[0]


def test_without_pygments_too_marks_are_read() -> None:
    comments, _, shortfalls = without("tree_sitter,pygments", "kotlin", 'fun margin() { val x = "//" } // why')

    assert comments == ["// why"]
    assert "only roughly" in shortfalls[0]


def test_without_anything_it_is_prose_and_said() -> None:
    comments, _, shortfalls = without("tree_sitter,pygments", "erlang", "% why\n")

    assert comments == []
    assert "read as prose" in shortfalls[0]


def test_a_language_that_nothing_reads_is_prose_and_said() -> None:
    made = document("model A {\n  // why\n}\n", "schema.prisma")

    assert made.shortfalls == []  # nobody asked yet
    assert kind_of(made, "// why") is Kind.PROSE
    assert made.shortfalls == ["No parser supports prisma yet. The text was read as prose"]
