"""What a customer may spend in a horizon: the range that holds with 80 % probability, and what chance does to a sum.

Nothing is simulated. Of the number N of coming purchase days the exact probabilities are known: a customer buys n times
when n purchases fit into the horizon and none of the first n - 1 ended the custom. The money of n purchase days has a
known mean and variance in logarithms, and a lognormal with these stands for it; the money as a whole is their mixture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.beta_geometric import BetaGeometric
from crmkit.models.purchases.histories import Floats, Histories, Whole
from crmkit.models.purchases.nbd import Nbd, log_silence
from crmkit.models.spend.gamma_gamma import GammaGamma

LOW, HIGH = 0.1, 0.9
"""A range leaves out this much at either end."""

TINY = 1e-5
"""Counts less likely than this are left out."""

SINGLE = 8
WIDER = 1.25
"""Counts up to ``SINGLE`` stand alone; beyond, neighbours share a step, each step ``WIDER`` than the one before."""

CLOSE, TRIES = 1e-3, 40
"""An end of a range is found when its probability is met so closely."""

BLOCK = 1 << 13


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """The money of n purchase days in units of the customer's own scale: mean and variance of its logarithm by n.

    Element n - 1 is of n days. ``scatter`` is the variance of the logarithm of the scale, by x.
    """

    mean: Floats
    variance: Floats
    scatter: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """Per history, in units of the customer's scale: ends of the range, mean and second moment; 0 for no money."""

    low: Floats
    high: Floats
    mean: Floats
    square: Floats


def varying_amounts(model: GammaGamma, most: int, repeats: int) -> Amounts:
    """N amounts of Gamma(p, nu) add up to Gamma(p n, nu), and 1 / nu is known by the customer's x amounts.

    The scale is that of 1 / nu; ``most`` bounds n, ``repeats`` bounds x.
    """
    from scipy.special import digamma, polygamma

    shape = model.p * np.arange(1, most + 1)
    own = model.q + model.p * np.arange(repeats + 1)
    return Amounts(digamma(shape), polygamma(1, shape), polygamma(1, own))


def known_amounts(scatter: float, most: int, repeats: int) -> Amounts:
    """N times an amount that is known but for a variance in its logarithm."""
    days = np.arange(1, most + 1, dtype=np.float64)
    return Amounts(np.log(days), np.zeros(most), np.full(repeats + 1, scatter))


def at_least(model: BetaGeometric | Nbd, own: Histories, horizon: float, counts: npt.ArrayLike) -> Floats:
    """P(N >= n) for each n of ``counts`` (rising, from 1); shape (counts, histories).

    While a customer is there, the rate is ~ Gamma(r + x, alpha + T), so that the purchases that fit into the horizon
    are negative binomial; each purchase is the last with a probability ~ Beta(a, b + chances so far).
    """
    wanted = np.asarray(counts, dtype=np.int64)
    if horizon <= 0:  # at the end of the calendar nothing can come
        return np.zeros((len(wanted), len(own.repeats)))
    shape = model.r + own.repeats
    reach = np.log(horizon / (model.alpha + own.age + horizon))
    log_exactly = log_silence(model.r, model.alpha, own.repeats, own.age, horizon)
    fitting = -np.expm1(log_exactly)
    staying = model.p_alive(own.repeats, own.last, own.age)
    ends, so_far = _chances(model, own.repeats)
    found = np.zeros((len(wanted), len(own.repeats)))
    place = 0
    for n in range(1, int(wanted[-1]) + 1):
        if n == wanted[place]:
            found[place] = staying * np.maximum(fitting, 0.0)
            if found[place].max(initial=0.0) < TINY:
                break
            place += 1
        log_exactly = log_exactly + np.log((shape + (n - 1)) / n) + reach
        fitting = fitting - np.exp(log_exactly)
        staying = staying * (so_far / (ends + so_far))
        so_far = so_far + 1
    return found


def ranges(model: BetaGeometric | Nbd, own: Histories, horizon: float, amounts: Amounts) -> Range:
    """The range of the money of each history."""
    starts = _steps(len(amounts.mean))
    ends = np.append(starts[1:] - 1, len(amounts.mean))
    middle = np.sqrt(starts * ends).round().astype(np.int64) - 1
    parts = []
    for begin in range(0, len(own.repeats), BLOCK):
        rows = _rows(own, slice(begin, begin + BLOCK))
        reached = at_least(model, rows, horizon, starts)
        used = max(int(np.searchsorted(-reached.max(axis=1, initial=0.0), -TINY)), 1)
        weights = (reached - np.append(reached[1:], np.zeros((1, len(rows.repeats))), axis=0))[:used]
        mean = amounts.mean[middle[:used], None]
        variance = amounts.variance[middle[:used], None] + amounts.scatter[rows.repeats]
        parts.append(_range(weights, mean, variance))
    names = ("low", "high", "mean", "square")
    return Range(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _steps(most: int) -> Whole:
    """Where the steps of counts begin."""
    starts = list(range(1, min(SINGLE, most) + 1))
    while (following := int(starts[-1] * WIDER)) <= most and starts[-1] >= SINGLE:
        starts.append(following)
    return np.array(starts, dtype=np.int64)


def _rows(own: Histories, rows: slice) -> Histories:
    return Histories(own.repeats[rows], own.last[rows], own.age[rows], own.weights[rows], own.place[:0])


def _chances(model: BetaGeometric | Nbd, repeats: Whole) -> tuple[float, Floats]:
    """a, and b with the chances to leave that the customer let pass; no customer leaves in an NBD."""
    if isinstance(model, BetaGeometric):
        return model.a, np.asarray(model.b + model.after_first + repeats, dtype=np.float64)
    return 0.0, np.ones(len(repeats))


def _range(weights: Floats, mean: Floats, variance: Floats) -> Range:
    """Of the mixture of lognormals with ``weights`` (steps x histories); what they lack to 1 is no money."""
    low, high = (_end(share, weights, mean, variance) for share in (LOW, HIGH))
    middle = np.exp(mean + variance / 2)
    square = weights * middle**2 * np.exp(variance)
    return Range(low, high, (weights * middle).sum(axis=0), square.sum(axis=0))


def _end(share: float, weights: Floats, mean: Floats, variance: Floats) -> Floats:
    """The amount under which the money stays with probability ``share``, by Newton's method inside a bracket."""
    from scipy.special import ndtr

    found = np.zeros(weights.shape[1])
    wanted = share - 1 + weights.sum(axis=0)
    rows = np.flatnonzero(wanted > 0)
    wanted, weights, deviation = wanted[rows], weights[:, rows], np.sqrt(variance[:, rows])
    reach = 8 * deviation.max(axis=0, initial=0.0) + 1e-9
    bottom, top = mean.min() - reach, mean.max() + reach
    inside = weights.sum(axis=0)
    at = (weights * mean).sum(axis=0) / inside
    for _ in range(TRIES):
        from_mean = (at - mean) / np.maximum(deviation, 1e-9)
        lack = (weights * ndtr(from_mean)).sum(axis=0) - wanted
        bottom, top = np.where(lack < 0, at, bottom), np.where(lack < 0, top, at)
        if np.abs(lack).max(initial=0.0) < CLOSE:
            break
        density = (weights * np.exp(-(from_mean**2) / 2) / np.maximum(deviation, 1e-9)).sum(axis=0) / np.sqrt(2 * np.pi)
        step = at - lack / np.maximum(density, 1e-12)
        at = np.where((step > bottom) & (step < top), step, (bottom + top) / 2)
    found[rows] = np.exp(at)
    return found
