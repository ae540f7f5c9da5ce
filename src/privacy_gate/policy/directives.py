"""Find the places and the form of a new inline ignore in a text.

The caller chooses and writes the files. It also checks afterwards that the code did not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from privacy_gate.base.errors import GateError
from privacy_gate.base.language_table import MARKDOWN, PROMPT, CommentStyle, find_language, language_of_file
from privacy_gate.base.text import printable
from privacy_gate.model import Document
from privacy_gate.policy.suppressions import directives

LONGEST_REASON = 300
# in some language these end a comment, or have an effect even within one
_CLOSERS = ("--", "*/", "-}", "*)", '"""', "'''", "?>", "%>", "</", "{{", "}}", "{%", "%}", "`", "]]>")


_MARKUP = CommentStyle("<!--", " -->")
_BY_FAMILY = {"c": CommentStyle("//"), "hash": CommentStyle("#"), "dash": CommentStyle("--"), "markup": _MARKUP}
# settings files without a suffix
_SETTINGS = (".gitignore", ".dockerignore", ".npmrc", "requirements.txt")


def check_reason(reason: str) -> str:
    """Return the reason without surrounding white space. Raises GateError if a comment cannot contain it."""
    plain = reason.strip()
    if not plain:
        raise GateError("--add-ignores needs a reason", 'privacy-gate scan --add-ignores "made-up keys for the tests"')
    if "\n" in reason or "\r" in reason or printable(plain) != plain or len(plain) > LONGEST_REASON:
        raise GateError("the reason of an ignore must be one short line", f"Use at most {LONGEST_REASON} characters.")
    for closer in _CLOSERS:
        if closer in plain:
            raise GateError(f"the reason must not contain {closer}", "It would end the comment.")
    if plain.endswith(("\\", "-", "*")):
        raise GateError(f"the reason must not end with {plain[-1]}", "It would become part of the end of the comment.")
    return plain


def style(document: Document, at: int) -> CommentStyle | None:
    """Return the comment syntax near an offset, or None if no comment is possible."""
    tag = document.segment_at(at, closer=False).language
    if tag:
        language = find_language(tag)
    else:  # no parser reads the text
        name = PurePosixPath(document.path).name.lower()
        if name.startswith(".env") or name in _SETTINGS:
            return CommentStyle("#", own_line=True)
        if name.endswith((*MARKDOWN, PROMPT)):
            return _MARKUP
        language = language_of_file(document.path)
    return (language.comment or _BY_FAMILY.get(language.family)) if language else None


def places(
    document: Document, line: int, rules: Sequence[str], reason: str, kind: CommentStyle | None
) -> Iterator[tuple[str, int]]:
    """Yield the text with an ignore for a line, for each possible place, the best first. Also yield the number of new
    lines.

    An existing directive gets the rules in addition, and keeps its reason.
    """
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
    """Whether a text that no parser reads ends within a tag, a comment, or a CDATA section."""
    if kind.opener != _MARKUP.opener or not kind.own_line:
        return False
    return any(
        before.rfind(start) > before.rfind(end) for start, end in (("<", ">"), ("<!--", "-->"), ("<![CDATA[", "]]>"))
    )
