"""Powers 权力: who holds one, what an act was worth, and exercising one."""

from register.powers.answers import authority, ruling, rulings_of, rulings_on
from register.powers.attempts import Exercise
from register.powers.conducting import Manner
from register.powers.exercising import decide, exercise
from register.powers.judging import Judged, judge
from register.powers.questions import Asked, Claim

__all__ = [
    "Asked",
    "Claim",
    "Exercise",
    "Judged",
    "Manner",
    "authority",
    "decide",
    "exercise",
    "judge",
    "ruling",
    "rulings_of",
    "rulings_on",
]
