"""A shop that lives: exports come, overlap, come again, the program is killed; plain Python says what must be there.

A further way of living is a further ``rule``: what it does to the shop, and what it does to the ``model``.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.faults import warm
from tests.faults.scene import Scene, empty, scratch
from tests.ingest import shop_model
from tests.ingest.load_case import Row, ask, csv_text, exports, yuan

ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
MOMENT = 0.4
"""Seconds within which a load is killed, or comes to its end before."""
Facts = dict[str, tuple[Any, ...]]


class LivingShop(RuleBasedStateMachine):
    """The shop, and beside it the model: orders by their number, the exports that came, the names of snapshots."""

    @initialize()
    def opened(self) -> None:
        self.scene: Scene = empty(Path(tempfile.mkdtemp(prefix="machine-", dir=scratch())))
        self.model: shop_model.Shop = {}
        self.texts: list[list[Row]] = []
        self.snapshots: set[str] = set()
        self.turn = 0
        self.gone_names: set[str] = set()
        self.gone: set[str] = set()
        self.is_pruned = False

    def teardown(self) -> None:
        shutil.rmtree(self.scene.folder, ignore_errors=True)

    @rule(rows=exports())
    def load(self, rows: list[Row]) -> None:
        self._come(rows)

    @precondition(lambda self: self.texts)
    @rule(rows=exports(), data=st.data())
    def overlap(self, rows: list[Row], data: st.DataObject) -> None:
        earlier = data.draw(st.sampled_from(self.texts))
        self._come([*earlier[len(earlier) // 2 :], *rows])

    @precondition(lambda self: self.texts)
    @rule(data=st.data(), encoding=st.sampled_from(("utf-8", *ENCODINGS)))
    def load_again(self, data: st.DataObject, encoding: str) -> None:
        """The same export, also under another name and in another encoding: nothing changes."""
        before = dict(self.model)
        self._come(data.draw(st.sampled_from(self.texts)), encoding)
        assert self.model == before, "the model itself must not change"

    @precondition(lambda self: self._refundable())
    @rule(data=st.data(), part=st.integers(1, 4))
    def refund(self, data: st.DataObject, part: int) -> None:
        row = data.draw(st.sampled_from(self._refundable()))
        fen = int(Decimal(row["买家实际支付金额"]) * 100)
        back = max(1, fen // part)
        self._come([row | {"退款金额": yuan(back), "买家实际支付金额": yuan(fen - back)}])

    @precondition(lambda self: any(order.net > 0 for order in self.model.values()) and len(self.snapshots) < 3)
    @rule()
    def snapshot(self) -> None:
        name = f"s{len(self.snapshots)}"
        run = self.scene.run("snapshot", name)
        assert run.code in (0, 4), run
        if run.code == 0:
            self.snapshots.add(name)

    @rule(rows=exports(), moment=st.floats(0, 1))
    def crash(self, rows: list[Row], moment: float) -> None:
        """Killed in a load: the shop is the one from before or the one from after, and the next load goes on."""
        name = self._file(rows)
        process = self.scene.start("load", name, "--max-rejects", "1")
        time.sleep(moment * MOMENT)
        process.kill()
        process.end()
        new = self._after(rows)
        gone = self.gone | self._of_gone(rows)
        found = self._kept()
        if found != self._wanted(self.model):
            self.gone = gone
            assert found == self._wanted(new), "a half state after a kill"
            self.model = new
            self.texts.append(rows)

    @precondition(lambda self: self._buyers())
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        """Their orders are nobody's from now on, also those that come later; the total stands."""
        name = data.draw(st.sampled_from(self._buyers()))
        before = self._total()
        run = self.scene.run("forget", name, "--yes")
        assert run.code == 0, run
        assert self._total() == before, "forgetting changed a total"
        self.gone_names.add(name)
        self.gone |= {key for key, order in self.model.items() if order.buyer == name}

    @precondition(lambda self: len(self.texts) > 5 and self.model)
    @rule()
    def prune(self) -> None:
        """All of it is older than a year; what is older than that stays out from now on."""
        run = self.scene.run("prune", "--older-than", "1y", "--yes")
        assert run.code == 0, run
        self.is_pruned, self.model = True, {}
        self.snapshots.clear()

    @invariant()
    def holds_what_the_model_says(self) -> None:
        found = self._kept()
        wanted = self._wanted(self.model)
        assert found == wanted, {name: (found.get(name), wanted.get(name)) for name in found | wanted}
        state = self.scene.state()
        assert {str(name) for name, *_ in (state.snapshots if state else ())} == self.snapshots

    def _come(self, rows: list[Row], encoding: str = "utf-8") -> None:
        run = self.scene.run("load", self._file(rows, encoding), "--max-rejects", "1")
        assert run.code == 0, run
        self.model = self._after(rows)
        self.gone |= self._of_gone(rows)
        self.texts.append(rows)

    def _after(self, rows: list[Row]) -> shop_model.Shop:
        """The model when these have come, too."""
        new = dict(self.model)
        if not self.is_pruned:
            shop_model.load(new, self._orders(rows))
        return new

    def _of_gone(self, rows: list[Row]) -> set[str]:
        """Order numbers under which people come who were forgotten."""
        return {order.id for order in self._orders(rows) if order.buyer in self.gone_names}

    def _wanted(self, model: shop_model.Shop) -> Facts:
        return {name: facts for name, facts in facts_of(model).items() if name not in self.gone}

    def _buyers(self) -> list[str]:
        return sorted({order.buyer for key, order in self.model.items() if order.buyer and key not in self.gone})

    def _total(self) -> Decimal:
        state = self.scene.state()
        return sum((order[3] for order in state.orders), Decimal(0)) if state else Decimal(0)

    def _file(self, rows: list[Row], encoding: str = "utf-8") -> Path:
        self.turn += 1
        return self.scene.file(f"{self.turn}.csv", csv_text(rows).encode(encoding))

    def _orders(self, rows: list[Row]) -> list[shop_model.Order]:
        return [shop_model.order(row) for row in shop_model.rows(csv_text(rows).encode(), "utf-8")]

    def _refundable(self) -> list[Row]:
        rows = [row for text in self.texts for row in text if row["订单状态"] == "交易成功"]
        return [row for row in rows if Decimal(row["买家实际支付金额"]) >= Decimal("0.02")]

    def _kept(self) -> Facts:
        """What is there of people; of those who were forgotten only that none of their names is."""
        found = warm.call(kept_facts, self.scene.store)
        assert not {facts[4] for facts in found.values()} & self.gone_names, "who was forgotten is back"
        return {name: facts for name, facts in found.items() if not name.startswith("~!") and name not in self.gone}


def facts_of(model: shop_model.Shop) -> Facts:
    return {
        name: (order.net, order.refund, order.due, order.status, order.buyer, order.times)
        for name, order in model.items()
    }


def kept_facts(store: Path) -> Facts:
    """In a process of its own."""
    if not store.exists():
        return {}
    times = ("created_at", "paid_at", "shipped_at", "received_at")
    return {
        order["id"]: (
            *(order[name] for name in ("net", "refund", "due", "status", "buyer")),
            tuple(order[name] for name in times),
        )
        for order in ask(store, "kept_orders.sql")
    }
