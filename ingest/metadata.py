"""What a text states about its document: from the metadata file beside it, else from its own head."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from ingest.cells import Cell, attributes, cells
from ingest.document import DocumentType, Metadata, SourceKind
from ingest.errors import FileRefused
from ingest.head import Head, read_head
from ingest.lines import Assembled, Kind
from ingest.press import Report, is_report, read_report
from ingest.relations import calendar_date, relations
from ingest.signing import Signature, recipients, signature
from ingest.text import fold

_ANY_NUMBER = re.compile(r"[\w./-]{1,60}")
_DATE = re.compile(r"\s*(?:(\d{1,2})/(\d{1,2})/(\d{4})|(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))(?!\d)")
_TYPES = "|".join(sorted((fold(kind.value) for kind in DocumentType), key=len, reverse=True))
_IN_FORCE = re.compile(
    rf"(?:{_TYPES}|văn bản)\s+này\s+(?:bắt\s+đầu\s+)?(?:có\s+)?hiệu\s+lực(?:\s+thi\s+hành)?,?\s+(?:kể\s+)?từ\s+"
    r"(?:ngày\s+(?:(?P<signing>ký|ban\s+hành)|(?=\d)))"
)
_MEETING = re.compile(r"\W*tại\s+(?:phiên\s+họp|cuộc\s+họp|hội\s+nghị)\s+(?:[^.;,]{0,60}\s)?ngày(?=\s+\d)")
_ADOPTED = re.compile(rf"(?:{_TYPES})\s+này\s+(?:đã\s+)?được\s+quốc\s+hội\b.{{0,120}}?thông\s+qua\s+ngày(?=\s+\d)")
_ON_BEHALF = re.compile(r"(?:T/M|TM\.?)\s+(.+)")
_OF_THE_ASSEMBLY = (DocumentType.LAW, DocumentType.CODE, DocumentType.CONSTITUTION, DocumentType.RESOLUTION)
_LONGEST_NAME = 25  # words
_ENCLOSED = re.compile(r"\s*\(\s*(?:ban hành\s+)?(?:kèm theo|đính kèm|[^()]*thông qua)\b.*", re.IGNORECASE)
_ALONE = re.compile(r"(?:phụ lục|mẫu|biểu|biểu mẫu)\W*(?:số\W*)?(?:[ivx]+|[a-zđ]|\d{1,3}\S{0,4})\W*")
_NOTE = re.compile(r"\[?\d{1,3}\]?\s[^\W\d_]")  # a footnote that the layout could not tell
_LISTS = ("recipients", "handling")  # keys of the metadata file that hold lists of strings
_NOT_GIVEN = ("relations",)  # fields that only the text gives


def sidecar(path: Path) -> Path:
    """Return where the metadata file of `path` stands: `metadata.toml` for `source.txt`, else `NAME.toml`."""
    return path.with_name("metadata.toml") if path.name == "source.txt" else path.with_suffix(".toml")


def metadata_for(path: Path, assembled: Assembled) -> Metadata:
    """Return the metadata of the document in file `path`: from the file beside it alone, else from its own lines.

    Raises:
        FileRefused: the metadata file is wrong.
    """
    beside = sidecar(path)
    return _from_file(beside) if beside.exists() else _from_text(path, assembled)


def _from_file(path: Path) -> Metadata:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileRefused(f"«{path}»: tệp thông tin văn bản không đọc được ({error}); hãy sửa rồi nạp lại.") from error
    known = {item.name: str(item.type) for item in fields(Metadata) if item.name not in _NOT_GIVEN}
    if unknown := sorted(table.keys() - known.keys()):
        raise FileRefused(f"«{path}»: có khóa lạ «{unknown[0]}»; các khóa dùng được: {', '.join(known)}.")
    for key, value in table.items():
        if not _is_of_kind(key, known[key], value):
            raise FileRefused(f"«{path}»: giá trị của «{key}» sai kiểu; {_EXPECTED}.")
    if "number" in table and not _ANY_NUMBER.fullmatch(table["number"]):
        raise FileRefused(f"«{path}»: giá trị của «number» không phải số hiệu như «179-KL/TW»; hãy sửa rồi nạp lại.")
    return _checked(table, path)


_EXPECTED = "ngày ghi dạng 2025-07-11, «recipients» và «handling» là danh sách chuỗi, còn lại là chuỗi"


def _is_of_kind(key: str, annotation: str, value: object) -> bool:
    if key in _LISTS:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(value) is (date if "date" in annotation else str)  # a datetime is a date too


def _checked(table: dict[str, Any], path: Path) -> Metadata:
    try:
        kind = DocumentType(table["document_type"])
        source = SourceKind(table.get("source_kind", SourceKind.OFFICIAL_TEXT))
        lists = {key: tuple(table[key]) for key in _LISTS if key in table}
        return Metadata(**{**table, **lists, "document_type": kind, "source_kind": source})
    except KeyError as error:
        raise FileRefused(f"«{path}»: thiếu khóa «{error.args[0]}»; hãy thêm rồi nạp lại.") from error
    except TypeError as error:
        raise FileRefused(f"«{path}»: thiếu khóa «number»; hãy thêm rồi nạp lại.") from error
    except ValueError as error:
        raise FileRefused(
            f"«{path}»: giá trị không dùng được ({error}); xem mẫu ở corpus/179-KL-TW/metadata.toml."
        ) from error


def _from_text(path: Path, assembled: Assembled) -> Metadata:
    parts = cells(assembled.lines, assembled)
    head = read_head(parts)
    _, body = attributes(parts)
    signed = signature(body, head.end)
    reported = _is_report(head, signed, body)
    report = read_report(body) if reported else Report()
    number = head.number or report.number
    prose = [part.text for part in body[head.end :] if part.kind in (Kind.PROSE, Kind.NOTE)]
    issued = head.issue_date or report.issue_date or _adopted(head, body)
    return Metadata(
        number=number,
        document_type=head.document_type or report.document_type,
        source_kind=SourceKind.PRESS_REPORT if reported else SourceKind.OFFICIAL_TEXT,
        subject=_as_written(head.subject, assembled.source_text) or report.subject,
        issuing_body=_as_written(_body(head, signed), assembled.source_text) or report.issuing_body,
        issue_date=issued,
        effective_date=_effective(prose, issued) or head.effective_date,
        meeting_date=_meeting(prose),
        reported_date=report.reported_date,
        signatory=signed.name or head.signatory or report.signatory,
        signatory_position=signed.position or report.signatory_position,
        provenance=report.provenance,
        place=head.place,
        signing_capacity=signed.capacity or report.signing_capacity,
        recipients=recipients(body, head.end),
        relations=relations(_named_in(head, prose), number),
        called=None if number else _called(path, head, body),
    )


def _is_report(head: Head, signed: Signature, body: Sequence[Cell]) -> bool:
    """Return whether this is a report: a letterhead or a signature makes an official text, whoever published it."""
    return not (signed.name or head.place) and is_report(body)


def _body(head: Head, signed: Signature) -> str | None:
    """Return the issuing body: for the Central Committee's letterhead, the organ in whose name it was signed."""
    central = head.issuing_body and fold(head.issuing_body) == "ban chấp hành trung ương"
    behalf = _ON_BEHALF.match(signed.capacity or "")
    return behalf[1] if central and behalf else head.issuing_body


def _named_in(head: Head, prose: Sequence[str]) -> list[str]:
    return [*([head.subject] if head.subject else []), *prose]


def _as_written(phrase: str | None, text: str) -> str | None:
    """Return `phrase` as the text writes it in small letters, where it does; capitals lose which names are proper."""
    if not phrase or not phrase.isupper():
        return phrase
    words = r"\s+".join(map(re.escape, fold(phrase).split()))
    spellings = (text[match.start() : match.end()] for match in re.finditer(words, fold(text)))
    return next((" ".join(spelt.split()) for spelt in spellings if spelt[0].isupper() and not spelt.isupper()), phrase)


def _effective(prose: Sequence[str], issued: date | None) -> date | None:
    """Return the date from which the text says that it is in force; a number of days to be counted is none."""
    for text in prose:
        quoted = text[:1] in '“"«' or _NOTE.match(text)
        match = _IN_FORCE.search(fold(text)) if "lực" in text and not quoted else None
        if match:
            return issued if match["signing"] else calendar_date(_DATE.match(fold(text), match.end()))
    return None


def _meeting(prose: Sequence[str]) -> date | None:
    match = next((found for text in prose[:3] if (found := _MEETING.match(fold(text)))), None)
    return calendar_date(_DATE.match(match.string, match.end())) if match else None


def _adopted(head: Head, body: Sequence[Cell]) -> date | None:
    """Return the day on which the National Assembly passed a law, which the gazette prints at its end."""
    if head.document_type not in _OF_THE_ASSEMBLY:
        return None
    for part in body:
        match = _ADOPTED.search(part.folded)
        if match:
            return calendar_date(_DATE.match(part.folded, match.end()))
    return None


def _heading(body: Sequence[Cell]) -> str:
    """Return the first line, if it is a heading: «Phụ lục II» with what it is about, but no cell of a letterhead."""
    lines = [part.text for part in body[:4] if part.kind in (Kind.PROSE, Kind.TITLE)]
    first = lines[0] if body and body[0].kind in (Kind.PROSE, Kind.TITLE) else ""
    if not first or len(first.split()) > _LONGEST_NAME or first.endswith((".", ";", ":", ",")):
        return ""
    about = lines[1] if len(lines) > 1 and _ALONE.fullmatch(fold(first)) else ""
    return f"{first} {about}" if about.isupper() else first


def _called(path: Path, head: Head, body: Sequence[Cell]) -> str:
    """Return the title, else a first line that is one, else the name of the file."""
    name = path.parent.name if path.stem == "source" else path.stem
    words = (_ENCLOSED.sub("", head.title or _heading(body)) or name or path.name).split()
    return " ".join(words[:_LONGEST_NAME]) + ("…" if len(words) > _LONGEST_NAME else "")
