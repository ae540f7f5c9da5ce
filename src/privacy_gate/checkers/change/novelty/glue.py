"""Detect glue code: files that mostly connect other code.

Examples are user interfaces, controllers, commands, forms, settings, logging and storage. Their lines have conditions
and loops too, but rarely contain what makes the application special. Each line therefore counts as a fraction of a line
of core logic. A large file still adds up.
"""

from __future__ import annotations

import re

INTERFACE = 0.2
"""The weight of a line of a user interface. A line of core logic has the weight 1."""

GLUE = 0.25
"""The weight of a line of other glue code."""

_PAGE = re.compile(r"\.(?:[jt]sx|vue|svelte|astro|razor|cshtml)$")
_INTERFACE_FOLDER = re.compile(r"(?:^|/)(?:composables|hooks|contexts|layouts|static|javascript/controllers)/")
_HOOK = re.compile(r"(?:^|/)use[A-Z]\w{0,100}\.[cm]?[jt]s$")
_SCRIPT = re.compile(r"\.[cm]?[jt]s$")
_INTERFACE_TEXT = re.compile(
    r"""(?mx)
    \bfrom\s+['"](?:(?:react|preact|vue|svelte|solid-js|lit|jquery|mobx|zustand|pinia)(?=['"/-])
        |@angular/|@hotwired/|@tanstack/)
    | \bdocument\.(?:querySelector(?:All)?|getElementById|createElement|addEventListener)\(
    | ^\s{0,40}(?:\$|jQuery)\(
    """
)
_GLUE_PATH = re.compile(
    r"""(?xi)
    (?:^|/)(?:admin|commands?|configs?|config(?:uration)?|console|controllers?|dtos?|exports?|forms?|httputil
        |initializers|logging|middlewares?|requests?|routes?|seed(?:er)?s?|serializ(?:ers?|ation)|settings?|storage)/
    | (?:^|/)(?:admin|config|logging|logger|main|middleware|routes|s3|settings|storage)\.\w{1,5}$
    | [_.-](?:command|config|controller|form|handler|middleware|routes?|serializer|settings)\.\w{1,5}$
    | (?-i:Command|Config|Configuration|Controller|Event|Exporter|Form|FormType|Listener|Logger|Middleware
        |Serializer|Settings|Subscriber)\.\w{1,5}$
    """
)


def share(path: str, text: str) -> float:
    """Return the weight of the lines of a file: 1 if it is no glue code."""
    if _PAGE.search(path) or _HOOK.search(path):
        return INTERFACE
    if _SCRIPT.search(path) and (_INTERFACE_FOLDER.search(path) or _INTERFACE_TEXT.search(text[:_READ])):
        return INTERFACE
    return GLUE if _GLUE_PATH.search(path) else 1.0


_READ = 100_000  # characters that are searched for a framework
