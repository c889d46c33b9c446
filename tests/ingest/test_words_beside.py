"""What stands beside a status in other languages and other matters: it never ends an order that goes on."""

from __future__ import annotations

from crmkit.ingest.forms.words import STATUSES, Meaning, understand

DONE, SHIPPED, PAID, CLOSED, REFUNDED = (
    STATUSES[name] for name in ("done", "shipped", "paid_waiting", "closed", "closed_refunded")
)
NOT_REFUNDED = (
    *("Non remboursé", "Pas remboursé", "No reembolsado", "non rimborsato", "niet terugbetaald"),
    *("Nicht zurückerstattet", "nicht rückerstattet", "não reembolsado", "non annulé", "no cancelado"),
    *("Chargeback (won)", "Chargeback reversed", "Refunded (reversed)", "Uncancellable", "不可取消", "无法取消"),
    *("取消售后", "打单失败", "Failed delivery attempt"),
)
ASKED_BACK = (
    *("Remboursement demandé", "Demande de remboursement", "Remboursement en cours", "Chargeback pending"),
    *("Reembolso solicitado", "Erstattung beantragt"),
)
HALTED = ("Cancelación solicitada", "申请取消", "取消订单中")
IN_PART = (
    *("Remboursement partiel", "Teilerstattet", "Gedeeltelijk terugbetaald", "teilweise storniert"),
    *("Partiellement annulée", "Refunded 5.00", "refunded 1/2", "Refunded 1 of 2", "1 item refunded"),
    *("Refunded in part", "Refunded partly", "Refunded shipping", "已退款10元", "退款成功￥10", "已退款1件"),
    *("小额退款成功", "退款成功(运费)", "少发退款", "部分作废"),
)
GOES_ON = {
    "Delivered - case closed": DONE,
    "Delivered - claim closed": DONE,
    "Completed - coupon expired": DONE,
    "Delivered after failed attempt": DONE,
    "已完成(售后关闭)": DONE,
    "已完成，售后已关闭": DONE,
    "已签收(超时自动关闭售后)": DONE,
    "已完成(发票作废)": DONE,
    "已完成，评价已删除": DONE,
    "已发货(面单作废)": SHIPPED,
    "Shipped (cannot cancel)": SHIPPED,
    "Paid (previously failed)": PAID,
}
ENDS = {
    "Refunded 2024-01-05": REFUNDED,
    "Case closed - refunded": REFUNDED,
    "Remboursé": REFUNDED,
    "Cancelled - coupon expired": CLOSED,
    "Canceled (failed payment)": CLOSED,
    "Storniert": CLOSED,
    "已取消": CLOSED,
}


def test_what_did_not_happen_means_nothing_alone():
    assert {word: understand(word, {}) for word in NOT_REFUNDED} == dict.fromkeys(NOT_REFUNDED)


def test_what_is_asked_for_or_halted_is_not_decided():
    assert {word: understand(word, {}) for word in ASKED_BACK} == dict.fromkeys(ASKED_BACK, Meaning(PAID, True, True))
    assert {word: understand(word, {}) for word in HALTED} == dict.fromkeys(HALTED, Meaning(PAID, True))


def test_a_part_is_not_decided():
    assert {word: understand(word, {}) for word in IN_PART} == dict.fromkeys(IN_PART, Meaning(PAID, True))


def test_what_was_closed_beside_an_order_does_not_close_it():
    assert {word: understand(word, {}) for word in GOES_ON} == {word: Meaning(state) for word, state in GOES_ON.items()}


def test_what_ends_an_order_ends_it():
    assert {word: understand(word, {}) for word in ENDS} == {word: Meaning(state) for word, state in ENDS.items()}


def test_an_order_that_is_delivered_and_closed_counts_and_is_not_decided():
    for word in ("Closed (delivered)", "Complete (closed)"):
        assert understand(word, {}) == Meaning(DONE, True)
