"""The picture of a terminal, and the field that filters the tables of rules."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documentation.pages import ROOT
from documentation.picture import spans, svg
from tests.browser import CHROMIUM, browser

TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=40)
CODE = st.sampled_from(["", "0", "1", "31", "1;34", "2"])


@given(st.lists(st.tuples(CODE, TEXT), max_size=6))
def test_no_sign_of_the_output_is_lost(pieces: list[tuple[str, str]]) -> None:
    line = "".join(f"\x1b[{code}m{text}" for code, text in pieces)

    assert "".join(span.text for span in spans(line)) == "".join(text for _, text in pieces)


def test_attributes_hold_until_they_are_set_back() -> None:
    shown = [(span.text, set(span.codes)) for span in spans("a\x1b[1mb\x1b[31mc\x1b[0md")]

    assert shown == [("a", set()), ("b", {"1"}), ("c", {"1", "31"}), ("d", set())]


def test_a_hostile_output_is_shown_as_text() -> None:
    drawn = svg("$ x", '<script>alert("1")</script> & \x1b[31m"red"\x1b[0m\n')

    texts = [text for text in ET.fromstring(drawn).itertext() if text.strip()]  # noqa: S314  (it is ours)
    assert texts == ["$ x", '<script>alert("1")</script> &', '"red"']


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_the_filter_hides_rules_without_the_words(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>secret/{name}-{number}</td></tr>" for name in ("aws", "git") for number in range(25))
    page = tmp_path / "rules" / "index.html"
    page.parent.mkdir()
    page.write_text(
        f"<article><h2>One</h2><table><tbody>{rows}</tbody></table><h2>Two</h2><table><tbody><tr><td>none</td></tr>"
        f"</tbody></table></article><script>{(ROOT / 'docs/filter.js').read_text(encoding='utf-8')}</script>"
    )
    typed = "(() => {{ const field = document.querySelector('.filter'); field.value = {!r};"
    typed += "field.dispatchEvent(new Event('input')); return [...document.querySelectorAll('tr, h2')]"
    typed += ".filter(one => !one.hidden).map(one => one.textContent) }})()"

    with browser(tmp_path / "profile") as opened:
        opened.open(page)
        some = opened.value(typed.format("AWS 7"))
        every = opened.value(typed.format(""))

    assert some == ["One", "secret/aws-7", "secret/aws-17"]
    assert len(every) == 2 + 50 + 1
    assert opened.said == []
