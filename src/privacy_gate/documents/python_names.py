"""Find the names in Python code, with their kinds and without names of libraries.

libcst parses only the block around a candidate, together with the imports of its module. Its scopes show the binding of
a name. If libcst cannot parse the code (half a function, Python 2), the word before a name decides.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from privacy_gate.documents.python_tree import is_safe
from privacy_gate.model import Name, NameKind

if TYPE_CHECKING:
    import libcst
    from libcst.metadata import CodeRange

_WHOLE = 12_000  # code points; shorter code is parsed as a whole
_CLOSE = 400
_LARGEST_BLOCK = 60_000
_IMPORT = re.compile(
    r"^(?:from[ \t]+[\w.]{1,200}[ \t]+import[ \t]*(?:\([^()]{0,4000}\)|[^\n(]{1,400})|import[ \t][^\n]{1,400})",
    re.MULTILINE,
)
_HEAD = re.compile(r"^([ \t]*)(?:async[ \t]+def|def|class)[ \t]+\w", re.MULTILINE)
_IDENTIFIER = re.compile(r"[^\W\d]\w{0,200}")
_PROMPT = re.compile(r"^[ \t]{0,3}(?:>>>|\.\.\.|>)[ ]?", re.MULTILINE)

PUBLIC = frozenset(
    (
        "aiohttp airflow alembic anthropic anyio apscheduler arrow attr attrs azure babel bcrypt beartype "
        "bleach bokeh boto3 botocore bs4 cachetools cattrs celery certifi cffi channels chardet "
        "charset_normalizer click cohere colorama corsheaders cryptography cv2 cycler dash dask dateutil "
        "datasets diskcache django dns docker docutils dotenv duckdb elasticsearch factory faker fastapi "
        "fiona flask flask_login flask_sqlalchemy freezegun fsspec geopandas gevent git google graphene "
        "graphql greenlet grpc gunicorn h5py httpcore httpx huggingface_hub humanize hypothesis hyperscan "
        "identify idna imageio itsdangerous jax jinja2 joblib jose jsonschema jwt kafka keras kombu langchain "
        "libcst lightgbm loguru lxml mako markdown markdown_it markupsafe marshmallow matplotlib mlflow "
        "more_itertools msgpack msgspec multidict mypy mysql nacl networkx nltk notion_client numba numpy "
        "openai opentelemetry orjson packaging pandas paramiko passlib pathspec patsy peewee PIL pip "
        "pkg_resources plaid playwright plotly pluggy polars prefect prometheus_client psutil psycopg "
        "psycopg2 pyarrow pydantic pygments pymongo pymysql pynamodb pyparsing pyspark pytest pytz pywt "
        "quandl QuantLib rasterio redis regex requests rest_framework rich rq ruamel s3fs scipy seaborn "
        "selenium sentry_sdk setuptools shapely shap simplejson six skimage sklearn slack_sdk sniffio "
        "snowflake sortedcontainers soupsieve spacy sqlalchemy sqlmodel starlette statsmodels streamlit "
        "stripe structlog sympy tabulate tenacity tensorflow thinc tiktoken tokenizers toml tomli tomlkit "
        "torch torchvision tornado tqdm transformers trio twilio twisted typeguard typer typing_extensions "
        "tzlocal ujson unidiff urllib3 uvicorn uvloop validators vcr watchdog werkzeug wheel wrapt wtforms "
        "xarray xgboost yaml yarl yfinance zipp zmq"
    ).split()
)
"""Import names of well-known packages."""


def names(text: str, start: int, end: int, near: Sequence[int]) -> list[Name]:
    """Return the names in the blocks of text[start:end] that contain the offsets `near`, in order.

    Names that are imported from a library are omitted, and so are attributes of libraries.
    """
    found: dict[tuple[int, int], Name] = {}
    imports = tuple(match[0] for match in _IMPORT.finditer(text, start, end))
    for first, last in _blocks(text, start, end, near):
        source = text[first:last]
        parsed = _parse(source, imports if first > start else ())
        for name in parsed if parsed is not None else _find_by_words(source, imports):
            placed = Name(first + name.start, first + name.end, name.kind)
            found[placed.start, placed.end] = placed
    return [found[span] for span in sorted(found)]


def is_library(module: str) -> bool:
    """Whether a module belongs to the standard library or a well-known package. A relative module never does."""
    top = module.partition(".")[0]
    return bool(top) and (top in sys.stdlib_module_names or top in PUBLIC)


def _blocks(text: str, start: int, end: int, near: Sequence[int]) -> list[tuple[int, int]]:
    """Return the parts to parse: all of a short text, otherwise the innermost function or class around each offset."""
    if end - start <= _WHOLE:
        return [(start, end)] if any(start <= offset < end for offset in near) else []
    heads = list(_HEAD.finditer(text, start, end))
    return _join_blocks(sorted({_block(text, (start, end), offset, heads) for offset in near if start <= offset < end}))


def _join_blocks(blocks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge blocks that are close together, because each parse has a cost."""
    joined: list[tuple[int, int]] = []
    for first, last in blocks:
        if joined and first - joined[-1][1] <= _CLOSE and last - joined[-1][0] <= _WHOLE:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def _block(text: str, stretch: tuple[int, int], offset: int, heads: Sequence[re.Match[str]]) -> tuple[int, int]:
    start, end = stretch
    line = text.rfind("\n", start, offset) + 1 or start
    indent = len(text[line:offset]) - len(text[line:offset].lstrip())
    above = bisect_right(heads, offset, key=lambda head: head.start())
    for head in reversed(heads[:above]):
        if head.start() == line or len(head[1]) < indent:
            return head.start(), _end_of_block(text, head, end)
    following = heads[above].start() if above < len(heads) else end
    return line, min(following, text.find("\n", offset, end) + 1 or end)


def _end_of_block(text: str, head: re.Match[str], end: int) -> int:
    """Return the offset of the first line that is not indented more than the head of a block."""
    after = re.compile(rf"^[ \t]{{0,{len(head[1])}}}[^\s#)\]}}]", re.MULTILINE).search(text, head.end(), end)
    return min(after.start() if after else end, head.start() + _LARGEST_BLOCK)


# with libcst ----------------------------------------------------------------------------------


class _Source(NamedTuple):
    """The code for libcst: imports first, then the block without its indentation."""

    code: str
    lines_before: int
    columns: int


def _source(block: str, imports: Sequence[str]) -> _Source:
    before = "".join(f"{line}\n" for line in imports)
    body = _PROMPT.sub(lambda found: " " * len(found[0]), block) if _PROMPT.match(block) else block
    lines = [line for line in body.split("\n") if line.strip()]
    indent = min((len(line) - len(line.lstrip(" \t")) for line in lines), default=0)
    dedented = "\n".join(line.lstrip(" \t") if line[:indent].strip() else line[indent:] for line in body.split("\n"))
    return _Source(before + dedented + "\n", before.count("\n"), indent)


@lru_cache(maxsize=8)
def _parse(block: str, imports: tuple[str, ...]) -> list[Name] | None:
    """Return the names of a block with their offsets. Return None if it cannot be parsed safely."""
    source = _source(block, imports)
    if not is_safe(source.code):
        return None
    import libcst
    from libcst.metadata import MetadataWrapper, PositionProvider, ScopeProvider

    from privacy_gate.documents.python_visitor import NameVisitor

    try:
        wrapper = MetadataWrapper(libcst.parse_module(source.code), unsafe_skip_copy=True)
        positions, scopes = wrapper.resolve(PositionProvider), wrapper.resolve(ScopeProvider)
        visitor = NameVisitor(scopes, is_library)
        wrapper.module.visit(visitor)
    except (libcst.ParserSyntaxError, RecursionError, ValueError):
        return None
    return list(_place(visitor.found, positions, source, block))


def _place(
    found: Sequence[tuple[libcst.Name, NameKind]],
    positions: Mapping[libcst.CSTNode, CodeRange],
    source: _Source,
    block: str,
) -> Iterator[Name]:
    starts = list(accumulate((len(line) + 1 for line in block.split("\n")), initial=0))
    for node, kind in found:
        place = positions[node].start
        line = place.line - 1 - source.lines_before
        if 0 <= line < len(starts) - 1:
            at = starts[line] + place.column + source.columns
            if block[at : at + len(node.value)] == node.value:
                yield Name(at, at + len(node.value), kind)


# without libcst -------------------------------------------------------------------------------


def _find_by_words(block: str, imports: Sequence[str]) -> Iterator[Name]:
    """Yield identifiers outside strings and comments, without names of libraries.

    The word before a name decides its kind.
    """
    from privacy_gate.documents.python import segments
    from privacy_gate.model import Kind

    foreign = {word for line in imports if is_library(line.split()[1]) for word in _IDENTIFIER.findall(line)}
    for segment in segments(block):
        if segment.kind is not Kind.CODE:
            continue
        for found in _IDENTIFIER.finditer(block, segment.start, segment.end):
            before = block[max(0, found.start() - 20) : found.start()].rstrip(" \t")
            if found[0] not in foreign:
                yield Name(found.start(), found.end(), _kind_by_words(before, found[0]))


def _kind_by_words(before: str, name: str) -> NameKind:
    if before.endswith("def"):
        return NameKind.TEST if name.startswith("test") else NameKind.FUNCTION
    if before.endswith("class"):
        return NameKind.CLASS
    if before.endswith("."):
        return NameKind.ATTRIBUTE
    return NameKind.CONSTANT if name.isupper() and len(name) > 1 else NameKind.VARIABLE
