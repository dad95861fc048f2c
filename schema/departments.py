"""Departments 部门: entering one."""

from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

import register.departments
from register.departments import NewDepartment
from register.once import Done
from schema.bodies import Department, department
from schema.context import Info
from schema.declare import Given, field, input_type, names
from schema.enums import Office
from schema.inputs import Repeatable, change
from schema.refusals import Invalid, NotLawful, Refused

DepartmentResult = Annotated[
    Department | Refused | Invalid | NotLawful,
    strawberry.union("DepartmentResult", description="部门结果: the department as entered, or why it was not"),
]


@input_type("录入部门: a department to enter; with a parent it is that one's outpost")
class EnterDepartment(Repeatable):
    becomes: ClassVar = NewDepartment

    place: str = field("行政区划代码: where it is: a county, a region above it or, for an outpost, a township")
    name: str = field("名称: its name")
    code: str | None = field("统一社会信用代码: 18 characters (GB 32100)")
    accept_invalid_code: bool = field("接受无效代码: keep a code that fails its check, flagged", default=False)
    parent: ID | None = names("派出部门: the department it is an outpost of", "Department")
    offices: list[Office] = field("职责: the duties it has in the procedure (R193)", default_factory=list)


async def _done(info: Info, done: Done) -> Department:
    return await department(info, done.key)


@strawberry.type
class DepartmentMutations:
    @field("录入部门: enter a department (department:enter)")
    async def enter_department(self, info: Info, input: Given[EnterDepartment]) -> DepartmentResult:
        return await change(info, input, register.departments.enter, _done)
