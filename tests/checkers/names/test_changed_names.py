"""The note on revealing names that a change adds to the repository's own code."""

from __future__ import annotations

import pytest

from tests.gate import gate
from tests.repository import Repository

CODE = """\
def hold_overdue_invoices_for_dunning(rows: list[dict]) -> list[dict]:
    return [row for row in rows if row["days"] > 30]


def reinsurance_premium_haircut(total: int) -> int:
    return total // 2
"""
RULE = "identifier/descriptive"


pytestmark = pytest.mark.repository({"a.txt": "a\n"}, name="ledgerly")


def _notes(*arguments: str) -> list[dict[str, str]]:
    found = gate("diff", *arguments, "--format", "json").data["findings"]
    return [one for one in found if one["rule"] == RULE]


def test_a_change_gets_one_note_for_all_its_files(repository: Repository) -> None:
    repository.stage("src/bills.py", CODE)
    repository.stage("src/claims.py", "def withhold_broker_commission(rows):\n    return rows[1:]\n")

    (note,) = _notes()

    assert note["severity"] == "note"
    assert note["message"].startswith("3 added names reveal the domain")
    assert "hold_overdue_invoices_for_dunning` → `" in note["message"]
    assert "dunning" not in note["message"].partition("→")[2].partition(",")[0]


def test_the_list_is_whole_when_asked(repository: Repository) -> None:
    names = [f"{one}_premium_of_broker" for one in ("hold", "split", "lapse", "round", "defer", "cap", "waive")]
    repository.stage("src/claims.py", "".join(f"def {name}(rows):\n    return rows[1:]\n\n\n" for name in names))

    (short,) = _notes()
    (whole,) = _notes("--show-names")

    assert "and 2 more (`diff --show-names` lists them)" in short["message"]
    assert all(f"`{name}`" in whole["message"] for name in names)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tests/test_bills.py", CODE),
        (".github/workflows/ci.yml", "env:\n  BROKER_PREMIUM_HAIRCUT: 1\n"),
        ("locales/en.json", '{"overdue_invoice_dunning_hint": "Pay"}\n'),
        ("vendor/bills.py", CODE),
        ("src/plugins.py", "def load_thumbnail_shelve_blob(rows):\n    return rows[1:]\n"),
        ("src/start.py", "def ledgerly_boot_hatch(rows):\n    return rows[1:]\n"),
    ],
)
def test_names_that_say_nothing_of_the_business_are_left_alone(path: str, text: str, repository: Repository) -> None:
    repository.stage(path, text)

    assert _notes() == []
