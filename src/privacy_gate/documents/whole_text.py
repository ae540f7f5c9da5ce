"""Read a whole text: as code, a notebook, a prompt, or prose."""

from __future__ import annotations

from privacy_gate.base.language_table import Language
from privacy_gate.documents import languages, python
from privacy_gate.documents.language_guess import guess
from privacy_gate.documents.reader_result import Reading


def read(text: str, path: str, *, is_prompt: bool) -> Reading:
    """Return the segments and names of a text whose path is neither Python nor Markdown.

    With `is_prompt`, a text without a known language is a prompt, which is Markdown or pasted code.
    """
    language = languages.language_of_path(path, text)
    if language is None and is_prompt:
        language = guess(text) if "```" not in text and "~~~" not in text else None
        if language is None:
            from privacy_gate.documents import markdown

            return markdown.read(text)
    if language == "python":
        return Reading(list(python.segments(text)), python=[(0, len(text))])
    if language == "jupyter":
        from privacy_gate.documents import notebook

        return notebook.read(text)
    if isinstance(language, Language):
        from privacy_gate.documents import code_segments

        return code_segments.read(text, 0, language)
    return Reading([], [], [f"No parser supports {language} yet. The text was read as prose"] if language else [])
