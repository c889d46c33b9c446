"""A workbook while it is made: its parts lie in a private folder that is gone afterwards, whatever happens."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from crmkit.errors import StoreError
from crmkit.store.private import private_folder, without_room

_SETTINGS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@contextlib.contextmanager
def packed(stream: BinaryIO, *, row_by_row: bool = False) -> Iterator[Workbook]:
    """A workbook to fill; afterwards it is in ``stream``. ``row_by_row``: rows are written once and in their order.

    Raises:
        StoreError: its parts do not fit on the disk for temporary files.
    """
    try:
        with private_folder(None) as folder:
            settings = {**_SETTINGS, "tmpdir": str(folder), "constant_memory": row_by_row}
            with Workbook(stream, settings) as book:
                yield book
    except FileCreateError as error:
        raise _not_made(error.args[0]) from None
    except OSError as error:
        raise _not_made(error) from None


def _not_made(error: OSError) -> StoreError:
    return without_room(error, tempfile.gettempdir()) or StoreError(
        "output_failed", where=tempfile.gettempdir(), reason=error.strerror or type(error).__name__
    )
