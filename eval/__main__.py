"""`python -m eval run | silence | fusion | speed | retrieval | left-out | mixed | questions | reading
| writing | duties | drafts`."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.command import CommandParser, run
from ingest.settings import PROJECT

if TYPE_CHECKING:
    from eval.cases import Case
    from ingest.settings import Settings


def main(arguments: list[str]) -> int:
    """Measure quality, silence or speed and print the table; return the exit status."""
    parser = CommandParser("python -m eval", "Chạy bộ tình huống đánh giá và in bảng kết quả.")
    actions = {
        "run": _run, "silence": _silence, "fusion": _fusion, "speed": _speed, "retrieval": _retrieval,
        "left-out": _left_out, "mixed": _mixed, "questions": _questions, "reading": _reading,
        "writing": _writing, "duties": _duties, "drafts": _drafts,
    }  # fmt: skip
    does = (
        "chấm chất lượng; tỷ lệ trả lời câu hỏi ngoài văn bản; so trọng số tìm kiếm; tốc độ; "
        "tìm kiếm trên kho bất kỳ; văn bản chưa từng dùng để huấn luyện; hai văn bản đi kèm giữa các văn bản khác; "
        "thống kê câu hỏi huấn luyện; tốc độ đọc tệp; mô hình ngôn ngữ trung thực, nói sai, lỗi; sổ nhiệm vụ; "
        "bài soạn theo yêu cầu"
    )
    parser.add_argument("action", choices=list(actions), metavar="|".join(actions), help=does)
    parser.add_argument(
        "--cases", nargs="+", type=Path, metavar="TỆP", help="tệp JSONL (mặc định: bộ tình huống đi kèm)"
    )
    parser.add_argument(
        "--split", choices=["dev", "test", "all"], help="phần của bộ tình huống (mặc định: all; writing: dev)"
    )
    parser.add_argument("--runs", type=Path, default=PROJECT / "runs", metavar="THƯ_MỤC", help="nơi ghi kết quả (run)")
    parser.add_argument(
        "--table", type=Path, metavar="TỆP", help="tệp Markdown nhận bảng kết quả giữa hai dấu mốc (run)"
    )
    parser.add_argument("--corpus", type=Path, metavar="TỆP", help="kho đoạn dạng BEIR, JSONL hoặc .gz (retrieval)")
    parser.add_argument("--queries", type=Path, metavar="TỆP", help="câu hỏi dạng BEIR, JSONL hoặc .gz (retrieval)")
    parser.add_argument("--qrels", type=Path, metavar="TỆP", help="đoạn đúng dạng TREC; mặc định: khóa «gold»")
    parser.add_argument("--run", type=Path, metavar="TỆP", help="nơi ghi thứ hạng dạng TREC (retrieval)")
    parser.add_argument(
        "--rivals", action="store_true", help="đo thêm tốc độ bên llama-index (retrieval; cần: pip install -e .[dev])"
    )
    parser.add_argument(
        "--data", type=Path, metavar="THƯ_MỤC", help="dữ liệu ngoài (left-out, questions, reading, writing, duties)"
    )
    parser.add_argument(
        "--explain", action="store_true", help="nêu từng chỗ khác với bộ mẫu (duties), từng bài và lỗi của bài (drafts)"
    )
    parser.add_argument("--out", type=Path, metavar="TỆP", help="nơi ghi các câu bị bỏ, dạng JSONL (writing)")
    parser.add_argument("--count", type=int, default=200, metavar="N", help="số văn bản tạo ra để đo (reading)")
    options = parser.parse_args(arguments)
    options.split = options.split or ("dev" if options.action == "writing" else "all")
    if options.action == "silence" and not options.cases:
        parser.error("silence cần --cases TỆP")
    if options.action == "retrieval" and not (options.corpus and options.queries):
        parser.error("retrieval cần --corpus TỆP và --queries TỆP")
    if options.action in ("left-out", "mixed") and not options.data:
        parser.error(f"{options.action} cần --data THƯ_MỤC")
    if options.action == "mixed" and options.split == "all":
        parser.error("mixed cần --split dev hoặc test")
    settings = parser.settings(options)
    return actions[options.action](settings, options)


def _cases(options: argparse.Namespace) -> "list[Case]":
    from eval.cases import OWN, read_cases

    files = options.cases or sorted(OWN.glob("*.jsonl"))
    return [case for path in files for case in read_cases(path) if options.split in ("all", case.split)]


def _run(settings: "Settings", options: argparse.Namespace) -> int:
    from assistant.assistant import Assistant
    from eval import run as runs
    from eval.cases import check_gold

    cases = _cases(options)
    assistant = Assistant.open(settings, progress=_progress)
    for complaint in check_gold(cases, assistant.library.documents):
        _progress(f"Lưu ý: {complaint}")
    outcomes = runs.ask_all(assistant, cases, _progress)
    folder = runs.new_folder(options.runs)
    files = [str(path) for path in options.cases or ["eval/cases"]]
    runs.write_run(
        folder, outcomes, {"cases": files, "split": options.split, "settings": runs.settings_record(settings)}
    )
    report = runs.markdown(runs.table(outcomes))
    if outcomes:
        median, p95 = runs.latency(outcomes)
        report += f"\n\nThời gian trả lời: trung vị {median:.1f} ms, phân vị 95 {p95:.1f} ms."
    print(report)
    if options.table is not None:
        runs.put_table(options.table, report)
    _progress(f"Kết quả ghi ở «{folder}».")
    return 0


def _silence(settings: "Settings", options: argparse.Namespace) -> int:
    from assistant.assistant import Assistant
    from eval import silence

    assistant = Assistant.open(settings, progress=_progress)
    for path in options.cases:
        print(silence.report(assistant, path))
    return 0


def _fusion(settings: "Settings", options: argparse.Namespace) -> int:
    from eval import fusion

    print(fusion.report(settings, _cases(options)))
    return 0


def _speed(settings: "Settings", options: argparse.Namespace) -> int:
    from eval import speed

    print(speed.report(settings, _cases(options)))
    return 0


def _retrieval(settings: "Settings", options: argparse.Namespace) -> int:
    from eval import beir, retrieval
    from index.embedding import load_embedder

    corpus = beir.read_corpus(options.corpus)
    queries = beir.read_queries(options.queries, options.qrels, corpus)
    embedder = load_embedder(settings.index.embedding_model)
    print(retrieval.report(corpus, queries, embedder, options.run, _progress))
    if options.rivals:
        print("\n" + retrieval.rivals(corpus, queries, embedder, _progress))
    return 0


def _left_out(settings: "Settings", options: argparse.Namespace) -> int:
    from eval import left_out

    for split in ("dev", "test") if options.split == "all" else (options.split,):
        print(left_out.report(left_out.outcomes(settings, options.data, split, _progress)) + "\n")
    return 0


def _mixed(settings: "Settings", options: argparse.Namespace) -> int:
    from eval import mixed

    print(mixed.report(settings, options.data, _cases(options), options.split, _progress))
    return 0


def _questions(settings: "Settings", options: argparse.Namespace) -> int:
    from eval import questions

    print(questions.report(settings, options.data))
    return 0


def _reading(settings: "Settings", options: argparse.Namespace) -> int:
    from eval import reading

    print(reading.report(settings, max(options.count, 1), options.data, _progress))
    return 0


def _writing(settings: "Settings", options: argparse.Namespace) -> int:
    from eval.writing import run as writing

    print(writing.report(settings, _cases(options), options.data, options.out, _progress))
    return 0


def _duties(settings: "Settings", options: argparse.Namespace) -> int:
    from eval.duties import run as duties

    print(duties.report(settings, options.data, explain=options.explain))
    return 0


def _drafts(settings: "Settings", options: argparse.Namespace) -> int:
    from eval.drafting import run as drafts

    print(drafts.report(settings, explain=options.explain, progress=_progress))
    return 0


def _progress(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    run(main, sys.argv[1:])
