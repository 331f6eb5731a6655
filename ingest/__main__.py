"""`python -m ingest FILE|FOLDER…`: add documents to the library; `list`, `show`, `remove`: look at what it holds."""

import argparse
import signal
import sys
from pathlib import Path

from ingest.command import CommandParser, run

_MOST_JOBS = 16
_JOBS_HELP = f"số tệp đọc cùng lúc, từ 1 đến {_MOST_JOBS} (mặc định: số nhân, nhưng không quá 4)"
_EPILOG = """các việc khác (một tệp trùng tên thì ghi ./list):
  python -m ingest list [--json]                       liệt kê văn bản trong thư viện
  python -m ingest show TÊN [--json] [--paragraphs]    xem một văn bản: thông tin, bố cục, trang, bản sao, bản cũ
  python -m ingest remove TÊN…                         xóa văn bản cùng các bản sao và bản cũ"""


def main(arguments: list[str]) -> int:
    """Do what the first word says, by default add the named files; return the exit status."""
    # A run that is asked to end must erase its working copies on the way.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    other = {"list": _list, "show": _show, "remove": _remove}.get(arguments[0] if arguments else "")
    return other(arguments[1:]) if other else _add(arguments)


def _add(arguments: list[str]) -> int:
    parser = CommandParser("python -m ingest", "Nạp văn bản (PDF, DOCX, DOC, RTF, ODT, HTML, TXT, ZIP) vào thư viện.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="TỆP|THƯ_MỤC", help="tệp hoặc thư mục cần nạp")
    parser.add_argument("--json", action="store_true", help="in kết quả từng tệp, mỗi dòng một đối tượng JSON")
    parser.add_argument("--jobs", type=_count, metavar="N", help=_JOBS_HELP)
    parser.epilog, parser.formatter_class = _EPILOG, argparse.RawDescriptionHelpFormatter
    options = parser.parse_args(arguments)
    settings = parser.settings(options)

    from ingest.adding import add

    return add(options.paths, settings, at_a_time=options.jobs, as_json=options.json)


def _list(arguments: list[str]) -> int:
    parser = CommandParser("python -m ingest list", "Liệt kê văn bản trong thư viện.")
    parser.add_argument("--json", action="store_true", help="mỗi văn bản một đối tượng JSON")
    options = parser.parse_args(arguments)

    from ingest.catalogue import list_documents

    return list_documents(parser.settings(options), as_json=options.json)


def _show(arguments: list[str]) -> int:
    parser = CommandParser("python -m ingest show", "Xem một văn bản của thư viện.")
    parser.add_argument("name", metavar="TÊN", help="tên gọi hoặc số hiệu: 179-KL/TW")
    parser.add_argument("--json", action="store_true", help="in mọi thông tin dạng JSON")
    parser.add_argument("--paragraphs", action="store_true", help="in cả các đoạn")
    options = parser.parse_args(arguments)

    from ingest.catalogue import show

    return show(options.name, parser.settings(options), as_json=options.json, paragraphs=options.paragraphs)


def _remove(arguments: list[str]) -> int:
    parser = CommandParser("python -m ingest remove", "Xóa văn bản cùng các bản sao và bản cũ khỏi thư viện.")
    parser.add_argument("names", nargs="+", metavar="TÊN", help="tên gọi hoặc số hiệu: 179-KL/TW")
    options = parser.parse_args(arguments)

    from ingest.catalogue import remove

    return remove(options.names, parser.settings(options))


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"cần một số từ 1 đến {_MOST_JOBS}, không nhận «{text}»")
    return int(text)


if __name__ == "__main__":
    run(main, sys.argv[1:])
