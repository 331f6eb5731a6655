"""Readers, one a format: a file in, an `Extraction` out. Each vendor library is imported in one of them."""

from pathlib import Path

from ingest.errors import FileRefused, FileState, cause
from ingest.extraction import Extraction
from ingest.formats.detect import Format, detect

# What is taken from a folder; a file named alone is read whatever its suffix.
SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".doc", ".rtf", ".odt", ".html", ".htm", ".mht", ".mhtml", ".zip")
LARGEST_FILE = 50_000_000  # bytes
_READ = "PDF, DOCX, DOC, RTF, ODT, HTML, TXT, ZIP"
_REMEDIES = {
    Format.LOCKED: "tệp Office đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.",
    Format.SHEET: "bảng tính không phải văn bản; hãy xuất sang PDF rồi nạp lại.",
    Format.SLIDES: "tệp trình chiếu không phải văn bản; hãy xuất sang PDF rồi nạp lại.",
    Format.DRAWING: "bản vẽ không phải văn bản; hãy xuất sang PDF rồi nạp lại.",
    Format.EPUB: "chưa đọc được sách điện tử EPUB; hãy chuyển sang PDF hoặc DOCX rồi nạp lại.",
    Format.WORD_XML: "chưa đọc được Word XML; hãy mở bằng Word, lưu dạng DOCX rồi nạp lại.",
    Format.IMAGE: "ảnh rời chưa đọc được; hãy ghép các trang ảnh thành một tệp PDF rồi nạp lại.",
    Format.ARCHIVE: "gói nén không phải ZIP; hãy giải nén rồi nạp từng tệp.",
    Format.ZIP: "gói ZIP không phải một văn bản; hãy giải nén rồi nạp từng tệp.",
    Format.PROGRAM: "tệp là chương trình, không phải văn bản; hãy kiểm tra lại nguồn của tệp.",
}


def extract(path: Path, workspace: Path) -> Extraction:
    """Return the lines of the file, read by the reader of its format; converters write only under `workspace`.

    Raises:
        FileRefused: empty, too large, not readable, of another format, or refused by its reader.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise FileRefused(
                f"«{path}»: tệp lớn hơn {LARGEST_FILE // 1_000_000} MB; hãy tách nhỏ rồi nạp lại.", FileState.TOO_BIG
            )
        if not size:
            raise FileRefused(f"«{path}»: tệp rỗng, không có byte nào; hãy kiểm tra lại bản gốc.", FileState.DAMAGED)
        return _read(detect(path), path, workspace)
    except OSError as error:
        raise FileRefused(
            f"«{path}»: không mở được tệp ({cause(error)}); hãy kiểm tra đường dẫn và quyền đọc."
        ) from error


def _read(kind: Format, path: Path, workspace: Path) -> Extraction:
    match kind:  # the vendor libraries of one format are not loaded for another
        case Format.PDF:
            from ingest.formats.pdf import read_pdf

            return read_pdf(path)
        case Format.DOC:
            from ingest.formats.doc import read_doc

            return read_doc(path, workspace)
        case Format.RTF:
            from ingest.formats.rtf import read_rtf

            return read_rtf(path)
        case Format.TXT:
            from ingest.formats.plain import read_text

            return read_text(path)
    return _read_markup(kind, path)


def _read_markup(kind: Format, path: Path) -> Extraction:
    match kind:
        case Format.DOCX:
            from ingest.formats.docx import read_docx

            return read_docx(path)
        case Format.ODT | Format.FODT:
            from ingest.formats.odt import read_odt

            return read_odt(path)
        case Format.HTML | Format.MHTML:
            from ingest.formats.html import read_html

            return read_html(path)
    state = FileState.PASSWORD if kind is Format.LOCKED else FileState.REFUSED
    unknown = f"chưa đọc được định dạng «{path.suffix or 'không có đuôi'}»; hãy chuyển sang một trong các dạng {_READ}."
    raise FileRefused(f"«{path}»: {_REMEDIES.get(kind, unknown)}", state)
