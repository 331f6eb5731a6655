"""`python -m assistant duties`: the register of duties, two documents compared, documents that the library lacks."""

import argparse
import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.command import CommandParser
from ingest.errors import UserError, cause
from ingest.text import fold, on_one_line, strip_diacritics

if TYPE_CHECKING:
    from assistant.duties.register import Entry, Sieve
    from ingest.document import Document
    from ingest.library import Library

_LEVELS = ["trung-ương", "cấp-tỉnh", "cấp-xã"]
_FORMATS = ["table", "json", "csv", "xlsx", "ics"]
_READ_AS_TEXT = ("table", "json")
_MOST_NAMED = 12
_SIFTING = ("body", "until", "level", "topic")


def main(arguments: list[str]) -> int:
    """Print what is asked for; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    _check(parser, options)
    settings = parser.settings(options)
    from ingest.library import Library

    library = Library.open(settings.library, settings.corpus)
    documents = _documents(library, options.document)
    if options.compare:
        _write(options, _comparison(library, options))
    elif options.missing:
        _write(options, _missing(documents, library, options))
    else:
        _register(documents, options)
    return 0


def _parser() -> CommandParser:
    parser = CommandParser("python -m assistant duties", "Sổ nhiệm vụ: ai phải làm gì, đến bao giờ, nêu ở đoạn nào.")
    parser.add_argument("--document", action="append", default=[], metavar="SỐ_HIỆU", help="chỉ trong văn bản này")
    parser.add_argument(
        "--for", dest="body", default="", metavar="CƠ_QUAN",
        help="nhiệm vụ của cơ quan này, kể cả qua tập thể như «các bộ, ngành»; nhận tên viết tắt, không dấu",
    )  # fmt: skip
    parser.add_argument("--until", type=_day, metavar="NGÀY", help="có hạn đến ngày này: 2025-07-31 hoặc 31/7/2025")
    parser.add_argument("--level", type=_level, choices=_LEVELS, metavar="|".join(_LEVELS), help="cấp được giao việc")
    parser.add_argument("--topic", default="", metavar="TỪ_NGỮ", help="nhiệm vụ có đủ các từ này")
    parser.add_argument("--compare", nargs=2, metavar="SỐ_HIỆU", help="đối chiếu hai văn bản theo chủ đề")
    parser.add_argument("--missing", action="store_true", help="văn bản được nêu mà thư viện không có")
    parser.add_argument("--format", choices=_FORMATS, default="table", metavar="|".join(_FORMATS), help="dạng kết quả")
    parser.add_argument("--out", type=Path, metavar="TỆP", help="ghi vào tệp này thay vì in ra")
    return parser


def _day(text: str) -> datetime.date:
    from assistant.duties.register import day_in

    try:
        return day_in(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» không phải ngày; hãy ghi như 2025-07-31 hoặc 31/7/2025") from None


def _level(text: str) -> str:
    """Return the level as it is listed, whether or not it was typed with diacritics and hyphens."""

    def key(name: str) -> str:
        return strip_diacritics(fold(name)).replace(" ", "-")

    return next((level for level in _LEVELS if key(level) == key(text)), text)


def _check(parser: CommandParser, options: argparse.Namespace) -> None:
    if options.compare and options.missing:
        parser.error("--compare và --missing không dùng cùng nhau")
    other = "--compare" if options.compare else "--missing"
    if (options.compare or options.missing) and options.format not in _READ_AS_TEXT:
        parser.error(f"{other} chỉ có dạng table hoặc json")
    if (options.compare or options.missing) and any(getattr(options, name) for name in _SIFTING):
        parser.error(f"{other} không dùng với --for, --until, --level, --topic")
    if options.compare and options.document:
        parser.error("--compare đã nêu hai văn bản, không dùng với --document")
    if options.format == "xlsx" and options.out is None:
        parser.error("dạng xlsx cần --out TỆP")


def _documents(library: "Library", names: Sequence[str]) -> "list[Document]":
    """Return the documents named, each once, or all."""
    found = [library.find(name) for name in names] or list(library.documents)
    return list({document.label: document for document in found}.values())


def _register(documents: "Sequence[Document]", options: argparse.Namespace) -> None:
    from assistant.duties.members import BodyLevel
    from assistant.duties.register import Sieve, register, sift

    level = BodyLevel(options.level.replace("-", " ")) if options.level else None
    sieve = Sieve(options.body, options.until, level, options.topic)
    every = [entry.duty for entry in register(documents, Sieve())]
    entries = sift(every, sieve)
    if options.until is not None:
        undated = sum(duty.deadline is None or duty.deadline.date is None for duty in every)
        _tell(f"{undated} nhiệm vụ không nêu thời hạn tính được ra ngày nên không được xét với --until.")
    if options.format == "table":
        _write(options, _as_text(documents, entries, sieve))
    elif options.format == "json":
        _write(options, _json([entry.to_json() for entry in entries]))
    else:
        from assistant.export.formats import DUTY_FORMATS

        _write(options, DUTY_FORMATS[options.format].write([entry.duty for entry in entries]))
    if options.out is not None:
        _tell(f"Đã ghi {len(entries)} nhiệm vụ vào «{options.out}».")


def _as_text(documents: "Sequence[Document]", entries: "Sequence[Entry]", sieve: "Sieve") -> str:
    """Return the register as a user reads it: whose duties from which texts, then the tables."""
    from assistant.duties.members import readings
    from assistant.duties.table import of_texts, table
    from assistant.wording import two_readings

    lines = [f"Sổ nhiệm vụ: {len(entries)} nhiệm vụ trong {of_texts(documents)}."]
    meant = readings(sieve.body) if sieve.body.strip() else ()
    if meant and not entries:
        lines.append(_nobody(documents, sieve))
    if len(meant) < 2 or not entries:
        return "\n".join([*lines, *([table(entries)] if entries else [])])
    lines.append(
        two_readings(on_one_line(sieve.body), meant).partition(";")[0] + "; dưới đây là nhiệm vụ của từng cơ quan."
    )
    for name in meant:
        own = [entry.only(name) for entry in entries if any(how.asked == name for how in entry.reaches)]
        lines += ["", f"{name}: {len(own)} nhiệm vụ", *([table(own)] if own else [])]
    return "\n".join(lines)


def _nobody(documents: "Sequence[Document]", sieve: "Sieve") -> str:
    """Return who the texts do lay duties on, where none is laid on the body asked for."""
    from assistant.duties.extract import duties_of
    from assistant.duties.members import named

    bodies = named([duty for document in documents for duty in duties_of(document)])
    others = f" Cơ quan được giao việc ở đây: {'; '.join(bodies[:_MOST_NAMED])}." if bodies else ""
    return f"Không có nhiệm vụ nào như vậy của «{on_one_line(sieve.body.strip())}».{others}"


def _comparison(library: "Library", options: argparse.Namespace) -> str:
    from assistant.duties.compare import compared, shown
    from assistant.duties.extract import duties_of
    from assistant.duties.table import of_texts

    first, second = (library.find(name) for name in options.compare)
    if first.label == second.label:
        raise UserError(f"--compare cần hai văn bản khác nhau, cả hai đang là «{first.label}»; hãy chọn văn bản khác.")
    topics = compared(duties_of(first), duties_of(second))
    if options.format == "json":
        return _json({"first": first.label, "second": second.label, "topics": [topic.to_json() for topic in topics]})
    return f"Đối chiếu {of_texts([first, second])}.\n" + shown(topics, first.name, second.name)


def _missing(documents: "Sequence[Document]", library: "Library", options: argparse.Namespace) -> str:
    from assistant.duties.missing import missing, shown
    from assistant.duties.table import of_texts

    found = missing(documents, library.documents)
    if options.format == "json":
        return _json([item.to_json() for item in found])
    head = f"{len(found)} văn bản được nêu trong {of_texts(documents)} mà thư viện không có."
    return "\n".join([head, *([shown(found)] if found else [])])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _write(options: argparse.Namespace, made: str | bytes) -> None:
    """Put the result on stdout, or into the file that `--out` names."""
    content = made if isinstance(made, bytes) else f"{made}\n".encode(errors="backslashreplace")
    if options.out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    try:
        options.out.write_bytes(content)
    except OSError as error:
        raise UserError(
            f"Không ghi được «{options.out}» ({cause(error)}); hãy chọn thư mục khác hoặc kiểm tra quyền ghi."
        ) from error


def _tell(message: str) -> None:
    print(on_one_line(message), file=sys.stderr)
