"""Prompts for reuse: their examples and placeholders are nobody's business, and "our" business in them still is."""

from __future__ import annotations

import pytest

from privacy_gate.checkers.reusable_prompts import is_reusable
from tests.gate import scan

pytestmark = pytest.mark.usefixtures("folder")

ROLE = "---\nname: analyst\ndescription: Analyses figures\n---\n\nYou are a senior analyst.\n\n"
HEADINGS = "".join(f"## Part {number}\n\nSay it briefly.\n\n" for number in range(6))


def severities(text: str, rule: str) -> set[str]:
    found = scan(text, "--select", rule, name="prompts/case.md").data["findings"]
    return {one["severity"] for one in found}


@pytest.mark.parametrize(
    "text",
    [
        ROLE,
        "You are an expert. Compare {{product}} with {{rival}}.\n",
        "Act as a tutor for [YOUR SUBJECT] at [YOUR LEVEL].\n",
        f"You are a reviewer.\n\n{HEADINGS}",
        f"Use ${{input:name}} and $ARGUMENTS.\n\n{HEADINGS}",
    ],
)
def test_two_signs_make_a_prompt_for_reuse(text: str) -> None:
    assert is_reusable(text)


@pytest.mark.parametrize(
    "text",
    [
        "You are an expert in Go. Why does this deadlock?\n",
        "Format the string with {name} and {place}.\n",
        f"# Plan\n\n{HEADINGS}",
        "Write a function that sorts a list.\n",
    ],
)
def test_one_sign_is_not_enough(text: str) -> None:
    assert not is_reusable(text)


@pytest.mark.parametrize(
    ("line", "rule", "severity"),
    [
        ("Reduce churn by 20% in the north region.", "business/figure", {"note"}),
        ("- “How do I present our ARR to the board?”", "business/company-context", {"note"}),
        ("Name the frame, for example: it is part of our claims platform.", "business/company-context", {"note"}),
        ("It is part of our claims platform.", "business/company-context", {"error"}),
        ("Fix it on `hotfix/ENG-421`.", "internal/ticket", {"note"}),
        ("spring.datasource.password=rootroot", "secret/keyword-assignment", {"warning"}),
        ("spring.datasource.password=" + "q8Zr2LwX" + "v5Tn9Kd3", "secret/keyword-assignment", {"error"}),
    ],
)
def test_what_is_invented_in_it_is_less_severe(line: str, rule: str, severity: set[str]) -> None:
    assert severities(f"{ROLE}{line}\n", rule) == severity
    assert severities(f"{ROLE}{line}\n", rule) <= severities(f"{line}\n", rule) | {"note", "warning"}


def test_a_section_of_examples_is_invented_up_to_the_next_heading() -> None:
    said = "It is part of our claims platform.\n"

    assert severities(f"{ROLE}## Examples\n\n### First\n\n{said}", "business/company-context") == {"note"}
    assert severities(f"{ROLE}## Examples\n\nNone.\n\n## Task\n\n{said}", "business/company-context") == {"error"}


def test_the_same_lines_in_a_prompt_for_one_task_stay() -> None:
    assert severities("Reduce churn by 20% in the north region.\n", "business/figure") == {"warning"}
    assert severities("spring.datasource.password=rootroot\n", "secret/keyword-assignment") == {"error"}
