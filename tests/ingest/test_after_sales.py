"""What a refund status beside the order says: done, refused, open, a part, or an unknown word."""

from __future__ import annotations

import pytest
from tests.ingest.engine_case import asked, engine
from tests.ingest.load_case import codes, keep, kept, write

import crmkit
from crmkit.customers.reading import found_in
from crmkit.store.store import open_store

UNKNOWN, KEPT, BACK, PART, OPEN, DONE_SOMEHOW = range(6)
VERDICTS = {
    "": KEPT,
    "-": KEPT,
    "无售后或售后取消": KEPT,
    "没有申请退款": KEPT,
    "卖家拒绝退款": KEPT,
    "部分退款失败": KEPT,
    "退款关闭": KEPT,
    "return rejected": KEPT,
    "Not refunded": KEPT,
    "no refund": KEPT,
    "Non-refundable": KEPT,
    "Return window expired": KEPT,
    "Eligible for return": KEPT,
    "Refunded (reversed)": KEPT,
    "退款成功后撤销": KEPT,
    "换货成功": KEPT,
    "换货中": KEPT,
    "补寄完成": KEPT,
    "exchanged": KEPT,
    "退款成功": BACK,
    "未发货，退款成功": BACK,
    "七天无理由退货成功": BACK,
    "退款成功,换货": BACK,
    "全额退款": BACK,
    "Refunded": BACK,
    "refund completed": BACK,
    "Return": BACK,
    "Full refund": BACK,
    "Return and refund": BACK,
    "退款成功（部分）": PART,
    "部分退款": PART,
    "Partially refunded - Shipped": PART,
    "价保退款成功": PART,
    "退差价成功": PART,
    "Refunded 50%": PART,
    "Refunded shipping": PART,
    "退款成功10元": PART,
    "已退款1件": PART,
    "Refunded (1 of 2)": PART,
    "1 item refunded": PART,
    "Refunded in part": PART,
    "退款成功(运费)": PART,
    "Refunded 5.00": PART,
    "Refunded, item not returned": BACK,
    "Not received - refunded": BACK,
    "Refunded (not delivered)": BACK,
    "refunded 100%": BACK,
    "Refunded 2024-01-05": BACK,
    "Not returned": KEPT,
    "退款中": OPEN,
    "无需退货，退款中": OPEN,
    "商家超时未处理，自动退款": OPEN,
    "售后中": OPEN,
    "退款处理中": OPEN,
    "全额退款申请": OPEN,
    "部分退款处理中": OPEN,
    "买家已经申请退款，等待卖家同意": OPEN,
    "卖家不同意协议，等待买家修改": OPEN,
    "等待卖家处理退款": OPEN,
    "待退货": OPEN,
    "待商家处理": OPEN,
    "return requested": OPEN,
    "refund_pending": OPEN,
    "RETURN_IN_PROGRESS": OPEN,
    "applied": OPEN,
    "to be refunded": OPEN,
    "售后完成": DONE_SOMEHOW,
    "Completed": DONE_SOMEHOW,
    "打包": UNKNOWN,
    "Return in transit": UNKNOWN,
    "Return label sent": UNKNOWN,
    "Refund on hold": UNKNOWN,
    "Refund bounced": UNKNOWN,
}
MAP = "order_id=no,buyer=who,paid_at=day,amount=sum,status=state,refund_status=after"


@pytest.mark.parametrize("is_plain", [True, False])
def test_verdicts(is_plain):
    verdicts = asked(engine(is_plain=is_plain), "refund_verdict(cell)", list(VERDICTS))
    assert dict(zip(VERDICTS, verdicts, strict=True)) == VERDICTS


def log(*after: str) -> str:
    rows = (f"A{n},ann,2024-01-0{n},{n}0.00,Completed,{cell}\n" for n, cell in enumerate(after, 1))
    return "no,who,day,sum,state,after\n" + "".join(rows)


def findings_of(store) -> set[tuple[str, str | None, int, str]]:
    with open_store(store) as shop:
        return {(found.code, found.value, found.rows, str(found.amount)) for found in found_in(shop)}


# a line with too many cells sends the whole file to the strict reader
@pytest.mark.parametrize("last", ["", "A9,eve,2024-01-09,90.00,Completed,,,x\n"])
def test_an_open_after_sale_counts_and_is_reported(tmp_path, last):
    write(tmp_path / "log.csv", log("退款中", "退款中", "无", "foo", "退款成功") + last)
    account = keep(tmp_path / "s.duckdb", tmp_path / "log.csv", mapping=as_pairs())
    assert [str(order["net"]) for order in kept(tmp_path / "s.duckdb")] == ["10.00", "20.00", "30.00", "40.00", "0.00"]
    states = {found for found in findings_of(tmp_path / "s.duckdb") if found[0] != "quarantined"}
    assert states == {("status_undecided", "退款中", 2, "30.00"), ("status_unknown", "foo", 1, "40.00")}
    assert "status_unknown" in codes(account)


def test_an_answer_from_the_file_reports_the_same(tmp_path):
    file = write(tmp_path / "log.csv", log("return requested", "", "foo"))
    with crmkit.open([file], map=MAP) as shop:
        answer = crmkit.segment(shop)
    amounts = {note.code: note.values["amount"] for note in answer.notes if note.code.startswith("status_")}
    assert {code: str(amount) for code, amount in amounts.items()} == {
        "status_undecided": "10.00",
        "status_unknown": "30.00",
    }


def test_a_file_without_order_statuses_reports_open_after_sales_too(tmp_path):
    text = log("退款中", "退款成功").replace(",state", "").replace(",Completed", "")
    write(tmp_path / "log.csv", text)
    mapping = {name: header for name, header in as_pairs().items() if name != "status"}
    keep(tmp_path / "s.duckdb", tmp_path / "log.csv", mapping=mapping)
    assert findings_of(tmp_path / "s.duckdb") == {("status_undecided", "退款中", 1, "10.00")}


def test_what_went_back_in_part_is_no_doubt_where_it_is_given(tmp_path):
    rows = (
        "A1,ann,2024-01-01,10.00,4.00,部分退款",
        "A2,ann,2024-01-02,20.00,5.00,退款中",
        "A3,ann,2024-01-03,30.00,0,部分退款",
    )
    write(tmp_path / "log.csv", "\n".join(["no,who,day,sum,back,after", *rows]) + "\n")
    mapping = "order_id=no,buyer=who,paid_at=day,gross=sum,refund=back,refund_status=after"
    keep(tmp_path / "s.duckdb", tmp_path / "log.csv", mapping=mapping)
    assert [str(order["net"]) for order in kept(tmp_path / "s.duckdb")] == ["6.00", "20.00", "30.00"]
    states = {found for found in findings_of(tmp_path / "s.duckdb") if found[0].startswith("status_")}
    assert states == {("status_undecided", "退款中", 1, "20.00"), ("status_undecided", "部分退款", 1, "30.00")}


def test_the_owners_words_hold_for_refund_statuses(tmp_path):
    write(tmp_path / "log.csv", log("foo", "bar"))
    keep(tmp_path / "s.duckdb", tmp_path / "log.csv", mapping=as_pairs(), status={"foo": "refunded", "BAR": "done"})
    assert [str(order["net"]) for order in kept(tmp_path / "s.duckdb")] == ["0.00", "20.00"]
    assert findings_of(tmp_path / "s.duckdb") == set()


def test_a_part_that_went_back_is_reported_unless_the_file_says_how_much(tmp_path):
    rows = "A1,ann,2024-01-01,10.00,Partially refunded - Shipped,\nA2,ann,2024-01-02,20.00,Partially refunded,5.00\n"
    write(tmp_path / "log.csv", "no,who,day,sum,state,back\n" + rows)
    mapping = as_pairs() | {"refund": "back", "gross": "sum"}
    mapping = {name: header for name, header in mapping.items() if name not in ("refund_status", "amount")}
    keep(tmp_path / "s.duckdb", tmp_path / "log.csv", mapping=mapping)
    assert [str(order["net"]) for order in kept(tmp_path / "s.duckdb")] == ["10.00", "15.00"]
    undecided = {found for found in findings_of(tmp_path / "s.duckdb") if found[0] == "status_undecided"}
    assert undecided == {("status_undecided", "Partially refunded - Shipped", 1, "10.00")}


def as_pairs() -> dict[str, str]:
    return dict(pair.split("=") for pair in MAP.split(","))
