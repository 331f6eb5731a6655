"""Retrieval sets: what is read, plain or packed, what is refused and where; the run file that others can judge."""

import gzip
import json
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.beir import Passage, Query, read_corpus, read_queries, write_run
from ingest.errors import LibraryError, UserError

CORPUS = [Passage("d1", "Đề", "một"), Passage("d2", "", "hai"), Passage("3", "", "ba")]
LINES = """{"_id": "d1", "title": "Đề", "text": "một"}
{"_id": "d2", "text": "hai"}
{"_id": 3, "title": null, "text": "ba"}
"""
ASKED = '{"_id": "q1", "text": "một?"}\n{"_id": "q2", "text": "hai?"}\n{"_id": 3, "text": "ba?"}\n'


def put(folder: Path, name: str, text: str | bytes) -> Path:
    data = text.encode() if isinstance(text, str) else text
    path = folder / name
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def refused(read: Callable[..., object], *arguments: object) -> str:
    """Return the sentence with which something is refused."""
    with pytest.raises(UserError) as caught:
        read(*arguments)
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


# The corpus.


@pytest.mark.parametrize("name", ["kho.jsonl", "kho.jsonl.gz", "kho"])
def test_a_corpus_is_read_plain_or_packed(tmp_path: Path, name: str) -> None:
    assert read_corpus(put(tmp_path, name, LINES)) == CORPUS
    assert read_corpus(put(tmp_path, name, "\ufeff\n" + LINES.replace("\n", "\r\n\n") + "  \n")) == CORPUS


def test_a_passage_is_searched_by_title_and_text() -> None:
    assert [passage.searched for passage in CORPUS] == ["Đề một", "hai", "ba"]


def test_texts_are_composed_and_stay_whole(tmp_path: Path) -> None:
    text = "hòa\u2028bình\r\nrồi"  # the line separator of Unicode parts no lines
    line = json.dumps({"_id": "x", "title": "Hòa", "text": text, "metadata": {"a": [1]}}, ensure_ascii=False)
    assert read_corpus(put(tmp_path, "kho.jsonl", unicodedata.normalize("NFD", line))) == [
        Passage("x", "Hòa", "hòa\u2028bình\nrồi")
    ]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_corpus_without_passages_is_refused(tmp_path: Path, text: str) -> None:
    path = put(tmp_path, "kho.jsonl", text)
    assert refused(read_corpus, path) == (f"«{path}»: không có đoạn nào; cần mỗi dòng một JSON có «_id» và «text».")


def test_passages_may_share_an_id_as_in_real_sets(tmp_path: Path) -> None:
    path = put(tmp_path, "kho.jsonl", '{"_id": 1, "text": "a"}\n{"_id": "1", "text": "b"}\n')
    assert read_corpus(path) == [Passage("1", "", "a"), Passage("1", "", "b")]


NO_JSON = ["{", "không phải json", '{"_id": "x", "text": "a"} thừa', "{'_id': 1}"]
NO_OBJECT = ['["_id", "text"]', '"_id text"', '{"_id": "x"}', '{"text": "a"}', "{}", "[]"]


@pytest.mark.parametrize("line", NO_JSON)
def test_a_line_that_is_no_json_is_named(tmp_path: Path, line: str) -> None:
    path = put(tmp_path, "kho.jsonl.gz", f'{{"_id": "d1", "text": "a"}}\n\n{line}\n')
    assert refused(read_corpus, path).startswith(f"«{path}», dòng 3: không phải JSON (")
    assert refused(read_queries, path, path, CORPUS).startswith(f"«{path}», dòng 3: ")


@pytest.mark.parametrize("line", NO_OBJECT)
def test_a_line_without_the_keys_is_named(tmp_path: Path, line: str) -> None:
    path = put(tmp_path, "kho.jsonl", f'{{"_id": "d1", "text": "a", "gold": []}}\n{line}\n')
    assert refused(read_corpus, path) == f"«{path}», dòng 2: cần đối tượng JSON có các khóa _id, text."
    expected = f"«{path}», dòng 2: cần đối tượng JSON có các khóa _id, text, gold."
    assert refused(read_queries, path, None, CORPUS) == expected


@pytest.mark.parametrize("line", ["5", "null", "true", "1.5"])
def test_a_line_that_is_a_mere_value_is_named(tmp_path: Path, line: str) -> None:
    path = put(tmp_path, "kho.jsonl", f'{{"_id": "d1", "text": "a"}}\n{line}\n')
    assert refused(read_corpus, path).startswith(f"«{path}», dòng 2: ")


PACKED = gzip.compress("".join(f'{{"_id": "{n}", "text": "{n * 7919 % 1009}"}}\n' for n in range(99)).encode())
DAMAGED = {
    "missing": None,
    "no gzip": b"khong phai gzip",
    "cut short": PACKED[:-9],
    "changed": PACKED[:99] + bytes(byte ^ 255 for byte in PACKED[99:199]) + PACKED[199:],
    "wrong sum": PACKED[:-8] + bytes(8),
    "no UTF-8": gzip.compress(b'{"_id": "\xff", "text": ""}'),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "kho.jsonl.gz"
    if data is not None:
        path.write_bytes(data)
    good = put(tmp_path, "hoi.jsonl", ASKED)
    for said in (
        refused(read_corpus, path),
        refused(read_queries, path, None, CORPUS),
        refused(read_queries, good, path, CORPUS),
    ):
        assert said.startswith(f"Không đọc được «{path}» (")
        assert said.endswith("); cần tệp văn bản UTF-8, nén gzip cũng được.")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refused(read_corpus, tmp_path).startswith(f"Không đọc được «{tmp_path}» (")


# Queries and what is relevant to them.


@pytest.mark.parametrize("name", ["hoi.jsonl", "hoi.jsonl.gz"])
def test_relevance_may_stand_beside_the_questions(tmp_path: Path, name: str) -> None:
    path = put(
        tmp_path, name, '{"_id": "q1", "text": "ba?", "gold": [3, "d1"]}\n{"_id": 2, "text": "?", "gold": ["d2"]}\n'
    )
    assert read_queries(path, None, CORPUS) == [Query("q1", "ba?", {"3": 1, "d1": 1}), Query("2", "?", {"d2": 1})]


TREC = "q1 0 d1 1\nq1 0 d2 2\n\nq2\tQ0\td2\t1\n3 0 3 1\n"
BEIR = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t2\nq2\td2\t1\n3\t3\t1\n"


@pytest.mark.parametrize("name", ["qrels.tsv", "qrels.gz"])
@pytest.mark.parametrize("text", [TREC, BEIR, BEIR.split("\n", 1)[1], BEIR.replace("\n", "\r\n"), "\ufeff" + BEIR])
def test_relevance_is_read_as_trec_or_beir_write_it(tmp_path: Path, name: str, text: str) -> None:
    found = read_queries(put(tmp_path, "hoi.jsonl", ASKED), put(tmp_path, name, text), CORPUS)
    assert found == [
        Query("q1", "một?", {"d1": 1, "d2": 2}), Query("q2", "hai?", {"d2": 1}), Query("3", "ba?", {"3": 1}),
    ]  # fmt: skip


def test_qrels_count_and_not_the_field(tmp_path: Path) -> None:
    queries = put(tmp_path, "hoi.jsonl", '{"_id": "q1", "text": "?", "gold": ["d2"]}\n')
    assert read_queries(queries, put(tmp_path, "qrels", "q1 0 d1 1\n"), CORPUS) == [Query("q1", "?", {"d1": 1})]


def test_questions_without_an_answer_in_the_corpus_are_left_out(tmp_path: Path) -> None:
    queries = put(tmp_path, "hoi.jsonl", ASKED)
    text = "q1 0 d1 0\nq1 0 d2 -1\nq2 0 d9 1\nq2 0 d2 1\nq9 0 d1 1\n"
    # What is graded nothing or less is not relevant; what is not in the corpus cannot be found.
    assert read_queries(queries, put(tmp_path, "qrels", text), CORPUS) == [Query("q2", "hai?", {"d2": 1})]


@pytest.mark.parametrize("qrels", ["", "q1 0 d9 1\n", "q1 0 d1 0\n", "q9 0 d1 1\n"])
def test_some_question_must_have_an_answer(tmp_path: Path, qrels: str) -> None:
    queries = put(tmp_path, "hoi.jsonl", ASKED)
    expected = f"«{queries}»: không câu hỏi nào có đoạn trả lời trong kho; hãy kiểm tra mã «_id» và «gold»."
    assert refused(read_queries, queries, put(tmp_path, "qrels", qrels), CORPUS) == expected
    listed = put(
        tmp_path, "hoi.jsonl", '{"_id": "q1", "text": "?", "gold": ["d9"]}\n{"_id": "q2", "text": "?", "gold": []}\n'
    )
    assert refused(read_queries, listed, None, CORPUS) == expected


@pytest.mark.parametrize(
    "line", ["q1 d1", "q1", "q1 0 d1 1 thừa", "q1 0 d1 x", "q1 0 d1 1.5", "q1 0 d1 --1", "q1 0 d1 ²", "q1 0 d1 -"]
)
def test_a_line_of_relevance_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    queries, qrels = put(tmp_path, "hoi.jsonl", ASKED), put(tmp_path, "qrels.gz", f"{TREC}{line}\n{TREC}")
    expected = f"«{qrels}», dòng 6: cần «câu-hỏi 0 đoạn mức» (TREC) hoặc ba cột (BEIR)."
    assert refused(read_queries, queries, qrels, CORPUS) == expected


def test_only_the_first_line_may_be_a_heading(tmp_path: Path) -> None:
    queries, qrels = put(tmp_path, "hoi.jsonl", ASKED), put(tmp_path, "qrels", f"q1 d1 1\n{BEIR}")
    assert refused(read_queries, queries, qrels, CORPUS).startswith(f"«{qrels}», dòng 2: ")


@pytest.mark.parametrize("gold", ['"d1"', "null", '{"d1": 1}', "1"])
def test_relevance_that_is_no_list_is_named(tmp_path: Path, gold: str) -> None:
    text = f'{{"_id": "q1", "text": "?", "gold": ["d1"]}}\n\n{{"_id": "q2", "text": "?", "gold": {gold}}}\n'
    path = put(tmp_path, "hoi.jsonl", text)
    assert refused(read_queries, path, None, CORPUS) == f"«{path}», dòng 3: «gold» phải là danh sách mã đoạn."


# The run file.


def test_a_run_file_has_the_form_of_trec(tmp_path: Path) -> None:
    path = tmp_path / "run.trec"
    path.write_text("cũ", encoding="utf-8")
    queries = [Query("q1", "?", {"d1": 1}), Query("q2", "?", {"d1": 1}), Query("q3", "?", {"d1": 1})]
    write_run(path, "tên", queries, [[("d2", 1.5), ("d1", -0.25)], [], [("3", 1e-9)]])
    assert path.read_text(encoding="utf-8") == (
        "q1 Q0 d2 1 1.500000 tên\nq1 Q0 d1 2 -0.250000 tên\nq3 Q0 3 1 0.000000 tên\n"
    )


def test_every_query_needs_a_ranking(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zip"):
        write_run(tmp_path / "run", "tên", [Query("q1", "?", {"d1": 1})], [])
    assert list(tmp_path.iterdir()) == []


def test_a_run_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "không có" / "run"
    with pytest.raises(LibraryError) as caught:
        write_run(path, "tên", [], [])
    assert str(caught.value).startswith(f"Không ghi được «{path}» (không có tệp hoặc thư mục này)")


def test_a_run_file_is_read_back(tmp_path: Path) -> None:
    chance = random.Random(2)  # noqa: S311
    queries = [Query(f"q{number}", "?", {"d0": 1}) for number in range(20)]
    ranked = [[(f"d{chance.randrange(99)}", chance.random()) for _ in range(chance.randrange(5))] for _ in queries]
    write_run(tmp_path / "run", "tên", queries, ranked)
    found: dict[str, list[tuple[str, float]]] = {}
    for line in (tmp_path / "run").read_text(encoding="utf-8").splitlines():
        query, zero, passage, rank, score, name = line.split(" ")
        assert (zero, name) == ("Q0", "tên")
        found.setdefault(query, []).append((passage, float(score)))
        assert int(rank) == len(found[query])
    expected = {query.id: ranking for query, ranking in zip(queries, ranked, strict=True) if ranking}
    assert {name: [passage for passage, _ in ranking] for name, ranking in found.items()} == {
        name: [passage for passage, _ in ranking] for name, ranking in expected.items()
    }
    for name, ranking in expected.items():
        assert [score for _, score in found[name]] == pytest.approx([score for _, score in ranking], abs=1e-6)
