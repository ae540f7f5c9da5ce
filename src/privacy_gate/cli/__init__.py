"""The command line, with one module for each command. A module is loaded when its command is called."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence

from privacy_gate.base.errors import GateError, locate_error, what_to_do
from privacy_gate.daemon import starting


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code: 0 without findings, 1 with findings, 2 if the check failed."""
    if sys.stdin is None:  # Standard input is closed: reserve its file number, so that no other file gets it.
        os.open(os.devnull, os.O_RDONLY)
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_ClosedInput()))
    if sys.stderr is None:  # it is closed: otherwise, Python would reuse its number
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        _complain("error: standard output is closed", None)
        os._exit(2)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")  # a Windows console supports only a few hundred characters
    code = run(arguments)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 2
    starting.start_for_next_time(sys.argv[1:])
    # Nothing is left to do. A normal shutdown of the interpreter takes up to ten milliseconds, which is too long for a
    # hook.
    os._exit(code)


class _ClosedInput(io.RawIOBase):
    """A replacement for standard input if it is closed. Reading it raises a clear error."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        raise GateError("standard input is closed", "Pipe a text into the command or name a file.")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. Any error becomes exit code 2 and a one-line message."""
    import click

    from privacy_gate.cli.group import cli

    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = cli.main(_names_of_files(given), prog_name="privacy-gate", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        from privacy_gate.cli.usage import explain_usage, is_bare_group

        if is_bare_group(error):
            click.echo(error.format_message(), err=True)
            return 2
        message, hint = explain_usage(error, given)
        _complain(f"error: {message}", hint)
        return 2
    except GateError as error:
        _complain(f"error: {error.message}", error.hint, error.excerpt)
        return 2
    except (KeyboardInterrupt, click.Abort):
        _complain("interrupted", None)
        return 130
    except (BrokenPipeError, SystemExit) as error:  # the reader (head, less) has exited; click makes it SystemExit
        if isinstance(error, SystemExit) and not error.code:  # the completion of a shell ends in this way
            return 0
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except OSError as error:
        _trace(error)
        _complain(f"error: {error.strerror or 'cannot read or write'} ({locate_error(error)})", what_to_do(error))
        return 2
    except MemoryError:
        _complain("error: out of memory", "Name fewer or smaller files, or run one process with --jobs 1.")
        return 2
    except Exception as error:  # noqa: BLE001
        _trace(error)
        _complain(
            f"internal error: {locate_error(error)}", "This is a bug. Set PRIVACY_GATE_DEBUG=1 to see the traceback."
        )
        return 2
    finally:
        if "privacy_gate.base.git" in sys.modules:
            from privacy_gate.base import git

            git.stop_started_ahead()
    return code if isinstance(code, int) else 0


def _names_of_files(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `./` before file names that look like options.

    pre-commit appends file names unchanged. A file whose name is an option could otherwise disable the check.
    """
    if arguments[:1] != ["pre-commit"]:
        return list(arguments)
    return [f"./{name}" if name.startswith("-") and os.path.lexists(name) else name for name in arguments]


def _trace(error: BaseException) -> None:
    """Print the traceback of an internal error, with our code lines only.

    Error messages are omitted, because they may quote text.
    """
    if not os.environ.get("PRIVACY_GATE_DEBUG"):
        return
    import traceback

    for one in reversed(_causes(error)):
        sys.stderr.write("".join(traceback.format_tb(one.__traceback__)) + f"{type(one).__name__}\n")


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error and its causes."""
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def _complain(message: str, hint: str | None, excerpt: tuple[str, ...] = ()) -> None:
    import click

    from privacy_gate.base.text import one_line

    with contextlib.suppress(OSError):  # the exit code says it as well
        click.echo(f"privacy-gate: {one_line(message)}", err=True)
        for line in excerpt:
            click.echo(f"  {one_line(line)}".rstrip(), err=True)
        if hint:
            click.echo(f"  hint: {one_line(hint)}", err=True)
