"""Names and values in other languages than Python, by token."""

from __future__ import annotations

import pytest

from tests.cleanroom.cleaning import cleaned, obeys

TEXTS = {
    "a.ts": (
        "export class EmbargoedTariffBook {\n  private proprietaryMarkup = 2;\n  total(rows: number[]): number {\n"
        "    return rows.length * this.proprietaryMarkup; // uses proprietaryMarkup\n  }\n}\n"
        "const url = `http://quotes-07.harnwick.internal/${new EmbargoedTariffBook().total([1])}`;\n"
    ),
    "a.go": (
        "package main\n\nfunc undisclosedRebateTotal(rows []int) int { return 1 }\n\n"
        "func main() { undisclosedRebateTotal(nil) }\n"
    ),
    "A.java": (
        "class EmbargoedTariffBook {\n  /** See EmbargoedTariffBook#proprietaryMarkup. */\n"
        "  int proprietaryMarkup() { return 1; }\n}\n"
    ),
    "a.sql": (
        "CREATE TABLE undisclosed_rebates (proprietary_markup int);\n"
        "SELECT u.proprietary_markup FROM undisclosed_rebates u;\n"
    ),
    "a.rs": "fn proprietary_markup_total(x: u32) -> u32 { x }\nfn main() { proprietary_markup_total(1); }\n",
    "a.sh": "export PROPRIETARY_MARKUP_TOTAL=1\ncurl quotes-07.harnwick.internal/$PROPRIETARY_MARKUP_TOTAL\n",
    "a.rb": "def proprietary_markup_total(x)\n  x\nend\nputs proprietary_markup_total(1)\n",
}  # fmt: skip


@pytest.mark.parametrize("path", TEXTS)
def test_each_name_has_one_other_wherever_it_stands(path: str) -> None:
    done = obeys(TEXTS[path], path)

    lower = done.text.lower()
    assert not [word for word in ("proprietary", "undisclosed", "embargoed", "harnwick") if word in lower]
    for new, original in ((pair.stand_in, pair.original) for pair in done.pairs.pairs.values()):
        assert done.text.count(new) == TEXTS[path].count(original)


@pytest.mark.parametrize("path", TEXTS)
def test_a_fence_is_read_alike(path: str) -> None:
    tag = path.partition(".")[2]
    fenced = f"Why?\n\n```{tag}\n{TEXTS[path]}```\n"

    assert cleaned(fenced).text == f"Why?\n\n```{tag}\n{cleaned(TEXTS[path], path).text}```\n"


def test_names_that_differ_by_case_alone_stay_one_where_case_does_not_count() -> None:
    text = (
        "CREATE TABLE undisclosed_rebates (proprietary_markup int, embargoed_surcharge int);\n"
        "SELECT PROPRIETARY_MARKUP, EMBARGOED_SURCHARGE FROM UNDISCLOSED_REBATES;\n"
    )

    names = {pair.stand_in: pair.original for pair in obeys(text, "a.sql").pairs.pairs.values()}

    by_case: dict[str, set[str]] = {}
    for new, original in names.items():
        by_case.setdefault(new.lower(), set()).add(original.lower())
    assert all(len(originals) == 1 for originals in by_case.values())
