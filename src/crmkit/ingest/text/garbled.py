"""Text that was read, or saved, in an encoding it is not in: the words of a header are gone, but leave a trace."""

from __future__ import annotations

_COMMON = frozenset(
    "订单编号买卖家金额付款实际时间日期状态数量商品宝贝标题名称店铺收货地址手机会员"  # in Big5 some are others:
    "訂單編號買賣額實際時間狀態數貝標題稱鋪貨機會員"
)
"""Characters of which the headers of orders are made."""
_FEWEST = 4
"""So many different ones are no accident: what is read in a wrong encoding is mostly rare characters."""
_LOST = "\ufffd"
"""What stands for a character that could not be read."""
_MISREADINGS = (
    ("cp1252", "gb18030"), ("latin-1", "gb18030"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("gb18030", "utf-8"),
)  # fmt: skip
"""An encoding that text was taken to be in, and the one it is in."""


def garbled(text: str) -> str | None:
    """The code of what to say of a header that was read in a wrong encoding; ``None`` when nothing proves it."""
    if _LOST in text:
        return "header_garbled"
    if _common(text) >= _FEWEST:
        return None
    if any(_common(_reread(text, taken, true)) >= _FEWEST for taken, true in _MISREADINGS):
        return "header_garbled"
    return "header_big5" if _common(_reread(text, "gb18030", "big5")) >= _FEWEST else None


def _common(text: str) -> int:
    return len(_COMMON & set(text))


def _reread(text: str, taken: str, true: str) -> str:
    return text.encode(taken, "ignore").decode(true, "ignore")
