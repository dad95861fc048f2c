"""What the environment may say."""

import re
import stat
from pathlib import Path

import pytest

from api.errors import Hindrance
from api.settings import SETTINGS, Settings


def test_without_anything_the_database_lies_in_a_folder_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    settings = Settings.from_environment({})
    folder = tmp_path / "devolution-register"
    assert settings.database_url == f"sqlite+aiosqlite:///{folder / 'register.db'}"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert settings.token_key is None


def test_a_secret_is_not_shown_by_accident(tmp_path: Path) -> None:
    url = "postgresql://clerk:secret@localhost/register"
    settings = Settings.from_environment({"DATABASE_URL": url, "TOKEN_KEY": "k" * 32})
    assert "secret" not in repr(settings)
    assert "kkk" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///{folder}/register.db",
        "sqlite+aiosqlite:///{folder}/register.db",
        "postgres://localhost/register",
        "postgresql+psycopg://localhost/register?sslmode=require",
    ],
)
def test_a_database_is_named_with_or_without_a_driver(url: str, tmp_path: Path) -> None:
    assert Settings.from_environment({"DATABASE_URL": url.format(folder=tmp_path)}).database_url


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"DATABASE_URL": "register.db"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "://"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "mysql://root:hunter2@localhost/register"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "postgresql://root:@localhost:hunter2/register"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "postgresql://root:hunter2@localhost"}, "names no database"),
        ({"DATABASE_URL": "sqlite://"}, "names no file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "names no file"),
        ({"DATABASE_URL": "sqlite:////nowhere/register.db"}, "`/nowhere`, which does not exist"),
        ({"TOKEN_KEY": "hunter2"}, "TOKEN_KEY has 7 bytes; at least 32 are needed"),
        ({"TOKEN_ISSUER": "a\nb"}, r"`TOKEN_ISSUER='a\nb'` must be printable characters on one line"),
        ({"SHUTDOWN_GRACE": "soon"}, "`SHUTDOWN_GRACE=soon` must be a whole number from 0 to 600 (seconds)"),
        ({"SHUTDOWN_GRACE": "-1"}, "`SHUTDOWN_GRACE=-1` must be"),
        ({"SHUTDOWN_GRACE": "601"}, "`SHUTDOWN_GRACE=601` must be"),
        ({"SHUTDOWN_GRACE": "9" * 99}, f"`SHUTDOWN_GRACE={'9' * 60}…` must be"),
        ({"SHUTDOWN_GRACE": "２０"}, "`SHUTDOWN_GRACE=２０` must be"),
        ({"REQUEST_TIMEOUT": "0"}, "`REQUEST_TIMEOUT=0` must be a whole number from 1 to 600 (seconds)"),
        ({"BODY_LIMIT": "1k"}, "`BODY_LIMIT=1k` must be a whole number from 1024 to 67108864 (bytes)"),
        ({"ALLOWED_ORIGINS": "*"}, "`ALLOWED_ORIGINS=*` must be origins as browsers write them"),
        ({"ALLOWED_ORIGINS": "null"}, "must be origins"),
        ({"ALLOWED_ORIGINS": "https://front.example.cn/"}, "must be origins"),
        ({"ALLOWED_ORIGINS": "https://Front.example.cn"}, "must be origins"),
        ({"ALLOWED_ORIGINS": "https://a.example.cn,https://b.example.cn"}, "must be origins"),
        ({"ALLOWED_ORIGINS": "https://front.example.cn:443"}, "must leave out the port that https has by itself"),
        ({"TOKENS_KEY": "hunter2"}, "TOKENS_KEY is no setting; did you mean TOKEN_KEY?"),
        ({"SHUTDOWN_GRACES": "20"}, "SHUTDOWN_GRACES is no setting; did you mean SHUTDOWN_GRACE?"),
    ],
)
def test_nonsense_is_refused_without_repeating_a_secret(environment: dict[str, str], told: str) -> None:
    environment = {"DATABASE_URL": "sqlite:///register.db", **environment}
    with pytest.raises(Hindrance, match=re.escape(told)) as refusal:
        Settings.from_environment(environment)
    assert "hunter2" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_origins_are_parted_by_spaces() -> None:
    given = "https://front.example.cn http://127.0.0.1:5173\thttp://[::1]:80443"
    settings = Settings.from_environment({"DATABASE_URL": "sqlite:///register.db", "ALLOWED_ORIGINS": given})
    assert settings.allowed_origins == {*given.split()}


def test_everything_that_makes_no_sense_is_told_at_once() -> None:
    with pytest.raises(Hindrance) as refusal:
        Settings.from_environment({"DATABASE_URL": "register.db", "SHUTDOWN_GRACE": "soon"})
    assert len(str(refusal.value).splitlines()) == 2


def test_what_is_empty_counts_as_absent_and_what_is_not_ours_is_left_alone() -> None:
    environment = {"DATABASE_URL": "sqlite:///register.db", "TOKEN_KEY": " ", "SHUTDOWN_GRACE": "", "GITHUB_TOKEN": "x"}
    assert Settings.from_environment(environment) == Settings("sqlite:///register.db")


def test_every_setting_says_what_it_means_and_what_holds_without_it() -> None:
    assert list(SETTINGS) == list(Settings.__slots__)
    assert all(setting.means and setting.unit in ("", "seconds", "bytes") for setting in SETTINGS.values())
