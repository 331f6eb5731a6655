"""What every command shares: `--library`, `--settings`, Vietnamese usage errors, exit statuses."""

import argparse
import io
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from ingest.errors import UserError
from ingest.settings import Settings, load_settings

# Set before numpy is imported: our matrices are small, and with several processes the threads of the linear algebra
# library wait for one another (a fit took three times as long).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What argparse says of a wrong use, and how we say it; the last entry is for what `type` functions say themselves.
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", r"thiếu \1"),
    (r"unrecognized arguments: (.+)", r"không có tham số \1"),
    (r"argument (.+?): expected (?:at least )?one argument", r"\1 cần một giá trị"),
    (r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", r"\1 không nhận \2, chỉ nhận \3"),
    (r"argument (.+?): invalid \w+ value: (.+)", r"\1 không nhận \2"),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1 không có giá trị đi kèm \2"),
    (r"argument (.+?): (.+)", r"\1: \2"),
)


def _in_vietnamese(complaint: str) -> str:
    """Return what argparse complains of in Vietnamese, unchanged where it says what is not in the table."""
    for pattern, ours in _COMPLAINTS:
        if found := re.fullmatch(pattern, complaint, re.DOTALL):
            return found.expand(ours)
    return complaint


class CommandParser(argparse.ArgumentParser):
    """An argument parser that takes `--library` and `--settings` and complains in Vietnamese with status 2."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, add_help=False, allow_abbrev=False)
        self.add_argument("-h", "--help", action="help", help="in hướng dẫn này rồi thoát")
        self.add_argument(
            "--library", type=Path, metavar="THƯ_MỤC", help="thư viện văn bản và chỉ mục (mặc định: thu-vien)"
        )
        self.add_argument("--settings", type=Path, metavar="TỆP", help="tệp cấu hình TOML")
        self._optionals.title = "tùy chọn"
        self._positionals.title = "tham số"

    def format_usage(self) -> str:
        """Return the usage line with its Vietnamese label."""
        return super().format_usage().replace("usage:", "cách dùng:", 1)

    def format_help(self) -> str:
        """Return the help text with its Vietnamese label."""
        return super().format_help().replace("usage:", "cách dùng:", 1)

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong on stderr and exit with status 2."""
        said = f"{self.prog}: tham số không đúng ({_in_vietnamese(message)}); chạy với --help để xem hướng dẫn.\n"
        self.exit(2, self.format_usage() + said)

    def settings(self, arguments: argparse.Namespace) -> Settings:
        """Return the settings that the parsed arguments name."""
        return load_settings(arguments.settings, library=arguments.library)


def run(main: Callable[[list[str]], int], arguments: list[str]) -> NoReturn:
    """Run a command and exit with its status; a `UserError` becomes one sentence on stderr and status 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Vietnamese must come out whatever the terminal claims to be
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = main(arguments)
        sys.stdout.flush()
    except UserError as error:
        print(error, file=sys.stderr)
        status = 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
        status = 130
    sys.exit(status)
