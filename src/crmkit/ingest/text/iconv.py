"""GB18030 blocks to UTF-8, by the C library where it can (it is quicker and lets other threads run), else by Python.

Both give the same bytes: what the C library refuses is asked of Python, and private-use code points are replaced.
"""

from __future__ import annotations

import ctypes
import threading
from functools import cache

from crmkit.ingest.text.encoding import modern_utf8

_FAILED = ctypes.c_size_t(-1).value


@cache
def _library() -> ctypes.CDLL | None:
    """The C library's iconv with its signatures, or ``None`` where there is none."""
    try:
        library = ctypes.CDLL(None)
        library.iconv_open.restype = ctypes.c_void_p
        library.iconv_open.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        library.iconv.restype = ctypes.c_size_t
        library.iconv.argtypes = [ctypes.c_void_p] * 5
        library.iconv_close.argtypes = [ctypes.c_void_p]
    except (AttributeError, OSError, TypeError):
        return None
    return library


class _Descriptor:
    """One conversion state of the C library; belongs to one thread and is closed with it."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        handle = library.iconv_open(b"UTF-8", b"GB18030")
        self._handle = None if handle == ctypes.c_void_p(-1).value else handle

    def __del__(self) -> None:
        if self._handle is not None:
            self._library.iconv_close(self._handle)

    def convert(self, block: bytes) -> bytearray | None:
        """The block in UTF-8; ``None`` when the C library cannot."""
        if self._handle is None:
            return None
        room = bytearray(len(block) * 3 // 2 + 16)
        view = (ctypes.c_char * len(room)).from_buffer(room)
        source, source_left = ctypes.c_char_p(block), ctypes.c_size_t(len(block))
        target, target_left = ctypes.c_void_p(ctypes.addressof(view)), ctypes.c_size_t(len(room))
        result = self._library.iconv(
            self._handle,
            ctypes.byref(source),
            ctypes.byref(source_left),
            ctypes.byref(target),
            ctypes.byref(target_left),
        )
        del view
        if result == _FAILED:
            self._library.iconv(self._handle, None, None, None, None)
            return None
        del room[len(room) - target_left.value :]
        return room


_state = threading.local()


def gb18030_to_utf8(block: bytes) -> bytes | bytearray:
    """The block, which must not end within a character, in UTF-8.

    Raises:
        UnicodeDecodeError: some bytes are no GB18030.
    """
    library = _library()
    if library is not None and not hasattr(_state, "descriptor"):
        _state.descriptor = _Descriptor(library)
    converted = _state.descriptor.convert(block) if library is not None else None
    return modern_utf8(block.decode("gb18030").encode() if converted is None else converted)
