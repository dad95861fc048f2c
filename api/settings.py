"""What the environment says, read once and refused when it makes no sense."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from typing import Annotated, Any, get_type_hints

from api import values
from api.errors import Hindrance
from register.store import default_file

NAME = "devolution-register"
MISSPELT = 0.85  # how like one of our names another must be to be taken for a slip
LONGEST_SHOWN = 60  # characters of a value that a refusal repeats


@dataclass(frozen=True, slots=True)
class Setting:
    """What a setting means and how its variable is read; `without` says what holds where the default does not show."""

    means: str
    read: Callable[[str], object]
    unit: str = ""
    without: str = ""


def _default_database() -> str:
    file = default_file()
    folder = file.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)  # the database holds the key that signs tokens, so an older, open folder is closed too
    return f"sqlite+aiosqlite:///{file}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next: the field `token_key` is the variable TOKEN_KEY.

    What is secret is not in its repr, and so no refusal repeats it.
    """

    database_url: Annotated[
        str,
        Setting(
            "a SQLAlchemy URL: `sqlite+aiosqlite:///…` or `postgresql://…` (a driver may be named)",
            values.database_url,
            without="`register.db` in the user's data folder, closed to others",
        ),
    ] = field(default_factory=_default_database, repr=False)
    token_key: Annotated[
        str | None,
        Setting(
            "the secret that signs and checks tokens (HS256), 32 bytes at least",
            values.key,
            without="the one `init` made, kept in the database",
        ),
    ] = field(default=None, repr=False)
    token_issuer: Annotated[str, Setting("who issues tokens: `iss`", values.text)] = NAME
    token_audience: Annotated[str, Setting("for whom they are: `aud`", values.text)] = NAME
    shutdown_grace: Annotated[
        int,
        Setting("how long requests under way may go on once the server is to stop", values.whole(0, 600), "seconds"),
    ] = 20
    shutdown_delay: Annotated[
        int,
        Setting(
            "how long, before that, `/ready` says no while all is still served, so that a load balancer notices",
            values.whole(0, 600),
            "seconds",
        ),
    ] = 0
    ide: Annotated[
        bool,
        Setting("whether a browser gets an IDE at /graphql, `on` or `off`", values.switch),
    ] = True
    introspection: Annotated[
        str,
        Setting(
            "who may look through the schema: `accounts` that have signed in, or `everyone`",
            values.one_of("accounts", "everyone"),
        ),
    ] = "accounts"
    request_timeout: Annotated[
        int,
        Setting("how long a request may take, once to arrive and once to be answered", values.whole(1, 600), "seconds"),
    ] = 30
    body_limit: Annotated[int, Setting("how large a request may be", values.whole(1024, 64 * 1024 * 1024), "bytes")] = (
        1_048_576
    )
    allowed_origins: Annotated[
        frozenset[str],
        Setting(
            "whose pages may ask from another origin, parted by spaces: `https://front.example.cn …`",
            values.origins,
            without="none",
        ),
    ] = frozenset()
    metrics_address: Annotated[
        tuple[str, int] | None,
        Setting(
            "where `/metrics` is served, as in `127.0.0.1:9464`: apart, so that strangers do not reach it",
            values.address,
            without="no metrics",
        ),
    ] = None
    otel_exporter_otlp_endpoint: Annotated[
        str | None,
        Setting(
            "the OpenTelemetry collector that traces are sent to, as in `http://127.0.0.1:4318`",
            values.http_url,
            without="no traces",
        ),
    ] = None
    otel_exporter_otlp_traces_endpoint: Annotated[
        str | None,
        Setting("the same, as the whole URL", values.http_url, without="`/v1/traces` below the former"),
    ] = None
    otel_exporter_otlp_protocol: Annotated[
        str, Setting("how they are sent; there is no other way", values.one_of("http/protobuf"))
    ] = "http/protobuf"

    @property
    def traces_endpoint(self) -> str | None:
        """Where traces are sent, if anywhere."""
        base = self.otel_exporter_otlp_endpoint
        return self.otel_exporter_otlp_traces_endpoint or (f"{base.rstrip('/')}/v1/traces" if base else None)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment, where an empty variable counts as absent; tell everything that makes no sense at once.

        Makes the folder of the default database.
        """
        given = {name: value.strip() for name, value in environment.items() if value.strip()}
        found: dict[str, Any] = {}
        problems = list(_misspelt(given))
        for one in fields(cls):
            variable = one.name.upper()
            try:
                if variable in given:
                    found[one.name] = SETTINGS[one.name].read(given[variable])
            except ValueError as problem:
                shown = f"`{variable}={_short(given[variable])}`" if one.repr else variable
                unit = SETTINGS[one.name].unit
                problems.append(f"{shown} {problem}{f' ({unit})' * bool(unit)}")
        if problems:
            raise Hindrance("\n".join(problems))
        return cls(**found)


SETTINGS: Mapping[str, Setting] = {
    name: hint.__metadata__[0] for name, hint in get_type_hints(Settings, include_extras=True).items()
}


def table() -> str:
    """Write the settings as the table of the README."""
    rows = ["| variable | means | without it |", "|---|---|---|"]
    for one in fields(Settings):
        setting = SETTINGS[one.name]
        rows.append(f"| `{one.name.upper()}` | {setting.means} | {setting.without or _default(one.default, setting)} |")
    return "\n".join(rows) + "\n"


def _default(default: object, setting: Setting) -> str:
    if default is None or default is MISSING:
        raise TypeError("a setting whose default does not show says what holds without it")
    shown = {True: "on", False: "off"}[default] if isinstance(default, bool) else default
    return f"`{shown}`{' ' * bool(setting.unit)}{setting.unit}"


def _misspelt(given: Mapping[str, str]) -> Iterator[str]:
    ours = [name.upper() for name in SETTINGS]
    for name in sorted(given.keys() - set(ours)):
        if meant := get_close_matches(name, ours, 1, MISSPELT):
            yield f"{name} is no setting; did you mean {meant[0]}?"


def _short(value: str) -> str:
    shown = value if value.isprintable() else ascii(value)
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"
