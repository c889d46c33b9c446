"""Which segment map an answer takes when none was chosen: by where the shop sells, never by who reads the answer."""

from __future__ import annotations

from crmkit.store.shops import counted_shops
from crmkit.store.store import Store

CHINESE_PLATFORMS = frozenset({
    *("taobao", "tmall", "ali1688", "jd", "pinduoduo", "douyin", "kuaishou", "xiaohongshu", "wechat", "youzan"),
})  # fmt: skip
"""Platforms whose operators know their customers by the eight segments of R, F and M."""


def map_for(store: Store, asked: str | None) -> str:
    """``asked``, or ``cn8`` where every shop that counts sells on a Chinese platform, else ``grid``."""
    if asked is not None:
        return asked
    platforms = {shop.platform for shop in counted_shops(store)}
    return "cn8" if platforms and platforms <= CHINESE_PLATFORMS else "grid"
