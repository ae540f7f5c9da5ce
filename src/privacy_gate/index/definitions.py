"""Find the names that a file defines: classes, functions, constants, tables, environment variables and hosts.

One set of regular expressions covers all languages. It also matches words that are no names. `index.own_names` removes
these, because they are ordinary words. The result depends only on path and text, so it can be cached for each blob.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.base.language_table import language_of_file
from privacy_gate.index.names import NameKind, OwnName, is_settings

MAX_LINE = 2_000
"""The longest line that is read, in code points. Longer lines are data or generated code."""

_MODIFIERS = (
    "export default public private protected internal static final abstract async override open sealed data inline "
    "virtual unsafe extern declare partial readonly suspend case implicit lazy local const pub required fileprivate"
).split()
_HEAD = rf"^[ \t]*+(?:(?:{'|'.join(_MODIFIERS)})(?:\([a-z]{{1,20}}\))?[ \t]++){{0,6}}+"
_KEYWORDS: dict[NameKind, list[str]] = {
    "class": (
        "class interface struct enum trait record type protocol object union message namespace typedef service"
    ).split(),
    "function": "def function fn func fun sub defp proc rpc macro_rules!".split(),
    "module": "module mod package defmodule".split(),
}
_KIND = {word: kind for kind, listed in _KEYWORDS.items() for word in listed}
_DEFINED = re.compile(
    _HEAD + rf"({'|'.join(map(re.escape, _KIND))})\*?[ \t]++(?:class[ \t]++)?(?:self\.|\([^()\n]{{0,80}}\)[ \t]*+)?"
    r"([A-Za-z_$][\w$]{1,80})"
)
_BOUND = re.compile(
    _HEAD + r"(?:(?:val|var|let|const|static|final)[ \t]++(?:mut[ \t]++)?(?:[\w<>\[\]]{1,40}[ \t]++)?)?"
    r"([A-Za-z_$][\w$]{1,80})[ \t]*+(?::[^=\n]{1,100}+)?"
    # the value may be a function: `= async (a) =>`, `= a =>`, `= function`
    r"(=(?![=~>])[ \t]*+(?:async\b[ \t]*+)?(?:function\b|\([^()\n]{0,200}\)[^=\n]{0,60}=>|\w{1,40}[ \t]*+=>)?)"
)
_DEFINE = re.compile(r"^[ \t]*+#[ \t]*+define[ \t]++([A-Za-z_]\w{1,80})")
_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9]*_[A-Z0-9_]*|[A-Z]{4,}[0-9]*")
_METHOD = re.compile(
    r"^[ \t]*+(?:[\w.<>\[\],?&*:@~]{1,80}[ \t]{1,4}){0,6}[*&]{0,2}(?:\w{1,80}::)?(\w{2,80})[ \t]?"
    r"\([^;{}\n]{0,400}\)[^;{}=\n]{0,100}\{[ \t]*$"
)
_CONTROL = frozenset(
    "if for while switch catch return else elif do try with using lock foreach when match unless".split()
)
_TABLE = re.compile(
    r"(?i:\bcreate[ \t]+(?:or[ \t]+replace[ \t]+)?"
    r"(?:(?:temp|temporary|unlogged|unique|materialized|external)[ \t]+){0,2}"
    r"(?:table|view|function|procedure|index|type|schema|trigger|sequence|database)[ \t]+"
    r"(?:if[ \t]+not[ \t]+exists[ \t]+)?)[\"'`\[]?(?:\w{1,60}[\"'`\]]?\.[\"'`\[]?)?(\w{2,80})"
    r"|(?:__tablename__|db_table|tableName|table_name|self\.table)[ \t]*[=:][ \t]*[\"'](\w{2,80})[\"']"
    r"|(?:@Table\((?:name[ \t]*=[ \t]*)?|create_table[ (][ \t]?:?|\bTable\()[\"']?(\w{2,80})"
)
_VARIABLE = re.compile(
    r"(?:environ(?:\.get)?|getenv|GetEnv|Getenv|GetEnvironmentVariable|env::var(?:_os)?|\bENV|process\.env"
    r"|import\.meta\.env|env)(?:\.fetch)?[.\[(]{1,2}[\"']?([A-Z][A-Z0-9_]{3,60})\b"
)
_ASSIGNED = re.compile(
    r"^[ \t]*+(?:export[ \t]+|ENV[ \t]+|ARG[ \t]+|-[ \t]+|-[ \t]+name:[ \t]+)?"
    r"([A-Z][A-Z0-9]*_[A-Z0-9_]{1,60})\b[ \t]*(?:[=:]|$)"
)
_HOST = re.compile(
    r"(?:://|@|[\s\"'=:])(?:[\w.%-]{1,60}@)?((?:[a-z0-9][a-z0-9-]{0,60}\.){1,5}[a-z]{2,12})(?=[:/\"'\s,;)]|$)"
)


def find_definitions(path: str, text: str) -> Iterator[OwnName]:
    """Yield the names that a file defines, each at its first definition.

    Not all of them are revealing. `index.own_names` selects those.
    """
    name = path.rpartition("/")[2]
    language = language_of_file(name)
    in_code = language is not None and language.is_code
    in_settings = is_settings(name)
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            continue
        found: list[tuple[str, NameKind]] = []
        if in_code:
            found += _in_code(line)
        if in_settings:
            found += [(match[1], "variable") for match in [_ASSIGNED.match(line)] if match]
            found += [(match[1].lower(), "host") for match in _HOST.finditer(line)]
        for one in found:
            if one not in seen:
                seen.add(one)
                yield OwnName(*one, number)


def _in_code(line: str) -> list[tuple[str, NameKind]]:
    found: list[tuple[str, NameKind]] = []
    if match := _DEFINED.match(line):
        found.append((match[2], _KIND[match[1]]))
    elif match := _DEFINE.match(line):
        found.append((match[1], "constant"))
    elif "=" in line and (match := _BOUND.match(line)):
        if _CONSTANT.fullmatch(match[1]):
            found.append((match[1], "constant"))
        elif len(match[2].rstrip()) > 1:
            found.append((match[1], "function"))
    elif "{" in line and (match := _METHOD.match(line)) and match[1] not in _CONTROL:
        found.append((match[1], "function"))
    if "able" in line.lower() or "reate" in line.lower():
        found += [(next(filter(None, match.groups())), "table") for match in _TABLE.finditer(line)]
    if "nv" in line or "NV" in line:
        found += [(match[1], "variable") for match in _VARIABLE.finditer(line)]
    return found
