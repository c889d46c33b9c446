"""The texts by which people are named: typed, or one a line in a file, so that no name stands in a shell's history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from crmkit.errors import InputError, UsageError
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.text.decode import decode
from crmkit.ingest.text.encoding import line_decoder
from crmkit.ingest.text.lines import line_blocks
from crmkit.store.private import private_folder


def read_texts(who: Sequence[str], file: str | None) -> list[str]:
    """The texts of ``who`` and of the lines of ``file`` (``-``: standard input), each once.

    Raises:
        UsageError: there is none.
        InputError: the file cannot be read, or is no text.
    """
    texts = chain(who, _lines(file) if file is not None else ())
    found = list(dict.fromkeys(text.strip().strip("\ufeff") for text in texts if text.strip()))
    if not found:
        raise UsageError("forget_nobody", where=file)
    return found


def _lines(file: str) -> Iterator[str]:
    with private_folder(None) as folder:
        (source, *others) = gather([file], folder)
        if source.container != "text" or others:
            raise InputError("forget_no_text", where=file)
        decoded = decode(source, folder, digest=False)
        read = line_decoder(decoded.reads_as)
        with decoded.path.open("rb") as stream:
            stream.seek(decoded.bom)
            for line in (line for block in line_blocks(stream) for line in block):
                if not isinstance(line, bytes):
                    raise InputError("forget_no_text", where=file)
                try:
                    yield read(line).rstrip("\r\n").strip('"')
                except UnicodeDecodeError:
                    raise InputError("undecodable", where=file) from None
