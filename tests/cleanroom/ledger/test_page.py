"""The page of a ledger: what is on it, that nothing in it is obeyed, and how a browser shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from privacy_gate.cleanroom.ledger import page
from privacy_gate.cleanroom.ledger.events import LedgerEntry, count_leaks, group_prompts
from privacy_gate.cleanroom.ledger.verify import LedgerRemark, Verified
from tests import pages
from tests.browser import CHROMIUM, Browser, browser
from tests.pages import Strict

HOSTILE = (
    "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">'\"&"
    "\x1b[31m\u202e[[style]]"
)
UNBROKEN = Verified(6, "f" * 64, ())


def entry(number: int, kind: str, **more: object) -> LedgerEntry:
    day = f"2026-11-{10 + number:02}T09:30:00.000Z"
    return msgspec.convert({"number": number, "hash": f"{number:064x}", "time": day, "kind": kind, **more}, LedgerEntry)


ENTRIES = [
    entry(1, "checked", prompt="prompts/a.md", digest="aa", verdict="never", rules={"secret/github-token": 2}),
    entry(2, "checked", prompt="prompts/a.md", digest="ab", verdict="rewrite", rules={"business/figure": 1}),
    entry(3, "sent", prompt="prompts/a.md", digest="ab", verdict="rewrite", rules={"business/figure": 1}),
    entry(4, "tested", prompt="prompts/a.md", digest="ab", result="failed", tests={"failed": 1, "passed": 2}),
    entry(5, "tested", prompt="prompts/a.md", digest="ac", result="passed", tests={"passed": 3}, text="TASK: <b>"),
    entry(6, "sent", assistant="claude", verdict="send", digest="zz"),
]


def parsed(entries: list[LedgerEntry], state: Verified = UNBROKEN, name: str = "r") -> Strict:
    return pages.parsed(page.render(entries, state, name))


def test_what_leaked_how_often() -> None:
    found = [(leak.rule, leak.checked, leak.sent, leak.prompts) for leak in count_leaks(ENTRIES)]

    assert found == [("business/figure", 1, 1, 1), ("secret/github-token", 2, 0, 1)]


def test_a_prompt_with_its_results() -> None:
    (prompt,) = group_prompts(ENTRIES)

    assert (prompt.path, prompt.versions) == ("prompts/a.md", ("aa", "ab", "ac"))
    assert (prompt.latest("verdict"), prompt.latest("result")) == ("rewrite", "passed")
    assert [prompt.version(one) for one in prompt.entries] == [1, 2, 2, 2, 3]


@pytest.mark.parametrize("entries", [[], ENTRIES[:1], ENTRIES], ids=["none", "one", "six"])
def test_the_page_is_well_formed_and_loads_nothing(entries: list[LedgerEntry]) -> None:
    found = parsed(entries)

    pages.loads_nothing(found)
    rows = [attributes["id"] for tag, attributes in found.tags if tag == "tr" and "id" in attributes]
    assert rows == [f"e{one.number}" for one in reversed(entries)]


@pytest.mark.parametrize(
    "field", ["prompt", "kind", "verdict", "assistant", "reason", "result", "time", "commit", "text"]
)
def test_nothing_of_the_ledger_is_obeyed(field: str) -> None:
    fields = {"number": 1, "hash": HOSTILE, "time": "x", "kind": "sent", "prompt": "p", field: HOSTILE}
    hostile = msgspec.convert(fields, LedgerEntry)
    ruled = entry(2, "checked", rules={HOSTILE: 1}, tests={HOSTILE: 1}, digest=HOSTILE, prompt="p")
    state = Verified(2, HOSTILE, (LedgerRemark(1, HOSTILE),))

    found = parsed([hostile, ruled], state, HOSTILE)

    assert [tag for tag, _ in found.tags].count("script") == 1
    assert "img" not in [tag for tag, _ in found.tags]
    text = page.render([hostile, ruled], state, HOSTILE)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_broken_chain_is_said_first() -> None:
    found = parsed(ENTRIES, Verified(6, "f" * 64, (LedgerRemark(3, "was changed"),)))

    assert "The ledger was modified." in found.words
    assert "line 3 was changed" in found.words


def test_long_ledgers_are_cut_and_say_so() -> None:
    many = [LedgerEntry(n, "h", "2026-11-10T09:30:00.000Z", "sent", prompt=f"p{n}.md") for n in range(1, 2_502)]

    found = parsed(many)

    assert "the last 2,000 of 2,501 events" in found.words
    assert "2,001 more prompts" in found.words


# in a browser ---------------------------------------------------------------------------------------

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; `make browser` installs it")


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def shown(chromium: Browser, folder: Path, text: str) -> None:
    file = folder / "ledger.html"
    file.write_text(text, encoding="utf-8")
    chromium.said.clear()
    chromium.open(file)


SELECTED = "(document.querySelector('tr[aria-selected=true]') || {}).id"


@needs_chromium
def test_the_keyboard_moves_filters_and_opens(chromium: Browser, tmp_path: Path) -> None:
    shown(chromium, tmp_path, page.render(ENTRIES, UNBROKEN, "r"))

    chromium.press("j", "j", "k")
    assert chromium.value(SELECTED) == "e6"
    chromium.press("G")
    assert chromium.value(SELECTED) == "e1"
    chromium.press("Enter")
    assert chromium.value("document.querySelector('#p1').open") is True
    chromium.press("/", *"failed")
    assert chromium.value("document.querySelector('#count').textContent") == "1 of 6"
    chromium.press("Enter", "j")
    assert chromium.value(SELECTED) == "e4"
    chromium.press("/", "Escape")
    assert chromium.value("document.querySelector('#count').textContent") == "6 events"
    chromium.press("?")
    assert chromium.value("document.querySelector('#help').open") is True
    chromium.press("Escape", "2")
    assert chromium.value("location.hash") == "#leaks"
    assert chromium.said == []


@needs_chromium
def test_light_and_dark(chromium: Browser, tmp_path: Path) -> None:
    shown(chromium, tmp_path, page.render(ENTRIES, UNBROKEN, "r"))
    colour = "getComputedStyle(document.body).backgroundColor"
    seen = {}
    for scheme in ("light", "dark"):
        chromium.scheme(scheme)
        seen[scheme] = chromium.value(colour)

    chromium.press("t")
    turned = chromium.value(colour)

    assert seen["light"] != seen["dark"]
    assert turned == seen["light"]
    assert sum(map(int, re.findall(r"\d+", seen["dark"])[:3])) < 150


@needs_chromium
def test_bars_are_as_long_as_their_counts_and_all_fits(chromium: Browser, tmp_path: Path) -> None:
    shown(chromium, tmp_path, page.render(ENTRIES, UNBROKEN, "r"))

    widths = chromium.value("[...document.querySelectorAll('.meter rect')].map(r => r.getBoundingClientRect().width)")
    assert widths[0] == widths[1] == pytest.approx(widths[2] / 2, rel=0.05)
    chromium.call("Emulation.setDeviceMetricsOverride", width=380, height=700, deviceScaleFactor=1, mobile=True)
    assert chromium.value("document.documentElement.scrollWidth") <= 380
    chromium.call("Emulation.clearDeviceMetricsOverride")


@needs_chromium
def test_hostile_text_does_nothing_and_a_foreign_script_does_not_run(chromium: Browser, tmp_path: Path) -> None:
    hostile = entry(1, "sent", prompt=HOSTILE, reason=HOSTILE, text=HOSTILE, rules={HOSTILE: 1})
    text = page.render([hostile], UNBROKEN, HOSTILE)
    shown(chromium, tmp_path, text)
    assert chromium.value("document.title").startswith("Ledger of </script>")
    assert chromium.said == []

    shown(chromium, tmp_path, text.replace("</main>", "</main><script>document.title = 'owned'</script>"))

    assert chromium.value("document.title") != "owned"
    assert "Content Security Policy" in "".join(chromium.said)
