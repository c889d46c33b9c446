"""What becomes of quarantined lines: their bytes beside the store, how long, and what --strict makes of them."""

from __future__ import annotations

import os
from datetime import datetime

import pytest
from tests.ingest.load_case import HEADER, csv_text, fresh, keep, row, write

from crmkit.errors import ConditionMet
from crmkit.ingest.load import load
from crmkit.periods import SHOP_TIME

BAD = csv_text([row(1), row(2, 买家实际支付金额="一百")])
GOOD = csv_text([row(1), row(2)])
NOW = datetime(2026, 11, 1, 9, 0)  # noqa: DTZ001 - a shop's own clock


def held(store) -> dict[str, bytes]:
    folder = store.with_name(store.name + ".quarantine")
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def test_the_bytes_of_a_refused_line_are_kept_as_they_were(tmp_path):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", BAD, "gb18030"))
    ((name, content),) = held(store).items()
    assert name == "1.txt"
    assert content == b"3\tbad_money\t" + BAD.encode("gb18030").splitlines()[2] + b"\n"


def test_lines_of_utf_16_files_are_distinguished(tmp_path):
    store = fresh(tmp_path)
    rows = csv_text([row(1), row(2, 订单创建时间="", 订单付款时间="")])
    keep(store, write(tmp_path / "a.csv", rows, "utf-16"))
    ((_, content),) = held(store).items()
    assert content == b"3\tno_time\t" + rows.splitlines()[2].encode() + b"\n"


def test_a_mended_file_takes_its_bytes_away_and_no_others(tmp_path):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "p" / "orders.csv", BAD))
    keep(store, write(tmp_path / "q" / "orders.csv", GOOD))
    assert set(held(store)) == {"1.txt"}
    keep(store, write(tmp_path / "p" / "orders.csv", GOOD + ",".join("" for _ in HEADER) + "\n"))
    assert held(store) == {}


def test_bytes_go_after_thirty_days(tmp_path):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", BAD))
    (path,) = store.with_name(store.name + ".quarantine").iterdir()
    now = NOW.replace(tzinfo=SHOP_TIME).timestamp()
    os.utime(path, (now - 29 * 86_400,) * 2)
    keep(store, write(tmp_path / "b.csv", csv_text([row(5)])), loaded_at=NOW)
    assert path.exists()
    os.utime(path, (now - 31 * 86_400,) * 2)
    keep(store, write(tmp_path / "c.csv", csv_text([row(6)])), loaded_at=NOW)
    assert not path.exists()


def test_strict_is_strict_about_a_known_file_too(tmp_path):
    store = fresh(tmp_path)
    file = write(tmp_path / "a.csv", BAD)
    keep(store, file)
    with pytest.raises(ConditionMet, match="1 line rejected; nothing was loaded"):
        load(store, [str(file)], strict=True, max_rejects=1.0)
