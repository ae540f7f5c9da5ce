"""The languages. A record has the names, files, comments and strings of a language, and its parser.

Everything that depends on a language derives from these records. No other module lists suffixes.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

Family = Literal["c", "hash", "dash", "markup", ""]
"""The comment marks that languages share: `//`, `#`, `--`, `<!--`."""


class CommentStyle(Struct, frozen=True):
    """The syntax of a comment: its start and end marks, and whether it needs a separate line."""

    opener: str
    closer: str = ""
    own_line: bool = False


class Language(Struct, frozen=True):
    """A language.

    `suffixes` and `files` are the suffixes and the whole names of its files. `no_logic` are the suffixes of files that
    only declare or configure. `tags` are its other names, in fences and in `identify`. `family` selects its comment
    marks, and `also` a second family. `comment` overrides the syntax of the family. `strings` are the forms of its
    strings, for languages whose new logic is weighed. `is_code` separates code from markup and data.

    `wheel` is the module of its tree-sitter wheel, and `entry` the function in it that returns the language. `lexer` is
    its name in Pygments. `core` wheels are dependencies of privacy-gate, and the extra `languages` has the others. A
    language without a wheel and a lexer has no parser.
    """

    name: str
    family: Family = ""
    suffixes: str = ""
    tags: str = ""
    files: str = ""
    no_logic: str = ""
    also: Family = ""
    comment: CommentStyle | None = None
    strings: str = ""
    is_code: bool = True
    lexer: str = ""
    wheel: str = ""
    entry: str = "language"
    core: bool = False

    @property
    def is_parsed(self) -> bool:
        return bool(self.wheel or self.lexer)


_C, _JS, _SCRIPT = "quoted char", "quoted text ticks", "quoted text"
_LISP, _PERCENT, _STARS = CommentStyle(";"), CommentStyle("%"), CommentStyle("(*", " *)")
_HASH, _HASH_LINE = CommentStyle("#"), CommentStyle("#", own_line=True)
_TAG_LINE = CommentStyle("<!--", " -->", own_line=True)


def _tree(name: str, family: Family, suffixes: str = "", tags: str = "", **more: object) -> Language:
    """Return a language with a tree-sitter wheel. By default, the wheel is a dependency."""
    record = {"core": True, "lexer": name, **more, "wheel": f"tree_sitter_{more.get('wheel', name)}"}
    return Language(name, family, suffixes, tags, **record)  # type: ignore[arg-type]


def _build_lexed(name: str, family: Family, suffixes: str = "", tags: str = "", **more: object) -> Language:
    """Return a language with a lexer in Pygments."""
    return Language(name, family, suffixes, tags, lexer=name, **more)  # type: ignore[arg-type]


# privacy-gate has its own parser for Python
PYTHON = Language(
    "python", "hash", "py pyw pyi pyx pxd", "py python2 python3 py3 pyi pycon ipython ipython3 sage pyz",
    "SConstruct", no_logic="pyi pxd", strings="triple quoted text",
)  # fmt: skip

_TREES = (
    _tree("bash", "hash", "sh bash zsh", "shell sh zsh ksh ash dash bats shellscript shell-script direnv pkgbuild",
          strings=_SCRIPT),
    _tree("c", "c", "c h", "h", strings=_C),
    _tree("cpp", "c", "cc cpp cxx hh hpp hxx inl cu cuh", "c++ cc cxx hpp hxx arduino ino cuda metal", strings=_C),
    _tree("csharp", "c", "cs csx", "c# cs dotnet c#script csx", strings=_C, wheel="c_sharp", core=False),
    _tree("css", "c", "css", comment=CommentStyle("/*", " */"), is_code=False),
    _tree("dockerfile", "hash", "", "docker containerfile", files="Dockerfile", comment=_HASH_LINE),
    _tree("go", "c", "go", "golang", strings="quoted char raw"),
    _tree("hcl", "hash", "hcl tf", "terraform tf tfvars packer nomad"),
    _tree("html", "markup", "html htm", "xhtml htm vue svelte astro", is_code=False),
    _tree("java", "c", "java", strings="triple quoted char"),
    _tree("javascript", "c", "js jsx mjs cjs", "js jsx mjs cjs node nodejs ecmascript es6 react", strings=_JS),
    _tree("kotlin", "c", "kt kts", "kt kts", strings="triple quoted char"),
    _tree("lua", "dash", "lua", "luau", strings=_SCRIPT),
    _tree("php", "c", "php", "php3 php5 php7 php8 phtml", also="hash", strings=_JS, entry="language_php"),
    _tree("ruby", "hash", "rb", "rb rake gemspec jruby irb erb", files="Rakefile Gemfile", strings=_SCRIPT),
    _tree("rust", "c", "rs", "rs", strings=_C),
    _tree("scala", "c", "scala sc", "sc sbt", strings="triple quoted char", core=False),
    _tree("sql", "dash", "sql", "postgresql postgres psql mysql sqlite tsql t-sql plsql plpgsql mariadb bigquery"
          " snowflake", core=False),
    _tree("swift", "c", "swift", strings=_C, core=False),
    _tree("toml", "hash", "toml", "pyproject cargo", is_code=False),
    _tree("tsx", "c", "tsx", strings=_JS, wheel="typescript", entry="language_tsx"),
    _tree("typescript", "c", "ts mts cts", "ts mts cts deno", strings=_JS, entry="language_typescript"),
    _tree("yaml", "hash", "yaml yml", "yml yamlld k8s kubernetes helm docker-compose compose openapi", is_code=False),
)  # fmt: skip

_LEXED = (
    *(_build_lexed(name, "c") for name in "actionscript aspectj chapel haxe hlsl jsonnet stan".split()),
    _build_lexed("cuda", "c", "", "cu"),
    _build_lexed("dart", "c", "dart", strings=_C),
    _build_lexed("fsharp", "c", "fs fsx", "f# fs fsx", strings=_C),
    _build_lexed("glsl", "c", "glsl", strings=_C),
    _build_lexed("graphql", "c", "graphql", comment=_HASH),
    _build_lexed("groovy", "c", "groovy gvy gradle", "gradle jenkins jenkinsfile", files="Jenkinsfile",
           no_logic="gradle", strings="triple quoted char"),
    _build_lexed("less", "c", comment=CommentStyle("/*", " */"), is_code=False),
    _build_lexed("objective-c", "c", "m", "objc objectivec obj-c m", strings=_C),
    _build_lexed("objective-c++", "c", "mm", strings=_C),
    _build_lexed("pascal", "c", "pas", "delphi objectpascal"),
    _build_lexed("protobuf", "c", "proto", "proto"),
    _build_lexed("qml", "c", "qml"),
    _build_lexed("scss", "c", "scss"),
    _build_lexed("solidity", "c", "sol", "sol", strings=_C),
    _build_lexed("systemverilog", "c", "sv", "system-verilog sv"),
    _build_lexed("thrift", "c", "thrift"),
    _build_lexed("typst", "c", "", "typ"),
    _build_lexed("vala", "c", "vala", strings=_C),
    _build_lexed("verilog", "c", "v", "v", strings=_C),
    _build_lexed("zig", "c", "zig", strings=_C),
    *(_build_lexed(name, "hash") for name in "fish meson sass".split()),
    _build_lexed("awk", "hash", "awk"),
    _build_lexed("bazel", "hash", "bzl", "starlark bzl tiltfile", files="BUILD WORKSPACE"),
    _build_lexed("cmake", "hash", "cmake"),
    _build_lexed("coffeescript", "hash", "coffee", "coffee", strings=_SCRIPT),
    _build_lexed("crystal", "hash", "cr", "cr", strings=_SCRIPT),
    _build_lexed("elixir", "hash", "ex exs", "ex exs", strings=_SCRIPT),
    _build_lexed("gdscript", "hash", "gd", "gd", strings=_SCRIPT),
    _build_lexed("julia", "hash", "jl", "jl", strings=_SCRIPT),
    _build_lexed("make", "hash", "", "makefile mk mf gnumake", files="Makefile", comment=_HASH_LINE),
    _build_lexed("nim", "hash", "nim", "nimrod", strings=_SCRIPT),
    _build_lexed("nix", "hash", "nix"),
    _build_lexed("perl", "hash", "pl pm", "pl perl5 perl6 raku", strings=_SCRIPT),
    _build_lexed("powershell", "hash", "ps1 psm1", "ps1 ps pwsh posh"),
    _build_lexed("puppet", "hash", "pp", "pp"),
    _build_lexed("r", "hash", "r", "rlang rscript", strings=_SCRIPT),
    _build_lexed("tcl", "hash", "tcl", strings=_SCRIPT),
    *(_build_lexed(name, "dash") for name in "applescript purescript".split()),
    _build_lexed("ada", "dash", "ada adb ads", no_logic="ads", strings=_SCRIPT),
    _build_lexed("elm", "dash", "elm", strings=_SCRIPT),
    _build_lexed("haskell", "dash", "hs", "hs", strings=_SCRIPT),
    _build_lexed("idris", "dash", "idr"),
    _build_lexed("vhdl", "dash", "vhd vhdl", strings=_SCRIPT),
    _build_lexed("xslt", "markup", "xsl", "xsl"),
    *(_build_lexed(name, "") for name in "abap smalltalk stata".split()),
    _build_lexed("batch", "", "bat", "bat cmd dosbatch"),
    _build_lexed("clojure", "", "clj cljc", "clj", comment=_LISP),
    _build_lexed("clojurescript", "", "cljs", "cljs", comment=_LISP),
    _build_lexed("cobol", "", "cob"),
    _build_lexed("common-lisp", "", "lisp cl lsp", "lisp cl", comment=_LISP),
    _build_lexed("emacs-lisp", "", "el", "elisp", comment=_LISP),
    _build_lexed("erlang", "", "erl", "erl", comment=_PERCENT),
    _build_lexed("fortran", "", "f f03 f90 f95", "f90 f95"),
    _build_lexed("gleam", "", "gleam", comment=CommentStyle("//")),
    _build_lexed("lean", "", "lean"),
    _build_lexed("matlab", "", comment=_PERCENT),
    _build_lexed("nasm", "", "asm s", "asm assembly gas", comment=_LISP),
    _build_lexed("ocaml", "", "ml mli", "ml", no_logic="mli", comment=_STARS),
    _build_lexed("octave", "", comment=_PERCENT),
    _build_lexed("prolog", "", "prolog", comment=_PERCENT),
    _build_lexed("racket", "", "rkt", comment=_LISP),
    _build_lexed("reason", "", "", "re"),
    _build_lexed("sas", "", "sas", comment=_STARS),
    _build_lexed("scheme", "", "scm", "scm", comment=_LISP),
    _build_lexed("vb.net", "", "vb", "vb vbnet visualbasic", comment=CommentStyle("'")),
    _build_lexed("vim", "", "", "viml vimscript"),
)  # fmt: skip

_UNREAD = (
    *map(Language, "magik nushell prisma stylus templ autohotkey-v2 wgsl".split()),
    Language("component", "c", "vue svelte", strings=_JS),  # parsed as HTML, weighed as a script
    Language("d", "c", "d", strings=_C),
    Language("structured-text", "c", "st", strings=_C),
    Language("purebasic", "", "pb"),
    Language("class-module", "", "cls"),  # of Visual Basic, Apex or ObjectScript
    # settings and markup: a value takes the rest of its line
    Language("json", "", "json", is_code=False),
    Language("properties", "hash", "env properties conf gitignore editorconfig tfvars", comment=_HASH_LINE,
             is_code=False),
    Language("ini", "", "ini cfg service", comment=CommentStyle(";", own_line=True), is_code=False),
    Language("tex", "", "tex sty", comment=CommentStyle("%", own_line=True), is_code=False),
    Language("xml", "markup", "xml config", comment=_TAG_LINE, is_code=False),
    Language("xml-document", "markup", "svg plist xsd csproj", comment=_TAG_LINE, is_code=False),
)  # fmt: skip

LANGUAGES = (PYTHON, *_LEXED, *_TREES, *_UNREAD)
"""All languages. If two have the same tag or suffix, the later one counts."""

MARKDOWN = (".md", ".markdown", ".mdx", ".mdc")
PLAIN_TEXT = (".txt", ".text")
OTHER_TEXT = (".rst", ".adoc")
PROMPT = ".prompt"
TEMPLATES = (".j2", ".jinja", ".jinja2", ".mustache", ".prompty")
PROMPT_FILES = (".md", ".txt", PROMPT, ".prompt.md", ".prompt.txt")
"""The suffixes of a prompt whose code is in a folder beside it, in the order of the search."""


@cache
def _by_suffix() -> dict[str, Language]:
    return {suffix: language for language in LANGUAGES for suffix in language.suffixes.split()}


@cache
def _by_file() -> dict[str, Language]:
    return {name: language for language in LANGUAGES for name in language.files.split()}


@cache
def _by_name() -> dict[str, Language]:
    return {language.name: language for language in LANGUAGES}


def find_language(name: str) -> Language | None:
    return _by_name().get(name)


def find_suffix(path: str) -> str:
    """Return the suffix of a path (with `/`), in lower case and without its dot."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name[1:] else ""


def language_of_file(path: str) -> Language | None:
    """Return the language of a file, as far as its path shows."""
    return _by_suffix().get(find_suffix(path)) or _by_file().get(path.rpartition("/")[2])


def weighed_language(path: str) -> Language | None:
    """Return the language of a file whose new logic is weighed, or None."""
    language = language_of_file(path)
    return language if language is not None and language.strings and has_logic(path, language) else None


def has_logic(path: str, language: Language) -> bool:
    """Whether a file of a language can contain logic."""
    return find_suffix(path) not in language.no_logic.split()
