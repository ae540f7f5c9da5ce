"""Our pages as a strict reader sees them."""

from __future__ import annotations

from html.parser import HTMLParser


class Strict(HTMLParser):
    """Fails on tags that do not close in order."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def names(self) -> list[str]:
        return [tag for tag, _ in self.tags]

    def all_of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def parsed(text: str) -> Strict:
    parser = Strict()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser


def loads_nothing(page: Strict) -> None:
    """Nothing on the page is fetched, runs by itself, or leads away."""
    for tag, attributes in page.tags:
        assert tag not in {"img", "link", "iframe", "object", "base"}
        assert not attributes.keys() & {"src", "style"}
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert page.names().count("script") == 1
