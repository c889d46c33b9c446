"""Names masked on display: enough to distinguish neighbours, too little to name anyone."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.letters import letters
from crmkit.privacy.mask import mask, mask_nick
from crmkit.result import Note, Result
from crmkit.vocabulary import Word, vocabulary


@pytest.mark.parametrize(
    ("nick", "masked"),
    [
        ("tbuyer123", "t***3"),
        ("abc", "a***c"),
        ("ab", "**"),
        ("a", "**"),
        ("*", "**"),
        ("", ""),
        ("小明", "**"),
        ("淘小铺铺主", "淘***主"),
        ("👨\u200d👩\u200d👧的家👍🏽", "👨\u200d👩\u200d👧***👍🏽"),
        ("🇨🇳🇯🇵", "**"),
        ("e\u0301a\u0301", "**"),
        ("𠮷野家", "𠮷***家"),
        ("t***3", "t***3"),
        ("t**3", "t**3"),
        ("t**", "t**"),
        ("***", "***"),
        ("王*", "王*"),
        ("tb**", "t****"),
        ("王*abc", "王***c"),
    ],
)
def test_mask_nick(nick: str, masked: str) -> None:
    assert mask_nick(nick) == masked


@given(st.text())
def test_masking_twice_is_masking_once(nick: str) -> None:
    assert mask_nick(mask_nick(nick)) == mask_nick(nick)


@given(st.text(alphabet="abcdefgh客户小明", min_size=3))
def test_the_middle_is_gone(nick: str) -> None:
    assert set(mask_nick(nick)) <= {nick[0], "*", nick[-1]}


@given(st.text(alphabet="abc客户小明e\u0301", min_size=1))
def test_the_same_ends_are_the_same_mask(nick: str) -> None:
    """Neighbours are told apart by one character at each end and nothing else, those of two characters not at all."""
    seen = letters(nick)
    assert mask_nick(nick) == ("**" if len(seen) < 3 else f"{seen[0]}***{seen[-1]}")


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for entry in (
        Word("m_buyer", "nick", "买家", "Buyer", privacy="personal"),
        Word("m_birthday", "date", "生日", "Birthday", privacy="personal"),
        Word("m_city", "text", "城市", "City"),
    ):
        monkeypatch.setitem(vocabulary(), entry.name, entry)
    yield


def test_every_personal_value_of_a_result_is_masked() -> None:
    result = Result(
        "x",
        ("m_buyer", "m_city", "m_birthday"),
        [("tbuyer123", "杭州", date(1990, 1, 1)), (None, None, None)],
        params={"m_buyer": "tbuyer123", "other": "tbuyer123x"},
        facts={"m_buyer": "tbuyer123"},
        notes=(Note("n", {"m_buyer": "tbuyer123", "m_city": "杭州"}),),
        parts={"p": Result("p", ("m_city", "m_buyer"), [("上海", "小明明")])},
    )
    masked = mask(result)
    assert list(masked.records) == [("t***3", "杭州", None), (None, None, None)]
    assert masked.params == {"m_buyer": "t***3", "other": "tbuyer123x"}
    assert masked.facts == {"m_buyer": "t***3"}
    assert masked.notes == (Note("n", {"m_buyer": "t***3", "m_city": "杭州"}),)
    assert list(masked.parts["p"].records) == [("上海", "小***明")]
    assert result.records[0][0] == "tbuyer123"


def test_an_answer_without_persons_is_unchanged() -> None:
    result = Result("x", ("m_city",), [("杭州",)])
    assert mask(result) == Result("x", ("m_city",), (("杭州",),))
