"""Where names stand: what is a place of a name, as what, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate import documents
from privacy_gate.checkers.names.name_locations import candidates, locate
from privacy_gate.model import Blob, Document, Exposure

NAME = "vineyard_bonus_rule"
CAMEL = "vineyardBonusRule"
PASCAL = "VineyardBonusRule"
SHOUTED = "VINEYARD_BONUS_RULE"


def document(text: str, path: str, exposure: Exposure = Exposure.OUTBOUND) -> Document:
    read = documents.read(Blob(path, text.encode(), exposure))
    assert isinstance(read, Document)
    return read


def kinds(text: str, path: str = "prompts/a.md", exposure: Exposure = Exposure.OUTBOUND) -> dict[str, str]:
    """Name → kind, with `bare` where it is one of a sentence."""
    one = document(text, path, exposure)
    found = locate(one, candidates(one))
    assert all(text[place.start : place.end] == name for name, place in found.items())
    return {name: "bare" if place.bare else place.kind.value for name, place in found.items()}


@pytest.mark.parametrize(
    ("tag", "code", "name", "kind"),
    [
        ("python", "class {2}(Enum):\n    x = 1\n", PASCAL, "class"),
        ("python", "class Kind(Enum):\n    {3} = 1\n", SHOUTED, "constant"),
        ("python", "def f({0}): pass\n", NAME, "parameter"),
        ("python", "f({0}=1)\n", NAME, "parameter"),
        ("python", "self.{0} = 1\n", NAME, "attribute"),
        ("python", "def test_{0}(): pass\n", f"test_{NAME}", "test"),
        ("python", 'x = row["{0}"]\n', NAME, "variable"),
        ("python", 'x = {{"{0}": 1}}\n', NAME, "variable"),
        ("python", 'os.environ.get("{3}")\n', SHOUTED, "constant"),
        ("python", 'log.info("paid {0}=%s", x)\n', NAME, "variable"),
        ("python", 'cursor.execute("SELECT {0} FROM t WHERE x = 1")\n', NAME, "variable"),
        ("python", "import {0}.models\n", NAME, "module"),
        ("sql", "CREATE TABLE {0} (id int);\n", NAME, "class"),
        ("sql", "CREATE TABLE t ({0} int);\n", NAME, "attribute"),
        ("sql", "SELECT {0} FROM t;\n", NAME, "attribute"),
        ("sql", "WITH {0} AS (SELECT 1) SELECT * FROM x;\n", NAME, "class"),
        ("java", "enum K {{ {3}, B }}\n", SHOUTED, "constant"),
        ("java", "class A {{ int {1}(int a) {{ return a; }} }}\n", CAMEL, "function"),
        ("kotlin", "fun {1}(x: Int) = x\n", CAMEL, "function"),
        ("kotlin", "data class {2}(val x: Int)\n", PASCAL, "class"),
        ("typescript", "interface A {{ {1}: string }}\n", CAMEL, "attribute"),
        ("typescript", "import {{ run }} from './{0}';\n", NAME, "module"),
        ("go", "type A struct {{ {2} int }}\n", PASCAL, "attribute"),
        ("go", "func {2}(x int) int {{ return x }}\n", PASCAL, "function"),
        ("rust", "const {3}: i32 = 1;\n", SHOUTED, "constant"),
        ("rust", "fn {0}(x: i32) -> i32 {{ x }}\n", NAME, "function"),
        ("csharp", "class A {{ public int {2} {{ get; set; }} }}\n", PASCAL, "attribute"),
        ("ruby", "def {0}(x)\n  x\nend\n", NAME, "function"),
        ("php", "function {0}($x) {{ return $x; }}\n", NAME, "function"),
        ("scala", "def {1}(x: Int): Int = x\n", CAMEL, "function"),
        ("swift", "func {1}(x: Int) -> Int {{ x }}\n", CAMEL, "function"),
        ("cpp", "int {0}(int x) {{ return x; }}\n", NAME, "function"),
        ("yaml", "{0}: 3\n", NAME, "attribute"),
        ("toml", "{0} = 3\n", NAME, "attribute"),
        ("bash", "export {3}=3\n", SHOUTED, "variable"),
        ("json", '{{"{0}": 3}}\n', NAME, "variable"),
        ("env", "{3}=3\n", SHOUTED, "constant"),
        ("text", "2026-01-02 INFO paid {0}=3 to=x\n", NAME, "variable"),
        ("ruby", "def {0}(data):\n    return data\n", NAME, "function"),  # Python under a wrong name
    ],
)
def test_a_place_in_a_block(tag: str, code: str, name: str, kind: str) -> None:
    text = f"See:\n\n```{tag}\n{code.format(NAME, CAMEL, PASCAL, SHOUTED)}```\n"

    assert kinds(text).get(name) == kind


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (f"Why is `{NAME}` slow?", NAME, "variable"),
        (f"Why is `{CAMEL}(x)` slow?", CAMEL, "function"),
        (f"Why is `run {PASCAL} now` slow?", PASCAL, "class"),
        ("The file skip_vineyard_bonus.py is red.", "skip_vineyard_bonus", "module"),
        ("The file vineyard-bonus-rule.ts is red.", "vineyard-bonus-rule", "module"),
        ("The package `vineyard-bonus-rule` is red.", "vineyard-bonus-rule", "module"),
        (f"It calls {NAME}(3) twice.", NAME, "function"),
        (f"Set {SHOUTED}=3 first.", SHOUTED, "constant"),
        (f"I think {NAME} is slow.", NAME, "bare"),
    ],
)
def test_a_place_in_prose(text: str, name: str, kind: str) -> None:
    assert kinds(text) == {name: kind}


@pytest.mark.parametrize(
    "text",
    [
        "The cut-off is a vineyard-wide rule of thumb.",
        "I think bonus_rule is slow.",
        "The neutralization of misunderstandings.",
        "```python\nx = 'vineyard_bonus_rule'\n```\n",
        "```python\nimport numpy.vineyard_bonus_rule\n```\n",
        "```python\nfrom stripe import vineyard_bonus_rule\nvineyard_bonus_rule(1)\n```\n",
        "```java\nx.vineyardBonusRule.run();\n```\n",
    ],
)
def test_what_is_no_place(text: str) -> None:
    assert kinds(text) == {}


def test_only_code_counts_in_a_file_that_stays() -> None:
    code = f'# `{CAMEL}`\nx = row["{NAME}"]\n{SHOUTED} = 1\n'

    assert kinds(code, "src/a.py", Exposure.INTERNAL) == {SHOUTED: "constant"}


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from([NAME, "`", '"', "'", "\n", "```", "```python", " ", "=", ":", "(", ".py", "[", "x", "\u2028"])
    )
)
def test_whatever_stands_around_a_name(parts: list[str]) -> None:
    kinds("".join(parts))
