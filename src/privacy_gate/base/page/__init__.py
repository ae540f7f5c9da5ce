"""Common parts of the HTML pages. A page is a single file that loads nothing. All values are escaped.

The Content-Security-Policy of a page names its style and script by their hashes, so no other script can run. A template
has a place `[[name]]` for each value. The template of a page consists of parts, each after a comment with its name.
These parts are filled into the common frame (`base.html`).
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
    """Render the page with the parts in `NAME.html` of a package.

    `NAME.css` and `NAME.js` are appended to those of all pages. `values` are HTML. Use `text` and `block` to convert
    other texts.
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
    filled = {part: _fill(template.rstrip("\n"), values) for part, template in parts.items()}
    return _fill(_resource(__package__ or "", "base.html"), {**values, **filled, **own})


def text(what: str) -> str:
    """Escape a text for one line."""
    return escape(one_line(what))


def block(what: str) -> str:
    """Escape a text, and keep its lines and tabs."""
    return escape(printable(what))


def _resource(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def _source(text_: str) -> str:
    """Return a hash source. https://www.w3.org/TR/CSP3/#grammardef-hash-source defines it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text_.encode()).digest()).decode()


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Fill in all values in one pass, so that no inserted value is read as a placeholder."""
    return re.sub(r"\[\[([a-z-]+)\]\]", lambda found: values[found[1]], template)
