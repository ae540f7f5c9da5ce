"""What Markdown really says, and texts that would like to say something in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

HOSTILE = [
    "@everyone look", "a @octocat", "(@octocat)", "me@example.org", "#1", "GH-1", "o/r#1", "o/r@deadbeef", "deadbeef1",
    "https://evil.example/", "www.evil.example", "[click](https://evil.example)", "![x](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>", "<!-- privacy-gate -->", "-->", "<details>", "</td></tr>", "<script>", "<a href=x>",
    "```\n# big\n```", "````", "`", "``", "` `", "a`b``c```d", "`|`", "\\`", "\\|", "a|b|c", "\\\\|", "|", "\\",
    "# heading", "> quote", "- list", "1. list", "---", "===", "* * *", "\n\n# heading\n\n", "\r# heading", "\ttab",
    "**bold**", "_em_", "~~gone~~", "&lt;b&gt;", "&#64;octocat", "&commat;octocat", "$x$", "$`x`$", ":tada:", "[^1]",
    "[x]: https://evil.example", "[!WARNING]", "- [ ] task", "\x1b[31mred", "\u202eabc", "\u200b", "\udcff", "\x00",
    '"@octocat" is a name', '"a`b" is', '"""', '"', "`@octocat`", "::error::x", "##[error]x", "%0A::error::x", " ", "",
    "\n::error::x", "\r\n::set-output name=x::y", "::stop-commands::x", "a,b:c%d", "x\u2028y", "\u0085::error::x",
]  # fmt: skip


class Structure(NamedTuple):
    """Links up to the commit's folder, HTML, cells of each row, how many headings, and foreign text:
    what stands outside code and is more than words and small numbers."""

    links: list[str]
    html: list[str]
    rows: list[int]
    headings: int
    foreign: list[str]


def structure(markdown: str) -> Structure:
    tokens = list(_flat(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(markdown)))
    assert not any(token.type in ("image", "s_open", "em_open") for token in tokens)
    links = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    return Structure(
        links=[re.sub(r"(/[0-9a-f]{40}/).*", r"\1", link) for link in links],
        html=[token.content for token in tokens if token.type in ("html_block", "html_inline")],
        rows=_rows(tokens),
        headings=sum(token.type == "heading_open" for token in tokens),
        foreign=[token.content for token in tokens if token.type == "text" and _foreign(token.content)],
    )


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])


def _rows(tokens: list[Token]) -> list[int]:
    rows: list[int] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append(0)
        elif token.type in ("td_open", "th_open"):
            rows[-1] += 1
    return rows


def _foreign(text: str) -> bool:
    """What GitHub might make something of: names, references, addresses, long numbers, what is not printable."""
    return bool(re.search(r"[@#<>&$`*_\[\]!\\|~^\"]|\w[.:]\w|//|[0-9]{7}|:\w+:|[^\w\s(),.;:’'/–—-]", text))
