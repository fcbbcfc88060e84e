# SPDX-License-Identifier: GPL-3.0-or-later
"""Exact binomial and Poisson interval ends by plain bisection on tails summed term by term."""
import functools
import math


def bisect(rising, low, high):
    """The place in [low, high] where the rising function changes its sign."""
    for _ in range(400):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def binomial_tail(n, p, ks):
    """The probability of one of the counts ks: every term is positive, nothing cancels."""
    return math.fsum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in ks)


def poisson_below(mu, k):
    """P(X <= k) for a Poisson count with mean mu."""
    term = math.exp(-mu)
    terms = [term]
    for i in range(1, k + 1):
        term = term * mu / i
        terms.append(term)
    return math.fsum(terms)


def poisson_above(mu, k):
    """P(X >= k), summed upwards from k until the terms no longer matter."""
    term = math.exp(-mu)
    for i in range(1, k + 1):
        term = term * mu / i
    terms = [term]
    i = k
    while i < mu or term > terms[0] * 1e-25:
        i += 1
        term = term * mu / i
        terms.append(term)
        if term == 0.0:
            break
    return math.fsum(terms)


@functools.lru_cache(maxsize=None)
def binomial(k, n, level):
    """Clopper and Pearson (1934): each tail holds half of what the level leaves."""
    half = (1 - level) / 2
    low, high = 0.0, 1.0
    if k > 0:
        low = bisect(lambda p: binomial_tail(n, p, range(k, n + 1)) - half, 0.0, 1.0)
    if k < n:
        high = bisect(lambda p: half - binomial_tail(n, p, range(0, k + 1)), 0.0, 1.0)
    return low, high


@functools.lru_cache(maxsize=None)
def poisson(k, level):
    """Garwood (1936): the ends for the mean of a Poisson count k."""
    half = (1 - level) / 2
    ceiling = 10.0 * k + 50.0
    low = 0.0
    if k > 0:
        low = bisect(lambda mu: poisson_above(mu, k) - half, 0.0, ceiling)
    return low, bisect(lambda mu: half - poisson_below(mu, k), 0.0, ceiling)
