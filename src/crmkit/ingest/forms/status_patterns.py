"""What status texts say beside the words that are known: refunds, parts of them, what did not happen, what is open.

The texts are those of ``words.normal``: no case, no width, no blanks, dashes and underscores.
"""

from __future__ import annotations

import re

_GIVEN_BACK = (
    "(zurück|rück)?erstattet|retourniert|rembours[eé]e?s?|reembolsad[oa]s?|devuelt[oa]s?|devolvid[oa]s?"
    "|rimborsat[oa]|terugbetaald"
)
_CALLED_OFF = "storniert|annulliert|annul[eé]e?s?|anulad[oa]|cancelad[oa]s?|annullat[oa]|geannuleerd"
_BACK_NOUN = "remboursement|reembolso|devoluci[oó]n|rimborso|rückerstattung|erstattung|terugbetaling"
NO_REFUND = re.compile(
    "(取消|撤销|拒绝|关闭)退款|未退款成功|退款(不|未)成功|chargebackwon|未退款|无退款|没有退款|未退货|未取消"
    "|(取消|撤销|撤回|拒绝|关闭)了?退[款货](申请)?|退[款货](申请)?已?(失败|取消|关闭|被拒|拒绝|驳回|撤销|撤回)"
    "|取消(订单)?(申请)?(失败|被拒|被驳回)|(拒绝|驳回)取消|未关闭|无理由退[款货]|[可能]退[款货]?|不退[款货]"
    "|(配送|派送|发货|送货|同步|推送|打印)失败"
    "|not?(yet)?(refund|return)(ed)?|not(yet)?(cancell?ed|closed)|un(refund|return|cancell?)ed|(non)?refundable|returnable"
    "|(denied|declined|rejected|refused|failed|cancell?ed)(refund|return|cancel(lation)?)"
    "|(refund|return|cancel(lation)?)(request|case|window|period)?(was|is)?(not(approved|accepted|granted)"
    "|failed|declined|denied|rejected|refused|cancell?ed|closed|expired|withdrawn)"
    "|(delivery|shipping|sync|print|email|notification|webhook)(was|is)?failed"
    "|(refund|return|cancel(lation)?)requested(was|is)?(denied|declined|rejected|refused|withdrawn)"
    "|(refunded|chargeback)[(,/:]?(was|is)?(reversed|won)|refund[(,/:]?(was|is)?reversed"
    "|(erstattung|rückerstattung|storno)(wurde|ist)?abgelehnt|remboursement(a?été|est)?refus[eé]|reembolsorechazado|rimborsorifiutato"
    f"|(nicht|non|pas|no|não|nao|niet|ikke|inte)({_GIVEN_BACK}|{_CALLED_OFF})"
)
PART = re.compile(
    "部分(商品)?已?退|退(款|货)?(成功)?[(,，]?部分[)]?$|part(ly|ial(ly)?)?(refund|return)|(refund|return)(ed)?[(,]?partial"
    "|(价保|保价|差价|运费|邮费)(已?退|成功)|退款?(成功)?(差价|运费|邮费)|shipping(fee|cost)?refund"
    r"|(?<!\d)\d{1,2}%(已?退|refund|return)|(退款|refund(ed)?):?(?<!\d)\d{1,2}%|\d+of\d+(item|line|product)?s?(refund|return)"
    f"|(teilweise|teil|parcial(mente)?|parziale?(mente)?|partiel(le)?(ment)?|gedeeltelijk)[(]?({_GIVEN_BACK}|{_CALLED_OFF}|erstattung|rembours|reembols|rimbors|devuel|retour)"
    "|remboursement(partiel|de?l[ae]?partie)|reembolsoparcial|rimborsoparziale"
    r"|refunded:?[^a-z0-9]{0,2}(?!\d{6})\d+([.,/]\d+)?|\d+(item|line|product|piece|article)s?(was|were)?(refund|return)"
    r"|\(\d+(refund|return)|refunded(in)?part|refundedshipping|(refund|return)(ed)?[(,]?\d+of\d+"
    r"|已?退款(成功)?[¥￥]?\d+(\.\d+)?(元|件|块|$)|(小额|少发|漏发|补差)退款|退款(成功)?\(运费|部分作废"
    "|(erstattet|rembours[eé]e?s?|reembolsad[oa]|rimborsat[oa]|devuelt[oa])[(,]?(teilweise|parcial|parzial|partiel)"
    "|部分(商品)?已?(取消|关闭)|partial(ly)?(order|shipment|item)?(cancel|close)"
)
"""A part of the money: how much of it only an amount shows."""
REFUNDED = re.compile(
    "退款成功|已退款|全额退款|全部退款|退款完成|退货成功|已退货|完成退款|refunded|refund$|refund(complete|success|issued)|returncomplete"
    "|chargeback|chargedback|returned|(退款|退货|已退回?|退单)([)\\],/;]|$)"
    "|(completed?|received|shipped|delivered|paid),?return$|shippedback|shippedrto|returnto(sender|origin)"
    "|erstattet|retourniert|rembours[eé]|reembolsad|devuelt|rimborsat|terugbetaald"
)
ASKED_BACK = re.compile(
    f"({_BACK_NOUN})(demand[eé]e?|encours|enattente|solicitad[oa]|pendiente|enproceso|richiesto|incorso|beantragt|angefragt)"
    f"|demandede({_BACK_NOUN})|chargeback(pending|open|received|inreview)|(pending|open)chargeback"
    "|退款中|售后中|退货中|(退款|售后|退货)(申请|处理|审核|待|进行)|(申请|处理|审核)(退款|售后|退货)|待(处理)?(退款|退货|售后)"
    "|processingrefund|(refund|return)(request|appl|pending|process|inpro|review|approv|initiat)"
    "|(pending|await(ing)?|waiting(for)?|request(ed)?)(refund|return)|disput"
    "|等待[^,]{0,6}退[款货]|同意退[款货]|[需要]退[款货]|要求退[款货]|退[款货](超时|异常|挂起|延迟)"
)
"""Money that is asked for has not gone back."""
HALTED = re.compile(
    "锁定|暂停|冻结|申请取消|取消订单(申请|中|处理)|(cancelaci[oó]n|annulation|annullamento)(solicitad|demand|richiest|pendiente|encours)"
    "|cancel(lation)?(request(ed)?|pending|applied)|取消(申请|申請|处理|中)|待取消|拒收|[(（]有退款"
    "|fraud|rejectedby|returningtoseller|undeliverable|lostintransit"
)
"""Something is open beside the order; a refund that stands there has gone back."""
OTHERS_CLOSED = re.compile(
    "(case|claim|dispute|ticket|issue|inquiry|query|subscription|coupon|voucher|label|invoice|review|return)s?(was|is|has)?(been)?"
    "(auto)?(closed|expired|cancell?ed|voided|deleted|resolved)"
    "|(售后|工单|纠纷|投诉|发票|面单|评价|预约|优惠券)(已|自动|超时|被)*(关闭|作废|取消|删除|撤销|失效)"
    "|(取消|关闭|撤销|自动关闭)(了|过)?(售后|工单|纠纷|投诉|发票|面单|评价)"
    "|(can(not|'?t)|not?(tobe)?|un)(be)?cancel(l?able|l?ed)?|不可取消|无法取消|不能取消|不支持取消"
    "|(after|previous(ly)?|first|once|earlier)(a)?failed|failed(delivery|first)?(attempt|try)|(打单|出单|揽收|短信)失败"
)
"""Something beside the order was closed, or an attempt that was made again."""
CLOSED = re.compile(
    "关闭|取消|作废|撤销|删除|失败|cancel|void|closed|failed|declin|expired|denied|abandon|deleted|trash"
    "|storniert|annulliert|annul[eé]|anulad|annullat|geannuleerd"
)
DEPOSIT = re.compile("尾款(未|待)|(未|待)(买家)?(支?付)?尾款")
"""What was paid is a deposit, the rest is due."""
UNPAID = re.compile(
    "待付款|待支付|未付款|未支付|等待付款|unpaid|pendingpayment|awaitingpayment|waitingforpayment|notpaid|onhold"
    "|unbezahlt|nichtbezahlt|nonpay[eé]|nonpagato|nãopago"
    "|pago(fallido|rechazado|recusado|estornado|pendiente|enproceso)"
)
PAID_IN_PART = re.compile("part(ly|ial(ly)?)?pa(id|yment)|部分(付款|支付)|teilweisebezahlt|paiementpartiel|pagoparcial")
"""How much was paid no amount shows."""
FINISHED = re.compile(r"closed[(,/](delivered|completed?|fulfilled)\)?|(completed?|delivered|fulfilled)[(,/]closed\)?")
"""A shop that closes what is delivered, or one that closed it after all: it counts, and is not decided."""
