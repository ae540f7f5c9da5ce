"""The page of a report: what is on it, that nothing in it is obeyed, and how a browser shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from privacy_gate.model import (
    ChangeFigures,
    Excerpt,
    Exposure,
    FileFigures,
    JudgedFile,
    NewIgnore,
    Position,
    Report,
    Severity,
    Shown,
    Verdict,
)
from privacy_gate.reporters import html
from privacy_gate.reporters.style import ReportStyle
from tests import pages
from tests.browser import CHROMIUM, Browser, browser
from tests.markup import HOSTILE
from tests.reports import finding, hostile, report

LINE = "as part of our billing system, call sum_invoices"
EVIL = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">'\"&[[style]]\x1b"


def on_line(text: str, severity: Severity, start: int, end: int, **more: object) -> Shown:
    place = {"excerpt": Excerpt(LINE, start, end), "start": Position(2, start), "end": Position(2, end)}
    return finding(text, severity, also=(), related=(), **place, **more)


FOUND = Report(
    verdict=Verdict.REWRITE,
    files=2,
    judged=(JudgedFile("prompts/a.md", Exposure.OUTBOUND, Verdict.REWRITE),),
    findings=(
        on_line("tells about your company", Severity.ERROR, 1, 30),
        on_line("a term", Severity.WARNING, 16, 23, rule="business/domain-term"),
        on_line("a name", Severity.NOTE, 37, 49, rule="identifier/descriptive"),
        on_line("a block", Severity.NOTE, 1, 3, rule="diff/novel-logic", path="src/z.py", exposure=Exposure.INTERNAL),
    ),
    suppressed=1,
    skipped=(),
    problems=(),
    change=ChangeFigures((FileFigures("src/z.py", 30, 0, 10, 0), FileFigures("src/y.py", 0, 5, 0, 5))),
    ignores=(NewIgnore("src/z.py", 3, ("business",), "made up"),),
)


def render(found: Report, **style: bool) -> str:
    return html.render(found, ReportStyle(**style))


def test_phrases_are_marked_once_where_findings_overlap() -> None:
    text = render(FOUND)

    assert (
        '<pre><mark class="error" data-of="1">as part of our </mark><mark class="error" data-of="1 2">billing</mark>'
        '<mark class="error" data-of="1"> system</mark>, call <mark class="note" data-of="3">sum_invoices</mark></pre>'
    ) in text
    page = pages.parsed(text)
    pages.loads_nothing(page)
    assert [one["data-family"] for one in page.all_of("article")] == ["business", "business", "identifier", "diff"]
    assert len(page.all_of("pre")) == 2
    for said in ("prompts/a.md", "rewrite", "goes out, 3 findings", "made up", "30 of 50 added lines are new logic"):
        assert said in page.words


def test_a_finding_about_the_whole_text_has_no_row_of_its_own() -> None:
    whole = on_line("has no example", Severity.NOTE, 1, 1, rule="prompt/no-example")
    whole = replace(whole, excerpt=Excerpt("", 1, 1))

    page = pages.parsed(render(replace(FOUND, findings=(whole, *FOUND.findings[:2]))))

    assert len(page.all_of("pre")) == 1
    assert [one.get("class") for one in page.all_of("div")].count("line") == 1
    assert len(page.all_of("article")) == 3


@pytest.mark.parametrize("text", [*HOSTILE, EVIL])
def test_hostile_text_is_text(text: str) -> None:
    only_ours(text)


@settings(max_examples=40)
@given(st.text(st.sampled_from("`|\\<>[]()!@#*_~$&:/.='\"-\n\r \t+aA1é\u202e\x1b\udcff"), max_size=60))
def test_any_text_is_text(text: str) -> None:
    only_ours(text)


def only_ours(text: str) -> None:
    page = pages.parsed(render(hostile(text), verbose=True))
    harmless = pages.parsed(render(hostile("harmless"), verbose=True))

    pages.loads_nothing(page)
    ours = {"br", "pre", "mark", "code"}
    assert [tag for tag in page.names() if tag not in ours] == [tag for tag in harmless.names() if tag not in ours]
    assert set(page.names()) - set(harmless.names()) <= ours
    assert not re.search("[\x1b\u202e\u200b\udcff]", render(hostile(text)))


def test_many_findings_are_cut_and_say_so() -> None:
    one = finding("a", Severity.NOTE)
    many = [replace(one, path=f"p{number % 40}") for number in range(3_010)]

    text = render(report(*many, finding("the worst", path="zzz")))

    assert text.count("<article") == 3_000
    assert "Not shown: 11 more findings" in text
    assert "the worst" in text


def test_nothing_found() -> None:
    page = pages.parsed(render(report()))

    assert "Nothing was found." in page.words
    assert page.all_of("article") == []


# in a browser ---------------------------------------------------------------------------------------

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; `make browser` installs it")
COUNT = "document.querySelector('#count').textContent"
CHOSEN = "(document.querySelector('article[aria-current=true]') || {}).id"
SHOWN = "[...document.querySelectorAll('article')].filter(one => one.offsetParent).map(one => one.id).join()"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def shown(chromium: Browser, folder: Path, text: str) -> None:
    file = folder / "report.html"
    file.write_text(text, encoding="utf-8")
    chromium.said.clear()
    chromium.open(file)


@needs_chromium
def test_keyboard_and_filters(chromium: Browser, tmp_path: Path) -> None:
    shown(chromium, tmp_path, render(FOUND))

    chromium.press("j", "j")
    assert chromium.value(CHOSEN) == "f2"
    assert chromium.value("document.querySelector('mark.chosen').textContent") == "billing"
    chromium.press("3")
    assert chromium.value(SHOWN) == "f1,f2"
    assert chromium.value(COUNT) == "2 of 4"
    chromium.press("3", "/", *"name", "Enter")
    assert chromium.value(SHOWN) == "f3"
    chromium.press("/", "Escape", "G")
    assert chromium.value(CHOSEN) == "f4"
    chromium.press("f")
    assert chromium.value(SHOWN) == "f4"
    chromium.press("f")
    assert chromium.value(COUNT) == "4 findings"
    chromium.value("document.querySelector('[data-family=business].toggle').click()")
    assert chromium.value(SHOWN) == "f3,f4"
    chromium.press("?")
    assert chromium.value("document.querySelector('#help').open") is True
    assert chromium.said == []


@needs_chromium
def test_a_click_on_a_phrase_chooses_its_finding(chromium: Browser, tmp_path: Path) -> None:
    shown(chromium, tmp_path, render(FOUND))

    chromium.value("document.querySelector('mark.note').click()")

    assert chromium.value(CHOSEN) == "f3"


@needs_chromium
def test_it_fits_in_light_and_dark(chromium: Browser, tmp_path: Path) -> None:
    shown(chromium, tmp_path, render(FOUND))
    seen = {}
    for scheme in ("light", "dark"):
        chromium.scheme(scheme)
        seen[scheme] = chromium.value("getComputedStyle(document.querySelector('mark.error')).borderBottomColor")
    chromium.press("t")

    assert seen["light"] != seen["dark"]
    assert chromium.value("getComputedStyle(document.querySelector('mark.error')).borderBottomColor") == seen["light"]
    widths = chromium.value("[...document.querySelectorAll('.meter rect')].map(r => r.getBoundingClientRect().width)")
    assert widths[0] == pytest.approx(3 * widths[1], rel=0.05)
    chromium.call("Emulation.setDeviceMetricsOverride", width=380, height=700, deviceScaleFactor=1, mobile=True)
    assert chromium.value("document.documentElement.scrollWidth") <= 380
    chromium.call("Emulation.clearDeviceMetricsOverride")


@needs_chromium
def test_hostile_text_does_nothing(chromium: Browser, tmp_path: Path) -> None:
    shown(chromium, tmp_path, render(hostile(EVIL)))

    assert chromium.value("document.title").startswith("privacy-gate: ")
    assert chromium.said == []
