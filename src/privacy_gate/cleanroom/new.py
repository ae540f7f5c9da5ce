"""Create a new prompt from the template."""

from __future__ import annotations

from msgspec import Struct

SECTIONS = ("task", "input", "output", "constraints", "tests")


class Draft(Struct):
    """The texts of the five sections of a new prompt. An empty section must still be written."""

    task: str = ""
    input: str = ""
    output: str = ""
    constraints: str = ""
    tests: str = ""

    def render(self) -> str:
        """Return the text of the prompt file. An empty section contains a question in brackets."""
        parts = [f"{name.upper()}: {getattr(self, name).strip() or QUESTIONS[name]}" for name in SECTIONS]
        return "\n\n".join(parts) + "\n"


QUESTIONS = {
    "task": "[one small, generic task]",
    "input": "[type, meaning, an example]",
    "output": "[type, meaning, an example]",
    "constraints": "[libraries, performance, safety; or none]",
    "tests": "[inputs with their expected results]",
}
