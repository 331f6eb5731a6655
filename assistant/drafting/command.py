"""`python -m assistant draft`: a cited draft of a kind of text, on a topic, from documents, for an audience."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.drafting.draft import Kind
from assistant.drafting.request import DEFAULT_WORDS, LEAST_WORDS, MOST_WORDS, Request, checked, kind_named
from assistant.export.formats import DRAFT_FORMATS
from ingest.command import CommandParser
from ingest.errors import UserError, cause

if TYPE_CHECKING:
    from assistant.drafting.draft import Draft
    from ingest.settings import Settings

_TEXT = "text"


def main(arguments: list[str]) -> int:
    """Write the draft that the arguments ask for to stdout, or to a file; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.format.startswith("docx") and options.out is None:
        parser.error(f"--format {options.format} cần --out TỆP")
    request = Request(kind_named(options.kind), options.topic, tuple(options.document), options.audience, options.words)
    content = _written(_composed(checked(request), parser.settings(options)), options.format)
    if options.out is None:
        sys.stdout.write(content.decode("utf-8"))
        return 0
    _save(options.out, content)
    return 0


def _parser() -> CommandParser:
    parser = CommandParser(
        "python -m assistant draft",
        "Soạn dự thảo có trích dẫn từng câu: mỗi câu là nguyên văn, diễn đạt lại có trích dẫn, hoặc mang dấu"
        " [ý người soạn].",
    )
    kinds = ", ".join(f"«{kind}» ({DEFAULT_WORDS[kind]} tiếng)" for kind in Kind)
    parser.add_argument("--kind", required=True, metavar="LOẠI", help=f"loại bài và độ dài thường dùng: {kinds}")
    parser.add_argument("--topic", default="", metavar="CHỦ_ĐỀ", help="chủ đề, bằng lời thường; bỏ trống: cả văn bản")
    parser.add_argument(
        "--document",
        action="append",
        default=[],
        metavar="SỐ_HIỆU",
        help="chỉ soạn từ văn bản này (dùng được nhiều lần)",
    )
    parser.add_argument(
        "--audience", default="", metavar="ĐỐI_TƯỢNG", help="người đọc, ví dụ: cán bộ cấp xã, người dân"
    )
    length = f"độ dài, từ {LEAST_WORDS} đến {MOST_WORDS} tiếng"
    parser.add_argument("--words", type=int, default=0, metavar="SỐ_TIẾNG", help=length)
    names = [_TEXT, *DRAFT_FORMATS]
    parser.add_argument("--format", choices=names, default=_TEXT, metavar="|".join(names), help="dạng kết quả")
    parser.add_argument("--out", type=Path, metavar="TỆP", help="ghi vào tệp này thay vì in ra")
    return parser


def _composed(request: Request, settings: "Settings") -> "Draft":
    from assistant.assistant import Assistant
    from assistant.drafting.compose import compose

    return compose(request, Assistant.open(settings, progress=_progress))


def _written(draft: "Draft", name: str) -> bytes:
    if name == _TEXT:
        from assistant.drafting.show import to_text

        return (to_text(draft) + "\n").encode("utf-8", errors="replace")
    from assistant.export.letterhead import Letterhead

    return DRAFT_FORMATS[name].write(draft, Letterhead())


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError(f"Không ghi được tệp «{path}» ({cause(error)}); hãy kiểm tra đường dẫn.") from error
    _progress(f"Đã ghi dự thảo vào «{path}».")


def _progress(message: str) -> None:
    print(message, file=sys.stderr)
