"""What a text states about its document: from the metadata file beside it, else from its own head."""

import re
import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from ingest.document import DocumentType, Metadata, SourceKind
from ingest.errors import FileRefused
from ingest.text import fold

_HEAD_CHARACTERS = 3000
_TYPES = {fold(kind.value): kind for kind in DocumentType}
_TYPE_LINE = re.compile(rf"^\s*({'|'.join(_TYPES)})(?![\wà-ỹ])", re.MULTILINE)
_NUMBER_LINE = re.compile(
    r"^[ \t]*(?:Số|SỐ|số)\s*:?\s*(\d{1,5})\s*([-/])\s*((?:\d{4}[-/])?[A-ZĐ]{1,6}(?:[-/][A-ZĐ0-9]{1,10}){0,3})",
    re.MULTILINE,
)
_NUMBER_IN_TITLE = re.compile(r"(?<![\w/-])(\d{1,5})([-/])([A-ZĐ]{2}[-/][A-ZĐ]{1,8}(?:[-/][A-ZĐ]{1,8})?)(?!\w)")
_ANY_NUMBER = re.compile(r"[\w./-]{1,60}")
_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)


def sidecar(path: Path) -> Path:
    """Return where the metadata file of `path` stands: `metadata.toml` for `source.txt`, else `NAME.toml`."""
    return path.with_name("metadata.toml") if path.name == "source.txt" else path.with_suffix(".toml")


def metadata_for(path: Path, text: str) -> Metadata:
    """Return the metadata of the document in file `path` with NFC text `text`.

    Raises:
        FileRefused: the metadata file is wrong, or neither it nor the text gives number and type.
    """
    beside = sidecar(path)
    return _from_file(beside) if beside.exists() else _from_head(path, text[:_HEAD_CHARACTERS])


def _from_file(path: Path) -> Metadata:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileRefused(f"«{path}»: tệp thông tin văn bản không đọc được ({error}); hãy sửa rồi nạp lại.") from error
    known = {item.name: str(item.type) for item in fields(Metadata)}
    if unknown := sorted(table.keys() - known.keys()):
        raise FileRefused(f"«{path}»: có khóa lạ «{unknown[0]}»; các khóa dùng được: {', '.join(known)}.")
    for key, value in table.items():
        if type(value) is not (date if "date" in known[key] else str):  # a datetime is a date too
            raise FileRefused(f"«{path}»: giá trị của «{key}» sai kiểu; ngày ghi dạng 2025-07-11, còn lại là chuỗi.")
    if "number" in table and not _ANY_NUMBER.fullmatch(table["number"]):
        raise FileRefused(f"«{path}»: giá trị của «number» không phải số hiệu như «179-KL/TW»; hãy sửa rồi nạp lại.")
    return _checked(table, path)


def _checked(table: dict[str, Any], path: Path) -> Metadata:
    try:
        kind = DocumentType(table["document_type"])
        source = SourceKind(table.get("source_kind", SourceKind.OFFICIAL_TEXT))
        return Metadata(**{**table, "document_type": kind, "source_kind": source})
    except KeyError as error:
        raise FileRefused(f"«{path}»: thiếu khóa «{error.args[0]}»; hãy thêm rồi nạp lại.") from error
    except TypeError as error:
        raise FileRefused(f"«{path}»: thiếu khóa «number»; hãy thêm rồi nạp lại.") from error
    except ValueError as error:
        raise FileRefused(
            f"«{path}»: giá trị không dùng được ({error}); xem mẫu ở corpus/179-KL-TW/metadata.toml."
        ) from error


def _from_head(path: Path, head: str) -> Metadata:
    kind = next((match for match in _TYPE_LINE.finditer(fold(head)) if _is_title(head, match)), None)
    title = head[kind.start() :].lstrip().split("\n", 1)[0] if kind else ""
    around = "\n".join([head[: kind.start()], *head[kind.start() :].lstrip().split("\n")[:3]]) if kind else head
    # A number further down, or within a line, is one that the text cites: another document's.
    number = _NUMBER_LINE.search(around) or _NUMBER_IN_TITLE.search(title)
    if number is None or kind is None:
        missing = "số hiệu" if number is None else "tên loại văn bản"
        raise FileRefused(
            f"«{path}»: không thấy {missing} ở đầu văn bản; hãy ghi vào tệp «{sidecar(path).name}» đặt cạnh tệp này."
        )
    dated = _DATE.search(head)
    return Metadata(
        number=f"{number[1]}{number[2]}{number[3]}",
        document_type=_TYPES[kind[1]],
        source_kind=SourceKind.OFFICIAL_TEXT,
        issue_date=_calendar_date(dated) if dated else None,
    )


def _is_title(head: str, match: re.Match[str]) -> bool:
    """Return whether a type name that begins a line is the title: in capitals, or all of its line."""
    alone = head[match.start(1) :].split("\n", 1)[0].strip() == head[match.start(1) : match.end(1)]
    return alone or head[match.start(1) : match.end(1)].isupper()


def _calendar_date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
