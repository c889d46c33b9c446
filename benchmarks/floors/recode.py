"""GB18030 to UTF-8 by the C library's iconv on two threads, blocks of whole lines, written in order."""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

BLOCK = 4 << 20
IN_FLIGHT = 4
_POINTER = ctypes.POINTER(ctypes.c_char_p)
_SIZE = ctypes.POINTER(ctypes.c_size_t)


class Converter(threading.local):
    """One conversion descriptor for each thread; the call lets the other thread run."""

    def __init__(self) -> None:
        library = ctypes.CDLL(None)
        library.iconv_open.restype = ctypes.c_void_p
        self._iconv = library.iconv
        self._iconv.argtypes = [ctypes.c_void_p, _POINTER, _SIZE, _POINTER, _SIZE]
        self._iconv.restype = ctypes.c_size_t
        self._descriptor = library.iconv_open(b"UTF-8", b"GB18030")

    def __call__(self, block: bytes) -> memoryview:
        """The block in UTF-8; ``ValueError`` when it is no GB18030."""
        room = bytearray(len(block) * 3 // 2 + 16)  # two bytes of GB18030 become three at most
        source, left = ctypes.c_char_p(block), ctypes.c_size_t(len(block))
        target = ctypes.cast((ctypes.c_char * len(room)).from_buffer(room), ctypes.c_char_p)
        free = ctypes.c_size_t(len(room))
        every = map(ctypes.byref, (source, left, target, free))
        if self._iconv(self._descriptor, *every) == ctypes.c_size_t(-1).value:
            raise ValueError("no GB18030")
        return memoryview(room)[: len(room) - free.value]


def recode(source: Path, target: Path) -> None:
    """Write the GB18030 file ``source`` as UTF-8."""
    waiting: deque[Future[memoryview]] = deque()
    convert = Converter()
    with source.open("rb") as stream, target.open("wb") as out, ThreadPoolExecutor(2) as pool:
        for block in _blocks(stream):
            waiting.append(pool.submit(convert, block))
            if len(waiting) == IN_FLIGHT:
                out.write(waiting.popleft().result())
        for future in waiting:
            out.write(future.result())


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block + stream.readline()
