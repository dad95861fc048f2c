"""What the environment may say."""

import re
import stat
from pathlib import Path

import pytest

from api.errors import Hindrance
from api.settings import Settings


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
        ({"DATABASE_URL": "sqlite:///register.db", "TOKEN_KEY": "short"}, "TOKEN_KEY has 5 bytes"),
    ],
)
def test_nonsense_is_refused_without_repeating_a_secret(environment: dict[str, str], told: str) -> None:
    with pytest.raises(Hindrance, match=re.escape(told)) as refusal:
        Settings.from_environment(environment)
    assert "hunter2" not in str(refusal.value)
