"""What `clean --drop-context` leaves out, and what it leaves."""

from __future__ import annotations

import ast

import pytest

from tests.cleanroom.cleaning import cleaned, obeys
from tests.tokens import numbered

REASON = "finance insists on that"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "I am rewriting the sign-in of our lending platform.\nWrite a function that hashes a password.\n",
            "Write a function that hashes a password.\n",
        ),
        ("Write a parser for our lending platform. Return a list.", "Write a parser. Return a list."),
        (
            "Split an amount. Never round up in the first month, finance insists on that. Return a list.",
            "Split an amount. Return a list.",
        ),
        (
            "Write a split, never rounding up, because finance insists on that. Return a list.",
            "Write a split, never rounding up. Return a list.",
        ),
        ("As part of our lending platform, write a date parser.", "write a date parser."),
        ("TASK: Write a parser for our lending platform.\nINPUT: a text\n", "TASK: Write a parser.\nINPUT: a text\n"),
        ("- sort\n- for customer Harnwick Dairies, always\n- return\n", "- sort\n- return\n"),
        (
            "The list is sorted, which is\nfor customer Harnwick Dairies only, and\nstays so.\n\nReturn it.\n",
            "Return it.\n",
        ),
        ("A date (for customer Harnwick Dairies) is wrong. Why?", "A date is wrong. Why?"),
        ("OUTPUT\nlines for customer Harnwick Dairies\n\nTESTS\nnone\n", "OUTPUT\n\nTESTS\nnone\n"),
        ("Our lending platform (really!) wants it. Sort a list.", "Sort a list."),
        ("First.\n\nThis is for customer Harnwick Dairies.\n\nSecond.\n", "First.\n\nSecond.\n"),
    ],
)
def test_the_task_stays(text: str, expected: str) -> None:
    assert cleaned(text, drop_context=True).text == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", "# churn is 4.1 % among dealers\nx = 1\n", "x = 1\n"),
        ("a.py", "x = 1  # churn is 4.1 % among dealers\ny = 2\n", "x = 1\ny = 2\n"),
        (
            "a.py",
            "# sorted\n\n# churn is 4.1 % among dealers, so\n# we look for late ones\nx = 1\n",
            "# sorted\n\nx = 1\n",
        ),
        ("a.py", 'def f(x):\n    """Churn is 4.1 % among dealers."""\n    return x\n', "def f(x):\n    return x\n"),
        ("a.py", 'def f(x):\n    """Churn is 4.1 % among dealers."""\n\n\ny = 1\n', "def f(x):\n    ...\n\n\ny = 1\n"),
        ("a.py", 'def f(x): "Churn is 4.1 % among dealers."\n', "def f(x): ...\n"),
        ("a.py", '"""Churn is 4.1 % among dealers."""\nx = 1\n', "x = 1\n"),
        ("a.ts", "// churn is 4.1 % among dealers\nconst x = 1; // sorted\n", "const x = 1; // sorted\n"),
        ("a.ts", "/**\n * Churn is 4.1 % among dealers.\n */\nconst x = 1;\n", "const x = 1;\n"),
        ("a.go", "x := 1 // churn is 4.1 % among dealers\n", "x := 1\n"),
        ("a.sql", "-- churn is 4.1 % among dealers\nSELECT 1;\n", "SELECT 1;\n"),
    ],
)
def test_comments_and_docstrings_go_as_a_whole(path: str, text: str, expected: str) -> None:
    done = cleaned(text, path, drop_context=True)

    assert done.text == expected
    if path.endswith(".py"):
        ast.parse(done.text)


def test_a_string_keeps_its_place() -> None:
    text = 'NOTE = "This is for customer Harnwick Dairies, who pay late."\n'
    done = cleaned(text, "a.py", drop_context=True)

    assert numbered(done.text) == 'NOTE = "<TEXT 1>"\n'
    assert all(pair.secret for pair in done.pairs.pairs.values())  # it may hold one, and is not stored


def test_code_that_tells_gets_other_names_and_stays_valid() -> None:
    text = (
        "```python\ndef test_adbreak_minutes_for_derby_weekend_sponsor_split():\n    assert split(4) == [2, 2]\n```\n"
    )

    for done in (obeys(text), cleaned(text, drop_context=True)):
        assert "sponsor" not in done.text
        ast.parse(done.text.split("```python\n")[1].removesuffix("```\n"))


def test_what_no_rule_speaks_of_stays() -> None:
    text = "Write a parser.\n\n# sorted, because bisect wants it\n\nReturn a list (of dates), for example `[]`.\n"

    assert cleaned(text, drop_context=True).text == text


def test_a_text_that_is_nothing_but_context_is_empty() -> None:
    assert obeys("I am rewriting the sign-in of our lending platform.\n").text
    assert not cleaned("I am rewriting the sign-in of our lending platform.\n", drop_context=True).text.strip()


def test_a_line_of_code_that_reads_as_business_stays() -> None:
    assert "g nevr-scy-gate" in obeys("g nevr-scy-gate", "prompts/a.py").text
