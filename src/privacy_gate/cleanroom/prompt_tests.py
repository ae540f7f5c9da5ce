"""Find the tests of a prompt, run them, and report their results."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

import msgspec
from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.base.language_table import PROMPT_FILES
from privacy_gate.base.text import one_line, printable
from privacy_gate.cleanroom.processes import ProcessResult, environment, run
from privacy_gate.reporters.markup import clip

_LONGEST_FIRST = sorted(PROMPT_FILES, key=len, reverse=True)
_PLUGIN = "privacy_gate_report"
_BEGUN, _ENDED = "begun", "ended"  # outcomes that the plugin writes for its own progress
_NOTHING = 5  # pytest's exit code if it collected no tests
_MISSING = "No module named pytest"
_LONGEST_NAME = 240  # bytes; a file name has at most 255, and a suffix is added


class Subject(Struct, frozen=True):
    """A prompt and the directory of its code and tests. The file of the prompt may be missing."""

    prompt: Path | None
    folder: Path

    @property
    def tests(self) -> list[Path]:
        return sorted(self.folder.glob("test_*.py"))


class StackFrame(Struct, frozen=True):
    """A frame of a failure's traceback: lines of code, and lines of the error, which begin with `E`."""

    file: str
    lines: list[str]


class TestOutcome(Struct, frozen=True):
    """The result of a test: `passed`, `failed` or `skipped`."""

    name: str
    outcome: str
    frames: list[StackFrame] = []


class TestRun(Struct, frozen=True):
    """The results of all tests. `late` means that they timed out."""

    outcomes: tuple[TestOutcome, ...]
    late: bool = False

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(one.outcome for one in self.outcomes))

    @property
    def failures(self) -> list[TestOutcome]:
        return [one for one in self.outcomes if one.outcome == "failed"]


def find(name: str, root: Path, start: Path) -> Subject:
    """Find a prompt by its name in `prompts/`, or by the path of its file or directory. Raises GateError if there is
    none.
    """
    folder = root / "prompts" / name
    if not folder.name or len(os.fsencode(folder.name)) > _LONGEST_NAME:
        raise GateError(f"prompt not found: `{one_line(name)[:60]}`", "A prompt is prompts/NAME.md.")
    for suffix in PROMPT_FILES:
        file = folder.with_name(folder.name + suffix)
        if file.is_file():
            return Subject(file, folder)
    given = folder if folder.is_dir() else start / name
    if given.is_dir():
        return Subject(_find_prompt(given), given)
    stem = next((given.name.removesuffix(suffix) for suffix in _LONGEST_FIRST if given.name.endswith(suffix)), "")
    if given.is_file() and stem:
        return Subject(given, given.with_name(stem))
    raise GateError(
        f"prompt not found: `{one_line(name)}`", "A prompt is prompts/NAME.md; its code and tests are in prompts/NAME/."
    )


def _find_prompt(folder: Path) -> Path | None:
    names = [folder.parent / folder.name, folder / "prompt", folder / folder.name]
    files = (name.with_name(name.name + suffix) for name in names for suffix in PROMPT_FILES)
    return next((file for file in files if file.is_file()), None)


def pythons(root: Path) -> Iterator[str]:
    """Yield the Python interpreters that may have the packages of the tests: the project's, the active one, and our
    own.
    """
    for base in (root / ".venv", root / "venv", Path(os.environ.get("VIRTUAL_ENV") or root / ".venv")):
        for file in (base / "bin" / "python", base / "Scripts" / "python.exe"):
            if file.is_file():
                yield str(file)
    yield sys.executable


def run_tests(subject: Subject, against: Path | None, interpreters: Sequence[str], seconds: float) -> TestRun:
    """Run the tests with pytest in a separate process.

    They import the code in the directory `against`, or in the directory of that file. The default is the prompt's own
    directory. The first interpreter that has pytest is used. Raises GateError if the tests could not be run.
    """
    where = subject.folder if against is None else against if against.is_dir() else against.parent
    for python in dict.fromkeys(interpreters):
        with tempfile.TemporaryDirectory(prefix="privacy-gate-") as folder:
            ended, lines = _pytest(python, Path(folder), subject, where.resolve(), seconds)
        outcomes = _judge(lines, ended)
        failed = any(one.outcome == "failed" for one in outcomes)
        if ended.late or failed or (outcomes and ended.code == 0):
            return TestRun(tuple(outcomes), ended.late)
        if ended.code is None:
            raise GateError(
                "the tests printed too much and were stopped", "Remove print statements from the code under test."
            )
        if ended.code == _NOTHING:
            raise GateError("the test files contain no tests", "A test is a function whose name begins with `test_`.")
        if _MISSING not in ended.output:
            said = " ".join(ended.output.split()[-40:])
            raise GateError(
                f"pytest exited with code {ended.code}: {one_line(clip(said, 300))}",
                "Run pytest in that directory for the full output.",
            )
    raise GateError(
        "no Python interpreter with pytest found", "Install pytest in the project's .venv, or use --python."
    )


def _pytest(
    python: str, scratch: Path, subject: Subject, where: Path, seconds: float
) -> tuple[ProcessResult, list[TestOutcome]]:
    """Run pytest without the repository's pytest settings, and without any conftest.py above the tests."""
    plugin = resources.files("privacy_gate.cleanroom").joinpath("pytest_report.py").read_text(encoding="utf-8")
    (scratch / f"{_PLUGIN}.py").write_text(plugin, encoding="utf-8")
    settings, report = scratch / "pytest.ini", scratch / "report"
    settings.write_text("[pytest]\n", encoding="utf-8")
    folder = str(subject.folder.resolve())
    command = [
        python, "-m", "pytest", "-q", "-c", str(settings), "--rootdir", folder, "--confcutdir", folder,
        "--import-mode=importlib", "--tb=short", "--color=no", "-p", "no:cacheprovider", "-p", _PLUGIN,
        *(str(file.resolve()) for file in subject.tests),
    ]  # fmt: skip
    variables = environment(PYTHONPATH=os.pathsep.join((str(where), str(scratch))), PRIVACY_GATE_REPORT=str(report))
    ended = run(command, where, variables, seconds)
    return ended, list(_outcomes(report))


def _judge(lines: Sequence[TestOutcome], ended: ProcessResult) -> list[TestOutcome]:
    """Return the test results. If the run ended in the middle of a test, it failed, whatever the exit code was."""
    outcomes = [one for one in lines if one.outcome not in (_BEGUN, _ENDED)]
    begun = [one.name for one in lines if one.outcome == _BEGUN]
    if ended.code is not None and begun and lines[-1].outcome != _ENDED:
        why = f"E The process ended with exit code {ended.code} before the tests finished"
        outcomes.append(TestOutcome(begun[-1], "failed", [StackFrame("", [why])]))
    return outcomes


def _outcomes(report: Path) -> Iterator[TestOutcome]:
    """Yield the records that the plugin wrote. The code under test may have written to the same file."""
    try:
        lines = report.read_bytes()[:20_000_000].splitlines()
    except OSError:
        return
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=TestOutcome)
        except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
            continue


_MOST_FAILURES, _MOST_CODE, _MOST_ERRORS, _WIDTH = 3, 3, 6, 200


def failure(trial: TestRun, shown: Path) -> str:
    """Describe the failures to an assistant: the lines of the tests and their errors.

    Only lines of files in the directory `shown` are included. The assistant wrote these files or has seen them.
    """
    failures = trial.failures
    if not failures:
        return "The tests timed out. Change the code so that it terminates for every input.\n"
    parts = ["The test is failing:" if len(failures) == 1 else f"{len(failures)} tests are failing:"]
    parts += [
        "\n".join([one_line(clip(one.name, _WIDTH)), *_describe_failure(one, shown)])
        for one in failures[:_MOST_FAILURES]
    ]
    if len(failures) > _MOST_FAILURES:
        parts.append(f"and {len(failures) - _MOST_FAILURES} more.")
    parts.append("Fix the code so that the test passes. Change nothing else.")
    return "\n\n".join(parts) + "\n"


def _describe_failure(one: TestOutcome, shown: Path) -> Iterator[str]:
    code: list[str] = []
    errors: list[str] = []
    for frame in one.frames:
        lines = [printable(clip(line, _WIDTH)) for line in frame.lines]
        errors += [line[1:].strip() for line in lines if line.startswith("E ")]
        if frame.file and _is_in(frame.file, shown):
            code += [line.strip() for line in lines if line.strip() and not line.startswith("E ")]
    yield from (f"    {line}" for line in code[-_MOST_CODE:])
    yield from (f"    {line}" for line in errors[:_MOST_ERRORS])


def _is_in(file: str, folder: Path) -> bool:
    path = Path(file)
    return (path if path.is_absolute() else folder / path).resolve().is_relative_to(folder.resolve())
