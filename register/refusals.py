"""Everything the register may decline, as facts told to the caller: what stood in the way, the rule, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

from register.records import Key
from register.words import RefusalCode


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stood in the way of one transfer among many, or of one that was to be; `n` counts them from 0.

    A transfer that was to be has a key, and nothing of that key is on the register.
    """

    n: int
    item: Key
    transfer: Key | None
    code: RefusalCode
    message: str
    rules: tuple[str, ...]


class Refusal(Exception):
    """A request declined; whatever the use case had begun is rolled back.

    One that stands against some of many transfers refuses all of them: `obstacles` tells each, the first as the whole.
    Where the policy decided it, `verdict` is what it said; what a refusal is knows nothing of policies.
    """

    code: ClassVar[RefusalCode]
    obstacles: tuple[Obstacle, ...] = ()
    verdict: object | None = None

    def __init__(self, message: str, *, remedy: str | None = None, rules: Sequence[str] = ()) -> None:
        """Say what was refused and the present fact; the remedy and the rules stand apart."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.rules = tuple(rules)

    def decided(self, verdict: object) -> Self:
        """Keep the verdict of the policy that it comes from."""
        self.verdict = verdict
        return self


class NotFound(Refusal):
    """The row is missing, or belongs to others: the two are told apart to nobody."""

    code = RefusalCode.NOT_FOUND


class NotAllowed(Refusal):
    """The account lacks the role, or a domain's own line denies it."""

    code = RefusalCode.NOT_ALLOWED


class OutOfTurn(Refusal):
    """The step is not next in the life of the row."""

    code = RefusalCode.OUT_OF_TURN


class Conflict(Refusal):
    """Something else on the register is in the way."""

    code = RefusalCode.CONFLICT


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, and where."""

    path: tuple[str, ...]
    message: str


class Invalid(Refusal):
    """The input is not well formed, or names what does not exist."""

    code = RefusalCode.INVALID

    def __init__(self, *problems: Problem, remedy: str | None = None, rules: Sequence[str] = ()) -> None:
        """Tell every problem at once, so that one correction is enough."""
        super().__init__("; ".join(problem.message for problem in problems), remedy=remedy, rules=rules)
        self.problems = problems

    @classmethod
    def at(cls, path: str, message: str, *, remedy: str | None = None, rules: Sequence[str] = ()) -> "Invalid":
        """One problem; `path` is dotted, as in the input."""
        return cls(Problem(tuple(path.split(".")), message), remedy=remedy, rules=rules)


class NotLawful(Refusal):
    """A rule of law stands against it. `holder` is the body that may do it instead, where there is one."""

    code = RefusalCode.NOT_LAWFUL

    def __init__(
        self, message: str, *, rules: Sequence[str], remedy: str | None = None, holder: Key | None = None
    ) -> None:
        """Name the rules; the first one decided."""
        super().__init__(message, remedy=remedy, rules=rules)
        self.holder = holder


class OutOfDate(Refusal):
    """The row has changed since it was read."""

    code = RefusalCode.OUT_OF_DATE

    def __init__(self, expected: int, current: int) -> None:
        """Tell the version to read again."""
        super().__init__(
            f"version {expected} was expected and {current} is current",
            remedy="read it again and decide on what it says now",
        )
        self.current = current


class Breach(Protocol):
    """What breaks an invariant, as the proof tells it; the law knows nothing of the policies, and so only its words."""

    @property
    def invariant(self) -> str:
        """Its name."""

    @property
    def rule(self) -> str:
        """The rule that it holds; empty where it is no law."""

    @property
    def counterexample(self) -> str:
        """Who could do what, or could not, in a sentence."""


class UnsafePolicy(Refusal):
    """An edit of lines or grants that would break the law or choke it; each violation has a counterexample."""

    code = RefusalCode.UNSAFE_POLICY

    def __init__(self, violations: Sequence[Breach]) -> None:
        """Tell all that it would break; the first one in the message."""
        told = f"it would break `{violations[0].invariant}`: {violations[0].counterexample}"
        more = f", and {len(violations) - 1} more" if len(violations) > 1 else ""
        remedy = "change it so that none of the counterexamples can happen; `previewPolicyChange` tells beforehand"
        super().__init__(told + more, remedy=remedy, rules=sorted({one.rule for one in violations if one.rule}))
        self.violations = tuple(violations)
