"""Fences that are plain to see: what is told without the parser is what the parser tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.documents.fences import Fence, fences
from privacy_gate.documents.markdown import parse_fences

_STARTS = tuple("| |  |   |    |\t| \t|> |>|- |-|1. |* |+\t|-     |>     |2)  ".split("|"))
_BODIES = (
    "```", "````", "~~~", "~~~~", "```py", "``` a`b", "~~~ a`b", "```  ", "```\t", "``", "text", "", " ", "`x`",
    "# head", "---", "===", "<div>", "<!--", "-->", "</div>", "[a]: /b", "'title", "[a]: <", "- ```", "> ~~~", "***",
    "\\```", "&#96;``", "é ```", "|a|b|", "\u00a0```",
)  # fmt: skip
lines = st.builds(str.__add__, st.sampled_from(_STARTS), st.sampled_from(_BODIES))
texts = st.builds(
    str.__add__, st.lists(lines, max_size=9).map("\n".join), st.sampled_from(["", "\n", "\n\n", "\r\n", " "])
)


@given(texts)
def test_what_is_told_is_what_the_parser_tells(text: str) -> None:
    plain = fences(text)

    assert plain is None or plain == parse_fences(text)


@given(st.lists(lines, max_size=9).map("\r\n".join))
def test_line_ends_of_windows_are_line_ends(text: str) -> None:
    plain = fences(text)

    assert plain is None or plain == parse_fences(text)


@given(st.lists(st.sampled_from(["```", "````", "~~~", "```py", "text", "", "  ```", "    ~~~", "- x", "> y", "# z"])))
def test_most_prompts_are_plain(chosen: list[str]) -> None:
    text = "\n".join(chosen)
    plain = fences(text)

    assert plain is None or plain == parse_fences(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("a\n\nb\n", []),
        ("# T\n\n```py\nx = 1\n    y\n```\nend\n", [Fence((2, 6), "```", "py")]),
        ("~~~\nnever closed\n", [Fence((0, 2), "~~~", "")]),
        ("- item\n  more\n\n> quoted\n```\nx\n```", [Fence((4, 7), "```", "")]),
        ("```\n~~~\n````\n", [Fence((0, 3), "```", "")]),
    ],
)
def test_plain_texts_need_no_parser(text: str, found: list[Fence]) -> None:
    assert fences(text) == found == parse_fences(text)


@pytest.mark.parametrize(
    "text",
    [
        "- a\n\n      code\n", "para\n\n    code\n", "\tcode\n", "- ```\n  x\n  ```\n", "> ```\n> x\n",
        "<pre>\n```\n</pre>\n", "1. a\n   ```\n   x\n   ```\n", "``` a`b\n", "-     code\n",
    ],
)  # fmt: skip
def test_of_others_the_parser_tells(text: str) -> None:
    assert fences(text) is None
