"""The one settings object: defaults < settings file < flags. The environment holds secrets only."""

import os
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from ingest.errors import SettingsError, cause

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Where vectors live and which model makes them.

    `qdrant_url` empty: the engine embedded in this process. `embedding_model` empty: the model shipped with the
    program; otherwise a folder or hub name that sentence-transformers can load.
    """

    qdrant_url: str = ""
    qdrant_collection: str = "van_ban"
    qdrant_api_key_env: str = ""
    embedding_model: str = ""


@dataclass(frozen=True, slots=True)
class LanguageModelSettings:
    """An OpenAI-compatible endpoint; off while `base_url` is empty. `api_key_env` names a variable, never the key."""

    base_url: str = ""
    model: str = ""
    api_key_env: str = ""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Where the chat listens; only loopback addresses are accepted."""

    host: str = "127.0.0.1"
    port: int = 7860


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, passed explicitly from the command to whoever needs it."""

    library: Path = PROJECT / "thu-vien"
    corpus: Path = PROJECT / "corpus"
    index: IndexSettings = field(default_factory=IndexSettings)
    llm: LanguageModelSettings = field(default_factory=LanguageModelSettings)
    chat: ChatSettings = field(default_factory=ChatSettings)


def load_settings(path: Path | None = None, *, library: Path | None = None) -> Settings:
    """Return the settings of TOML file `path` (defaults without one); `library` overrides.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or holds an unknown key or a value of a wrong type.
    """
    settings = _read(path) if path is not None else Settings()
    return replace(settings, library=_resolved(library)) if library is not None else settings


def _resolved(path: Path) -> Path:
    try:
        return path.expanduser().resolve()
    except (OSError, RuntimeError) as error:
        raise SettingsError(f"Không có thư mục «{path}» ({error}); hãy kiểm tra đường dẫn.") from error


def _read(path: Path) -> Settings:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"Không đọc được tệp cấu hình «{path}» ({cause(error)}); hãy kiểm tra đường dẫn."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"Tệp cấu hình «{path}» không đúng định dạng TOML ({error}); hãy sửa rồi chạy lại."
        ) from error
    filled: Settings = _filled(Settings(), table, path, "")
    return filled


def _filled(target: Any, table: dict[str, Any], path: Path, prefix: str) -> Any:
    known = {item.name for item in fields(target)}
    changes: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if key not in known:
            raise SettingsError(
                f"Tệp cấu hình «{path}» có khóa lạ «{name}»; các khóa dùng được ở đây: {', '.join(sorted(known))}."
            )
        changes[key] = _value(getattr(target, key), value, path, name)
    return replace(target, **changes)


def _value(default: Any, value: Any, path: Path, name: str) -> Any:
    if isinstance(default, Path) and isinstance(value, str):
        return _resolved(path.parent / value if not value.startswith("~") else Path(value))
    if hasattr(default, "__dataclass_fields__") and isinstance(value, dict):
        return _filled(default, value, path, f"{name}.")
    if type(value) is not type(default):
        expected = {"str": "chuỗi ký tự", "int": "số nguyên", "PosixPath": "đường dẫn"}.get(
            type(default).__name__, "bảng"
        )
        raise SettingsError(f"Tệp cấu hình «{path}»: giá trị của «{name}» phải là {expected}; hãy sửa rồi chạy lại.")
    return value


def secret(variable: str) -> str | None:
    """Return the secret held by that environment variable, or `None` when no variable is named.

    Raises:
        SettingsError: a variable is named but not set.
    """
    if not variable:
        return None
    if (value := os.environ.get(variable)) is None:
        raise SettingsError(f"Biến môi trường «{variable}» nêu trong tệp cấu hình chưa được đặt; hãy đặt rồi chạy lại.")
    return value
