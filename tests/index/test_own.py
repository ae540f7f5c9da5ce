"""Which names tell a repository, and where a text says them."""

from __future__ import annotations

import pytest

from privacy_gate.index.own_names import Definition, domain, find_mentions, is_revealing, names_of_files


@pytest.mark.parametrize(
    "name",
    [
        "HalvardRateBook",
        "quell_margin_for",
        "orvanda",
        "dunningRungs",
        "QUELL_FLOOR_BPS",
        "compute_tenant_arrears_band",
    ],
)
def test_telling_names(name: str) -> None:
    assert is_revealing(name, "function")


@pytest.mark.parametrize(
    "name",
    [
        "get_user", "parse_config", "UserService", "ledger", "run", "x", "main", "__init__", "DataFrame", "get_users",
        "load_data", "user_id", "setUp", "handleClick", "HTTPClient", "process_items", "Ledgers", "README",
    ],
)  # fmt: skip
def test_ordinary_names(name: str) -> None:
    assert not is_revealing(name, "function")


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("rates.orvanda.net", "orvanda.net"),
        ("git.ops.orvanda.co.uk", "orvanda.co.uk"),
        ("orvanda.de", "orvanda.de"),
        ("gmail.com", None),
        ("users.noreply.github.com", None),
        ("github.com", None),
        ("api.github.com", None),
        ("example.org", None),
        ("localhost", None),
        ("10.0.0.1", None),
    ],
)
def test_domains(host: str, own: str | None) -> None:
    assert domain(host) == own


FILES = {
    "src/rates.py": "class HalvardRateBook:\n    def quell_margin_for(self): ...\n\ndef run(): ...\n",
    "deploy/app.yaml": "url: https://rates.orvanda.net/v1\n",
}


def said(text: str) -> list[str]:
    names = names_of_files(FILES.items())
    return [text[one.start : one.end] for one in find_mentions(text, names)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HalvardRateBook", ["HalvardRateBook"]),
        ("from book import halvard_rate_book as b", ["halvard_rate_book"]),
        ("b.quellMarginFor(x).run()", ["quellMarginFor"]),
        ("halvard-rate-book/quell_margin_for.py", ["halvard-rate-book", "quell_margin_for"]),
        ("HALVARD_RATE_BOOK=1", ["HALVARD_RATE_BOOK"]),
        ("mail t@orvanda.net, see https://git.orvanda.net/x", ["orvanda.net", "git.orvanda.net"]),
        ("halvard rate book, orvanda.com, notorvanda.net", []),
        ("HalvardRateBooks, quell_margin", []),
        ("rates and run", []),
    ],
)
def test_mentions(text: str, found: list[str]) -> None:
    assert said(text) == found


def test_a_mention_names_the_place() -> None:
    names = names_of_files(FILES.items())
    (one,) = find_mentions("a quell_margin_for b", names)

    assert one.place == Definition("quell_margin_for", "function", "src/rates.py", 2)
