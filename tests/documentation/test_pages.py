"""README.md and docs/: generated pages are as the program has them, and every link leads somewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from documentation import rule_pages
from documentation.families import FAMILIES, rules
from documentation.pages import ROOT, pages, part
from privacy_gate.rules.cases import cases
from tests.gate import gate

DOCS = ROOT / "docs"
REPOSITORY = "https://github.com/privacy-gate/privacy-gate"
_FENCE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_HEAD = re.compile(r"^#{1,6} (?P<title>.+)$", re.MULTILINE)


@pytest.mark.once
@pytest.mark.skipif(sys.platform == "win32", reason="examples are for a shell")
@pytest.mark.parametrize("path", pages())
def test_a_generated_page_is_as_it_should_be(path: str) -> None:
    now = (ROOT / path).read_text(encoding="utf-8")

    assert pages()[path](now) == now, f"{path} is stale: run `make pages`, and read what changed"


def sources() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def links(file: Path) -> Iterator[str]:
    text = re.sub(r"^(`{3,})[^\n]*\n.*?^\1$", "", file.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return (found["target"] for found in _LINK.finditer(text))


def anchors(file: Path) -> set[str]:
    """What GitHub and the site make of the headings, and the anchors in tables."""
    text = file.read_text(encoding="utf-8")
    for name in re.findall(r'^--8<-- "(.+)"$', text, re.MULTILINE):
        text += (ROOT / name).read_text(encoding="utf-8")
    titles = (re.sub(r"[^\w\s-]", "", found["title"]).strip().lower() for found in _HEAD.finditer(text))
    return {re.sub(r"\s", "-", title) for title in titles} | set(re.findall(r'<a id="([\w-]+)"></a>', text))


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(file: Path) -> None:
    broken = []
    for link in links(file):
        if link.startswith((f"{REPOSITORY}/blob/main/", f"{REPOSITORY}/tree/main/")):
            target, anchor = ROOT / link.split("/main/", 1)[1], ""
        elif link.startswith(("https://", "mailto:")):
            continue
        else:
            path, _, anchor = link.partition("#")
            target = (file.parent / path).resolve() if path else file
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
        # what lies outside of docs/ is no page of the site
        if file.is_relative_to(DOCS) and not link.startswith(REPOSITORY) and not target.is_relative_to(DOCS):
            broken.append(f"{link} (write {REPOSITORY}/blob/main/…)")

    assert broken == []


def test_every_page_is_in_the_menu() -> None:
    menu: Any = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    named = chain.from_iterable(
        [value] if isinstance(value, str) else [page for entry in value for page in entry.values()]
        for one in menu
        for value in one.values()
    )

    pages_named = [name for name in named if not name.startswith("https://")]
    assert sorted(pages_named) == sorted(file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md"))


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def test_every_family_has_a_page() -> None:
    assert {family.id for family in FAMILIES} == {rule.family for rule in rules()}


def test_every_rule_stands_in_the_page_of_its_family() -> None:
    texts = {family.id: (DOCS / "rules" / f"{family.id}.md").read_text(encoding="utf-8") for family in FAMILIES}

    assert [rule.id for rule in rules() if rule.id not in texts[rule.family]] == []


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ('Use a word. Before: "a «b». c". After: "d".', ("Use a word.", "a «b». c", "d")),
        ("Say it. Before: no section. After: 'f(\"A\") is \"a\"'.", ("Say it.", "no section", 'f("A") is "a"')),
        ("Take it out.", ("Take it out.", None, None)),
    ],
)  # fmt: skip
def test_the_parts_of_a_remedy(said: str, parts: tuple[str, ...]) -> None:
    rule = next(rule for rule in rules() if rule.id == "business/figure")

    assert rule_pages.remedy(msgspec.structs.replace(rule, remedy=said)) == parts


def test_secrets_of_cases_stand_in_no_page() -> None:
    """The tables of secrets show no case; other rules that hide their match show stars."""
    for family in FAMILIES:
        text = (DOCS / "rules" / f"{family.id}.md").read_text(encoding="utf-8")
        for rule in rules():
            if rule.hides and rule.family == family.id:
                hits, _ = cases(rule)
                shown = [case.text[start:end] for case in hits for start, end in case.spans]
                assert [value for value in shown if len(value) > 5 and value in text] == []


def test_a_part_without_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match="no marks"):
        part("# Keys\n", "keys", [])


@pytest.mark.parametrize("name", ["README.md", "docs/configuration.md"])
def test_the_settings_shown_are_settings(name: str, folder: Path) -> None:
    shown = re.findall(r"```yaml\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    examples = [text for text in shown if re.match(r"\w+:", text) and not text.startswith("repos:")]
    assert examples

    for text in examples:
        (folder / "privacy-gate.yaml").write_text(text, encoding="utf-8")
        assert gate("config").code == 0, text
