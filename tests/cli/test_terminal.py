"""What a person sees on a terminal, from the installed command on a pseudo-terminal."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from privacy_gate.base.terminal import BLUE, CYAN, GREEN, MAGENTA, RED, YELLOW
from tests.repository import environment
from tests.terminal import PROGRAM, run_on_terminal

pytest.importorskip("pty")
pytestmark = pytest.mark.once

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LINK = re.compile(r"\x1b\]8;;(.*?)\x1b\\")
PAGES = {
    "help": (("--help",), "\x1b[1mUsage:\x1b[0m", "\x1b[38;5;32mscan\x1b[0m  "),
    "help of a command": (("scan", "-h"), "  \x1b[38;5;32m-q, --quiet\x1b[0m  ", "\x1b[1mExit codes:\x1b[0m"),
    "help of a subcommand": (("index", "build", "-h"), "  \x1b[38;5;32m--anew\x1b[0m  ", "\x1b[1mOptions:\x1b[0m"),
    "rule": (("rule", "secret/sql-password"), "\x1b[38;5;196merror\x1b[0m (outbound)", "\x1b[1mHow to fix it\x1b[0m"),
    "rules": (("rules", "diff"), "\x1b[38;5;166mwarning \x1b[0m", "\x1b[38;5;30mnote    \x1b[0m"),
}


def run_in_pipe(*arguments: str, cwd: Path, **more: str) -> str:
    done = subprocess.run(
        [PROGRAM, *arguments], cwd=cwd, env=environment(**({"COLUMNS": "100"} | more)), capture_output=True, check=True
    )
    return done.stdout.decode("utf-8")


def _luminance(code: str) -> float:
    """The relative luminance of a code of the 6 x 6 x 6 cube, as WCAG 2.2 defines it."""
    cube = int(code.rpartition(";")[2]) - 16
    steps = (0, 95, 135, 175, 215, 255)
    parts = [steps[cube // size % 6] / 255 for size in (36, 6, 1)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("code", [BLUE, CYAN, YELLOW, GREEN, RED, MAGENTA])
def test_colours_can_be_read_on_white_and_on_black(code: str) -> None:
    light = _luminance(code) + 0.05

    assert min(1.05 / light, light / 0.05) >= 3.8


@pytest.mark.parametrize("page", PAGES)
def test_pages_have_colours_on_a_terminal(page: str, folder: Path) -> None:
    arguments, *expected = PAGES[page]

    shown = run_on_terminal(*arguments, cwd=folder).shown
    piped = run_in_pipe(*arguments, cwd=folder)

    assert [text for text in expected if text not in shown] == []
    assert "\x1b" not in piped
    assert LINK.sub("", COLOUR.sub("", shown)) == piped


def test_variables_switch_colours_off_and_on(folder: Path) -> None:
    assert "\x1b" not in run_on_terminal("--help", cwd=folder, NO_COLOR="1").shown
    assert "\x1b" not in run_on_terminal("--help", cwd=folder, TERM="dumb").shown
    assert "\x1b[1mUsage:" in run_in_pipe("--help", cwd=folder, FORCE_COLOR="1")
    assert "\x1b" not in run_in_pipe("--help", cwd=folder, FORCE_COLOR="1", NO_COLOR="1")


def test_a_report_on_a_terminal_ends_with_what_to_do_next(folder: Path) -> None:
    (folder / "prompts").mkdir()
    prompt = folder / "prompts" / "my question.md"
    prompt.write_text("Ask t.lindgaard@harnwick-dairies.eu about the sort order.\n")

    shown = run_on_terminal("scan", "prompts", cwd=folder)

    assert "1 finding can be fixed: `privacy-gate clean 'prompts/my question.md'`" in shown.shown
    assert COLOUR.search(shown.shown)
    assert any("rules/personal" in link for link in LINK.findall(shown.shown))


def test_a_clean_run_on_a_terminal_ends_with_a_line(folder: Path) -> None:
    (folder / "a.py").write_text("X = 1\n")

    shown = run_on_terminal("scan", "a.py", cwd=folder)

    assert shown.code == 0
    assert re.search(r"No findings in 1 file \(\d+\.\d s\)", shown.shown)
    assert run_in_pipe("scan", "a.py", cwd=folder) == ""
