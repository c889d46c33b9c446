"""Where the usual memory is not enough, more is taken; never more than was asked for, nor than half of the machine."""

from __future__ import annotations

from typing import NoReturn

import pytest

from crmkit.errors import InputError, StoreError
from crmkit.ingest import ceiling
from crmkit.ingest.ceiling import USUAL, within
from crmkit.store.connect import translated


def taken(asked: str | None, files: list[str], enough: str | None) -> list[str]:
    """The ceilings that reading is tried under until it is ``enough``."""
    tried: list[str] = []

    def read(memory: str) -> None:
        tried.append(memory)
        if memory != enough:
            raise StoreError("memory_short", where="work")

    if enough is None:
        with pytest.raises(StoreError) as caught:
            within(asked, files, read)
        assert caught.value.where is None
    else:
        within(asked, files, read)
    return tried


def test_more_is_taken_as_far_as_the_machine_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    for gigabytes, most in ((24, 4), (8, 3), (2, 1), (0, 1)):
        monkeypatch.setattr(ceiling, "memory", lambda have=gigabytes * 10**9: have)
        assert taken(None, ["a.csv"], None) == [USUAL, "1300MB", "2600MB", "5200MB"][:most]
    monkeypatch.setattr(ceiling, "memory", lambda: 24 * 10**9)
    assert taken(None, ["a.csv"], USUAL) == [USUAL]
    assert taken(None, ["a.csv"], "1300MB") == [USUAL, "1300MB"]
    assert taken("80MB", ["a.csv"], None) == ["80MB"]
    assert taken(None, ["-"], None) == [USUAL]


def test_another_trouble_is_not_tried_again() -> None:
    def read(memory: str) -> NoReturn:
        raise InputError("file_changed", where=memory)

    with pytest.raises(InputError) as caught:
        within(None, ["a.csv"], read)
    assert caught.value.where == USUAL


def test_the_machine_says_what_it_has() -> None:
    assert ceiling.memory() >= 0


@pytest.mark.parametrize(
    ("used", "advice"),
    [
        ("(19.0 MiB/19.0 MiB used)", "allow more, such as --memory 1GB"),
        ("(600 MiB/619.8 MiB used)", "allow more, such as --memory 2GB"),
        ("(1.9 GiB/1.9 GiB used)", "allow more, such as --memory 5GB"),
        ("", "allow more"),
    ],
)
def test_the_advice_is_twice_what_was_not_enough(used: str, advice: str) -> None:
    from pathlib import Path

    import duckdb

    problem = duckdb.OutOfMemoryException(f"Out of Memory Error: could not allocate block of size 256.0 KiB {used}")
    assert translated(problem, Path("shop.duckdb")).advice() == advice
