"""Links to the documentation of a rule."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from privacy_gate.reporters.links import DOCUMENTATION, DOCUMENTED, rule_url
from tests.gate import gate

ROOT = Path(__file__).parents[2]
TEXT = "Ask db-01.prod.harnwick.internal.\n"


def test_the_addresses_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pages = sorted(page.stem for page in (ROOT / "docs/rules").glob("*.md") if page.stem != "index")

    assert project["urls"]["Documentation"] == DOCUMENTATION
    assert pages == list(DOCUMENTED)
    assert rule_url("own/rule") is None


def test_each_finding_has_a_link(folder: Path) -> None:
    (folder / "a.prompt").write_text(TEXT)
    page = f"{DOCUMENTATION}rules/internal/#internalhostname"

    found = gate("scan", "a.prompt", "--select", "internal", "--format", "json").data["findings"]
    driver = json.loads(gate("scan", "a.prompt", "--select", "internal", "--format", "sarif").out)["runs"][0]["tool"]

    assert [one["url"] for one in found] == [page]
    assert driver["driver"]["informationUri"] == DOCUMENTATION
    assert [rule["helpUri"] for rule in driver["driver"]["rules"]] == [page]
    assert "\x1b]8" not in gate("scan", "a.prompt", "--color", "always").out


def test_each_rule_has_its_place_on_its_page() -> None:
    """A heading with the id of the rule, or an anchor in a table."""
    missing = []
    for rule in [one["id"] for one in gate("rules", "--format", "json").data]:
        address = rule_url(rule) or ""
        page, _, anchor = address.removeprefix(DOCUMENTATION).partition("#")
        text = (ROOT / "docs" / f"{page.rstrip('/')}.md").read_text(encoding="utf-8")
        if f"\n## {rule}\n" not in text and f'<a id="{anchor}"></a>' not in text:
            missing.append(rule)
    assert missing == []
