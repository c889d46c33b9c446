"""What status texts mean: words of every platform, however they are written, and which wins when two stand in one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crmkit.ingest.findings import CODES
from crmkit.ingest.forms.words import COMMAS, Meaning, meanings, normal, provinces, status_words, understand
from crmkit.messages import catalog

UNPAID, PAID, SHIPPED, DONE, CLOSED, REFUNDED = range(1, 7)
STATES = {
    # as they stand, in other cases, widths and joints
    "交易成功": DONE,
    "等待买家付款": UNPAID,
    "买家已付款，等待卖家发货": PAID,
    "买家已付款,等待卖家发货": PAID,
    "买家已付款｜｜｜等待卖家发货": PAID,
    "卖家已发货，等待买家确认": SHIPPED,
    "交易关闭": CLOSED,
    "Completed": DONE,
    "COMPLETED": DONE,
    "ＰＡＩＤ": PAID,
    "wc-completed": DONE,
    "WC-Processing": PAID,
    "wc_processing": PAID,
    "on-hold": UNPAID,
    "On Hold": UNPAID,
    "on_hold": UNPAID,
    "Pending Payment": UNPAID,
    "pending": UNPAID,
    "Not paid": UNPAID,
    "Out for Delivery": SHIPPED,
    "未发货": PAID,
    "Unshipped": PAID,
    "unfulfilled": PAID,
    "fulfilled": DONE,
    # by how they begin
    "交易成功(已评价)": DONE,
    "已发货（顺丰）": SHIPPED,
    "Shipped - in transit": SHIPPED,
    "Paid (card)": PAID,
    # what is not paid by how it begins was paid all the same
    "Pending shipment": PAID,
    # a deposit is not the order
    "待付尾款": UNPAID,
    "等待买家付尾款": UNPAID,
    "已支付定金": UNPAID,
    "已支付定金，待支付尾款": UNPAID,
    "定金已付，尾款未付": UNPAID,
    "定金和尾款都付": PAID,
    # a word of refund anywhere
    "已签收，退款成功": REFUNDED,
    "未发货，退款成功": REFUNDED,
    "退款成功，交易关闭": REFUNDED,
    "(锁定)退款成功": REFUNDED,
    "Order refunded": REFUNDED,
    "退款成功,换货": REFUNDED,
    "Delivered - Returned": REFUNDED,
    "completed, refund": REFUNDED,
    "Refund completed": REFUNDED,
    "Chargeback (fraud)": REFUNDED,
    "已退货": REFUNDED,
    # a word of closing anywhere
    "已付款，已取消": CLOSED,
    "订单已作废": CLOSED,
    "Paid, then voided": CLOSED,
    "Cancelled by buyer": CLOSED,
    "Completed - cancelled item": CLOSED,
    "canceled": CLOSED,
    "支付失败": CLOSED,
    "Payment declined": CLOSED,
    "Order expired": CLOSED,
    # no refund
    "交易成功，退款关闭": DONE,
    "已发货，未退款": SHIPPED,
    "已完成（拒绝退款）": DONE,
    "delivered, not returned": DONE,
    "Delivered (no refund)": DONE,
    "Shipped, refund cancelled": SHIPPED,
    "Delivered (return window closed)": DONE,
    "Shipped - refund declined": SHIPPED,
    "已发货，未取消": SHIPPED,
    "Paid, not cancelled": PAID,
}
UNDECIDED = {
    "partially_paid": PAID,
    "Partial payment": PAID,
    "部分付款": PAID,
    "退款中": PAID,
    "取消中": PAID,
    "买家已付款，申请退款": PAID,
    "已发货，退款中": SHIPPED,
    "已发货，等待退款": SHIPPED,
    "(锁定)交易成功": DONE,
    "（冻结）已发货": SHIPPED,
    "Refund requested": PAID,
    "refund_pending": PAID,
    "Awaiting refund": PAID,
    "Delivered, return requested": DONE,
    "Disputed": PAID,
    "交易成功，部分退款": DONE,
    "已发货，部分商品已退款": SHIPPED,
    "退款成功（部分）": PAID,
    "Partially refunded": PAID,
    "partially_refunded": PAID,
    "Refunded (partially)": PAID,
    "Completed - partial refund": DONE,
    "Partially refunded - Shipped": PAID,
    "已签收(拒收)": DONE,
    "售后处理中": PAID,
    "待退货": PAID,
    "Refund applied": PAID,
    "部分取消": PAID,
    "Partially cancelled": PAID,
}
"""The money counts for now, and is said not to be decided."""
ASKED_BACK = {
    *("退款中", "买家已付款，申请退款", "已发货，退款中", "已发货，等待退款", "Refund requested", "refund_pending"),
    *("Awaiting refund", "Delivered, return requested", "Disputed", "售后处理中", "待退货", "Refund applied"),
}
"""Of these: a refund is asked for, so that an amount beside the word has not gone back."""
UNKNOWN = [
    "打包中",
    "未完成",
    "incomplete",
    "undelivered",
    "not shipped",
    "unsuccessful",
    "0",
    "x",
    "",
    "退款关闭",
    "Refund declined",
]
"""Nothing in them is known. They are reported, never counted in silence."""


def test_states():
    assert {text: understand(text, {}) for text in STATES} == {text: Meaning(state) for text, state in STATES.items()}


def test_states_that_are_not_decided():
    expected = {text: Meaning(state, True, text in ASKED_BACK) for text, state in UNDECIDED.items()}
    assert {text: understand(text, {}) for text in UNDECIDED} == expected


BESIDE = {
    REFUNDED: (
        "已完成(退款)|已发货-退款|已付款，退货|已签收-已退回|已发货/退货退款|交易成功（全部退货）|已完成，已退|完成退款|已付款（已退单）"
        "|Completed - Return|Received return|Shipped back|Shipped - RTO|Bezahlt/erstattet|versandt, retourniert"
        "|Payé puis remboursé|Pagado y reembolsado|Enviado - devuelto|Pagato - rimborsato"
    ),
    CLOSED: "Bezahlt, storniert|Completed, cancelled",
    UNPAID: (
        "Pago fallido|Pago rechazado|Pago recusado|Pago en proceso|Delivered, unpaid|Complete (not paid)"
        "|Confirmed, awaiting payment|Shipped - unpaid|Geliefert, unbezahlt"
    ),
}
"""Beside a word of progress stands what became of it."""
IN_PART = (
    "Bezahlt, teilweise erstattet|Partly refunded|Part refunded|Refunded: 20%|部份退款成功|Reembolsado parcialmente"
    "|Erstattet (teilweise)|Remboursé partiellement|Rimborsato parzialmente|Shipping refunded|已退款运费|50% refunded"
    "|1 of 3 items refunded|退款成功-运费"
)
NOT_DONE = (
    "退货取消|退货失败|退款失败|Denied refund|Declined refund|failed refund|refund rejected"
    "|Cancellation rejected|取消失败|Cancellation denied|取消订单失败|拒绝取消"
    "|Unreturned|Unrefunded|未关闭|Not closed|Delivery failed|配送失败"
    "|Paid (sync failed)|已付款 同步失败|取消了退款申请|等待买家退货|卖家同意退款|Non-refundable|支持7天无理由退货"
)


def test_what_stands_beside_a_known_word_decides():
    for state, texts in BESIDE.items():
        assert [text for text in texts.split("|") if understand(text, {}) != Meaning(state)] == []


def test_a_part_is_never_the_whole():
    assert [text for text in IN_PART.split("|") if understand(text, {}) != Meaning(PAID, is_undecided=True)] == []


def test_what_did_not_happen_ends_no_order():
    ended = (UNPAID, CLOSED, REFUNDED)
    assert [text for text in NOT_DONE.split("|") if (found := understand(text, {})) and found.code in ended] == []


def test_unknown_words():
    assert {text: understand(text, {}) for text in UNKNOWN} == dict.fromkeys(UNKNOWN)


@given(st.sampled_from(status_words()), st.sampled_from(COMMAS), st.sampled_from("-_ "), st.booleans(), st.booleans())
def test_every_word_however_it_is_written(word, comma, joint, is_upper, is_woo):
    text, state = word
    written = text.replace("，", comma).replace(" ", joint)
    written = written.upper() if is_upper else written
    written = f"wc-{written}" if is_woo else written
    assert understand(written, {}) == Meaning(state)


@given(st.sampled_from(status_words()), st.sampled_from(status_words()))
def test_a_refund_that_is_done_wins_over_every_other_word(first, second):
    meaning = understand(f"{first[0]}，退款成功", {})
    assert meaning == Meaning(REFUNDED)
    assert understand(f"{second[0]} (refunded)", {}) == Meaning(REFUNDED)


def test_the_owners_own_words_come_first():
    own = {"打包中": "paid", "Completed": "unpaid", "ON hold": "closed", "售后完成": "refunded", "WC-Pickup": "shipped"}
    found = [understand(text, own) for text in ("打包中", "completed", "on-hold", "售后完成", "pickup", "交易成功")]
    assert found == [Meaning(state) for state in (PAID, UNPAID, CLOSED, REFUNDED, SHIPPED, DONE)]
    assert understand("打包中（加急）", own) is None  # a word of the owner's is the whole text


def test_normal_forms():
    same = ["wc-on-hold", "On Hold", "on_hold", " ＯＮ－ＨＯＬＤ ", "ONHOLD"]
    assert {normal(text) for text in same} == {"onhold"}


def test_a_text_with_blanks_around_it_is_left_to_the_strict_reader():
    assert meanings(["交易成功", "交易成功 ", "x"], {}) == [("交易成功", Meaning(DONE))]


def test_whatever_may_be_found_has_words():
    assert not CODES - set(catalog()["finding"])


def test_a_province_is_known_by_its_first_two_characters():
    known = dict(provinces())
    assert (known["黑龙"], known["内蒙"], known["浙江"]) == ("黑龙江", "内蒙古", "浙江")
    assert {len(prefix) for prefix in known} == {2}
    assert len(known) == len(provinces())
