"""What authority is asked about a case on the register, as it stands now, whoever may read what it rests on."""

from sqlalchemy.ext.asyncio import AsyncSession

from register import bodies, items, transfers
from register.authority import Question
from register.records import Case
from register.store import Store
from register.successions import reads as successions
from register.words import Stage


async def question(session: AsyncSession, store: Store, case: Case, stage: Stage) -> Question:
    """Put together all that it depends on who may do a stage of the case now."""
    now, item = store.clock(), await items.one(session, case.item)
    matter = case.matter_at(now)
    lineage = await successions.lineage(session, {item.key.tenant, case.key.tenant})
    places = [(item.key, code) for place in matter.places for code in lineage.named(place)]
    moved = await transfers.of_items(session, places, now)
    department = (await bodies.load(session, [item.department], lineage))[item.department]
    here = lineage.transfers(moved.get(item.key, ()), matter.places)
    return Question(item, department, stage, lineage.matter(matter, item.key), now, here)
