"""What a report may print of buyers: nick, name, telephone, account and address, made up row by row.

One buyer always looks the same. A masked buyer shows nothing that identifies them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from crmkit.demo.buyers import NICK, PHONE_ONLY, Buyers
from crmkit.demo.cells import join, pick
from crmkit.demo.season import Ints
from crmkit.demo.words import Words

PHONE_PREFIX = "140"  # no person's telephone begins like this


@dataclass(frozen=True, slots=True)
class Faces:
    """Text columns by row; ``rows`` are buyer numbers."""

    buyers: Buyers
    words: Words

    def nicks(self, rows: Ints) -> pl.Series:
        """Plain nicks, unique by buyer; masked as ``t**1`` where the buyer is; blank where there is none."""
        draw, identity = self.buyers.draw[rows], self.buyers.identity[rows]
        names = (*self.words.nick_words, *self.words.nick_latin, "tb")
        digits = max(4, len(str(self.buyers.count)))
        # 7919 is a prime that divides no power of ten, so every buyer gets another number.
        number = pl.Series((rows * 7919 + 1234) % 10**digits).cast(pl.String).str.zfill(digits)
        plain = join(pick(names, draw // 7 % len(names)), number)
        masked = join(plain.str.slice(0, 1), "**", plain.str.slice(-1))
        return _by_identity(identity, plain, "", masked)

    def names(self, rows: Ints) -> pl.Series:
        """Names of receivers; ``surname**`` where masked."""
        draw = self.buyers.draw[rows]
        surname = pick(self.words.surnames, draw // 11 % len(self.words.surnames))
        plain = join(surname, pick(self.words.given, draw // 1_009 % len(self.words.given)))
        return _by_identity(self.buyers.identity[rows], plain, plain, join(surname, "**"))

    def phones(self, rows: Ints) -> pl.Series:
        """Telephone numbers in a range that no person has; the middle starred where masked."""
        tail = pl.Series(rows).cast(pl.String).str.zfill(8)
        plain = join(PHONE_PREFIX, tail)
        return _by_identity(self.buyers.identity[rows], plain, plain, join(PHONE_PREFIX, "****", tail.str.slice(-4)))

    def accounts(self, rows: Ints) -> pl.Series:
        """Payment accounts: a mail address at example.com, or the telephone number; starred where masked."""
        draw = self.buyers.draw[rows]
        latin = pick(self.words.nick_latin, draw // 13 % len(self.words.nick_latin))
        mail = join(latin, pl.Series(rows).cast(pl.String), "@example.com")
        plain = pl.select(pl.when(pl.Series(draw % 2 == 0)).then(mail).otherwise(self.phones(rows))).to_series()
        return _by_identity(self.buyers.identity[rows], plain, plain, join(latin.str.slice(0, 1), "***"))

    def latin(self, rows: Ints) -> pl.Series:
        """A word and the number of each buyer, unique; blank of those without a plain nick."""
        word = pick(self.words.nick_latin, self.buyers.draw[rows] // 13 % len(self.words.nick_latin))
        return _by_identity(self.buyers.identity[rows], join(word, pl.Series(rows).cast(pl.String)), "", "")

    def provinces(self, rows: Ints) -> pl.Series:
        """Provinces."""
        return pick([place.province for place in self.words.places], self.buyers.place[rows])

    def cities(self, rows: Ints) -> pl.Series:
        """Cities."""
        return pick([place.city for place in self.words.places], self.buyers.place[rows])

    def addresses(self, rows: Ints, *, postcode: bool) -> pl.Series:
        """``province city district street(postcode)``; the street starred where the buyer is masked."""
        draw, place = self.buyers.draw[rows], self.buyers.place[rows]
        regions: list[str] = []
        first: list[int] = []
        for entry in self.words.places:
            first.append(len(regions))
            regions += [f"{entry.province} {entry.city} {district} " for district in entry.districts]
        districts = np.array([len(entry.districts) for entry in self.words.places])
        region = pick(regions, np.array(first)[place] + draw // 17 % districts[place])
        streets = [f"{street}{number}号" for street in self.words.streets for number in range(1, 200, 3)]
        homes = [f"{estate}{block}幢" for estate in self.words.estates for block in range(1, 13)]
        rooms = [f"{floor}0{door}室" for floor in range(1, 19) for door in range(1, 5)]
        street = join(
            pick(streets, draw // 1_013 % len(streets)),
            pick(homes, draw // 2_000_003 % len(homes)),
            pick(rooms, draw // 3_000_000_019 % len(rooms)),
        )
        code = pick([f"({entry.postcode})" if postcode else "" for entry in self.words.places], place)
        starred = pl.Series(["****"]).new_from_index(0, len(rows))
        return join(region, _by_identity(self.buyers.identity[rows], street, street, starred), code)


def _by_identity(identity: Ints, nick: pl.Series, phone_only: pl.Series | str, masked: pl.Series | str) -> pl.Series:
    """One of three texts by row, by the buyer's kind of identity."""
    kind = pl.lit(pl.Series(identity))
    choice = pl.when(kind == NICK).then(pl.lit(nick)).when(kind == PHONE_ONLY).then(pl.lit(phone_only))
    return pl.select(choice.otherwise(pl.lit(masked))).to_series()
