"""What every command shares: `--library`, `--settings`, Vietnamese usage errors, exit statuses."""

import argparse
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from ingest.errors import UserError
from ingest.settings import Settings, load_settings

# Set before numpy is imported: our matrices are small, and with several processes the threads of the linear algebra
# library wait for one another (a fit took three times as long).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


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
        self.exit(
            2, f"{self.format_usage()}{self.prog}: tham số không đúng ({message}); chạy với --help để xem hướng dẫn.\n"
        )

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
