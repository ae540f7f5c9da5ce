"""The languages: what they are called, and what reads each of them.

A language is read by its tree-sitter wheel where one is named and installed, else by Pygments, else
by the few marks of its `family` (`tokens`). What stands between is told in docs/dependencies.md.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

Family = Literal["c", "hash", "dash", "markup", ""]
"""Whose comment marks a language shares: `//`, `#`, `--`, `<!--`."""


class Language(Struct, frozen=True):
    """How a language is read.

    `wheel` is the module of its tree-sitter wheel and `entry` the function in it that gives the
    language; `lexer` is its name in Pygments; `tags` are the names of `identify` and of fences.
    `core` wheels are dependencies of privacy-gate, the others come with `privacy-gate[languages]`.
    """

    name: str
    wheel: str = ""
    lexer: str = ""
    family: Family = ""
    tags: str = ""
    entry: str = "language"
    core: bool = False


def _tree(name: str, family: Family, tags: str = "", *, core: bool = False, **more: str) -> Language:
    return Language(
        name,
        wheel=f"tree_sitter_{more.get('wheel', name)}",
        lexer=more.get("lexer", name),
        family=family,
        tags=tags,
        entry=more.get("entry", "language"),
        core=core,
    )


_TREES = (
    _tree("bash", "hash", "shell sh zsh ksh ash dash bats shellscript shell-script direnv pkgbuild", core=True),
    _tree("c", "c", "h", core=True),
    _tree("cpp", "c", "c++ cc cxx hpp hxx arduino ino cuda metal", core=True),
    _tree("csharp", "c", "c# cs dotnet c#script csx", wheel="c_sharp"),
    _tree("css", "c", core=True),
    _tree("dockerfile", "hash", "docker containerfile", core=True),
    _tree("go", "c", "golang", core=True),
    _tree("hcl", "hash", "terraform tf tfvars packer nomad", core=True),
    _tree("html", "markup", "xhtml htm vue svelte astro", core=True),
    _tree("java", "c", "", core=True),
    _tree("javascript", "c", "js jsx mjs cjs node nodejs ecmascript es6 react", core=True),
    _tree("kotlin", "c", "kt kts", core=True),
    _tree("lua", "dash", "luau", core=True),
    _tree("php", "c", "php3 php5 php7 php8 phtml", entry="language_php", core=True),
    _tree("ruby", "hash", "rb rake gemspec jruby irb erb", core=True),
    _tree("rust", "c", "rs", core=True),
    _tree("scala", "c", "sc sbt"),
    _tree("sql", "dash", "postgresql postgres psql mysql sqlite tsql t-sql plsql plpgsql mariadb bigquery snowflake"),
    _tree("swift", "c"),
    _tree("toml", "hash", "pyproject cargo", core=True),
    _tree("tsx", "c", wheel="typescript", entry="language_tsx", core=True),
    _tree("typescript", "c", "ts mts cts deno", entry="language_typescript", core=True),
    _tree("yaml", "hash", "yml yamlld k8s kubernetes helm docker-compose compose openapi", core=True),
)

# Pygments' own names, each with what else it is called
_LEXERS: dict[Family, str] = {
    "c": "actionscript aspectj chapel cuda=cu dart fsharp=f#,fs,fsx glsl graphql groovy=gradle,jenkins,jenkinsfile haxe"
    " hlsl jsonnet less objective-c=objc,objectivec,obj-c,m objective-c++ pascal=delphi,objectpascal protobuf=proto"
    " qml scss solidity=sol stan systemverilog=system-verilog,sv thrift typst=typ vala verilog=v zig",
    "hash": "awk bazel=starlark,bzl,tiltfile cmake coffeescript=coffee crystal=cr elixir=ex,exs fish gdscript=gd"
    " julia=jl make=makefile,mk,mf,gnumake meson nim=nimrod nix perl=pl,perl5,perl6,raku"
    " powershell=ps1,ps,pwsh,posh puppet=pp r=rlang,rscript sass tcl",
    "dash": "ada applescript elm haskell=hs idris purescript vhdl",
    "markup": "xslt=xsl",
    "": "abap batch=bat,cmd,dosbatch clojure=clj clojurescript=cljs cobol common-lisp=lisp,cl emacs-lisp=elisp"
    " erlang=erl fortran=f90,f95 gleam lean matlab nasm=asm,assembly,gas ocaml=ml octave prolog racket"
    " reason=re sas scheme=scm smalltalk stata vb.net=vb,vbnet,visualbasic vim=viml,vimscript",
}

UNREAD = frozenset({"magik", "nushell", "prisma", "stylus", "templ", "autohotkey-v2", "wgsl"})
"""Languages that `identify` or people name and that nothing here reads yet."""

PYTHON = frozenset({"python", "py", "python2", "python3", "py3", "pyi", "pycon", "ipython", "ipython3", "sage", "pyz"})
CONSOLE = frozenset({"console", "shell-session", "shellsession", "sh-session", "bash-session", "terminal"})


@cache
def _by_tag() -> dict[str, Language]:
    table: dict[str, Language] = {}
    for family, names in _LEXERS.items():
        for entry in names.split():
            name, _, others = entry.partition("=")
            language = Language(name, lexer=name, family=family, tags=others.replace(",", " "))
            table.update(dict.fromkeys([name, *language.tags.split()], language))
    for language in _TREES:
        table.update(dict.fromkeys([language.name, *language.tags.split()], language))
    return table


def all_languages() -> list[Language]:
    """Every language once, by name."""
    return sorted(set(_by_tag().values()), key=lambda language: language.name)


def first_word(tag: str) -> str:
    """A fence's tag without what follows it: `{.python .numberLines}`, `js:title=a.js`, `rust,ignore`."""
    tag = tag.strip().strip("{}").strip().lstrip(".").lower()
    for end in (" ", "\t", ",", ":", "{", ";", "="):
        tag = tag.partition(end)[0]
    return tag.removeprefix("language-").removeprefix("lang-")


def is_python(tag: str) -> bool:
    return first_word(tag) in PYTHON


def language_of_tag(tag: str) -> Language | None:
    """The language of a fence's tag, by any of its names: `ts`, `TypeScript`, `c#`."""
    return _by_tag().get(first_word(tag))


def language_of_path(path: str, text: str) -> Language | str | None:
    """The language of a file by its name, or by its first line when the name says nothing.

    A name instead of a language: nothing here reads it, or it is Python's (`python`) or a notebook's (`jupyter`).
    """
    if path.startswith("<"):  # standard input, whose name says nothing
        tags = set[str]()
    else:
        from identify import identify

        tags = identify.tags_from_filename(path)
    if not tags and text.startswith("#!"):
        tags = _interpreter(text)
    if "jupyter" in tags:
        return "jupyter"
    if tags & PYTHON:
        return "python"
    if "header" in tags and tags & {"c++", "c"}:
        return _by_tag()["cpp" if _looks_cpp(text) else "c"]
    table = _by_tag()
    # the longest first: `c#script` before `c`, `typescript` before `ts`
    known = [table[tag] for tag in sorted(tags, key=lambda tag: (-len(tag), tag)) if tag in table]
    return known[0] if known else next(iter(tags & UNREAD), None)


def _interpreter(text: str) -> set[str]:
    import io

    from identify import identify

    line = text[:300].partition("\n")[0]
    command = identify.parse_shebang(io.BytesIO(line.encode("utf-8", "replace") + b"\n"))
    return identify.tags_from_interpreter(command[0]) if command else set()


def _looks_cpp(text: str) -> bool:
    return any(word in text for word in ("namespace ", "template<", "template <", "class ", "std::", "public:"))
