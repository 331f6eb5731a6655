"""Files in, text out: plain text and the text layer of PDF. The only place that imports pypdf."""

import logging
from pathlib import Path

from ingest.errors import FileRefused
from ingest.text import compose, vietnamese_share

SUFFIXES = (".txt", ".pdf")
_LARGEST_FILE = 50_000_000
_FEWEST_LETTERS_A_PAGE = 40
_LEAST_VIETNAMESE_SHARE = 0.02  # 0.19 to 0.24 in 16 real texts; 0.000 in TCVN3 read as Unicode

# What damaged files make pypdf raise beside its own errors (13,000 mutants of real files).
_DAMAGE = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def read(path: Path) -> str:
    """Return the text of the file in NFC.

    Raises:
        FileRefused: of another format, too large, empty, not UTF-8, damaged, locked by a password, or a scan.
    """
    reader = {".txt": _read_text, ".pdf": _read_pdf}.get(path.suffix.lower())
    if reader is None:
        raise FileRefused(
            f"«{path}»: chưa đọc được định dạng «{path.suffix or 'không có đuôi'}»; "
            "hãy chuyển sang TXT hoặc PDF có lớp chữ."
        )
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise FileRefused(f"«{path}»: tệp lớn hơn 50 MB; hãy tách nhỏ rồi nạp lại.")
        text = compose(reader(path))
    except OSError as error:
        raise FileRefused(
            f"«{path}»: không mở được tệp ({error.strerror}); hãy kiểm tra đường dẫn và quyền đọc."
        ) from error
    if not text.strip():
        raise FileRefused(f"«{path}»: không có chữ nào trong tệp; hãy kiểm tra lại bản gốc.")
    if vietnamese_share(text) < _LEAST_VIETNAMESE_SHARE:
        raise FileRefused(
            f"«{path}»: chữ đọc ra không có dấu tiếng Việt (phông TCVN3, VNI hoặc bản quét); "
            "hãy chuyển sang Unicode rồi nạp lại."
        )
    return text


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"«{path}»: không phải chữ Unicode UTF-8 (sai ở byte {error.start}); hãy lưu lại tệp dạng UTF-8."
        ) from error


def _read_pdf(path: Path) -> str:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, DeprecationError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports font oddities on stderr, in English
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileRefused(f"«{path}»: tệp PDF đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.")
        pages = [_with_letters(path, number, page.extract_text()) for number, page in enumerate(reader.pages, 1)]
    except (PyPdfError, DependencyError, DeprecationError, *_DAMAGE) as error:
        raise FileRefused(
            f"«{path}»: tệp PDF hỏng, không đọc được ({type(error).__name__}); hãy xuất lại tệp."
        ) from error
    text = "\n".join(_joined_lines(page) for page in pages)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # a font may map to half a pair


def _with_letters(path: Path, number: int, page: str) -> str:
    if sum(map(str.isalpha, page)) < _FEWEST_LETTERS_A_PAGE:
        raise FileRefused(
            f"«{path}», trang {number}: không có lớp chữ (bản quét?); hãy nhận dạng chữ (OCR) rồi nạp lại."
        )
    return page


def _joined_lines(page: str) -> str:
    """Join lines that a page's width broke: a line that does not end a sentence goes on in the next one."""
    joined: list[str] = []
    for line in (raw.strip() for raw in page.splitlines()):
        if joined and line and joined[-1] and joined[-1][-1] not in ".;:!?…" and line[0].islower():
            joined[-1] += " " + line
        else:
            joined.append(line)
    return "\n".join(joined)
