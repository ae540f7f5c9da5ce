"""Read command lines of PowerShell and cmd with regular expressions, because there is no parser for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.shell import git_environment
from privacy_gate.integrations.assistants.shell.state import ShellState
from privacy_gate.integrations.assistants.shell.word_texts import quoted_strings

_LIKELY = re.compile(
    r"\\(?![\n;&|<>(){}\s\"'$`*?.\[\]\\-])\w|\b[A-Z][a-z]{2,20}-[A-Z][A-Za-z]{2,30}\b|\$env:|%\w{2,30}%|\.exe\b"
)
_WORD = re.compile(r"\"[^\"\n]{0,2000}\"|'[^'\n]{0,2000}'|[^\s;&|()<>{}\"']{1,2000}|[;&|\n]{1,4}|>{1,2}|<")
_CMDLETS = frozenset(
    "type get-content gc cat more findstr select-string sls fc format-hex invoke-restmethod invoke-webrequest irm iwr "
    "compress-archive certutil send-mailmessage start-bitstransfer bitsadmin copy-item-remote import-csv".split()
)
_CHANGES = frozenset(
    "del erase rd rmdir remove-item ri rm move move-item mi mv copy copy-item cpi cp ren rename-item rni "
    "set-content sc add-content ac out-file clear-content clc new-item ni set-acl attrib icacls takeown "
    "set-itemproperty".split()
)
_GATE = r"privacy[-_]gate(?:\.exe)?[\"']?"
LOOSENS = re.compile(
    rf"{_GATE}\)?[\"']?\s{{1,20}}[\"'\\]{{0,3}}(?:allow\b|install\b[^\n;&|]{{0,200}}--rem)"
    rf"|{_GATE}\)?[\"']?\s{{1,20}}(?:baseline\b(?![^\n;&|]{{0,200}}--prune)|scan\b[^\n;&|]{{0,200}}--add-ignores)"
    rf"|\bpip[\d.]{{0,4}}[ \t]{{1,8}}uninstall\b[^\n;&|]{{0,200}}{_GATE}"
    r"|\bSKIP[ \t]{0,4}=[ \t]{0,4}[^\s;&|]{0,200}privacy-gate|\bPRE_COMMIT_ALLOW_NO_CONFIG[ \t]{0,4}="
    r"|\bHUSKY[ \t]{0,4}=[ \t]{0,4}[\"']?0"
    r"|(?i:\b(?:rm|del|erase|rd|rmdir|ri|remove-item|mv|move|move-item|ren|rename-item|chmod|truncate|unlink|set-content"
    r"|out-file"
    r"|clear-content|copy|copy-item|attrib|icacls)\b[^\n;&|]{0,200}\.git[/\\]hooks\b)"
    r"|>[ \t]{0,8}[\"']?[^\s;&|]{0,200}\.git[/\\]hooks[/\\]"
    r"|(?i:\bcore\.hookspath\b(?:[ \t]{1,8}|=)(?!$)[^\s-])"
    r"|\b(?:pre-commit|prek)[ \t]{1,8}uninstall\b"
)


def is_likely(command: str) -> bool:
    """Whether a command line may be for Windows. Assistants do not say which shell runs it."""
    return _LIKELY.search(command) is not None


def look(state: ShellState, command: str) -> None:
    """Note the files that a Windows command line prints, sends and writes, and its effects on privacy-gate."""
    if LOOSENS.search(command):
        state.loosens = True
    if re.search(r"(?i)\bgit(?:\.exe)?\b[^\n;&|]{0,400}\s--no-v", command):
        state.skips_hooks = True
    if git_environment.is_redirected_on_windows(command):
        state.may_skip_hooks = True
    for call in _calls(command):
        program = call[0].rpartition("/")[2].rpartition("\\")[2].lower().removesuffix(".exe")
        prints = program in _CMDLETS or program in program_table.SHOWS or program in program_table.SENDS
        writes = program in _CHANGES or program in program_table.CHANGES
        redirect = ""
        for word in call[1:]:
            state.step()
            if word in (">", ">>", "<"):
                redirect = word
                continue
            name = word.replace("\\", "/")
            if redirect:
                state.note(state.prints if redirect == "<" else state.written, name, whole=True)
            elif prints:
                state.note(state.prints, name)
            elif writes:
                state.note(state.written, name, whole=True)
            elif program in program_table.SHELLS or program in program_table.INTERPRETERS:
                for inner in quoted_strings(word):
                    state.note(state.prints, inner.replace("\\", "/"))
                state.note(state.named, name)
            elif program not in program_table.HIDES | program_table.BUILDS and program != "git":
                state.note(state.named, name)
            redirect = ""


def _calls(command: str) -> Iterator[list[str]]:
    call: list[str] = []
    for found in _WORD.finditer(command):
        word = found[0]
        if set(word) <= set(";&|\n"):
            if call:
                yield call
            call = []
        else:
            call.append(word[1:-1] if word[0] in "\"'" and word[0] == word[-1] and len(word) > 1 else word)
    if call:
        yield call
