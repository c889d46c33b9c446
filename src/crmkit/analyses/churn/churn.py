"""Churn: who is about to be lost, what that would cost, and how far to trust it, tried on the shop's own past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

import numpy as np

from crmkit.analyses.churn import lists as people
from crmkit.analyses.churn import tables
from crmkit.analyses.churn.screen import in_detail, on_screen
from crmkit.customers.arguments import MOST_LISTED, require_choice, require_whole
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.dominance import dominance
from crmkit.customers.outlook.churn import ChurnForecast, churn_forecast
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.window import caveats, require_customers, window_of
from crmkit.messages import Language
from crmkit.models.shares import percent
from crmkit.result import Note, Result
from crmkit.store.store import Store

Method = Literal["auto", "mbg_nbd", "classifier", "past_rates"]
MOST_MONTHS = 24


@with_reading_notes
def churn(
    store: Store,
    *,
    months: int = 3,
    as_of: date | str | None = None,
    detail: bool = False,
    top: int | None = 20,
    method: Method = "auto",
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Predict which customers will have no purchase day in the ``months`` after ``as_of``.

    Args:
        store: an open store.
        months: calendar months to look ahead, 1 to 24.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        detail: one row per identified customer instead of one per band and value tier.
        top: how many customers the save list names; all when ``None``.
        method: ``silence`` (MBG/NBD, learns nothing), ``trained``, ``rates``, or the one that did best before.
        where: a condition on customers; only those who match are counted, predicted as all of them were learnt from.
        language: of the reasons.

    Returns:
        Bands by value tiers (or customers, the lapsed last, else the greatest expected loss first), with the parts
        ``save_list``, ``bands``, ``backtest``, ``calibration`` and ``cutoffs``. Where the backtest shows no skill over
        the base rate, the base rates of active and lapsed customers and no list.

    Raises:
        UsageError: ``months`` or ``top`` has no meaning.
        NotEnoughError: no identified customer, or too few or too short a past to predict anything.
    """
    asked = _asked_method(months, top, method)
    window = window_of(store, as_of, None)
    audience = choose(store, where, as_of)
    counted = audience.counted(window)
    identified = counted.purchases - counted.unidentified
    require_customers(window, customers=identified, purchases=counted.purchases, where=audience.place)
    forecast = churn_forecast(store, window.as_of, months, window.data_from, window.data_to, asked)
    forecast = replace(forecast, counted=audience.among(forecast.now.then.customers))
    customers, one_time = int(forecast.counted.sum()), int((forecast.counted & (forecast.now.then.repeats == 0)).sum())
    lists = {} if detail and not forecast.skilled else {"save_list": people.save_list(store, forecast, top, language)}
    summary = tables.summary(forecast)
    answer = people.everyone(store, forecast, language) if detail else summary
    result = Result(
        name="churn",
        columns=answer.columns,
        records=answer.records,
        as_of=window.as_of,
        params={"months": months, "method": method, "top": top},
        facts=tables.facts(forecast) | {"data_from": window.data_from, "data_to": window.data_to},
        notes=(
            *caveats(window, counted, customers=customers, one_time=one_time),
            *_notes(store, forecast),
        ),
        parts=lists | tables.parts(forecast),
        definition=("churn", "churn_bands" if forecast.skilled else "churn_base_rate"),
        tables=() if detail else ("save_list", "churn"),
    )
    everyone = in_detail(result, summary, skilled=forecast.skilled) if detail else None
    return audience.annotated(everyone or on_screen(result, skilled=forecast.skilled))


def _asked_method(months: int, top: int | None, method: str) -> str | None:
    """The method, if one was asked for; ``UsageError`` when an argument has no meaning."""
    require_whole("--months", months, 1, MOST_MONTHS)
    if top is not None:
        require_whole("--top", top, 0, MOST_LISTED)
    require_choice("--method", method, get_args(Method))
    return None if method == "auto" else method


def _one_customer(store: Store, forecast: ChurnForecast) -> Iterable[Note]:
    """One customer with most of the net sales so far, or of the expected loss among those who can be retained."""
    then, counted = forecast.now.then, forecast.counted
    spent = np.asarray(then.columns["net_fen"], dtype=np.int64)
    yield from dominance(store, "one_has_spent", then.customers[counted], spent[counted])
    kept = counted & forecast.now.active
    if forecast.skilled:
        yield from dominance(store, "one_has_expected_loss", then.customers[kept], forecast.loss[kept])


def _notes(store: Store, forecast: ChurnForecast) -> Iterable[Note]:
    """Who decides it alone, which method was used and why, what the models could not say, how the bands did before."""
    yield from _one_customer(store, forecast)
    choice, backtest = forecast.choice, forecast.choice.backtest
    if backtest is not None and not forecast.skilled:
        yield Note("no_skill", {"rate": percent(Decimal(backtest.base))})
        return
    if backtest is not None and "high" in backtest.bands:
        high = backtest.bands["high"]
        of_100 = {"happened": round(100 * high.happened), "base": round(100 * backtest.base)}
        yield Note("high_before", {**of_100, "tested": high.customers})
    yield Note(f"churn_by_{choice.score.method}")
    yield Note(f"churn_{choice.reason}")
    if backtest is None and choice.reason != "untested":
        yield Note("churn_untested")
    fit = forecast.now.then.counts
    if choice.score.method == "mbg_nbd" and fit.at_boundary:
        yield Note(f"counts_{fit.status}")
    if forecast.now.then.spend.model is None:
        yield Note("spend_by_mean")
