"""Bytes that are no plain UTF-8, or that several programs read in several ways."""

from __future__ import annotations

import base64
import codecs
import quopri
import urllib.parse

from tests.hostile.canary import LINE

_TEXT = f"# größe – 日本\n\n{LINE}\nthe end\n"


def _as(form: str, mark: bytes = b"") -> bytes:
    return mark + _TEXT.encode(form, "replace")


def _beside(data: bytes) -> bytes:
    return b"first line\n" + data + b"\n" + LINE.encode() + b"\nlast line\n"


OWN_FORM = {  # the canary is in the same encoding as the rest
    "UTF-8": _as("utf-8"),
    "UTF-8 with a mark": _as("utf-8", codecs.BOM_UTF8),
    "UTF-8 with two marks": _as("utf-8", codecs.BOM_UTF8 * 2),
    "UTF-16 little": _as("utf-16-le"),
    "UTF-16 big": _as("utf-16-be"),
    "UTF-16 little with a mark": _as("utf-16-le", codecs.BOM_UTF16_LE),
    "UTF-16 big with a mark": _as("utf-16-be", codecs.BOM_UTF16_BE),
    "UTF-16 little after the mark of big": _as("utf-16-le", codecs.BOM_UTF16_BE),
    "UTF-16 big after the mark of little": _as("utf-16-be", codecs.BOM_UTF16_LE),
    "UTF-16 and half a character": _as("utf-16-le", codecs.BOM_UTF16_LE) + b"x",
    "UTF-16 and half a pair": _as("utf-16-le", codecs.BOM_UTF16_LE) + b"\x00\xd8",
    "UTF-16 with pairs the wrong way round": codecs.BOM_UTF16_LE + b"\x00\xdc\x00\xd8" + _TEXT.encode("utf-16-le"),
    "UTF-16 behind UTF-8": b"plain words\n" + _as("utf-16-le"),
    "UTF-16 in the midst of UTF-8": b"plain words\n" + _as("utf-16-le") + b"\nplain words again\n",
    "UTF-32 little": _as("utf-32-le"),
    "UTF-32 big": _as("utf-32-be"),
    "UTF-32 little with a mark": _as("utf-32-le", codecs.BOM_UTF32_LE),
    "UTF-32 big with a mark": _as("utf-32-be", codecs.BOM_UTF32_BE),
    "UTF-32 beyond Unicode": codecs.BOM_UTF32_LE + b"\xff\xff\xff\x7f" + _TEXT.encode("utf-32-le"),
    "UTF-32 little after the mark of big": _as("utf-32-le", codecs.BOM_UTF32_BE),
    "UTF-32 big after the mark of little": _as("utf-32-be", codecs.BOM_UTF32_LE),
    "UTF-16 of one order behind the other": _as("utf-16-le", codecs.BOM_UTF16_LE).replace(b"t\0o\0k", b"x\0\n\0")
    + _as("utf-16-be"),
    "UTF-8 after the mark of UTF-32": _as("utf-8", codecs.BOM_UTF32_LE),
    "UTF-8 after the mark of UTF-16": _as("utf-8", codecs.BOM_UTF16_LE),
    "UTF-8 after the mark of UTF-7": _as("utf-8", b"+/v8"),
    "UTF-8 after the mark of UTF-EBCDIC": _as("utf-8", b"\xdd\x73\x66\x73"),
    "UTF-8 after the mark of SCSU": _as("utf-8", b"\x0e\xfe\xff"),
    "UTF-8 after the mark of GB 18030": _as("utf-8", b"\x84\x31\x95\x33"),
    "Latin-1": _as("latin-1"),
    "Windows-1252": _as("cp1252"),
    "Latin-9": _as("iso8859-15"),
    "Mac Roman": _as("mac-roman"),
    "DOS 437": _as("cp437"),
    "KOI8-R": _as("koi8-r"),
    "Shift JIS": _as("shift-jis"),
    "EUC-JP": _as("euc-jp"),
    "ISO-2022-JP": _as("iso2022-jp"),
    "GBK": _as("gbk"),
    "Big5": _as("big5"),
    "HZ": _as("hz"),
    "UTF-8 twice": _TEXT.encode().decode("latin-1").encode(),
}

BESIDE = {
    name: _beside(data)
    for name, data in {
        "UTF-7": _TEXT.encode("utf-7"),
        "EBCDIC": _TEXT.encode("cp500", "replace"),
        "EBCDIC with the line's end of its own": b"\x81\x82\x83\x15\x81\x82\x25",
        "base64": base64.b64encode(_TEXT.encode()),
        "base64 four times": base64.b64encode(base64.b64encode(base64.b64encode(base64.b64encode(_TEXT.encode())))),
        "base64 that never ends": b"QUFB" * 4000,
        "base64 of NULs": base64.b64encode(bytes(3000)),
        "base85": base64.b85encode(_TEXT.encode()),
        "base32": base64.b32encode(_TEXT.encode()),
        "quoted-printable": quopri.encodestring(_TEXT.encode()),
        "percent signs": urllib.parse.quote(_TEXT, safe="").encode(),
        "percent signs thrice": urllib.parse.quote(urllib.parse.quote(urllib.parse.quote(_TEXT))).encode(),
        "percent signs that mean nothing": b"%" * 3000 + b"%zz%4%",
        "uuencode": codecs.encode(_TEXT.encode(), "uu"),
        "overlong slash": b"\xc0\xaf" * 40,
        "overlong NUL": b"\xc0\x80" * 40,
        "overlong in four": b"\xf0\x80\x80\xaf" * 40,
        "five bytes": b"\xf8\x88\x80\x80\x80" * 40,
        "six bytes": b"\xfc\x84\x80\x80\x80\x80" * 40,
        "surrogates as UTF-8": "\ud800\udc00 \udfff\ud800".encode("utf-8", "surrogatepass") * 20,
        "CESU-8": "\ud83d\ude00".encode("utf-8", "surrogatepass") * 40,
        "beyond Unicode": b"\xf4\x90\x80\x80" * 40,
        "continuations alone": b"\x80\x81\xbf" * 200,
        "beginnings alone": b"\xc3\xe2\xf0" * 200,
        "FE and FF": b"\xfe\xff" * 200,
        "a cut character at each line's end": b"word \xe2\x82\n" * 200,
        "all bytes": bytes(range(256)) * 3,
        "all bytes backwards": bytes(range(255, -1, -1)) * 3,
        "all bytes but NUL": bytes(range(1, 256)) * 3,
        "noncharacters": "\ufffe\uffff\U0001fffe\U0010ffff".encode() * 50,
        "private use": "\ue000\uf8ff\U000f0000\U0010fffd".encode() * 50,
        "replacement characters": "\ufffd".encode() * 500,
        "NUL between letters": "\0".join("password and more").encode() * 3,
        "one NUL": b"\0",
        "NULs in a row": bytes(2000),
        "magic of a PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "magic of a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "magic of a zip": b"PK\x03\x04\x14\0",
        "magic of gzip": b"\x1f\x8b\x08\0",
        "magic of ELF": b"\x7fELF\x02\x01\x01",
        "a pickle that would run": b"cos\nsystem\n(S'echo owned'\ntR.",
        "escape sequences of ISO-2022": b"\x1b$B\x1b(J\x1b$@\x1b(B" * 30,
        "shifts out and in": b"\x0e\x0fabc\x0e" * 60,
        "a mark in the midst": codecs.BOM_UTF8.join([b"some", b"words", b"here"]),
        "marks of all kinds": codecs.BOM_UTF8 + codecs.BOM_UTF16_BE + codecs.BOM_UTF32_LE + b"x",
    }.items()
}
CASES = OWN_FORM | BESIDE
