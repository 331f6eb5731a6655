"""`python -m eval run`: the benchmark over evaluation cases."""

import sys
from dataclasses import asdict
from pathlib import Path

from ingest.command import CommandParser, run
from ingest.settings import PROJECT


def main(arguments: list[str]) -> int:
    """Run the benchmark, write a run folder and print the table; return the exit status."""
    parser = CommandParser("python -m eval", "Chạy bộ tình huống đánh giá và in bảng kết quả.")
    parser.add_argument("action", choices=["run", "speed"], metavar="run|speed", help="chấm chất lượng, hoặc đo tốc độ")
    parser.add_argument(
        "--cases", nargs="+", type=Path, metavar="TỆP", help="tệp tình huống JSONL (mặc định: bộ đi kèm)"
    )
    parser.add_argument("--split", choices=["dev", "test", "all"], default="all", help="phần của bộ tình huống")
    parser.add_argument("--runs", type=Path, default=PROJECT / "runs", metavar="THƯ_MỤC", help="nơi ghi kết quả")
    options = parser.parse_args(arguments)
    settings = parser.settings(options)

    from assistant.assistant import Assistant
    from eval import run as runs
    from eval.cases import OWN, check_gold, read_cases

    files = options.cases or sorted(OWN.glob("*.jsonl"))
    cases = [case for path in files for case in read_cases(path) if options.split in ("all", case.split)]
    if options.action == "speed":
        from eval import speed

        print(speed.report(settings, cases))
        return 0
    assistant = Assistant.open(settings, progress=_progress)
    for complaint in check_gold(cases, assistant.library.documents):
        _progress(f"Lưu ý: {complaint}")
    outcomes = runs.ask_all(assistant, cases, _progress)
    folder = runs.new_folder(options.runs)
    configuration = {"cases": [str(path) for path in files], "split": options.split, "settings": asdict(settings)}
    runs.write_run(folder, outcomes, {**configuration, "settings": str(configuration["settings"])})
    print(runs.markdown(runs.table(outcomes)))
    if outcomes:
        median, p95 = runs.latency(outcomes)
        print(f"\nThời gian trả lời: trung vị {median:.1f} ms, phân vị 95 {p95:.1f} ms.")
    _progress(f"Kết quả ghi ở «{folder}».")
    return 0


def _progress(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    run(main, sys.argv[1:])
