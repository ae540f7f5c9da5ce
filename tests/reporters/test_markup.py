"""Text in Markdown: words stay as they are, and everything else is a code span."""

from __future__ import annotations

from privacy_gate.reporters.markup import prose


def test_a_quoted_term_in_brackets_is_one_code_span() -> None:
    written = prose('reveals a name (`compute margin`), and two more ("net price"; `x_1`).')

    assert written == "reveals a name (`compute margin`), and two more (`net price`; `x_1`)."
