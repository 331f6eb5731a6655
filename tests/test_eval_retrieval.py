"""Search measured on a set from outside: the table, the run file, and what is said when it cannot be done."""

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from eval import retrieval
from eval.beir import Passage
from eval.measures import estimate
from eval.ranking import ndcg, recall, reciprocal_rank
from index.embedding import SHIPPED, StaticEmbedder
from index.relevance import FEATURES
from ingest.settings import PROJECT

PASSAGES = {
    "d1": ("Trụ sở", "Bộ Tài chính cấp kinh phí sửa chữa trụ sở xã."),
    "d2": ("", "Ban Tổ chức Trung ương hướng dẫn việc bố trí cán bộ xã."),
    "d3": ("", "Bộ Giáo dục và Đào tạo biên soạn sách học chữ."),
} | {f"x{number}": ("", f"Điều {number} nói về việc thứ {number} của bản mẫu.") for number in range(57)}
# The last question has no word that a passage has, and the third another right passage besides.
QUESTIONS = {
    "q1": ("Bộ nào cấp kinh phí sửa chữa trụ sở?", {"d1": 1}),
    "q2": ("Ai hướng dẫn bố trí cán bộ xã?", {"d2": 1}),
    "q3": ("Sách học chữ do ai biên soạn?", {"d3": 2, "x5": 1}),
    "q4": ("qwrtz", {"d1": 1}),
}
SYSTEMS = [
    "toàn bộ (xếp lại)", "vectơ", "BM25", "BM25 không dấu", "tổng có trọng số", "toàn bộ, câu hỏi bỏ dấu", "bm25s",
]  # fmt: skip
HEAD = "| cách tìm | R@1 | R@5 | R@10 | nDCG@10 | MRR@10 | một câu: trung vị / p95 (ms) |"


def run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "eval", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )


def put_set(folder: Path) -> None:
    """Write the set as `corpus.jsonl.gz`, `queries.jsonl` without and `asked.jsonl` with relevance, `qrels.tsv`."""
    corpus = [{"_id": name, "title": title, "text": text} for name, (title, text) in PASSAGES.items()]
    queries = [{"_id": name, "text": text} for name, (text, _) in QUESTIONS.items()]
    asked = [{"_id": name, "text": text, "gold": list(gold)} for name, (text, gold) in QUESTIONS.items()]
    for name, records in (("corpus", corpus), ("queries", queries), ("asked", asked)):
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress((folder / "corpus.jsonl").read_bytes()))
    graded = [f"{name}\t{passage}\t{grade}" for name, (_, gold) in QUESTIONS.items() for passage, grade in gold.items()]
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "\n".join(graded), encoding="utf-8")


SET = ("--corpus", "corpus.jsonl.gz", "--queries", "queries.jsonl", "--qrels", "qrels.tsv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the set; the command works in it."""
    found = tmp_path_factory.mktemp("retrieval")
    put_set(found)
    return found


@pytest.fixture(scope="module")
def done(folder: Path) -> subprocess.CompletedProcess[str]:
    finished = run("retrieval", *SET, "--run", "run.trec", folder=folder)
    assert finished.returncode == 0, finished.stderr
    return finished


@pytest.fixture(scope="module")
def ranked(folder: Path, done: subprocess.CompletedProcess[str]) -> dict[str, list[str]]:
    """The passages of each question in the order of the run file, having seen that the file has the form of TREC."""
    assert done.returncode == 0
    found: dict[str, list[tuple[str, float]]] = {}
    for line in (folder / "run.trec").read_text(encoding="utf-8").splitlines():
        query, zero, passage, rank, score, name = line.split(" ")
        found.setdefault(query, []).append((passage, float(score)))
        assert (zero, rank, name) == ("Q0", str(len(found[query])), "tro-ly")
    for ranking in found.values():
        scores = [score for _, score in ranking]
        assert scores == sorted(scores, reverse=True)
    return {query: [passage for passage, _ in ranking] for query, ranking in found.items()}


def rows(text: str) -> dict[str, list[str]]:
    """Return the cells behind each name of a table."""
    lines = [line.strip("| ").split(" | ") for line in text.split("\n") if line.startswith("| ")]
    return {cells[0]: cells[1:] for cells in lines[2:]}


def means(cells: list[str]) -> list[float]:
    """Return the means of the five measures of a row."""
    return [float(cell.split(" ")[0]) for cell in cells[:5]]


def test_the_table_has_a_row_for_every_way_of_searching(done: subprocess.CompletedProcess[str]) -> None:
    lines = done.stdout.split("\n")
    assert lines[0] == HEAD
    assert lines[1] == "| --- | --- | --- | --- | --- | --- | --- |"
    found = rows(done.stdout)
    assert list(found) == SYSTEMS
    for cells in found.values():
        assert all(re.fullmatch(r"[01]\.\d{3} \[[01]\.\d{3}; [01]\.\d{3}\]", cell) for cell in cells[:5])
        assert re.fullmatch(r"\d+\.\d / \d+\.\d", cells[5])
    measured = r"60 đoạn, 4 câu hỏi; lập chỉ mục \d+\.\d giây; bộ nhớ cao nhất trước khi chạy bm25s (\d+\.\d) GiB\."
    memory = re.fullmatch(measured, lines[-2])
    assert memory is not None
    assert 0 < float(memory[1]) < 8
    assert lines[-3:] == ["", lines[-2], ""]


def test_progress_is_told_on_stderr(done: subprocess.CompletedProcess[str]) -> None:
    lines = done.stderr.split("\n")
    assert re.fullmatch(r"Đã lập chỉ mục 60 đoạn trong \d+ giây\.", lines[0])
    assert [line for line in lines if line.startswith("Đã đo: ")] == [f"Đã đo: {name}" for name in SYSTEMS[:5]]


def test_the_run_file_holds_forty_passages_for_each_question(ranked: dict[str, list[str]]) -> None:
    assert list(ranked) == list(QUESTIONS)
    for found in ranked.values():
        assert len(found) == len(set(found)) == 40
        assert set(found) <= set(PASSAGES)
    assert [found[0] for found in ranked.values()][:3] == ["d1", "d2", "d3"]


def test_the_first_row_measures_the_run_file(
    done: subprocess.CompletedProcess[str], ranked: dict[str, list[str]]
) -> None:
    pairs = [(ranked[name], gold) for name, (_, gold) in QUESTIONS.items()]
    expected = [estimate([recall(found, gold, depth) for found, gold in pairs]) for depth in (1, 5, 10)]
    expected += [estimate([measure(found, gold, 10) for found, gold in pairs]) for measure in (ndcg, reciprocal_rank)]
    assert rows(done.stdout)[SYSTEMS[0]][:5] == list(map(str, expected))


def test_three_questions_of_four_are_found_first_by_words(done: subprocess.CompletedProcess[str]) -> None:
    found = rows(done.stdout)
    for name in ("toàn bộ (xếp lại)", "BM25", "BM25 không dấu", "tổng có trọng số", "toàn bộ, câu hỏi bỏ dấu"):
        # One right passage of one, of one, of two; the question without a known word may be answered by chance.
        assert means(found[name])[0] in (0.625, 0.875), name
        assert means(found[name])[4] >= 0.75, name
    # The judge from outside says nothing where it knows no word.
    judge = means(found["bm25s"])
    assert judge[0] == 0.625
    assert judge[4] == 0.75
    assert judge[2] in (0.625, 0.75)


def test_relevance_beside_the_questions_and_no_run_file(folder: Path, done: subprocess.CompletedProcess[str]) -> None:
    before = sorted(folder.iterdir())
    again = run("retrieval", "--corpus", "corpus.jsonl", "--queries", "asked.jsonl", folder=folder)
    assert again.returncode == 0
    first, second = rows(done.stdout), rows(again.stdout)
    for name in SYSTEMS:
        # Grades count for the gain alone.
        assert second[name][:3] == first[name][:3]
        assert second[name][4] == first[name][4]
    assert sorted(folder.iterdir()) == before


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def with_text(name: str, text: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (without("corpus.jsonl.gz"), "Không đọc được «corpus.jsonl.gz» ("),
        (with_text("corpus.jsonl.gz", "{}"), "Không đọc được «corpus.jsonl.gz» ("),
        (without("queries.jsonl"), "Không đọc được «queries.jsonl» ("),
        (without("qrels.tsv"), "Không đọc được «qrels.tsv» ("),
        (with_text("queries.jsonl", '\n{"_id": "q1"}'), "«queries.jsonl», dòng 2: cần đối tượng JSON có các khóa _id"),
        (with_text("queries.jsonl", "{"), "«queries.jsonl», dòng 1: không phải JSON ("),
        (with_text("qrels.tsv", "q1 d1 1\nq1"), "«qrels.tsv», dòng 2: cần «câu-hỏi 0 đoạn mức» (TREC)"),
        (with_text("qrels.tsv", "q1 0 d9 1"), "«queries.jsonl»: không câu hỏi nào có đoạn trả lời trong kho; "),
    ],
)
def test_a_set_that_cannot_be_used_is_one_sentence_and_status_1(
    tmp_path: Path, change: Callable[[Path], None], complaint: str
) -> None:
    put_set(tmp_path)
    change(tmp_path)
    done = run("retrieval", *SET, "--run", "run.trec", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(complaint)
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "run.trec").exists()


def test_a_run_file_without_its_folder_is_refused_before_the_work(folder: Path) -> None:
    done = run("retrieval", *SET, "--run", "khong-co/run.trec", folder=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Không có thư mục «khong-co» để ghi thứ hạng (--run); hãy tạo thư mục đó trước.\n"


def test_a_run_file_that_cannot_be_written_is_named(folder: Path, tmp_path: Path) -> None:
    done = run("retrieval", *SET, "--run", tmp_path, folder=folder)
    assert (done.returncode, done.stdout) == (1, "")
    last = done.stderr.rstrip("\n").split("\n")[-1]
    assert last.startswith(f"Không ghi được «{tmp_path}» (")
    assert last.endswith("); hãy kiểm tra dung lượng đĩa và quyền ghi.")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "retrieval cần --corpus TỆP và --queries TỆP"),
        (("--corpus", "corpus.jsonl"), "retrieval cần --corpus TỆP và --queries TỆP"),
        (("--queries", "queries.jsonl"), "retrieval cần --corpus TỆP và --queries TỆP"),
        (("--corpus",), "--corpus cần một giá trị"),
    ],
)
def test_a_wrong_use_is_status_2(folder: Path, arguments: tuple[str, ...], complaint: str) -> None:
    done = run("retrieval", *arguments, folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cách dùng: python -m eval [-h]")
    assert done.stderr.endswith(f"tham số không đúng ({complaint}); chạy với --help để xem hướng dẫn.\n")


def test_an_id_that_two_passages_share_is_ranked_once() -> None:
    corpus = [Passage("x", "", "một"), Passage("y", "", "hai"), Passage("x", "", "ba")]
    assert retrieval._named(corpus, [(2, 0.9), (1, 0.8), (0, 0.7)]) == [("x", 0.9), ("y", 0.8)]


def test_titles_count_three_times_in_search_and_once_when_read(tmp_path: Path) -> None:
    corpus = [Passage("a", "nhà", "cửa sổ"), Passage("b", "", "nhà cửa sổ")]
    collection = retrieval._collection(corpus, tmp_path / "shard", StaticEmbedder(SHIPPED))
    # «nhà nhà nhà cửa sổ» has nine units and the other five, seven on the average.
    titled, plain = 5.7 / (3 + 0.9 * (0.6 + 0.4 * 9 / 7)), 1.9 / (1 + 0.9 * (0.6 + 0.4 * 5 / 7))
    for weights in ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0)):
        scores = dict(collection.candidates("nhà", weights=weights))
        assert scores[0] / scores[1] == pytest.approx(titled / plain, rel=1e-4)
    first, second = collection.reader.features("nhà", [0, 1], [0.5, 0.5])
    own = [not name.startswith("heading") for name in FEATURES]
    assert first[own].tolist() == second[own].tolist()
    assert first[~np.array(own)].min() > 0 == second[~np.array(own)].max()
    collection.close()
