"""The language of ``--where``: what may be typed, what it means, where an error points."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.customers.conditions.conditions import predicates

from crmkit.customers.conditions.expression import DEEPEST, MOST_CONDITIONS, parse
from crmkit.customers.conditions.reader import LONGEST
from crmkit.customers.conditions.rules import LONGEST_CHAIN, resolve
from crmkit.customers.conditions.writing import written
from crmkit.customers.traits.catalog import TRAITS
from crmkit.errors import UsageError
from crmkit.messages import LANGUAGES
from crmkit.store.predicate import All, AnyOf, Compare, Contains, IsKnown, Named, Not, OneOf
from crmkit.vocabulary import word

NET = Compare("net_spend", ">=", Decimal(500))
HANGZHOU = OneOf("city", ("杭州", "杭州市"))
HOME = Compare("province", "=", "浙江")
OFTEN = Compare("purchase_days", ">=", 2)
TAGS = {"repeat": OFTEN, "高频购买": Compare("purchase_days", ">=", 6)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("net_spend>=500", NET),
        ("net >= 500.00", Compare("net_spend", ">=", Decimal("500.00"))),
        ("净消费＞＝500", NET),
        ("'Net spend'>=500", NET),
        ("NET≥500", NET),
        ("province=浙江", HOME),
        ("province==浙江省", HOME),
        ("省份＝“浙江省”", HOME),
        ("province <> 浙江", Compare("province", "!=", "浙江")),
        ("city=杭州", HANGZHOU),
        ("city=杭州市", HANGZHOU),
        ("city!=杭州", Not(HANGZHOU)),
        ("province in (浙江, 江苏省)", OneOf("province", ("浙江", "江苏"))),
        ("province not in （浙江、江苏）", Not(OneOf("province", ("浙江", "江苏")))),
        ("top_product~'it''s (new)'", Contains("top_product", "it's (new)")),
        ("favourite_product~「连衣裙」", Contains("top_product", "连衣裙")),
        ("province=浙江 and net_spend>=500", All((HOME, NET))),
        ("province=浙江 且 net_spend>=500", All((HOME, NET))),
        ("province=浙江 & net_spend>=500", All((HOME, NET))),
        ("province=浙江 or net_spend>=500", AnyOf((HOME, NET))),
        ("province=浙江 或 net_spend>=500 and is_repeat", AnyOf((HOME, All((NET, Compare("is_repeat", "=", True)))))),
        ("（province=浙江 || net_spend>=500） && 老客", All((AnyOf((HOME, NET)), Compare("is_repeat", "=", True)))),
        ("not net_spend>=500", Not(NET)),
        ("非 net_spend>=500", Not(NET)),
        ("！(net_spend>=500)", Not(NET)),
        ("is_repeat=no", Compare("is_repeat", "=", False)),
        ("老客=否", Compare("is_repeat", "=", False)),
        ("stage=到复购期", Compare("stage", "=", "due")),
        ("生命周期 in (沉睡, lost)", OneOf("stage", ("dormant", "lost"))),
        ("weekday=Saturday", Compare("weekday", "=", "sat")),
        ("segment='At risk'", Compare("segment", "=", "at_risk")),
        ("tier=a", Compare("tier", "=", "A")),
        ("refund_share>30%", Compare("refund_share", ">", Decimal("0.30"))),
        ("refund_share>0.3", Compare("refund_share", ">", Decimal("0.3"))),
        ("last_purchase_on>=2024-06-01", Compare("last_purchase_on", ">=", date(2024, 6, 1))),
        ("last_purchase_on<2024-02", Compare("last_purchase_on", "<", date(2024, 2, 1))),
        ("last_purchase_on<=2024-02", Compare("last_purchase_on", "<=", date(2024, 2, 29))),
        ("last_purchase_on>2024-02", Compare("last_purchase_on", ">", date(2024, 2, 29))),
        ("rfm_cell=555", Compare("rfm_cell", "=", "555")),
        ("age is known", IsKnown("age")),
        ("age is unknown", Not(IsKnown("age"))),
        ("age is not unknown", IsKnown("age")),
        ("tag:repeat", Named("repeat", OFTEN)),
        ("标签：高频购买", Named("高频购买", TAGS["高频购买"])),
        ("level=and", Compare("member_level", "=", "and")),
    ],
)
def test_what_may_be_typed(text, meant):
    assert parse(text, TAGS) == meant
    assert parse(written(meant), TAGS) == meant


def test_a_month_is_its_days():
    inside = All(
        (Compare("first_purchase_on", ">=", date(2024, 2, 1)), Compare("first_purchase_on", "<=", date(2024, 2, 29)))
    )
    assert parse("first_purchase_on=2024-02") == inside
    assert parse("first_purchase_on!=2024/2") == Not(inside)


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("province=浙江 adn net_spend>5", "where_needs_joint", "adn"),
        ("net_spend>5)", "where_needs_joint", ")"),
        ("(net_spend>5", "where_needs_closing", ""),
        ("net_spend>5 and", "where_needs_condition", ""),
        ("and net_spend>5", "where_needs_condition", "and"),
        ("net_spend>", "where_needs_value", ""),
        ("net_spend>(5)", "where_needs_value", "("),
        ("province", "where_needs_operator", ""),
        ("province 浙江", "where_needs_operator", "浙江"),
        ("province in 浙江", "where_needs_list", "浙江"),
        ("province in ()", "where_needs_value", ")"),
        ("province is 浙江", "where_is_what", "浙江"),
        ("tag=repeat", "where_tag_form", "tag"),
        ("tag:repet", "where_tag_unknown", "repet"),
        ("tag:qqqq", "where_tag_unlike_any", "qqqq"),
        ("provnce=浙江", "where_trait_unknown", "provnce"),
        ("repeat", "where_trait_is_tag", "repeat"),
        ("net_spend>5 and repeat=yes", "where_trait_is_tag", "repeat"),
        ("zzzz=1", "where_trait_unlike_any", "zzzz"),
        ("province<浙江", "where_operator", "<"),
        ("stage~new", "where_operator", "~"),
        ("stage=doe", "where_code", "doe"),
        ("net_spend>5万", "where_number", "5万"),
        ("net_spend>1e400", "where_number", "1e400"),
        ("net_spend>" + "9" * 400, "where_number", "9" * 400),
        ("age=3.5", "where_whole", "3.5"),
        ("refund_share>30", "where_rate", "30"),
        ("last_purchase_on>yesterday", "where_date", "yesterday"),
        ("is_repeat=perhaps", "where_flag", "perhaps"),
        ("top_product='袜子", "where_quote", "'袜子"),
    ],
)
def test_an_error_points_at_its_place(text, code, part):
    with pytest.raises(UsageError) as caught:
        parse(text, TAGS)
    error = caught.value
    assert error.code == code and error.where == "--where"
    assert error.excerpt.text == text and text[error.excerpt.start : error.excerpt.end] == part
    assert error.values["place"] == error.excerpt.start + 1
    assert all(error.message(language) and error.advice(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("provnce=浙江", "province"), ("订单=3", "订单数"), ("tag:repet", "repeat"), ("stage=overdu", "overdue")],
)
def test_the_nearest_name_is_said(text, nearest):
    with pytest.raises(UsageError) as caught:
        parse(text, TAGS)
    assert caught.value.values["nearest"] == nearest


def test_limits_on_length_depth_and_number():
    fits = "(" * (DEEPEST - 1) + "net_spend>1" + ")" * (DEEPEST - 1)
    assert parse(fits) == Compare("net_spend", ">", Decimal(1))
    refused = {
        "where_deep": f"({fits})",
        "where_long": "net_spend>1" + " " * LONGEST,
        "where_many": " or ".join(["age=1"] * (MOST_CONDITIONS + 1)),
        "where_empty": " 　",
        "where_character": "province=\udc80",
    }
    for code, text in refused.items():
        with pytest.raises(UsageError) as caught:
            parse(text)
        assert caught.value.code == code, text[:50]


def test_every_trait_answers_to_its_names():
    for name in TRAITS:
        for called in (name, word(name).zh, word(name).en):
            assert parse(f"'{called}' is known") == IsKnown(name)


@given(predicates())
def test_written_and_read_again_it_is_the_same(predicate):
    assert parse(written(predicate)) == predicate


SIGNS = "()（），,:=!<>~'\"“”&| \t\n%.-/0\x00\ud800"
WORDS = "and or not in is known net province stage tag: 浙江 is_repeat last_purchase_on 2024-06 2024-99-99 9999-12 "
WORDS += "bought 买过 bought_sku within 90d 近90天 before since between orders snapshot: birthday unpaid"
CHUNKS = st.sampled_from([*SIGNS, *WORDS.split(), "500", "30%", "due", "refund_share"])


@given(st.text() | st.lists(CHUNKS, max_size=12).map("".join) | st.lists(CHUNKS, max_size=12).map(" ".join))
def test_whatever_is_typed_is_read_or_refused(text):
    try:
        predicate = parse(text, TAGS)
    except UsageError as error:
        assert all(error.message(language) for language in LANGUAGES)
    else:
        assert parse(written(predicate), TAGS) == predicate


def test_tags_may_name_each_other():
    tags = resolve({"big": "net_spend>=500", "good": "tag:big and tag:repeat"}, known=TAGS, where="tags.toml")
    assert tags["good"] == All((Named("big", NET), Named("repeat", OFTEN)))


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"a": "tag:a"}, "tags_circular"),
        ({"a": "tag:b", "b": "net_spend>1 or not tag:c", "c": "tag:a"}, "tags_circular"),
        ({f"t{n}": f"tag:t{n + 1}" for n in range(LONGEST_CHAIN)} | {f"t{LONGEST_CHAIN}": "net_spend>1"}, "tags_deep"),
        ({"a": "net_spend>"}, "where_needs_value"),
        ({"t0": "net_spend>1 or net_spend<0",
          **{f"t{n}": f"tag:t{n - 1} or tag:t{n - 1} or tag:t{n - 1} or tag:t{n - 1}" for n in range(1, 9)}},
         "where_many"),
    ],
)  # fmt: skip
def test_rules_that_are_refused(rules, code):
    with pytest.raises(UsageError) as caught:
        resolve(rules, where="tags.toml")
    assert caught.value.code == code
    assert caught.value.where.startswith("tags.toml")


def test_a_tag_without_its_mark_is_known_and_so_is_a_slip_of_the_finger():
    said = {}
    for text in ("repeat", "frequnt", "provnce=浙江"):
        with pytest.raises(UsageError) as caught:
            parse(text, TAGS | {"frequent": OFTEN})
        said[text] = str(caught.value)
    assert "use `tag:repeat`" in said["repeat"]
    assert "(did you mean `tag:frequent`?)" in said["frequnt"]
    assert "(did you mean `province`?)" in said["provnce=浙江"]


def test_a_chinese_trait_with_one_wrong_character_gets_the_nearest() -> None:
    with pytest.raises(UsageError) as refused:
        parse("省分=浙江", {})
    assert refused.value.values["nearest"] == "省份"
