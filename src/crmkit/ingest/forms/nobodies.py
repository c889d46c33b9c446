"""Names that a shop, a till or a spreadsheet fills in where it does not know the buyer; they identify nobody.

One pattern for all of them, in the form that Python and the engine read alike: a list of names would be a join.
"""

from __future__ import annotations

import re

_NOTHING = (
    *(
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "?",
        "??",
        "???",
        "-1",
        "nan",
        "nan nan",
        "nil",
        "none",
        "none none",
        "(none)",
        "null",
    ),
    *(
        "null null",
        "(null)",
        "na",
        "n.a",
        "n.a.",
        "n/a",
        "n/a n/a",
        "(blank)",
        "blank",
        "undefined",
        "undefined undefined",
    ),
    *(
        "#n/a",
        "#ref!",
        "#name?",
        "#div/0!",
        "#value!",
        "not provided",
        "not available",
        "default",
        "test",
        "tester",
        "testing",
    ),
    *("无", "空", "(空)", "（空）", "空白", "暂无", "测试"),
    *("男", "女", "男性", "女性", "保密"),  # the cell beside it, where a row lost its first
)
_PEOPLE = (
    *(
        "anonymous",
        "anonymous buyer",
        "anonymous client",
        "anonymous customer",
        "anonymous user",
        "anonymous_user",
        "buyer",
    ),
    *(
        "cash",
        "cash buyer",
        "cash client",
        "cash customer",
        "cash sale",
        "cash sales",
        "client",
        "counter",
        "customer",
        "member",
    ),
    *(
        "default customer",
        "default user",
        "deleted",
        "[deleted]",
        "deleted account",
        "deleted customer",
        "deleted user",
    ),
    *(
        "guest",
        "guests",
        "guest account",
        "guest buyer",
        "guest checkout",
        "guest_checkout",
        "guest client",
        "guest customer",
    ),
    *(
        "guest-customer",
        "guest_customer",
        "guest order",
        "guest shopper",
        "guest user",
        "guest-user",
        "guest_user",
        "shopper",
    ),
    *("no buyer", "no customer", "no email", "no name", "no-name", "no_name", "nobody", "noname", "pos", "public"),
    *("retail customer", "test account", "test buyer", "test customer", "test order", "test user", "test_user", "user"),
    *("unknown", "unknown buyer", "unknown client", "unknown customer", "unknown user", "unknown_user", "visitor"),
    *(
        "walk in",
        "walk-in",
        "walk_in",
        "walkin",
        "walk in client",
        "walk-in client",
        "walk in customer",
        "walk-in customer",
    ),
    *("walk_in_customer", "walkin customer"),
    *("anonym", "barkunde", "barverkauf", "besucher", "gast", "gast kunde", "gastbestellung", "gastkunde", "kein name"),
    *("klant", "kunde", "kundin", "laufkunde", "laufkundschaft", "ohne name", "privatkunde", "unbekannt"),
    *("acheteur", "anonyme", "client de passage", "inconnu", "invité", "invitée", "particulier", "visiteur"),
    *(
        "anonimo",
        "anónimo",
        "cliente",
        "comprador",
        "consumidor final",
        "convidado",
        "desconocido",
        "invitado",
        "ospite",
    ),
    *("publico general", "público general", "sin cliente", "sin nombre", "visitante"),
    *("клиент", "ゲスト"),
    *(
        "买家",
        "匿名",
        "匿名买家",
        "匿名客户",
        "匿名用户",
        "匿名顾客",
        "客户",
        "散客",
        "散户",
        "无名",
        "无名氏",
        "未知",
        "未知买家",
    ),
    *(
        "未知客户",
        "未知用户",
        "游客",
        "游客用户",
        "用户",
        "访客",
        "顾客",
        "消费者",
        "微信用户",
        "普通用户",
        "普通客户",
        "默认客户",
    ),
    *(
        "零售",
        "零售客户",
        "零散客户",
        "门店散客",
        "现金",
        "现金客户",
        "线下客户",
        "临时客户",
        "测试买家",
        "测试客户",
        "测试用户",
    ),
    *("测试订单", "测试账号", "未登录", "未登录用户", "未注册用户", "非会员", "非会员客户", "非会员用户", "非会员顾客"),
    *("已注销", "已注销用户", "用户已注销", "账号已注销", "账户已注销", "该用户已注销", "该账号已注销", "该账户已注销"),
)
_NUMBERED = (
    r"(?:guest|gast|visitor|walk-?in|anonymous|pos|counter|till|kasse|register|匿名|匿名用户|匿名买家|游客|访客|散客|散户)"
    r"[ #_-]?[0-9]{1,4}"
)
"""For want of a name: nobody knows who the guest was."""
_ADDRESSES = (
    r"(?:guest|gast|no-?reply|none|null|no-?e?mail|anonymous|unknown|walk-?in)[0-9]{0,3}@.*"
    # what a till fills in where it has none
)
_NUMBERS = r"0+|0[.]0|[0-9][.]?[0-9]*e[+][0-9]{1,3}"
"""None, or destroyed by a spreadsheet."""

NOBODY = "(?i:" + "|".join([*map(re.escape, _NOTHING + _PEOPLE), _NUMBERED, _ADDRESSES, _NUMBERS]) + ")"
"""A whole name that identifies no buyer."""
