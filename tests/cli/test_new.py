"""`privacy-gate new`: from options, and from a function that stays at home."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, gate
from tests.repository import Repository

pytestmark = pytest.mark.usefixtures("folder")

SOURCE = '''\
class Pricing:
    def calculate_proprietary_risk_score(self, tenant_arrears: list[float], limit=3, *rest: int) -> float:
        """Weigh tenant_arrears, newest first.

        Returns 0.0 for an empty list.
        """
        SECRET_WEIGHT = 0.37
        return sum(tenant_arrears) * SECRET_WEIGHT
'''


def test_a_prompt_from_options_passes_the_gate() -> None:
    done = gate(
        "new", "chunks", "--task", "Write `chunks(items: list, size: int) -> list[list]`.",
        "--input", "a list and a size from 1, for example `[1, 2, 3]` and `2`", "--output", "`[[1, 2], [3]]`",
        "--constraints", "the standard library", "--tests", "`chunks([1, 2, 3], 2) == [[1, 2], [3]]`",
    )  # fmt: skip

    assert (done.code, done.out, done.err) == (0, "wrote prompts/chunks.md\n", "")
    assert Path("prompts/chunks.md").read_text().startswith("TASK: Write `chunks")
    assert gate("scan", "prompts") == (0, "", "")


def test_a_secret_in_a_docstring_stays_at_home() -> None:
    Path("a.py").write_text(f"def fetch(n: int) -> str:\n    '''Use {GITHUB_TOKEN} to log in.'''\n")

    done = gate("new", "login", "--from-function", "a.py:fetch")
    assert done.out.startswith("wrote prompts/login.md\n")
    assert "log in" not in Path("prompts/login.md").read_text()

    done = gate("new", "fetch", "--from-function", "a.py:fetch", "--with-docstring")

    assert done.out.startswith("wrote prompts/fetch.md; secrets in it are redacted\n")
    assert "Use ghp_**** to log in" in Path("prompts/fetch.md").read_text()
    assert GITHUB_TOKEN not in done.out


def test_a_function_leaves_its_body_and_its_names_at_home() -> None:
    Path("pricing.py").write_text(SOURCE)

    done = gate("new", "score", "--from-function", "pricing.py:calculate_proprietary_risk_score")

    text = Path("prompts/score.md").read_text()
    assert done.code == 0
    assert "`calculate_score(items_2: list[float], limit = 3, *rest: int) -> float`" in text
    assert "newest first" not in text
    assert "OUTPUT: `float`" in text
    assert "TESTS: [inputs with their expected results]" in text
    for word in ("proprietary", "tenant", "arrears", "WEIGHT", "0.37", "Pricing"):
        assert word not in text

    function = "pricing.py:calculate_proprietary_risk_score"
    assert gate("new", "more", "--from-function", function, "--with-docstring").code == 0
    assert "Weigh items_2, newest first. Returns 0.0 for an empty list." in Path("prompts/more.md").read_text()


RULE = '''\
def loyalty_discount(basket_total: int, halvard_tier: str = "GOLD-7", quellmark_cents: int = 250) -> int:
    """Halvard customers of the gold tier get 4.1 % off above 250 euros, as our contract with Brightwater says."""
    return basket_total * 959 // 1000 if basket_total > 25_000 else basket_total - quellmark_cents
'''


def test_nothing_of_the_rule_goes_into_the_prompt(folder: Path) -> None:
    """Names that only this repository has get neutral ones, a docstring is judged by all rules, and what is left of
    it is an exit code of 1 and a verdict."""
    repository = Repository(folder)
    repository.commit({"src/pricing.py": RULE, "src/other.py": "from pricing import quellmark_cents, halvard_tier\n"})
    assert gate("index", "build").code == 0
    function = "src/pricing.py:loyalty_discount"

    done = gate("new", "discount", "--from-function", function)

    text = Path("prompts/discount.md").read_text()
    assert done.code == 0, done.out
    assert not [word for word in ("halvard", "quellmark", "loyalty", "4.1", "contract") if word in text.lower()]
    assert gate("scan", "prompts/discount.md", "--fail-on", "warning", "--ignore", "prompt").code == 0

    leaks = gate("new", "leaks", "--from-function", function, "--with-docstring")

    assert leaks.code == 1
    assert re.search(r"^(?:rewrite|local|never): prompts/leaks.md:? ", leaks.out, re.MULTILINE)
    assert gate("new", "x", "--with-docstring").code == 2


def test_what_leaks_is_said() -> None:
    done = gate("new", "login", "--task", "Write a login as part of our user auth system.")

    assert done.code == 1
    assert "business/company-context" in done.out


def test_nothing_is_overwritten() -> None:
    gate("new", "a", "--task", "x")

    again = gate("new", "a", "--task", "y")

    assert again.code == 2
    assert "already exists" in again.err
    assert "TASK: x" in Path("prompts/a.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("../x",), "is not a valid prompt name"),
        (("x", "--from-function", "gone.py:f"), "cannot read gone.py: No such file"),
        (("x", "--from-function", "a.py"), "not of the form FILE:NAME"),
        (("x", "--from-function", "a.py:g"), "a.py: function `g` not found in the file"),
        (("x", "--from-function", "broken.py:g"), "broken.py: the file cannot be parsed as Python"),
        (("x", "--from-function", "deep.py:g"), "too deeply nested"),
    ],
)
def test_bad_input(arguments: tuple[str, ...], said: str) -> None:
    Path("a.py").write_text("def f(): pass\n")
    Path("broken.py").write_text("def f(:\n")
    Path("deep.py").write_text("(" * 5000)

    done = gate("new", *arguments)

    assert done.code == 2
    assert said in done.err
    assert not Path("prompts").exists()
