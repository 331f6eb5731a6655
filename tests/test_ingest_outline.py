"""Outlines of party documents written by hand; the texts lie outside the project."""

import gzip
import json
from functools import cache
from pathlib import Path

import pytest
from ingest_outline_helpers import assembled, clean_lines, golden, marked, outline, vi

from ingest import layout
from ingest.settings import PROJECT
from ingest.structure import Body, parse

TEXTS = PROJECT.parent / "shared" / "data" / "party" / "party_full_texts.jsonl.gz"
LAWS = TEXTS.with_name("laws_110.jsonl.gz")
OUTLINES = sorted((Path(__file__).parent / "golden" / "outlines").glob("*.txt"))
needs_texts = pytest.mark.skipif(not TEXTS.is_file(), reason=f"no party documents in {TEXTS}")
needs_laws = pytest.mark.skipif(not LAWS.is_file(), reason=f"no laws in {LAWS}")


def records(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


@cache
def texts() -> list[str]:
    return records(TEXTS)


def body(number: int) -> Body:
    return parse(layout.assembled(clean_lines(texts()[number], wrapped=True)))


def test_there_are_at_least_eight_outlines() -> None:
    assert len(OUTLINES) >= 8
    assert all(len(golden(path)) > 10 for path in OUTLINES)


@needs_texts
@pytest.mark.parametrize("path", OUTLINES, ids=lambda path: path.stem)
def test_every_marker_is_found_with_its_level(path: Path) -> None:
    expected, found = golden(path), marked(body(int(path.stem)))
    assert (sorted(map(vi, expected - found)), sorted(map(vi, found - expected))) == ([], [])


@needs_texts
@pytest.mark.parametrize("number", range(20))
def test_paths_are_unique_and_stable(number: int) -> None:
    first, second = body(number), body(number)
    assert first == second
    if any(outline(first)):
        assert len(set(outline(first))) == len(first.paragraphs)


@needs_laws
def test_the_articles_of_the_laws_are_found_in_sequence() -> None:
    complete, findings, laws = 0, 0, records(LAWS)
    for text in laws:
        found = parse(assembled(*text.split("\n")))
        articles = {step.label for path in marked(found) for step in path if str(step.level) == "điều"}
        numbers = sorted(int(label) for label in articles if label.isdigit())
        complete += bool(numbers) and numbers == list(range(1, len(numbers) + 1))
        findings += len(found.findings)
    assert complete >= 0.93 * len(laws)  # the text of six lacks articles
    assert findings <= 0.7 * len(laws)


def test_the_mark_of_a_footnote_behind_a_number() -> None:
    units = ["Điều 4. Nguyên tắc", "1. Báo cáo kết quả.", "2.17 Đối với ban kiểm soát thì như trên.", "3.18 Kiểm tra."]
    assert outline(parse(assembled(*units))) == [f"điều 4 / khoản {number}" for number in "123"]


def test_decimals_are_no_marks_of_footnotes() -> None:
    decimals = ["Điều 4. Nguyên tắc", "1. Báo cáo kết quả.", "2.1 Kiểm tra.", "2.6 Giám sát.", "2.7 Đánh giá."]
    assert not {"điều 4 / khoản 2", "điều 4 / khoản 2 (lần 2)"} & {*outline(parse(assembled(*decimals)))}


def test_the_marks_of_footnotes_count_up() -> None:
    units = ["Điều 4. Nguyên tắc", "1. Báo cáo.", "2.17 Kiểm tra.", "Điều 5. Tổ chức", "1. Báo cáo.", "2.6 Kiểm tra."]
    assert "điều 4 / khoản 2" in outline(parse(assembled(*units)))
    assert "điều 5 / khoản 2" not in outline(parse(assembled(*units)))
