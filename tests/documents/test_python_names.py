"""The names in Python code, as libcst's scopes tell them."""

from __future__ import annotations

import pytest

from privacy_gate.documents import python_names
from privacy_gate.model import NameKind


def kinds(text: str) -> list[tuple[str, NameKind]]:
    return [
        (text[name.start : name.end], name.kind) for name in python_names.names(text, 0, len(text), [len(text) - 1])
    ]


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    return [\n        x,\n    ]\n",
        "    def f(x):\n        return [\n            x,\n        ]\n",
        "class A:\n    def f(self, x):\n        return (\n            x)\n",
    ],
)
def test_indented_code_is_parsed(text: str) -> None:
    """By words alone a parameter would pass for a variable."""
    assert ("x", NameKind.PARAMETER) in kinds(text)
    assert kinds(text)[-1][0] == "x"


def test_an_attribute_of_a_library_is_its_own_and_of_what_it_returns_anybodys() -> None:
    said = [
        name for name, _ in kinds("import np\nfrom numpy import a\n\n\ndef f(o):\n    return a.b.c, a(o).d, max(o).e\n")
    ]

    assert "b" not in said
    assert "c" not in said
    assert {"d", "e"} <= set(said)
