"""Errors a user can act on. Every command turns them into one Vietnamese sentence and exit status 1.

UserError
 ├─ SettingsError     the settings file, or a value in it
 ├─ FileRefused       a file that cannot become a document, with the reason
 ├─ LibraryError      the library on disk: missing, damaged, locked
 ├─ IndexUnavailable  the index: not built, of another version, unreachable
 └─ QuestionError     a question that cannot be asked: empty, too long, wrongly formed
"""

import errno
from enum import StrEnum


class FileState(StrEnum):
    """What became of a file that was named for reading; the value is the Vietnamese word of the closing table.

    Whoever refuses a file names the state where one of these fits: `FileRefused(reason, state=FileState.PASSWORD)`;
    without a state it is `REFUSED`.
    """

    READ = "đã đọc"
    DUPLICATE = "trùng"  # the library has it already
    NEEDS_OCR = "cần OCR"
    PASSWORD = "có mật khẩu"  # noqa: S105 (a word of the table, no password)
    SECRET = "có dấu mật"  # noqa: S105
    TOO_SLOW = "quá thời gian"
    TOO_BIG = "quá lớn"
    DAMAGED = "bị hỏng"
    REFUSED = "bị từ chối"


class UserError(Exception):
    """An expected error whose text is one Vietnamese sentence: the object, the place, the remedy."""


class SettingsError(UserError):
    """The settings file is missing, is not TOML, or holds an unknown key or an impossible value."""


class FileRefused(UserError):
    """A file that cannot become a document; the text gives the reason, `state` its kind."""

    def __init__(self, reason: str, state: FileState = FileState.REFUSED) -> None:
        super().__init__(reason)
        self.state = state


class LibraryError(UserError):
    """The library folder is missing, damaged or being written by another process."""


class IndexUnavailable(UserError):
    """The index does not exist, does not fit the library, or its server does not answer."""


class QuestionError(UserError):
    """A question that cannot be asked: empty, too long, or a wrongly formed record."""


_CAUSES = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không được phép",
    errno.ENOTDIR: "trên đường dẫn có tệp không phải thư mục",
    errno.EISDIR: "đây là thư mục",
    errno.ENOSPC: "hết chỗ trên đĩa",
    errno.EDQUOT: "hết hạn mức đĩa",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.EIO: "lỗi đọc, ghi đĩa",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "liên kết vòng tròn",
    errno.EMFILE: "mở quá nhiều tệp cùng lúc",
    errno.ENOMEM: "thiếu bộ nhớ",
}


def cause(error: OSError) -> str:
    """Return in Vietnamese why the system refused; in its own words where it is a rare reason."""
    return _CAUSES.get(error.errno or 0) or error.strerror or str(error)
