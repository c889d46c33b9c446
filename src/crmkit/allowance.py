"""How much of the machine this process may take: what it has, or less where a limit is set on it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["addresses", "data", "container"]
_GROUPS = Path("/proc/self/cgroup")
_MOUNT = Path("/sys/fs/cgroup")
_MOST_ARENAS = -8
"""What the C library calls the number of places it hands out memory from: each takes 64 MB of addresses."""
_ENDLESS = 1 << 60
"""What a container without a limit says is a number above it."""


LEAST: dict[Kind, int] = {"addresses": 800_000_000, "data": 450_000_000, "container": 300_000_000}
"""What a run needs of each at least: the hungriest question of a small shop, measured, and a fifth more."""
BESIDE: dict[Kind, int] = {"addresses": 600_000_000, "data": 300_000_000, "container": 200_000_000}
"""What of each is taken by all but the engine's blocks."""
ENGINE_AT_LEAST = 100_000_000


@dataclass(frozen=True, slots=True)
class Limit:
    """``bytes`` of memory are allowed: to all that is mapped, to what is private, or to what a container uses."""

    kind: Kind
    bytes: int


def limits() -> list[Limit]:
    """The limits on memory that are set, the lowest first; none where nobody set one."""
    found = [*_of_process()]
    if (most := _of_container()) is not None:
        found.append(Limit("container", most))
    return sorted(found, key=lambda limit: limit.bytes)


def memory() -> int:
    """The bytes of memory that this process may take, at most those of the machine; 0 where nothing says."""
    known = [machine_memory(), *(limit.bytes for limit in limits())]
    return min((most for most in known if most), default=0)


def engine_memory() -> int | None:
    """The bytes that the engine may take where memory is limited, so that it puts aside in time what does not fit."""
    rooms = [limit.bytes - BESIDE[limit.kind] for limit in limits()]
    return max(ENGINE_AT_LEAST, min(rooms)) if rooms else None


def too_low() -> Limit | None:
    """A limit under which no work can be done; ``None`` as a rule."""
    return next((limit for limit in limits() if limit.bytes < LEAST[limit.kind]), None)


def machine_memory() -> int:
    """The bytes of memory that the machine has; 0 where it does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0


def _of_process() -> Iterator[Limit]:
    try:
        import resource
    except ImportError:  # a system without limits
        return
    kinds: tuple[tuple[Kind, int], ...] = (("addresses", resource.RLIMIT_AS), ("data", resource.RLIMIT_DATA))
    for kind, which in kinds:
        most = resource.getrlimit(which)[0]
        if most != resource.RLIM_INFINITY:
            yield Limit(kind, most)


def _of_container() -> int | None:
    """The lowest limit of the groups that this process is in; within a container the mount is its own group."""
    most = _ENDLESS
    with contextlib.suppress(OSError, ValueError):
        for line in _GROUPS.read_text(encoding="ascii").splitlines():
            _, names, path = line.split(":", 2)
            if names and "memory" not in names.split(","):
                continue
            mount, file = (_MOUNT / "memory", "memory.limit_in_bytes") if names else (_MOUNT, "memory.max")
            place = mount / path.lstrip("/")
            for folder in (place, *place.parents):
                if folder.is_relative_to(mount):
                    most = min(most, _said(folder / file))
    return most if most < _ENDLESS else None


def _said(file: Path) -> int:
    with contextlib.suppress(OSError, ValueError):  # ``max`` is no number
        return int(file.read_text(encoding="ascii"))
    return _ENDLESS


def is_tight() -> bool:
    """Whether a limit is set that work may run into: on memory, or so few files or processes that they may be short."""
    return bool(limits()) or any(most < enough for most, enough in (*_files(), *_threads()))


def _files() -> Iterator[tuple[int, int]]:
    """How many files are allowed, and how many are enough for anyone."""
    with contextlib.suppress(ImportError):
        import resource

        yield _most(resource.RLIMIT_NOFILE, 256)


def _threads() -> Iterator[tuple[int, int]]:
    """The same for processes and threads."""
    with contextlib.suppress(ImportError):
        import resource

        yield _most(resource.RLIMIT_NPROC, 1024)


def _most(which: int, enough: int) -> tuple[int, int]:
    import resource

    most = resource.getrlimit(which)[0]
    return (enough if most == resource.RLIM_INFINITY else most), enough


def take_files(enough: int = 1024) -> None:
    """Open as many files as may be, up to ``enough``: the usual limit is one that a process may lift itself."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if now != resource.RLIM_INFINITY and now < enough:
            most_allowed = enough if most == resource.RLIM_INFINITY else min(most, enough)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most_allowed, most))


def spread_less() -> None:
    """Be content with few threads where addresses or threads are limited: before libraries load.

    Each takes up addresses; and the linear algebra that gets no thread ends the run as Ctrl-C does.
    """
    if all(limit.kind == "container" for limit in limits()) and not any(most < enough for most, enough in _threads()):
        return
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ["RUST_BACKTRACE"] = "0"  # for a trace it takes memory while it holds what it waits for
    with contextlib.suppress(AttributeError, OSError, ImportError):  # only the C library of Linux has it
        import ctypes

        ctypes.CDLL(None).mallopt(_MOST_ARENAS, 2)
