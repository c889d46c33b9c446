"""The invented goods, people and places of the demo shop, read from the ``.toml`` files beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Product:
    """One thing for sale; ``options`` holds at least one entry, which may be blank."""

    title: str
    price_fen: int
    code: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A city with some of its districts; ``far`` places pay more postage."""

    province: str
    city: str
    districts: tuple[str, ...]
    postcode: str
    weight: int
    far: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the text of a demo file is made of; the last product is the members' gift."""

    products: tuple[Product, ...]
    places: tuple[Place, ...]
    surnames: tuple[str, ...]
    given: tuple[str, ...]
    nick_words: tuple[str, ...]
    nick_latin: tuple[str, ...]
    streets: tuple[str, ...]
    estates: tuple[str, ...]
    carriers: tuple[str, ...]
    messages: tuple[str, ...]
    memos: tuple[str, ...]
    memo_lines: tuple[str, ...]
    refund_reasons: tuple[str, ...]


@cache
def words() -> Words:
    """All words, read once."""
    folder = files("crmkit.demo")
    stock, people, places = (
        tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in ("stock", "people", "places")
    )
    return Words(
        products=tuple(
            Product(title, int(yuan.replace(".", "")), code, tuple(options.split("|")))
            for title, yuan, code, options in stock["goods"]
        ),
        places=tuple(
            Place(province, city, tuple(districts.split()), postcode, weight, province in places["far"])
            for province, city, districts, postcode, weight in places["places"]
        ),
        **{name: tuple(entries) for name, entries in people.items()},
    )
