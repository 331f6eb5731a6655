"""The one settings object: defaults < settings file < flags. The environment holds secrets only."""

import os
import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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
    """An OpenAI-compatible endpoint; off while `base_url` is empty. `api_key_env` names a variable, never the key.

    `timeout` seconds are for one whole answer of the model, so that with a faulty one an answer stands within fifteen.
    `context_tokens` is what the model reads and writes together, `parallel` how many calls run at once; `rewrite` lets
    the model reword a question that follows from an earlier one, beside the user's own words; `expand` lets it suggest
    under which phrases of the texts a question without an answer may be asked again.
    """

    base_url: str = ""
    model: str = ""
    api_key_env: str = ""
    timeout: float = 10.0
    connect_timeout: float = 3.0
    context_tokens: int = 4096
    parallel: int = 4
    rewrite: bool = False
    expand: bool = False


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
    if (problem := _problem(filled.llm)) is not None:
        raise SettingsError(f"Tệp cấu hình «{path}», mục [llm]: {problem}; hãy sửa rồi chạy lại.")
    return filled


# Least and greatest value of each number of [llm]; a `timeout` of nan lies in no range.
_RANGES = {
    "timeout": (1, 600, " giây"),
    "connect_timeout": (0.1, 60, " giây"),
    "context_tokens": (1024, 1_000_000, " token"),
    "parallel": (1, 64, " lượt"),
}


def _problem(llm: LanguageModelSettings) -> str | None:
    """Return what is impossible in the values, as a Vietnamese clause."""
    for name, (least, greatest, unit) in _RANGES.items():
        if not least <= getattr(llm, name) <= greatest:
            return f"«{name}» phải từ {_number(least)} đến {_number(greatest)}{unit}"
    if not llm.base_url:
        return None
    if not _is_address(llm.base_url):
        return "«base_url» phải là địa chỉ http:// hoặc https:// có tên máy chủ, không kèm tên đăng nhập hay mật khẩu"
    return None if llm.model.strip() else "đã có «base_url» nhưng thiếu «model» (tên mô hình)"


def _number(value: float) -> str:
    """Return a number as Vietnamese writes it."""
    return f"{value:,}".translate({ord(","): ".", ord("."): ","})


def _is_address(url: str) -> bool:
    """Tell whether `url` names a server; a name and password in it would end up in messages, so it may hold none."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        return False
    plain = url.isprintable() and not any(letter.isspace() for letter in url)
    return named and plain and parts.scheme in ("http", "https") and "@" not in parts.netloc and not parts.query


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


_EXPECTED = {
    "str": "chuỗi ký tự",
    "int": "số nguyên",
    "float": "số",
    "bool": "true hoặc false",
    "PosixPath": "đường dẫn",
}


def _value(default: Any, value: Any, path: Path, name: str) -> Any:
    if isinstance(default, Path) and isinstance(value, str):
        return _resolved(path.parent / value if not value.startswith("~") else Path(value))
    if hasattr(default, "__dataclass_fields__") and isinstance(value, dict):
        return _filled(default, value, path, f"{name}.")
    if type(default) is float and type(value) is int:
        value = float(value)
    if type(value) is not type(default):
        expected = _EXPECTED.get(type(default).__name__, "bảng")
        raise SettingsError(f"Tệp cấu hình «{path}»: giá trị của «{name}» phải là {expected}; hãy sửa rồi chạy lại.")
    return value


# As variables are named; what is written otherwise may be the key itself.
_VARIABLE = re.compile(r"(?=.{1,40}\Z)[A-Z]+\d{0,2}(?:_[A-Z]+\d{0,2})*\Z")


def secret(variable: str, setting: str) -> str | None:
    """Return the secret held by the environment variable that `setting` names, or `None` where it names none.

    Raises:
        SettingsError: a variable is named but not set.
    """
    if not variable:
        return None
    held = os.environ.get(variable) if variable.isascii() and variable.isidentifier() else None
    if held is not None:
        return held
    if not _VARIABLE.match(variable):
        raise SettingsError(
            f"Giá trị của «{setting}» trong tệp cấu hình không phải tên biến môi trường đã được đặt; "
            "hãy ghi tên biến ở đó và đặt khóa vào biến ấy."
        )
    raise SettingsError(f"Biến môi trường «{variable}» nêu trong tệp cấu hình chưa được đặt; hãy đặt rồi chạy lại.")
