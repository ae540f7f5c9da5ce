"""The command line: one module a command, loaded when it is called."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from privacy_gate.base.errors import GateError, locate_error, what_to_do


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code: 0 clean, 1 findings, 2 could not check."""
    if sys.stdin is None:  # it was closed: its number is taken, so that no file gets it
        os.open(os.devnull, os.O_RDONLY)
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_ClosedInput()))
    if sys.stderr is None:  # it was closed, and so are the files that Python makes of these numbers
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        _complain("error: standard output is closed", None)
        os._exit(2)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")  # a console of Windows has a few hundred characters
    code = run(arguments)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 2
    if "privacy_gate.base.kept_expressions" in sys.modules:  # else nothing was begun
        from privacy_gate.base import kept_expressions

        kept_expressions.keep()
    # nothing is left to do, and taking the interpreter down in good order costs a hook up to ten milliseconds
    os._exit(code)


class _ClosedInput(io.RawIOBase):
    """Standard input that was closed before the program began. What reads it gets a clear error."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        raise GateError("standard input is closed", "Pipe a text into the command or name a file.")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. Whatever goes wrong ends in 2 and one clear line."""
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
    except (BrokenPipeError, SystemExit) as error:  # the reader (head, less) went away; click makes an exit of that
        if isinstance(error, SystemExit) and not error.code:  # words for a shell are complete
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
    """pre-commit puts the names of files behind its entry as they are: one that is called like an
    option must not become one, or a file could open the gate."""
    if arguments[:1] != ["pre-commit"]:
        return list(arguments)
    return [f"./{name}" if name.startswith("-") and os.path.lexists(name) else name for name in arguments]


def _trace(error: BaseException) -> None:
    """Where an error comes from, for who looks for a mistake of ours: our own lines, and none of its messages."""
    if not os.environ.get("PRIVACY_GATE_DEBUG"):
        return
    import traceback

    for one in reversed(_causes(error)):
        sys.stderr.write("".join(traceback.format_tb(one.__traceback__)) + f"{type(one).__name__}\n")


def _causes(error: BaseException) -> list[BaseException]:
    """An error, and those that were under way when it came."""
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def _complain(message: str, hint: str | None, excerpt: tuple[str, ...] = ()) -> None:
    import click

    from privacy_gate.base.text import one_line

    click.echo(f"privacy-gate: {one_line(message)}", err=True)
    for line in excerpt:
        click.echo(f"  {one_line(line)}".rstrip(), err=True)
    if hint:
        click.echo(f"  hint: {one_line(hint)}", err=True)
