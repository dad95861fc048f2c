"""Refusals 拒绝 as data: the one map from what the register declines to what is told in the graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import ExecutionResult, GraphQLError
from strawberry import ID
from strawberry.extensions import SchemaExtension
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from policies import watch
from policies.guard import Verdict
from register import refusals
from register.records import Ref
from schema import bodies, ids
from schema.context import Info
from schema.decisions import Decision, plain
from schema.declare import RENAMED, Shown, field, interface_type, object_type
from schema.enums import RefusalCode
from schema.graph import Body
from schema.rules import Rule, rules


@object_type("逐项障碍: what stood in the way of one transfer among many, or of one that was to be")
class Obstacle(Shown[refusals.Obstacle]):
    n: int = field("序号: its place among those in question, from 0")
    code: RefusalCode = field("代码: what kind of obstacle it is")
    message: str = field("说明: what was refused of it, and the present fact")

    @field("权力事项: the id of its item")
    def item(self) -> ID:
        return ids.encode(Ref("Item", self.row.item))

    @field("事项编码: the code of its item, where the viewer may see it")
    async def item_code(self, info: Info) -> str | None:
        found = await info.context.loaders.items.load(self.row.item)
        return found.code if found else None

    @field("事项名称: the name of its item, where the viewer may see it")
    async def item_name(self, info: Info) -> str | None:
        found = await info.context.loaders.items.load(self.row.item)
        return found.name if found else None

    @field("下放: the id of the transfer, where there is one yet")
    async def transfer(self, info: Info) -> ID | None:
        found = await info.context.loaders.transfers.load(self.row.transfer) if self.row.transfer else None
        return ids.encode(Ref("Transfer", found.key)) if found else None

    @field("规则: the rules that stood in its way")
    def rules(self) -> list[Rule]:
        return rules(self.row.rules)


@interface_type("拒绝: what stood in the way, by which rule, and what to do")
class Refusal:
    if TYPE_CHECKING:
        row: Any  # the refusal, as every type here is Shown

    code: RefusalCode = field("代码: what kind of obstacle it is")
    message: str = field("说明: what was refused, and the present fact")
    remedy: str | None = field("补救: what to do instead, where something can be done")

    @field("逐项障碍: of many asked for together, what stood in the way of each; the first is told above")
    def obstacles(self) -> list[Obstacle]:
        return [Obstacle.of(one) for one in self.row.obstacles]


@object_type("拒绝: the account may not, it is not there, it is not its turn, or something is in the way")
class Refused(Shown[refusals.Refusal], Refusal):
    @field("规则: the rules that stood in the way")
    def rules(self) -> list[Rule]:
        return rules(self.row.rules)

    @field("权限判定: what the policy decided, where it was the policy that refused")
    def decision(self) -> Decision | None:
        return _decision(self.row)


@object_type("问题: one thing wrong with an input")
class Problem(Shown[refusals.Problem]):
    message: str = field("说明: what is wrong")

    @field("路径: where it is, from the input down")
    def path(self) -> list[str]:
        return graph_path(self.row.path)


def _decision(refusal: refusals.Refusal) -> Decision | None:
    return Decision.of(refusal.verdict) if isinstance(refusal.verdict, Verdict) else None


@object_type("输入无效: the input is not well formed; every problem is told at once")
class Invalid(Shown[refusals.Invalid], Refusal):
    @field("问题: everything that is wrong with the input")
    def problems(self) -> list[Problem]:
        return [Problem.of(problem) for problem in self.row.problems]

    @field("规则: the rules that ask for it")
    def rules(self) -> list[Rule]:
        return rules(self.row.rules)


@object_type("不合法: a rule of law stands against it")
class NotLawful(Shown[refusals.NotLawful], Refusal):
    @field("规则: the rules that stand against it; the first decided")
    def rules(self) -> list[Rule]:
        return rules(self.row.rules)

    @field("权限判定: what the policy decided, where it was the policy that refused")
    def decision(self) -> Decision | None:
        return _decision(self.row)

    @field("行使主体: the body that may do it instead, where there is one")
    async def holder(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.holder)


@object_type("版本已变: it has changed since it was read")
class OutOfDate(Shown[refusals.OutOfDate], Refusal):
    @field("当前版本: the version to read again")
    def current_version(self) -> int:
        return self.row.current


@object_type("违反: an invariant that an edit would break, with an example that a person can read")
class Violation(Shown[refusals.Breach]):
    invariant: str = field("不变量: the name of what must always hold")
    counterexample: str = field("反例: who could, or could not, do what and where, were the edit made")

    @field("规则: the rule of law it comes from, if from one")
    def rule(self) -> Rule | None:
        return next(iter(rules([self.row.rule] if self.row.rule else [])), None)


@object_type("不安全的策略: an edit that would break the law or choke it; nothing was changed")
class UnsafePolicy(Shown[refusals.UnsafePolicy], Refusal):
    @field("违反: everything that it would break")
    def violations(self) -> list[Violation]:
        return [Violation.of(one) for one in self.row.violations]


@dataclass(frozen=True)
class ToldAs:
    """Answers a mutation with a refusal as a member of its union. Where it is no member, the next that fits answers."""

    exception_type: type[refusals.Refusal]
    error_type: type[Shown[Any]]

    def handle(self, exception: refusals.Refusal, *, field: StrawberryField, info: Info) -> Any:  # noqa: ARG002
        """Show the refusal; Strawberry's protocol asks for the names."""
        watch.refused(exception.code.value, exception.rules)
        return self.error_type.of(exception)


ANSWERS = (
    ToldAs(refusals.NotLawful, NotLawful),
    ToldAs(refusals.OutOfDate, OutOfDate),
    ToldAs(refusals.Invalid, Invalid),
    ToldAs(refusals.UnsafePolicy, UnsafePolicy),
    ToldAs(refusals.Refusal, Refused),
)


class CodedRefusals(SchemaExtension):
    """Gives the refusal of a query its code. An exception of any other kind is left as it is, for whoever hides it."""

    def on_execute(self) -> Iterator[None]:
        """Go over the errors once everything has been resolved."""
        yield
        result = self.execution_context.result
        if isinstance(result, ExecutionResult) and result.errors:
            result.errors = [_coded(error) for error in result.errors]


def _coded(error: GraphQLError) -> GraphQLError:
    refusal = error.original_error
    if not isinstance(refusal, refusals.Refusal):
        return error
    watch.refused(refusal.code.value, refusal.rules)
    problems = refusal.problems if isinstance(refusal, refusals.Invalid) else ()
    extensions: dict[str, Any] = {
        "code": refusal.code.value,
        "rules": list(refusal.rules),
        "remedy": refusal.remedy,
        "problems": [{"path": graph_path(one.path), "message": one.message} for one in problems],
    }
    if isinstance(refusal.verdict, Verdict):
        extensions["decision"] = plain(refusal.verdict)
    return GraphQLError(refusal.message, error.nodes, path=error.path, extensions=extensions)


def graph_path(path: tuple[str, ...]) -> list[str]:
    """Say where a problem is in the names of the graph."""
    return [to_camel_case(RENAMED.get(name, name)) for name in path]
