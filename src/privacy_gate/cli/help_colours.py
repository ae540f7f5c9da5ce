"""Colours in `--help` for headings, commands and options."""

from __future__ import annotations

import re

import click

from privacy_gate.base.terminal import BLUE, BOLD, Paint, wants_colour

_HEADING = re.compile(r"(?P<indent> *)(?P<term>(?:Usage|See also):|[A-Z][a-z]+(?: [a-z]+)?:$)")
_TERM = re.compile(r"(?P<indent> +)(?P<term>-\S.*?|(?<=    )privacy-gate .*?|(?:[a-z][a-z-]*|[012])(?=  ))(?=  |$)")


class _Formatter(click.HelpFormatter):
    """Colours the finished text, so that its layout is the same with and without colours."""

    def getvalue(self) -> str:
        text = super().getvalue()
        return "\n".join(map(_colour_line, text.split("\n"))) if wants_colour() else text


class _Context(click.Context):
    formatter_class = _Formatter

    def get_help(self) -> str:
        self.color = wants_colour()  # click removes colours otherwise if standard output is not a terminal
        return super().get_help()


def colour_help(command: click.Command) -> click.Command:
    """Colour the help of a command and its subcommands."""
    command.context_class = _Context
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        colour_help(inner)
    return command


def _colour_line(line: str) -> str:
    paint = Paint(colour=True)
    for expression, code in ((_HEADING, BOLD), (_TERM, BLUE)):
        if found := expression.match(line):
            return f"{found['indent']}{paint(found['term'], code)}{line[found.end() :]}"
    return line
