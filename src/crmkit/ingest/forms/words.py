"""The words that typing needs: what status texts mean, and the provinces an address may begin with."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

STATUSES = {"unknown": 0, "unpaid": 1, "paid_waiting": 2, "shipped": 3, "done": 4, "closed": 5, "closed_refunded": 6}
"""The canonical statuses and their codes in the store; a later code is further along. 5 is closed before payment."""
STATES = {"unpaid": 1, "paid": 2, "shipped": 3, "done": 4, "closed": 5, "refunded": 6}
"""The words by which an owner says what a status of theirs means."""
COMMAS = ("，", ",", "｜｜｜")

_NO_REFUND = re.compile(
    "(取消|撤销|拒绝|关闭)退款|未退款成功|退款(不|未)成功|chargebackwon|未退款|无退款|没有退款|未退货|未取消"
    "|(取消|撤销|撤回|拒绝|关闭)了?退[款货](申请)?|退[款货](申请)?已?(失败|取消|关闭|被拒|拒绝|驳回|撤销|撤回)"
    "|取消(订单)?(申请)?(失败|被拒|被驳回)|(拒绝|驳回)取消|未关闭|无理由退[款货]|[可能]退[款货]?|不退[款货]"
    "|(配送|派送|发货|送货|同步|推送|打印)失败"
    "|not?(yet)?(refund|return)(ed)?|not(yet)?(cancell?ed|closed)|un(refund|return|cancell?)ed|(non)?refundable|returnable"
    "|(denied|declined|rejected|refused|failed|cancell?ed)(refund|return|cancel(lation)?)"
    "|(refund|return|cancel(lation)?)(request|case|window|period)?(was|is)?(not(approved|accepted|granted)"
    "|failed|declined|denied|rejected|refused|cancell?ed|closed|expired|withdrawn)"
    "|(delivery|shipping|sync|print|email|notification|webhook)(was|is)?failed"
    "|(erstattung|rückerstattung|storno)(wurde|ist)?abgelehnt|nicht(erstattet|storniert)"
)
_PART = re.compile(
    "部分(商品)?已?退|退(款|货)?(成功)?[(,，]?部分[)]?$|part(ly|ial(ly)?)?(refund|return)|(refund|return)(ed)?[(,]?partial"
    "|(价保|保价|差价|运费|邮费)(已?退|成功)|退款?(成功)?(差价|运费|邮费)|shipping(fee|cost)?refund"
    r"|(?<!\d)\d{1,2}%(已?退|refund|return)|(退款|refund(ed)?):?(?<!\d)\d{1,2}%|\d+of\d+(item|line|product)?s?(refund|return)"
    "|(teilweise|parcial(mente)?|parziale?(mente)?|partiel(le)?(ment)?)[(]?(zurück|rück)?(erstattet|rembours|reembols|rimbors|devuel|retour)"
    "|(erstattet|rembours[eé]e?s?|reembolsad[oa]|rimborsat[oa]|devuelt[oa])[(,]?(teilweise|parcial|parzial|partiel)"
    "|部分(商品)?已?(取消|关闭)|partial(ly)?(order|shipment|item)?(cancel|close)"
)
"""A part of the money: how much of it only an amount shows."""
_REFUNDED = re.compile(
    "退款成功|已退款|全额退款|全部退款|退款完成|退货成功|已退货|完成退款|refunded|refund$|refund(complete|success|issued)|returncomplete"
    "|chargeback|chargedback|returned|(退款|退货|已退回?|退单)([)\\],/;]|$)"
    "|(completed?|received|shipped|delivered|paid),?return$|shippedback|shippedrto|returnto(sender|origin)"
    "|erstattet|retourniert|rembours[eé]|reembolsad|devuelt|rimborsat|terugbetaald"
)
_ASKED_BACK = re.compile(
    "退款中|售后中|退货中|(退款|售后|退货)(申请|处理|审核|待|进行)|(申请|处理|审核)(退款|售后|退货)|待(处理)?(退款|退货|售后)"
    "|processingrefund|(refund|return)(request|appl|pending|process|inpro|review|approv|initiat)"
    "|(pending|await(ing)?|waiting(for)?|request(ed)?)(refund|return)|disput"
    "|等待[^,]{0,6}退[款货]|同意退[款货]|[需要]退[款货]|要求退[款货]|退[款货](超时|异常|挂起|延迟)"
)
"""Money that is asked for has not gone back."""
_HALTED = re.compile(
    "锁定|暂停|冻结|cancel(lation)?(request(ed)?|pending|applied)|取消(申请|申請|处理|中)|待取消|拒收|[(（]有退款"
    "|fraud|rejectedby|returningtoseller|undeliverable|lostintransit"
)
"""Something is open beside the order; a refund that stands there has gone back."""
_CLOSED = re.compile(
    "关闭|取消|作废|撤销|删除|失败|cancel|void|closed|failed|declin|expired|denied|abandon|deleted|trash"
    "|storniert|annulliert|annul[eé]|anulad|annullat|geannuleerd"
)
_DEPOSIT = re.compile("尾款(未|待)|(未|待)(买家)?(支?付)?尾款")
"""What was paid is a deposit, the rest is due."""
_UNPAID = re.compile(
    "待付款|待支付|未付款|未支付|等待付款|unpaid|pendingpayment|awaitingpayment|waitingforpayment|notpaid|onhold"
    "|unbezahlt|nichtbezahlt|nonpay[eé]|nonpagato|nãopago"
    "|pago(fallido|rechazado|recusado|estornado|pendiente|enproceso)"
)
_PAID_IN_PART = re.compile(
    "part(ly|ial(ly)?)?pa(id|yment)|部分(付款|支付)|teilweisebezahlt|paiementpartiel|pagoparcial"
)
"""How much was paid no amount shows."""
_ALONE = {
    *("定金已付", "已付定金", "已支付定金", "买家已付定金", "shipping", "支付成功"),
    *("pending", "draft", "sale", "refund", "return", "returns", "credit", "creditnote", "creditmemo", "rejected"),
    *("退款", "退", "仅退款", "退货", "退单", "moneyback", "gutschrift", "retoure", "remboursement"),
}
"""Words that mean what they mean only on their own: ``Pending shipment`` was paid."""
_PREFIX = re.compile(r"^(?:\((?:锁定|暂停|冻结)\))+")


class Meaning(NamedTuple):
    """What a status text means: its code, and whether its money is not decided, and a refund is asked for."""

    code: int
    is_undecided: bool = False
    is_asked: bool = False


def normal(text: str) -> str:
    """A status text as it is compared: no case, no width, no blanks, ``-`` and ``_``, no ``wc-`` of WooCommerce."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("|||", ",").replace("部份", "部分").strip()
    return re.sub(r"^wc[-_\s]|[-_\s]+", "", plain)


def understand(text: str, own: Mapping[str, str]) -> Meaning | None:
    """What a status text means, by ``own`` words first; ``None`` when nothing in it is known.

    A word of refund or closing anywhere in it wins over how it begins: ``已签收，退款成功`` was refunded.
    """
    plain = normal(text)
    for word, state in own.items():
        if normal(word) == plain:
            return Meaning(STATES[state])
    known = _known()
    if plain in known:
        return Meaning(known[plain])
    rest = _HALTED.sub("", _ASKED_BACK.sub("", _NO_REFUND.sub("", _PREFIX.sub("", plain))))
    in_part, is_asked = bool(_PART.search(plain)), bool(_ASKED_BACK.search(plain))
    undecided = in_part or is_asked or bool(_HALTED.search(plain))
    if _REFUNDED.search(rest) and not in_part:
        return Meaning(STATUSES["closed_refunded"])
    if _CLOSED.search(_PART.sub("", rest)):
        return Meaning(STATUSES["closed"])
    if _DEPOSIT.search(rest):
        return Meaning(STATUSES["unpaid"], undecided)
    if _UNPAID.search(rest):
        return Meaning(STATUSES["unpaid"], undecided)
    if _PAID_IN_PART.search(rest):
        return Meaning(STATUSES["paid_waiting"], True)
    begun = [word for word in known if rest.startswith(word) and word not in _ALONE]
    begun = [word for word in begun if not (undecided and known[word] == STATUSES["closed_refunded"])]
    if begun:
        return Meaning(known[max(begun, key=len)], undecided, is_asked and not in_part)
    return Meaning(STATUSES["paid_waiting"], True, is_asked and not in_part) if undecided else None


def meanings(texts: Sequence[str], own: Mapping[str, str]) -> list[tuple[str, Meaning]]:
    """The texts that are understood, each with what it means; one with blanks around it is for the strict reader."""
    understood = ((text, understand(text, own)) for text in texts if text.strip() == text)
    return [(text, meaning) for text, meaning in understood if meaning is not None]


@cache
def _known() -> Mapping[str, int]:
    return {normal(text): code for text, code in status_words()}


@cache
def status_words() -> tuple[tuple[str, int], ...]:
    """Every status text with its code, each comma in every spelling that exports show."""
    table = tomllib.loads((files("crmkit.ingest.forms") / "status_words.toml").read_text(encoding="utf-8"))
    return tuple(
        sorted(
            {
                (text.replace("，", comma), STATUSES[status])
                for (status, texts), comma in product(table.items(), COMMAS)
                for text in texts
            }
        )
    )


@cache
def provinces() -> tuple[tuple[str, str], ...]:
    """The first two characters of each province and its short name."""
    table = tomllib.loads((files("crmkit.ingest.forms") / "provinces.toml").read_text(encoding="utf-8"))
    return tuple((name[:2], name) for name in table["provinces"])


def words() -> dict[str, object]:
    """The parameters of ``words.sql``: both tables as lists of equal length."""
    return {
        "status_texts": [word for word, _ in status_words()],
        "status_codes": [code for _, code in status_words()],
        "prefixes": [prefix for prefix, _ in provinces()],
        "provinces": [name for _, name in provinces()],
    }
