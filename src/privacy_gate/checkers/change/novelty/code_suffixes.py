"""Which files hold code, by the endings of their names. Apart from all else, since every commit asks."""

from __future__ import annotations

_LANGUAGES = {
    "python": "py pyw pyx",
    "typescript": "ts tsx mts cts js jsx mjs cjs vue svelte",
    "go": "go",
    "java": "java kt kts scala sc groovy",
    "rust": "rs",
    "c": "c h cc cpp cxx hh hpp hxx cu cuh m mm cs fs d zig swift dart v vala sol st glsl",
    "php": "php",
    "ruby": "rb cr ex exs jl nim r pl pm tcl gd sh bash zsh coffee",
    "lua": "lua hs elm vhd vhdl adb ada",
}
_BY_ENDING = {ending: name for name, endings in _LANGUAGES.items() for ending in endings.split()}


def language_group(path: str) -> str | None:
    """The group of languages that a file belongs to; None for what holds no logic: markup, settings, data."""
    return _BY_ENDING.get(path.rpartition(".")[2].lower())
