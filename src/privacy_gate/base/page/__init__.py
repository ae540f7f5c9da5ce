"""Common parts of the HTML pages: each page is a single file that loads nothing, and all values are escaped.

The Content-Security-Policy names the style and script of the page by their hashes, so no other script can run. A
template has a place `[[name]]` for each value. The template of a page has several parts, each after a comment with its
name. These parts are the values of the common frame (`base.html`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from html import escape
from importlib import resources

from privacy_gate import __version__
from privacy_gate.base.text import one_line, printable

_PART = re.compile(r"^<!-- ([a-z-]+) -->\n", re.MULTILINE)


def render(package: str, name: str, values: Mapping[str, str]) -> str:
    """The page whose parts are in `NAME.html` of a package, with `NAME.css` and `NAME.js` after those that all
    pages have.

    `values` are HTML; `text` and `block` make it of anything.
    """
    style, script = (
        _resource(__package__ or "", f"base.{kind}") + _resource(package, f"{name}.{kind}") for kind in ("css", "js")
    )
    own = {
        "style": style,
        "script": script,
        "style-hash": _source(style),
        "script-hash": _source(script),
        "version": text(__version__),
    }
    _, *pieces = _PART.split(_resource(package, f"{name}.html"))
    parts = {"links": ""} | dict(zip(pieces[::2], pieces[1::2], strict=True))
    filled = {part: _filled(template.rstrip("\n"), values) for part, template in parts.items()}
    return _filled(_resource(__package__ or "", "base.html"), {**values, **filled, **own})


def text(what: str) -> str:
    """Any text on one line."""
    return escape(one_line(what))


def block(what: str) -> str:
    """Any text, its lines and tabs as they are."""
    return escape(printable(what))


def _resource(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def _source(text_: str) -> str:
    """https://www.w3.org/TR/CSP3/#grammardef-hash-source"""
    return "sha256-" + base64.b64encode(hashlib.sha256(text_.encode()).digest()).decode()


def _filled(template: str, values: Mapping[str, str]) -> str:
    """In one go, so that nothing that is put in is taken for a place to put something."""
    return re.sub(r"\[\[([a-z-]+)\]\]", lambda found: values[found[1]], template)
