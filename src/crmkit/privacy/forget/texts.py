"""The texts by which people are named: typed, or one a line in a file, so that no name stands in a shell's history."""

from __future__ import annotations

from collections.abc import Sequence

from crmkit.errors import InputError, UsageError
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.text.decode import decode
from crmkit.ingest.text.encoding import line_decoder
from crmkit.store.private import private_folder

MOST = 100_000
"""Texts of one call."""


def read_texts(who: Sequence[str], file: str | None) -> list[str]:
    """The texts of ``who`` and of the lines of ``file`` (``-``: standard input), each once.

    Raises:
        UsageError: there is none, or there are more than are taken at once.
        InputError: the file cannot be read, or is no text.
    """
    texts = [*who, *(_lines(file) if file is not None else ())]
    found = list(dict.fromkeys(text.strip().strip("\ufeff") for text in texts if text.strip()))
    if not found:
        raise UsageError("forget_nobody", where=file)
    if len(found) > MOST:
        raise UsageError("forget_many", where=file, most=MOST, texts=len(found))
    return found


def _lines(file: str) -> list[str]:
    with private_folder(None) as folder:
        (source, *others) = gather([file], folder)
        if source.container != "text" or others:
            raise InputError("forget_no_text", where=file)
        decoded = decode(source, folder, digest=False)
        read = line_decoder(decoded.reads_as)
        with decoded.path.open("rb") as stream:
            stream.seek(decoded.bom)
            try:
                return [read(line).rstrip("\r\n").strip('"') for line in stream]
            except UnicodeDecodeError:
                raise InputError("undecodable", where=file) from None
