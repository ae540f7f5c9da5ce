"""Writing inline ignores: where in a text one goes, and in what form. Which files, and how they are written, is not
decided here, nor whether the text is still the same code: that the caller checks by reading it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import printable
from privacy_gate.model import Document
from privacy_gate.policy.suppressions import directives

LONGEST_REASON = 300
# what ends a comment in some language, or is obeyed even within one
_CLOSERS = ("--", "*/", "-}", "*)", '"""', "'''", "?>", "%>", "</", "{{", "}}", "{%", "%}", "`", "]]>")


class CommentStyle(Struct, frozen=True):
    """How comments are written: what opens and closes one, and whether it must have a line of its own."""

    opener: str
    closer: str = ""
    own_line: bool = False


_HASH, _SLASHES, _MARKUP = CommentStyle("#"), CommentStyle("//"), CommentStyle("<!--", " -->")
_BY_FAMILY = {"c": _SLASHES, "hash": _HASH, "dash": CommentStyle("--"), "markup": _MARKUP}
_BY_LANGUAGE = {
    **dict.fromkeys(("python",), _HASH),
    **dict.fromkeys(("css", "less"), CommentStyle("/*", " */")),
    **dict.fromkeys(
        ("common-lisp", "emacs-lisp", "scheme", "racket", "clojure", "clojurescript", "nasm"), CommentStyle(";")
    ),
    **dict.fromkeys(("erlang", "matlab", "octave", "prolog"), CommentStyle("%")),
    **dict.fromkeys(("ocaml", "sas"), CommentStyle("(*", " *)")),
    **dict.fromkeys(("dockerfile", "make"), CommentStyle("#", own_line=True)),
    "gleam": _SLASHES,
    "graphql": _HASH,
    "vb.net": CommentStyle("'"),
}
# files that no parser reads, by the end of their name; a value in them takes the rest of its line
_BY_SUFFIX = {
    **dict.fromkeys((".env", ".properties", ".conf", ".gitignore", ".editorconfig"), CommentStyle("#", own_line=True)),
    **dict.fromkeys((".ini", ".cfg"), CommentStyle(";", own_line=True)),
    **dict.fromkeys((".tex", ".sty"), CommentStyle("%", own_line=True)),
    **dict.fromkeys(
        (".xml", ".svg", ".plist", ".xsd", ".csproj", ".config"), CommentStyle("<!--", " -->", own_line=True)
    ),
    **dict.fromkeys((".lisp", ".lsp", ".el"), CommentStyle(";")),
}
_MARKDOWN = (".md", ".markdown", ".mdx", ".mdc", ".prompt")


def check_reason(reason: str) -> str:
    """The reason without blanks around it. Raises GateError for one that cannot stand in any comment."""
    plain = reason.strip()
    if not plain:
        raise GateError("--add-ignores needs a reason", 'privacy-gate scan --add-ignores "made-up keys for the tests"')
    if "\n" in reason or "\r" in reason or printable(plain) != plain or len(plain) > LONGEST_REASON:
        raise GateError("the reason of an ignore is one short line of text", f"at most {LONGEST_REASON} characters")
    for closer in _CLOSERS:
        if closer in plain:
            raise GateError(f"the reason must not hold {closer}", "it would end the comment that it stands in")
    if plain.endswith(("\\", "-", "*")):
        raise GateError(f"the reason must not end with {plain[-1]}", "it would be read as a part of the comment's end")
    return plain


def style(document: Document, at: int, family: str) -> CommentStyle | None:
    """How a comment near an offset is written; None where nothing can hold one.

    `family`: of the language there, as the table of languages has it.
    """
    segment = document.segment_at(at, closer=False)
    if segment.language:
        return _BY_LANGUAGE.get(segment.language) or _BY_FAMILY.get(family)
    path = PurePosixPath(document.path)
    name, suffix = path.name.lower(), path.suffix.lower()
    if name.startswith(".env") or name in (".gitignore", ".dockerignore", ".npmrc", "requirements.txt"):
        return CommentStyle("#", own_line=True)
    return _MARKUP if suffix in _MARKDOWN else _BY_SUFFIX.get(suffix)


def places(
    document: Document, line: int, rules: Sequence[str], reason: str, kind: CommentStyle | None
) -> Iterator[tuple[str, int]]:
    """The text with an ignore for a line, in each place where one may go, the best first, and how many lines were
    put in before it. A directive that is there already gets more names, and keeps its reason."""
    text = document.text
    for ignore in directives(document):
        if line in ignore.lines and ignore.rules and ignore.reason:
            end = text.index("]", ignore.start)
            more = [rule for rule in rules if rule not in ignore.rules]
            yield text[:end] + "".join(f", {rule}" for rule in more) + text[end:], 0
            return
    if kind is None:
        return
    directive = f"{kind.opener} privacy-gate: ignore[{', '.join(rules)}] {reason}{kind.closer}"
    start, end = document.line_span(line)
    if not kind.own_line and not text[start:end].endswith("\\"):
        yield f"{text[:end]}{'' if text[start:end].endswith((' ', chr(9))) else '  '}{directive}{text[end:]}", 0
    before = text[:start].removesuffix("\n").removesuffix("\r")
    if not before.endswith("\\") and not text.startswith(("#!", "<?"), start) and not _in_markup(before, kind):
        indent = text[start:end][: len(text[start:end]) - len(text[start:end].lstrip(" \t"))]
        stop = "\r\n" if text[end : end + 2] == "\r\n" or text[max(0, start - 2) : start] == "\r\n" else "\n"
        yield f"{text[:start]}{indent}{directive}{stop}{text[start:]}", 1


def _in_markup(before: str, kind: CommentStyle) -> bool:
    """Whether a text that no parser reads ends within a tag, a comment, or plain data."""
    if kind.opener != _MARKUP.opener or not kind.own_line:
        return False
    return any(
        before.rfind(start) > before.rfind(end) for start, end in (("<", ">"), ("<!--", "-->"), ("<![CDATA[", "]]>"))
    )
