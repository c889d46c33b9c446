"""Logs of contacts and lists of consent: what is kept is what plain Python reads, in whatever order the files come."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples
from tests.ingest.load_case import KEYS

import crmkit
from crmkit.result import Result
from crmkit.store.connect import connect

LOG = ("会员名", "手机号", "发送时间", "渠道", "活动", "费用", "状态", "分组")
CONSENT = ("会员名", "手机号", "渠道", "是否同意", "时间")
STATES = {"已发送": "2 sent", "发送失败": "3 failed", "已送达": "4 delivered", "待发送": "1 planned", "": "2 sent"}
ANSWERS = {"同意": "1 yes", "不同意": "2 no", "黑名单": "3 blocked", "退订": "3 blocked", "是": "1 yes", "否": "2 no"}
CHANNELS = {"短信": "sms", "邮件": "mail", "旺旺": "message", "优惠券": "coupon", "电话": "call", "传单": "other"}
HEADINGS = ("who", "when", "how", "what", "state", "arm")


def text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def load(folder: Path, *texts: str, **said: object) -> Result:
    """The account of loading these texts as files, each into the store of ``folder``."""
    store = folder / "shop.duckdb"
    if not store.exists():
        store.with_name("shop.duckdb.key").write_text(KEYS, encoding="utf-8")
    account = None
    for number, each in enumerate(texts):
        path = folder / f"{number}.csv"
        path.write_text(each, encoding="utf-8")
        account = crmkit.load(store, [path], max_rejects=1, **said)  # type: ignore[arg-type]
    assert account is not None
    return account


def kept(folder: Path, table: str) -> list[tuple[object, ...]]:
    with closing(connect(str(folder / "shop.duckdb"), read_only=True)) as connection:
        return connection.execute(f"select * exclude (shop_key, file_key) from kept.{table} order by all").fetchall()  # noqa: S608


def rejected(folder: Path) -> list[str]:
    with closing(connect(str(folder / "shop.duckdb"), read_only=True)) as connection:
        return [reason for (reason,) in connection.execute("select reason from kept.rejects order by 1").fetchall()]


def keys(folder: Path, names: Sequence[str]) -> dict[str, int]:
    with closing(connect()) as connection:
        return {name: connection.execute("select hash(?)", [name]).fetchall()[0][0] for name in names}


log_rows = st.lists(
    st.tuples(
        st.sampled_from(["小明", "小红", "小刚"]),
        st.just(""),
        st.sampled_from(["2024-06-01 10:00:00", "2024-06-02 10:00:00"]),
        st.sampled_from(sorted(CHANNELS)),
        st.sampled_from(["夏季", "秋季"]),
        st.sampled_from(["0.05", "", "0.10"]),
        st.sampled_from(sorted(STATES)),
        st.sampled_from(["实验组", "对照组", ""]),
    ),
    min_size=1,
    max_size=12,
)
consent_rows = st.lists(
    st.tuples(
        st.sampled_from(["小明", "小红", "小刚"]),
        st.just(""),
        st.sampled_from(["短信", ""]),
        st.sampled_from(sorted(ANSWERS)),
        st.sampled_from(["2024-06-01 10:00:00", "2024-06-02 10:00:00"]),
    ),
    min_size=1,
    max_size=10,
)


@given(rows=log_rows)
@examples(2)
def test_contacts_are_those_of_plain_python_in_any_order(rows: list[tuple[str, ...]]) -> None:
    wanted: dict[tuple[str, ...], list[str]] = {}
    for name, _, sent, channel, campaign, cost, state, arm in rows:
        held = wanted.setdefault((name, CHANNELS[channel], sent, campaign), ["", "", ""])
        held[0] = max(held[0], cost)
        held[1] = max(held[1], STATES[state])
        held[2] = max(held[2], {"实验组": "treated", "对照组": "holdout", "": ""}[arm])
    half = len(rows) // 2
    parts = [rows[:half] or rows, rows[half:], rows]
    for order in ([0, 1], [1, 0], [2, 0, 2]):
        with TemporaryDirectory() as folder:
            place = Path(folder)
            load(place, *(text(LOG, parts[number]) for number in order))
            found = {
                (key, channel, str(sent), campaign): [str(cost or ""), status, arm or ""]
                for key, channel, sent, campaign, cost, status, arm in kept(place, "contacts")
            }
            known = keys(place, ["小明", "小红", "小刚"])
        assert found == {(known[name], *rest): facts for (name, *rest), facts in wanted.items()}


@given(rows=consent_rows)
@examples(2)
def test_answers_are_those_of_plain_python_in_any_order(rows: list[tuple[str, ...]]) -> None:
    wanted: dict[tuple[str, ...], str] = {}
    for name, _, channel, answer, since in rows:
        place = (name, CHANNELS.get(channel, ""), since)
        wanted[place] = max(wanted.get(place, ""), ANSWERS[answer])
    for order in permutations([rows[: len(rows) // 2] or rows, rows[len(rows) // 2 :]]):
        with TemporaryDirectory() as folder:
            place_ = Path(folder)
            load(place_, *(text(CONSENT, part) for part in order))
            found = {(key, channel, str(since)): answer for key, channel, answer, since in kept(place_, "consents")}
            known = keys(place_, ["小明", "小红", "小刚"])
        assert found == {(known[name], *rest): answer for (name, *rest), answer in wanted.items()}


def test_the_account_closes_and_what_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    account = load(
        tmp_path,
        text(
            LOG,
            [
                ("小明", "", "2024-06-01 10:00:00", "短信", "夏季", "0.05", "已送达", ""),
                ("小明", "", "2024-06-01 10:00:00", "短信", "夏季", "0.05", "已送达", ""),
                ("喵***1", "", "2024-06-01 10:00:00", "短信", "夏季", "0.05", "已送达", ""),
                ("", "13800000001", "2024-06-01 10:00:00", "短信", "夏季", "0.05", "已送达", ""),
                ("小红", "", "昨天", "短信", "夏季", "0.05", "已送达", ""),
                ("小红", "", "", "短信", "夏季", "0.05", "已送达", ""),
                ("小红", "", "2024-06-01 10:00:00", "短信", "夏季", "几毛", "已送达", ""),
            ],
        ),
    )
    (line,) = [dict(zip(account.columns, record, strict=True)) for record in account.records]
    assert (line["loaded_lines"], line["unchanged_lines"], line["rejected_lines"]) == (2, 1, 4)
    assert rejected(tmp_path) == ["bad_money", "bad_time", "missing_cell", "no_buyer"]


def test_answers_that_say_neither(tmp_path: Path) -> None:
    load(tmp_path, text(CONSENT, [("小明", "", "短信", "也许", "2024-06-01"), ("小红", "", "", "同意", "2024-06-01")]))
    assert rejected(tmp_path) == ["bad_answer"]
    assert [answer for _, _, answer, _ in kept(tmp_path, "consents")] == ["1 yes"]


def test_mapped_with_words_of_its_own(tmp_path: Path) -> None:
    mapped = "kind=contacts,buyer=who,sent_at=when,channel=how,campaign=what,status=state,group=arm"
    load(
        tmp_path,
        text(
            HEADINGS,
            [("ann", "2024-06-01 09:00", "SMS", "june", "failed", "control")],
        ),
        map=mapped,
    )
    ((_, channel, _, campaign, _, status, arm),) = kept(tmp_path, "contacts")
    assert (channel, campaign, status, arm) == ("sms", "june", "3 failed", "holdout")


def test_a_mobile_number_is_the_buyer_that_orders_know_by_phone(tmp_path: Path) -> None:
    orders = (
        "订单编号,买家会员名,联系手机,买家实际支付金额,总金额,退款金额,订单状态,订单创建时间,订单付款时间 \n"
        "1234567890123456789,,13800000001,10.00,10.00,0.00,交易成功,2024-05-01 10:00:00,2024-05-01 10:01:00\n"
    )
    load(tmp_path, orders, text(LOG, [("", "+86 138 0000 0001", "2024-06-01 10:00:00", "短信", "夏季", "", "", "")]))
    with closing(connect(str(tmp_path / "shop.duckdb"), read_only=True)) as connection:
        known = connection.execute("select customer_key from kept.customers").fetchall()
        contacted = connection.execute("select customer_key from kept.contacts").fetchall()
        everything = (tmp_path / "shop.duckdb").read_bytes()
    assert known == contacted
    assert b"13800000001" not in everything


def test_who_was_forgotten_does_not_come_back(tmp_path: Path) -> None:
    log = text(
        LOG, [(name, "", "2024-06-01 10:00:00", "短信", "夏季", "0.05", "", "") for name in ("小明朋友", "小红朋友")]
    )
    consent = text(CONSENT, [(name, "", "", "同意", "2024-06-01") for name in ("小明朋友", "小红朋友")])
    load(tmp_path, log, consent)
    crmkit.forget(tmp_path / "shop.duckdb", ["小明朋友"])
    assert len(kept(tmp_path, "contacts")) == len(kept(tmp_path, "consents")) == 1
    load(tmp_path, log + "\n", consent + "\n")
    assert len(kept(tmp_path, "contacts")) == len(kept(tmp_path, "consents")) == 1
    with crmkit.open(tmp_path / "shop.duckdb") as store:
        checked = crmkit.check(store)
    columns = list(checked.columns)
    wrong = [record for record in checked.records if record[columns.index("check_state")] == "wrong"]
    assert {record[0] for record in wrong} <= {"key_unfit"}  # the key of this store is a test's


def test_what_is_older_than_the_store_keeps_stays_out(tmp_path: Path) -> None:
    rows = [("小明", "", f"{year}-06-01 10:00:00", "短信", "夏季", "", "", "") for year in (2020, 2024)]
    load(tmp_path, text(LOG, rows))
    crmkit.prune(tmp_path / "shop.duckdb", older_than="3y", yes=True, as_of=date(2024, 6, 30))
    assert [row[2].year for row in kept(tmp_path, "contacts")] == [2024]  # type: ignore[attr-defined]
    load(tmp_path, text(LOG, [*rows, ("小红", "", "2024-06-02 10:00:00", "短信", "夏季", "", "", "")]))
    assert [row[2].year for row in kept(tmp_path, "contacts")] == [2024, 2024]  # type: ignore[attr-defined]


@pytest.mark.parametrize("word", ["kind=contacts,buyer=who", "kind=consent,buyer=who,answer=said"])
def test_what_a_map_lacks_is_named(word: str, tmp_path: Path) -> None:
    from crmkit.errors import UsageError

    with pytest.raises(UsageError) as refused:
        load(tmp_path, text(("who", "said"), [("ann", "yes")]), map=word)
    assert refused.value.code.startswith("map_incomplete_")
