"""Successions of bodies on the register of the real county, as tests record them."""

from collections.abc import Mapping, Sequence
from typing import Any

from register import departments
from register.clock import day_of
from register.imports import load
from register.records import Heir, Key
from register.successions import recording
from register.successions.forms import NewSuccession
from register.words import Office, SuccessionKind
from tests.county import COUNTY, County


async def succeed(
    county: County, kind: SuccessionKind, before: Sequence[Key], after: Sequence[Heir | Key] = (), **more: Any
) -> Key:
    """A succession of today that the government's office records."""
    heirs = tuple(one if isinstance(one, Heir) else Heir(one) for one in after)
    account = more.pop("account", "government_officer")
    paper = {"document": "广区委发〔2026〕5号", "document_date": day_of(county.clock()), **more}
    new = NewSuccession(kind, tuple(before), successors=heirs, **paper)
    return await recording.succeed(county.store, await county.actor(account), new)


async def import_townships(county: County, names: Mapping[str, str]) -> None:
    """Townships of the county that have a code since."""
    lines = [f"{code},{name},TOWNSHIP,{COUNTY}" for code, name in names.items()]
    report = await load.divisions(county.store, "\n".join(["code,name,level,parent_code", *lines]).encode())
    assert not report.problems, report.problems


async def enter_department(county: County, name: str, *offices: Office) -> Key:
    """A department that the registrar enters."""
    new = departments.NewDepartment(COUNTY, name, offices=offices)
    return await departments.enter(county.store, await county.actor("registrar"), new)
