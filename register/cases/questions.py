"""What authority is asked about a case on the register, as it stands now, whoever may read what it rests on."""

from sqlalchemy.ext.asyncio import AsyncSession

from register import bodies, items, transfers
from register.authority import Question
from register.records import Case
from register.store import Store
from register.words import Stage


async def question(session: AsyncSession, store: Store, case: Case, stage: Stage) -> Question:
    """Put together all that it depends on who may do a stage of the case now."""
    now, item = store.clock(), await items.one(session, case.item)
    moved = await transfers.of_items(session, [(item.key, place) for place in case.matter.places], now)
    department = (await bodies.load(session, [item.department]))[item.department]
    return Question(item, department, stage, case.matter, now, tuple(moved.get(item.key, ())))
