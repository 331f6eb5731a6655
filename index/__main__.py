"""`python -m index build | train`."""

import sys
from pathlib import Path

from ingest.command import CommandParser, run


def main(arguments: list[str]) -> int:
    """Build the index of the library, or train the shipped models; return the exit status."""
    parser = CommandParser("python -m index", "Lập chỉ mục thư viện, hoặc huấn luyện mô hình nhúng đi kèm.")
    parser.add_argument("action", choices=["build", "train"], metavar="build|train", help="việc cần làm")
    parser.add_argument("--data", type=Path, metavar="THƯ_MỤC", help="dữ liệu huấn luyện (chỉ dùng với train)")
    parser.add_argument("--output", type=Path, metavar="THƯ_MỤC", help="nơi ghi mô hình (chỉ dùng với train)")
    options = parser.parse_args(arguments)
    if options.action == "train" and options.data is None:
        parser.error("train cần --data THƯ_MỤC")
    settings = parser.settings(options)

    if options.action == "train":
        _train(options.data, options.output)
        return 0
    from index.build import build
    from ingest.library import Library

    library = Library.open(settings.library, settings.corpus)
    report = build(library, settings, _progress)
    counts = f"{report.paragraphs} đoạn, {report.questions} câu hỏi gắn kèm, {report.near_misses} câu hỏi ngoài văn bản"
    if report.lost_questions:
        _progress(f"Bỏ qua {report.lost_questions} câu hỏi gắn kèm vì đoạn của chúng đã thay đổi.")
    print(
        f"Đã lập chỉ mục: {counts}." if report.changed else f"Chỉ mục đã khớp thư viện, không phải làm gì ({counts})."
    )
    return 0


def _train(data: Path, output: Path | None) -> None:
    """Train the embedding into `output`; without one, the shipped embedding and the relevance model that reads it."""
    from index import fit_relevance, relevance, train
    from index.embedding import SHIPPED, load_embedder

    train.run(data, output or SHIPPED, _progress)
    if output is None:
        fit_relevance.run(data, relevance.SHIPPED, load_embedder(""), _progress)


def _progress(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    run(main, sys.argv[1:])
