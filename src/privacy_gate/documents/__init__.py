"""Blobs to documents: decoding, and the segments that a text is made of."""

from __future__ import annotations

from privacy_gate.documents.decode import decode, looks_binary
from privacy_gate.documents.segment import segmenter
from privacy_gate.model import Blob, Document, Skipped


def read(blob: Blob) -> Document | Skipped:
    """Decode a blob. Only what is plainly not a text is skipped, and says so."""
    if looks_binary(blob.data):
        return Skipped(blob.path, "binary")
    text, remark = decode(blob.data)
    return Document(
        blob.path, text, blob.exposure, blob.added, segmenter=segmenter(blob.path, blob.exposure), remark=remark
    )
