"""Recognise the form of a line of code, for languages without a parser.

The forms are the heads of functions and classes, declarations of methods, and the heads of conditions and loops.
"""

from __future__ import annotations

import re

MODIFIERS = (
    r"(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|async|override|virtual|sealed"
    r"|readonly|inline|unsafe|extern|const|open|synchronized|native|suspend|data|partial|pub(?:\([^()]{1,40}\))?)\s+)"
)

DECLARED = re.compile(
    rf"{MODIFIERS}{{0,6}}(?:import|from|package|use|using|mod|namespace|module|require|include|class|interface|struct|enum"
    r"|trait|impl|type|typedef|union|record|object|protocol|extension|typealias|macro_rules!|global|nonlocal|pass\b)"
    r"(?![\w$]|\s*[=.(])"
)

_FUNCTION = re.compile(
    rf"{MODIFIERS}{{0,6}}(?:function\s*\*?|func|fn|fun|def|sub)\b\s*(?:\([^()]{{0,120}}\)\s*)?(?P<name>[\w$.?!]*)"
)

_METHOD = re.compile(
    rf"(?P<modifiers>{MODIFIERS}{{0,6}})(?:(?:get|set)\s+)?(?:<[^(){{}}]{{1,80}}>\s*)?"
    r"(?:[\w$.]{1,80}(?:<[^(){}]{0,120}>)?(?:\[\])?[\s&*]+){0,3}[#~]?(?P<name>[\w$]{1,80})\s*(?:<[^(){}]{0,120}>)?\("
)

_ARROW = re.compile(
    rf"{MODIFIERS}{{0,3}}(?:(?:const|let|var)\s+)?(?P<name>[\w$.]{{1,80}})\s*(?::[^=\n]{{0,120}})?=\s*(?:async\s*)?"
    r"(?:function\b|(?:<[^()]{0,80}>\s*)?(?:\([^()]{0,300}\)|[\w$]{1,60})\s*(?::[^=\n]{0,120})?=>\s*\{?$|\($)"
)

HEADS = {
    word: weight
    for weight, words in {
        1.0: "if elif elsif elseif unless switch match select when case guard",
        1.5: "for while until loop foreach",
        0.7: "with try catch except rescue defer using lock synchronized",
    }.items()
    for word in words.split()
}

WORD = re.compile(r"(?:\}\s*)?(?:else\s+)?(?:await\s+)?(?P<word>[a-z]{2,12})(?![\w$]|\s*[=:.,])")

_SIGNATURE = re.compile(r"[^\n]{1,4000}\)\s*(?:\??:\s[^\n]{1,1000}|throws [\w., ]{1,200})?;")

_OPENS_CLASS = re.compile(
    rf"{MODIFIERS}{{0,6}}(?:class|interface|trait|impl|object|struct|enum|module|namespace)\b(?:<[^{{}}]{{0,80}}>)?\s*"
    r"(?P<name>[\w$]*)"
)

_MODIFIED = re.compile(rf"{MODIFIERS}{{1,6}}")

_NOT_METHODS = frozenset((*HEADS, "return", "else", "new", "await", "yield", "throw", "super", "do"))


def name_of_function(stripped: str) -> str | None:
    """Return the name that the head of a function or class defines.

    It is empty for one without a name, and None for other lines.
    """
    if found := _FUNCTION.match(stripped):
        return found["name"].rpartition(".")[2] if _opens(stripped) or stripped.endswith((",", "(", ")", "}")) else None
    if (found := _OPENS_CLASS.match(stripped)) and _opens(stripped):
        return found["name"]
    if found := _ARROW.match(stripped):
        return found["name"].rpartition(".")[2]
    if not stripped.endswith(("{", ",", "(")) or (stripped.endswith((",", "(")) and not _MODIFIED.match(stripped)):
        return None
    found = _METHOD.match(stripped)
    if found is None or _first_word(stripped) in _NOT_METHODS or ("=>" in stripped and not found["modifiers"]):
        return None
    return found["name"]


def is_signature(stripped: str) -> bool:
    """Whether a line only declares a method: `name(a: A): B;`, `void name(A a) throws E;`."""
    found = _METHOD.match(stripped) if stripped.endswith(";") else None
    if found is None or _first_word(stripped) in _NOT_METHODS or not _SIGNATURE.fullmatch(stripped):
        return False
    if " ? " in stripped:
        return False
    declares = found["modifiers"] or " " in stripped[: found.end("name")].strip() or re.search(r"\)\s*:\s", stripped)
    return bool(declares) and not re.search(r"[^=!<>]=[^=>]", stripped)


def _first_word(stripped: str) -> str:
    found = re.match(r"[A-Za-z]{1,20}", stripped)
    return found[0] if found else ""


def _opens(stripped: str) -> bool:
    return stripped.endswith(("{", ":", "{}", "(", ") =", "->", "=>"))
