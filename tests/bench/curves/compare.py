"""All peers on the same seeded problems in one run: objective, proven gap, CPU time and memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from math import log, nan
from statistics import median
from typing import NamedTuple

from tests.bench.curves.crew import LIMIT, TOO_SLOW, Answer, Refusal, Worker
from tests.bench.curves.peers import BASE, EXACT, HEAVY, LIGHT, OURS, STARTS
from tests.bench.curves.problems import Asked

_ROUNDS = 5
_ONCE = 10.0
"""CPU seconds from which one run is enough."""
_SIZES = (100, 1000, 5000)
_SEEDS = {1: 30, 12: 5}
"""How many problems of S-shaped curves are asked, by their weeks."""


class Outcome(NamedTuple):
    """A peer's answer of its median run, its time in that of the base, its process's peak in MB."""

    answer: Answer | Refusal
    ratio: float
    megabytes: float


def compared(*, heavy: bool) -> None:
    """Print the comparison; peers that take long only where they are asked for."""
    peers = LIGHT + HEAVY if heavy else LIGHT
    print(f"\n{'problem and peer':<44}{'of the exact':>13}{'gap':>10}{'CPU s':>10}{'ratio':>9}{'peak MB':>9}")
    problems = [Asked(count) for count in _SIZES] + [Asked(100, weeks=52)]
    slow: set[str] = set()
    seconds: list[float] = []
    for asked in problems:
        found = _on(asked, peers, slow)
        slow |= {name for name, outcome in found.items() if outcome.answer == Refusal(TOO_SLOW)}
        _table(asked.problem.name, found)
        ours = found[OURS].answer
        seconds.append(ours.seconds if isinstance(ours, Answer) else nan)
    growth = log(seconds[len(_SIZES) - 1] / seconds[0]) / log(_SIZES[-1] / _SIZES[0])
    print(f"{f'growth from {_SIZES[0]} to {_SIZES[-1]} curves':<44}{f'n^{growth:.2f}':>13}")
    for weeks, seeds in _SEEDS.items():
        _s_shaped(peers, weeks, seeds)


def _on(asked: Asked, peers: Sequence[str], slow: set[str]) -> dict[str, Outcome]:
    """Each peer's answer, the peers asked in turn; those known to be too slow are not asked."""
    with ExitStack() as stack:
        crew = {name: stack.enter_context(Worker(name)) for name in peers if name not in slow}
        answers = {name: [worker.ask(asked)] for name, worker in crew.items()}
        for _ in range(_ROUNDS):
            for name, worker in crew.items():
                first = answers[name][0]
                if isinstance(first, Answer) and first.seconds < _ONCE:
                    answers[name].append(worker.ask(asked))
        for worker in crew.values():
            worker.stop()
        found = {
            name: Outcome(_median(told), _ratio(told, answers[BASE]), crew[name].megabytes)
            for name, told in answers.items()
        }
    return found | {name: Outcome(Refusal(f"{TOO_SLOW} where there is less"), nan, 0.0) for name in slow}


def _ratio(answers: Sequence[Answer | Refusal], base: Sequence[Answer | Refusal]) -> float:
    """The median of the ratios of runs that followed each other; of a peer that ran once, that of its run."""
    pairs = list(zip(answers, base, strict=False))
    ratios = [a.seconds / b.seconds for a, b in pairs if isinstance(a, Answer) and isinstance(b, Answer)]
    return median(ratios[1:] or ratios or [nan])


def _median(answers: Sequence[Answer | Refusal]) -> Answer | Refusal:
    """The answer with the median time, without the first run where there are others."""
    told = [answer for answer in answers if isinstance(answer, Answer)]
    if not told:
        return answers[0]
    warm = sorted(told[1:] or told, key=lambda answer: answer.seconds)
    return warm[len(warm) // 2]._replace(phases=told[0].phases)


def _table(name: str, found: Mapping[str, Outcome]) -> None:
    told = {peer: o.answer for peer, o in found.items() if isinstance(o.answer, Answer)}
    exact = told[EXACT].net if EXACT in told else max(answer.net for answer in told.values())
    print(name)
    for peer, outcome in found.items():
        answer = outcome.answer
        if isinstance(answer, Refusal):
            print(f"  {peer:<42}{'':>3}{answer.why}", flush=True)
            continue
        gap = "" if answer.bound is None else f"{(answer.bound - answer.net) / answer.bound:.1e}"
        print(
            f"  {peer:<42}{answer.net / exact:13.7f}{gap:>10}{answer.seconds:10.3f}{outcome.ratio:9.2f}"
            f"{outcome.megabytes:9.0f}",
            flush=True,
        )
        if answer.phases:
            shares = sorted(answer.phases.items(), key=lambda one: -one[1])
            print("    of its time: " + ", ".join(f"{phase} {share:.0%}" for phase, share in shares))


def _s_shaped(peers: Sequence[str], weeks: int, seeds: int) -> None:
    """20 curves over several seeds: each peer's part of our proven bound, at worst and in the middle."""
    answers: dict[str, list[Answer]] = {name: [] for name in peers}
    refused: dict[str, str] = {}
    with ExitStack() as stack:
        crew = {name: stack.enter_context(Worker(name)) for name in peers}
        for worker in crew.values():
            worker.ask(Asked(20, seed=seeds, is_rising=True))  # so that what is read once is read now
        for seed in range(seeds):
            for name, worker in crew.items():
                if name in refused or sum(answer.seconds for answer in answers[name]) > LIMIT:
                    continue
                answer = worker.ask(Asked(20, weeks, seed, is_rising=True))
                if isinstance(answer, Refusal):
                    refused[name] = answer.why
                else:
                    answers[name].append(answer)
    bounds = [answer.bound or nan for answer in answers[OURS]]
    name = Asked(20, weeks, is_rising=True).problem.name
    title = f"{name}, {seeds} seeds: part of the proven bound"
    print(f"{title:<58}{'worst':>9}{'median':>9}{'CPU s':>8}{'ratio':>7}")
    usual = median([answer.seconds for answer in answers[BASE]] or [nan])
    for name, told in answers.items():
        if not told:
            print(f"  {name:<42}{refused[name]}")
            continue
        parts = [answer.net / bound for answer, bound in zip(told, bounds, strict=False)]
        seconds = median(answer.seconds for answer in told)
        words = name if len(told) == seeds else f"{name}, {len(told)} seeds"
        print(f"  {words:<56}{min(parts):9.5f}{median(parts):9.5f}{seconds:8.3f}{seconds / usual:7.2f}")
    _against_starts(answers)


def _against_starts(answers: Mapping[str, Sequence[Answer]]) -> None:
    """How our plans compare, seed by seed, with the best of many random starts of a local solver."""
    if others := answers.get(STARTS):
        parts = [ours.net / other.net for ours, other in zip(answers[OURS], others, strict=False)]
        better = sum(part > 1 + 1e-6 for part in parts)
        worst = f"{min(parts):.7f} of it at worst, better on {better} of {len(parts)} seeds"
        print(f"  ours against {STARTS}: {worst}", flush=True)
