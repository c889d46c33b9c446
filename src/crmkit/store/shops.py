"""Which of the owner's shops an answer is about: all of them together, or some as if the store held no other."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from importlib.resources import files

from crmkit.errors import UsageError
from crmkit.messages import LANGUAGES, catalog, say
from crmkit.store.counted import Shop, Shops
from crmkit.store.store import Store

SQL = files("crmkit.store")
Names = str | Sequence[str] | None
"""One name or several; several in one text have commas between them."""
COMMA = re.compile("[,，]")
MOST_NAMED = 10
"""So many similar names are listed."""


def asked_shops(shop: Names, platform: Names) -> Shops:
    """What was said of shops and platforms; an empty text says nothing, one in a list means the shop without a name."""
    return Shops(_several(shop), _several(platform))


def settle_shops(store: Store) -> Sequence[Shop]:
    """The shops that answers from ``store`` are about; the others are out of sight from now on.

    Raises ``UsageError`` when no order is of a shop or on a platform that was asked for.
    """
    shops = store.shops
    if shops.counted is None:
        found = _selling(store)
        if store.path is None and len(found) == 1 and not found[0].name:
            shops.asked = ()  # of files whose one shop has no name, any name is right
        shops.counted = _chosen(found, shops) if shops.are_chosen else found
        if shops.are_chosen:
            store.keep_to_shops([shop.key for shop in shops.counted])
    return shops.counted


def keys_called(store: Store, shop: Names) -> list[int] | None:
    """The keys of the shops that are called so, ``None`` where none was named; ``UsageError`` where none is."""
    shops = asked_shops(shop, None)
    return [each.key for each in _chosen(_selling(store), shops)] if shops.are_chosen else None


def counted_shops(store: Store) -> Sequence[Shop]:
    """The shops that an answer counts orders of: of those it is about, where a currency was chosen, who sold in it."""
    shops = settle_shops(store)
    if store.prices.asked is None or len(shops) < 2:
        return shops
    priced = {key for (key,) in store.query(SQL / "sold_priced.sql").records}
    return [shop for shop in shops if shop.key in priced]


@contextlib.contextmanager
def seeing(store: Store, keys: Sequence[int]) -> Iterator[None]:
    """Let ``store`` answer for the shops of these ``keys`` alone until the block ends; for all it has without any.

    Raises ``UsageError`` when other shops were asked for.
    """
    before = store.shops
    if before.are_chosen or not keys:
        if before.are_chosen and sorted(shop.key for shop in settle_shops(store)) != sorted(keys):
            raise UsageError("snapshot_of_other_shops", where="--shop")
        yield
        return
    prices = store.prices
    found = [shop for shop in _selling(store) if shop.key in keys]
    names = dict.fromkeys(map(_shown, found))
    store.shops, store.prices = Shops(tuple(names), counted=found), replace(prices, are_settled=False)
    own = store.keep_to_shops(keys)
    try:
        yield
    finally:
        store.see_all_shops(own)
        store.shops, store.prices = before, prices


def platform_names(platform: str) -> Sequence[str]:
    """What a platform is called: its code, then its names in every language, one by one and as screens show them."""
    if platform not in catalog()["marketplace"]:
        return (platform,)
    shown = [say("marketplace", platform, language) for language in LANGUAGES]
    return (platform, *(name for names in shown for name in (*names.split("/"), names)))


def platform_of(text: str, known: Iterable[str]) -> str | None:
    """The code among ``known`` of the platform that is called so, in capital or small letters."""
    called = text.strip().casefold()
    return next((code for code in known if called in map(str.casefold, platform_names(code))), None)


def _several(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) and names else tuple(names or ())


def _selling(store: Store) -> list[Shop]:
    """The shops that orders are of; where there is but one no order need be looked at."""
    entered = [Shop(*record) for record in store.query(SQL / "entered.sql").records]  # type: ignore[arg-type]
    if len(entered) < 2:
        return entered
    selling = {key for (key,) in store.query(SQL / "sold.sql").records}
    return [shop for shop in entered if shop.key in selling]


def _chosen(found: Sequence[Shop], shops: Shops) -> list[Shop]:
    platforms = {shop.platform: shop.platform for shop in found}
    if shops.platforms:
        codes = _meant(shops.platforms, sorted(platforms), platform_of, "platform_absent")
        found = [shop for shop in found if shop.platform in codes]
    if not shops.asked:
        return list(found)
    nameless = {shop.platform for shop in found if not shop.name}

    def name_of(text: str, known: Sequence[str]) -> str | None:
        called = text.strip()
        alike = [name for name in known if name.casefold() == called.casefold()]
        if called in known or not called:
            return called if nameless or called else None
        return next(iter(alike), None) or platform_of(called, nameless)

    names = _meant(shops.asked, sorted({_shown(shop) for shop in found}), name_of, "shop_absent")
    return [shop for shop in found if _shown(shop) in names or ("" in names and not shop.name)]


def _shown(shop: Shop) -> str:
    """What answers call a shop: one without a name is called by its platform."""
    return shop.name or shop.platform


def _meant(
    asked: Sequence[str], known: Sequence[str], find: Callable[[str, Sequence[str]], str | None], code: str
) -> set[str]:
    """Those of ``known`` that are called so; a text that is the name of none is taken apart at its commas."""
    meant = set()
    for text in asked:
        whole = find(text, known)
        for part in [text] if whole is not None else [each for each in COMMA.split(text) if each.strip()] or [text]:
            name = find(part, known)
            if name is None:
                nearest = get_close_matches(part.strip(), known, n=MOST_NAMED, cutoff=0.0)
                where = f"--{code.removesuffix('_absent')}"
                raise UsageError(code, where=where, value=part.strip(), known=", ".join(nearest))
            meant.add(name)
    return meant
