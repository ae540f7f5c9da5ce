"""What `clean` makes of a text, and the way back."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.cleanroom.masking.unmask import unmask
from privacy_gate.model import Exposure
from privacy_gate.rules.cases import cases
from tests.cleanroom.cleaning import cleaned, obeys
from tests.gate import GITHUB_TOKEN
from tests.rule_list import read_rules
from tests.tokens import numbered

EXAMPLES = Path(__file__).parents[2] / "examples" / "prompts"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"curl -H 'Authorization: Bearer {GITHUB_TOKEN}'", "curl -H 'Authorization: Bearer <TOKEN 1>'"),
        ("open http://quotes-07.harnwick.internal/v2", "open http://<HOST 1>/v2"),
        ("mail t.lindgaard@harnwick-dairies.eu", "mail <EMAIL 1>"),
        ("fixes OQ-4417: late export", "fixes <TICKET 1>: late export"),
        ("Sort a list.", "Sort a list."),
    ],
)
def test_values_become_placeholders(text: str, expected: str) -> None:
    assert numbered(obeys(text).text) == expected


def test_one_value_has_one_placeholder_wherever_it_stands() -> None:
    done = obeys(f"token = '{GITHUB_TOKEN}'\n\nThe token {GITHUB_TOKEN} is refused, t.lind@harnwick.eu asks why.\n")

    assert numbered(done.text) == "token = '<TOKEN 1>'\n\nThe token <TOKEN 1> is refused, <EMAIL 1> asks why.\n"


def test_placeholders_of_version_0_1_0_stay() -> None:
    text = "`\u27e6PG:EMAIL:0001\u27e7` and [pg:email:2] were there before t.lind@harnwick.eu came"

    assert obeys(text).text.startswith("`\u27e6PG:EMAIL:0001\u27e7` and [pg:email:2] were there before PG_EMAIL_")


def test_what_was_cleaned_before_keeps_its_token() -> None:
    first = cleaned("ask t.lind@harnwick.eu")
    second = cleaned(f"{first.text}, t.lind@harnwick.eu or b.orsen@harnwick.eu", known=first.pairs)

    assert numbered(second.text) == "ask <EMAIL 1>, <EMAIL 1> or <EMAIL 2>"
    assert unmask(second.text, second.pairs) == "ask t.lind@harnwick.eu, t.lind@harnwick.eu or b.orsen@harnwick.eu"


def test_a_name_in_another_case_is_called_alike() -> None:
    text = "```python\ndef proprietary_rate_total(x):\n    return ProprietaryRateTotal(x)\n```\n"

    pairs = {pair.original: pair.stand_in for pair in obeys(text).pairs.used()}

    assert pairs["ProprietaryRateTotal"] == "".join(
        part.capitalize() for part in pairs["proprietary_rate_total"].split("_")
    )


def test_names_follow_in_prose_strings_and_exports() -> None:
    text = (
        "Why is `calculate_proprietary_risk_score` slow? I mean calculate_proprietary_risk_score(x).\n\n"
        "```python\n"
        '__all__ = ["calculate_proprietary_risk_score"]\n\n\n'
        "def calculate_proprietary_risk_score(claim, *, proprietary_factor=2):\n"
        '    """Used by calculate_proprietary_risk_score."""\n'
        '    print(f"{proprietary_factor=} {calculate_proprietary_risk_score}")\n'
        "    return claim.proprietary_factor * proprietary_factor\n\n\n"
        "calculate_proprietary_risk_score(1, proprietary_factor=3)\n"
        "```\n"
    )

    done = obeys(text)

    assert "proprietary" not in done.text
    assert done.text.count("calculate_score") == 7
    ast.parse(done.text.split("```")[1].removeprefix("python"))


def test_a_library_keeps_its_names() -> None:
    text = (
        "```python\nfrom numpy import embargoed_rows\n\n\nclass Table:\n    embargoed_rows = 1\n\n"
        "    def embargoed_total(self):\n        return embargoed_rows(self.embargoed_total)\n```\n"
    )

    done = obeys(text)

    assert "from numpy import embargoed_rows" in done.text
    assert "return embargoed_rows(self." in done.text
    assert "embargoed_total" not in done.text


def test_an_ordinary_word_is_no_neutral_name() -> None:
    """Else an answer that says the word would be turned into the name."""
    done = obeys("```python\nclass EmbargoedLetter:\n    pass\n```\n")

    assert unmask("A letter, a Letter, and `Letter`.", done.pairs) == "A letter, a Letter, and `Letter`."
    assert len(done.pairs.pairs) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", f"TOKEN = b'{GITHUB_TOKEN}'\n"),
        ("a.py", f'TOKEN = f"{GITHUB_TOKEN}"\n'),
        ("a.py", f'TOKEN = "{GITHUB_TOKEN[:15]}" + "{GITHUB_TOKEN[15:]}"\n'),
        ("a.py", f"TOKEN = '{GITHUB_TOKEN[:15]}' \\\n  \"{GITHUB_TOKEN[15:]}\"\n"),
        ("a.py", "CARD = 4929471398341100\nprint(CARD)\n"),
        ("a.py", "# mail t.lind@harnwick.eu\nx = 'http://quotes.harnwick.internal/a'\n"),
    ],
)
def test_code_stays_valid(path: str, text: str) -> None:
    done = obeys(text, path)

    assert done.text != text
    ast.parse(done.text)


def test_what_no_machine_should_rewrite_is_left() -> None:
    done = obeys("I am rewriting the sign-in of our lending platform.")

    assert [found.rule for found in done.left()] == ["business/company-context"]


# laws ---------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        *(GITHUB_TOKEN, "t.lind@harnwick.eu", "quotes-07.harnwick.internal", "10.44.17.203", "/home/kbrandt7/tariffs"),
        *("OQ-4417", "password = 'zK8#vQ2m!x'", "zK8#vQ2m!x", "our lending platform", "DE44500105175407324931"),
        *(
            "calculate_proprietary_risk_score",
            "ProprietaryFactor",
            "\u27e6PG:EMAIL:0001\u27e7",
            "PG_",
            "PG_EMAIL_k7f3m2",
            "pg:host:1",
        ),
        *(
            "⟦",
            "⟧",
            "[",
            "]",
            "0001",
            ":",
            "_",
            "-",
            ".",
            "/",
            "@",
            "'",
            '"',
            "`",
            "\\",
            "é",
            " ",
            " = ",
            "\n",
            "\n\n",
            "\r\n",
        ),
        *("```python\n", "\n```\n", "def ", "(x):\n    return x\n", "# ", "class ", "http://", "f'{", "}'", "b'"),
    ]
)
_PATHS = st.sampled_from(["prompts/a.md", "a.py", "a.ts", "b.yaml", "c.txt"])


@settings(max_examples=100, derandomize=True)
@given(
    st.lists(_PIECES, max_size=14).map("".join), st.sampled_from(["prompts/a.md", "a.py", "a.ts", "b.yaml", "c.txt"])
)
def test_any_text_obeys_the_laws(text: str, path: str) -> None:
    obeys(text, path)


@pytest.mark.parametrize("file", sorted(EXAMPLES.iterdir()), ids=lambda file: file.name)
def test_the_examples_obey_the_laws(file: Path) -> None:
    obeys(file.read_text(encoding="utf-8"), f"prompts/{file.name}")


def _rule_texts() -> list[tuple[str, str]]:
    """What the rules themselves say must be found, where it needs no settings and no repository."""
    found = [
        (case.path or "prompts/a.md", case.text)
        for rule in read_rules()
        for case in cases(rule)[0]
        if case.exposure is Exposure.OUTBOUND and not (case.settings or case.repository or case.before)
    ]
    return random.Random(9).sample(found, 80)  # noqa: S311


def test_the_cases_of_the_rules_obey_the_laws() -> None:
    for path, text in _rule_texts():
        obeys(text, path)
