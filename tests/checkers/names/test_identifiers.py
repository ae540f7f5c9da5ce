"""Telling names in Python: which are found, which are left alone, and what is suggested."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import identifiers
from tests.gate import scan
from tests.repository import Repository

pytestmark = pytest.mark.usefixtures("folder")


def fenced(code: str) -> str:
    return f"Explain this.\n\n```python\n{code}```\n"


def renames(text: str, name: str = "prompts/case.md") -> dict[str, str]:
    """Name → suggestion."""
    found = scan(text, "--select", "identifier", name=name).data["findings"]
    return {finding["message"].split("`")[1]: finding["suggestion"] for finding in found}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("hold_widow_letters_until_easter", {"widow", "easter"}),
        ("parkClaimIfBrokerDisputes", {"claim", "broker"}),
        ("VINEYARD_PICKER_BONUS", {"vineyard", "picker", "bonus"}),
        ("vineyardTractorLoanTable", {"vineyard", "tractor", "loan"}),
    ],
)
def test_a_suggestion_is_shorter_and_holds_no_word_that_tells(name: str, told: set[str]) -> None:
    (suggestion,) = renames(fenced(f"{name} = load()\n")).values()

    assert not set(words(suggestion)) & told
    assert len(words(suggestion)) < len(words(name))


def test_the_example_is_one_finding() -> None:
    code = "def calculate_proprietary_risk_score(data):\n    return data\n\nx = calculate_proprietary_risk_score([1])\n"

    assert renames(fenced(code)) == {"calculate_proprietary_risk_score": "calculate_score"}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("class TenantArrearsLetter:\n    pass\n", {"TenantArrearsLetter": "Letter"}),
        ("def f(tenant_arrears, x):\n    return x\n", {"tenant_arrears": "values"}),
        ("MAX_CHARGEBACK_DAYS = 3\n", {"MAX_CHARGEBACK_DAYS": "MAX_DAYS"}),
        ("self.winback_offer = 1\n", {"winback_offer": "value"}),
        ("from underwriting_rules import run\n", {"underwriting_rules": "rules"}),
        ("from .arrears_waiver_rules import run\n", {"arrears_waiver_rules": "rules"}),
        ("total = churn_bonus(1)\n", {"churn_bonus": "process_data"}),
        ("async def pay_royalty_share(x):\n    pass\n", {"pay_royalty_share": "run_hook"}),
        ("for tenant_arrears_row in rows:\n    pass\n", {"tenant_arrears_row": "row"}),
        ("f(churn_rate=1)\n", {"churn_rate": "rate"}),
        ("def test_payout_is_due():\n    pass\n", {"test_payout_is_due": "test_case"}),
    ],
)
def test_what_is_found(code: str, found: dict[str, str]) -> None:
    assert renames(fenced(code)) == found


@pytest.mark.parametrize(
    "code",
    [
        "import stripe\nstripe.refund_payout(1)\n",
        "from sklearn.datasets import load_patient_records\nload_patient_records()\n",
        "import numpy.tariff_rates as t\n",
        "price = 3\n",
        "x = 'underwriting_rules'\n",
        "# underwriting_rules\n",
        "calculate_score(1)\n",
    ],
)
def test_what_is_left_alone(code: str) -> None:
    assert renames(fenced(code)) == {}


def test_half_a_function_is_read_by_its_words() -> None:
    assert renames(fenced("    return tenant_arrears(\n  def pay_royalty_share(")) == {
        "tenant_arrears": "values",
        "pay_royalty_share": "process_data",
    }


def test_only_the_block_around_a_name_is_parsed_in_a_long_file() -> None:
    filler = "".join(f"def f{number}(a):\n    return (a,\n        {number})\n\n" for number in range(2000))
    method = "    def g(self, x):\n        y = stripe.invoice_total(x)\n        self.churn_rate = y\n"
    text = f"import stripe\n\n{filler}class A:\n{method}\n{filler}"

    assert renames(text, "prompts/long.py") == {"churn_rate": "rate"}


def test_a_suggestion_is_free_in_the_file() -> None:
    found = renames(fenced("score = 1\ndef proprietary_score_of_pickers(x):\n    pass\nrun(proprietary_score)\n"))

    assert set(found) == {"proprietary_score_of_pickers", "proprietary_score"}
    assert not set(found.values()) & {"score", "x", "run"}
    assert len(set(found.values())) == 2


def test_keywords_are_dropped_from_suggestions() -> None:
    Path("privacy-gate.yaml").write_text("keywords: [Falcon]\n")

    assert renames(fenced("def load_falcon_churn_rate():\n    pass\n")) == {"load_falcon_churn_rate": "load_rate"}


def test_names_on_unchanged_lines_are_left_alone_inside(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.commit({"a.py": "def old_churn_rate():\n    pass\n"})
    repository.stage("a.py", "def old_churn_rate():\n    pass\n\n\ndef payout_share(tenant_arrears):\n    pass\n")

    found = repository.report("diff", "--select", "identifier").data["findings"]

    assert [finding["severity"] for finding in found] == ["note"]
    assert "2 added names reveal the domain" in found[0]["message"]
    assert all(f"`{name}`" in found[0]["message"] for name in ("payout_share", "tenant_arrears"))
    assert "old_churn_rate" not in found[0]["message"]


def test_inside_a_whole_file_says_nothing() -> None:
    assert renames("def payout_share():\n    pass\n", "src/a.py") == {}


def test_many_ordinary_names_make_one_that_tells_a_little_need_more() -> None:
    doubtful = "def churn_rate(x):\n    pass\n"
    ordinary = "".join(f"def parse_{'ab' * number}_rows(x):\n    pass\n" for number in range(1, 40))

    assert set(renames(fenced(doubtful))) == {"churn_rate"}
    assert "churn_rate" not in renames(fenced(doubtful + ordinary))


def test_among_others_that_tell_it_needs_less() -> None:
    telling = "".join(
        f"def {name}(x):\n    pass\n"
        for name in (
            "hold_widow_letters", "tenant_arrears_waiver", "vineyard_picker_bonus", "mortgage_broker_gift",
            "churn_rate",
        )
    )  # fmt: skip
    ordinary = "".join(f"def parse_{'ab' * number}_rows(x):\n    pass\n" for number in range(1, 6))

    assert "churn_rate" in renames(fenced(telling + ordinary))


def test_a_weak_one_is_a_note() -> None:
    found = scan(fenced("member_visit = 1\n"), "--select", "identifier", name="prompts/a.md").data

    assert [finding["severity"] for finding in found["findings"]] == ["note"]


def test_names_that_were_not_judged_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identifiers, "MOST", 1)

    found = scan(fenced("tenant_arrears = hold_widow_letters\n"), "--select", "identifier", name="prompts/a.md").data

    assert [one["message"].partition(" (")[0] for one in found["findings"]] == [
        "`tenant_arrears` reveals the domain",
        "Only the first 1 unique identifiers were checked; split the text to check the rest",
    ]  # fmt: skip


OTHERS = "\n".join(
    f"def {name}(data):\n    return data\n"
    for name in (
        "parse_config",
        "load_file",
        "save_file",
        "read_lines",
        "write_lines",
        "sort_items",
        "merge_dicts",
        "flatten_list",
        "to_json",
        "from_json",
        "get_value",
        "set_value",
        "open_stream",
        "close_stream",
        "hash_text",
        "make_key",
    )
)


@pytest.mark.parametrize("name", ["flashlightOn", "collect_the_coins", "torch_cooldown"])
def test_a_name_among_many_needs_a_word_of_a_trade(name: str) -> None:
    found = scan(fenced(f"{OTHERS}\n{name} = load()\n"), "--select", "identifier", name="prompts/a.md").data["findings"]

    assert {one["severity"] for one in found} <= {"note"}


def test_a_name_of_a_trade_among_many_is_found() -> None:
    assert "refund_overdue_tenants" in renames(fenced(f"{OTHERS}\nrefund_overdue_tenants = load()\n"))


def test_titles_with_hyphens_support_no_name() -> None:
    text = "Load `draft-adr`, then `conduct-spike` and `provision-lessons`, as in `adr-drafting-brief.md`.\n"

    found = scan(text, "--select", "identifier", name="prompts/case.md").data["findings"]
    assert {one["severity"] for one in found} <= {"note"}
