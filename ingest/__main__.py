"""`python -m ingest FILE|FOLDER…`: add documents to the library."""

import sys
from pathlib import Path

from ingest.command import CommandParser, run
from ingest.errors import FileRefused


def main(arguments: list[str]) -> int:
    """Add the named files to the library; return 0 when all were read, 1 when some were refused."""
    parser = CommandParser("python -m ingest", "Nạp văn bản (TXT, PDF có lớp chữ) vào thư viện.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="TỆP|THƯ_MỤC", help="tệp hoặc thư mục cần nạp")
    options = parser.parse_args(arguments)
    settings = parser.settings(options)

    from ingest.library import Library, read_document

    library = Library.open(settings.library, settings.corpus)
    files = [file for path in options.paths for file in _files(path)]
    if not files:
        named = ", ".join(f"«{path}»" for path in options.paths)
        print(f"Không có tệp TXT hoặc PDF nào trong {named}; hãy kiểm tra đường dẫn.", file=sys.stderr)
    read = refused = 0
    for position, file in enumerate(files, 1):
        try:
            document = read_document(file)
        except FileRefused as error:
            refused += 1
            print(f"[{position}/{len(files)}] Từ chối: {error}", file=sys.stderr)
            continue
        replaced = document.key in {held.key for held in library.documents}
        try:
            library = library.add([document])
        except FileRefused as error:
            refused += 1
            print(f"[{position}/{len(files)}] Từ chối: «{file}»: {error}", file=sys.stderr)
            continue
        read += 1
        done = "Đã thay bản cũ của" if replaced else "Đã nạp"
        print(
            f"[{position}/{len(files)}] {done} {document.metadata.name}: {len(document.paragraphs)} đoạn ({file})",
            file=sys.stderr,
        )
    print(f"Đã nạp {read} văn bản, từ chối {refused}. Thư viện có {len(library.documents)} văn bản.")
    return 1 if refused or not files else 0


def _files(path: Path) -> list[Path]:
    from ingest.readers import SUFFIXES

    if not path.is_dir():
        return [path]
    return sorted(item for item in path.rglob("*") if item.is_file() and item.suffix.lower() in SUFFIXES)


if __name__ == "__main__":
    run(main, sys.argv[1:])
