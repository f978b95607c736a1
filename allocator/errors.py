"""Every way in which a request can fail, each with its exit code and its cure.

AllocatorError                  1  a fault in the program or the solver
├── InputError                  2  mistakes in what the user wrote, all of them at once
│   └── UnboundedError          2  nothing bounds the plan
├── NoPlanError                 3  the rules contradict each other
├── SolverError                 1  the solver ended without an answer
└── PlanCheckError              4  a plan does not keep its own scenario's rules
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file: lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in what the user wrote.

    `path` is the dotted place inside the scenario (`items.crm.price`), `expected` and `found` say
    what would be right and what stands there, `suggestion` is the nearest valid name.
    """

    problem: str
    path: str = ""
    mark: Mark | None = None
    expected: str = ""
    found: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        place = ": ".join(part for part in (str(self.mark or ""), self.path) if part)
        facts = [f"expected {self.expected}" * bool(self.expected)]
        facts.append(f"found {self.found}" * bool(self.found))
        detail = ", ".join(fact for fact in facts if fact)
        text = f"{place}: {self.problem}" if place else self.problem
        text += f" ({detail})" if detail else ""
        return text + (f'; did you mean "{self.suggestion}"?' if self.suggestion else "")


class AllocatorError(Exception):
    """The root of all failures that this package raises on purpose."""

    exit_code = 1


class InputError(AllocatorError):
    """The scenario, or a call's arguments, cannot be understood; carries every mistake found."""

    exit_code = 2

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))

    @classmethod
    def single(
        cls,
        problem: str,
        *,
        path: str = "",
        mark: Mark | None = None,
        expected: str = "",
        found: str = "",
        suggestion: str = "",
    ) -> InputError:
        """An error of one mistake; the arguments are those of `Mistake`."""
        return cls([Mistake(problem, path, mark, expected, found, suggestion)])


@dataclass(frozen=True, slots=True)
class ConflictingRule:
    """One rule of a contradiction, in the user's words; `mark` is None for scenarios made in Python."""

    name: str
    sentence: str
    path: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Cure:
    """The least change of one rule, all others kept, that makes a plan possible.

    `direction` is `raise` or `lower`; `amount` is in the unit of the rule: money, units or a count.
    """

    rule: str
    path: str
    change: str
    direction: str
    amount: Decimal
    unit: str


DROP_ONE = "no amount alone cures this; drop one of these rules, and others may contradict each other still"
"""What is said where no rule of a contradiction can be loosened on its own."""


DROP_SOME = "no amount alone cures this; at least one rule of each of these lists must give way"
"""The same where there are further contradictions."""


class NoPlanError(AllocatorError):
    """No plan keeps all rules.

    `rules` is a minimal contradiction: drop any one of them and the rest of them can hold. `cures` has the
    least change for each rule that can be loosened on its own, the smallest first. `further` are minimal
    contradictions among what is left when the rules of all earlier ones are dropped (but the budget).
    """

    exit_code = 3

    def __init__(
        self,
        rules: Iterable[ConflictingRule],
        cures: Iterable[Cure],
        further: Iterable[tuple[ConflictingRule, ...]] = (),
    ) -> None:
        self.rules, self.cures, self.further = tuple(rules), tuple(cures), tuple(further)
        lines = []
        for title, named in self.contradictions:
            lines += [title, *(f"  {rule.sentence}  ({rule.mark or rule.path})" for rule in named)]
        lines += [f"cure: {cure.change}" for cure in self.cures] or [f"cure: {self.without_cure}"]
        super().__init__("\n".join(lines))

    def located(self, mark_of: Callable[[str], Mark | None]) -> NoPlanError:
        """The same, its rules with the marks of their paths where they have none."""

        def marked(rules: Iterable[ConflictingRule]) -> tuple[ConflictingRule, ...]:
            return tuple(replace(rule, mark=rule.mark or mark_of(rule.path)) for rule in rules)

        return NoPlanError(marked(self.rules), self.cures, map(marked, self.further))

    @property
    def contradictions(self) -> tuple[tuple[str, tuple[ConflictingRule, ...]], ...]:
        """Each contradiction under its title."""
        first = ("no plan is possible. These rules cannot all hold:", self.rules)
        return (first, *(("and apart from that, these cannot all hold:", named) for named in self.further))

    @property
    def without_cure(self) -> str:
        """What is said where no rule can be loosened on its own."""
        return DROP_SOME if self.further else DROP_ONE


class UnboundedError(InputError):
    """Nothing bounds the plan: money that comes back pays for more of the same, without end."""


class SolverError(AllocatorError):
    """The solver ended without an answer that can be used; says how it ended."""


class PlanCheckError(AllocatorError):
    """The independent checker refuses a plan; `findings` names each fault."""

    exit_code = 4

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(self.findings))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, or an empty string where none is near.

    The same word in other letters' case comes first, then the words that it begins, then a misspelt one.
    """
    by_letters = {one.lower(): one for one in sorted(known, reverse=True) if one}
    small = word.lower()
    begun = [one for one in sorted(by_letters) if one.startswith(small)] if len(small) > 1 else []
    matches = (
        [small] if small in by_letters else begun or get_close_matches(small, sorted(by_letters), 1, 0.6)
    )
    return '" or "'.join(by_letters[match] for match in matches[:3])
