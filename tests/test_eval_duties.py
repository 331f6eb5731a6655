"""The score of found duties against duties cut by hand, and the gold itself."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from duties_helpers import document

from assistant.duties.duty import Deadline, DeadlineKind, Duty
from assistant.duties.extract import duties_of
from eval.duties import gold, run
from eval.duties.gold import GoldDuty, gold_in, records
from eval.duties.score import explained, overlap, paired, same_deadline, table
from eval.left_out import as_read
from eval.measures import wilson
from ingest.document import Span
from ingest.errors import UserError
from ingest.library import Library
from ingest.settings import Settings

WHOLE = document("Giao Bộ Tài chính rà soát trụ sở trước ngày 31/7/2025; kiểm tra tài sản.")


def by_hand(duty: Duty) -> GoldDuty:
    return GoldDuty(
        duty.task.document,
        duty.task.paragraph,
        duty.task.span,
        frozenset((item.body.lower(), str(item.role)) for item in duty.addressees),
        duty.strength,
        duty.deadline,
    )


def test_duties_are_paired_where_four_fifths_of_their_span_agree() -> None:
    assert overlap(Span(0, 10), Span(0, 8)) == 0.8
    assert overlap(Span(0, 10), Span(20, 30)) == 0
    first, second = duties_of(WHOLE)
    one, other = by_hand(first), by_hand(second)
    shifted = replace(one, span=Span(one.span.start + 20, one.span.end))
    assert [bool(pair.gold and pair.found) for pair in paired([one, other], [first, second])] == [True, True]
    assert [(bool(pair.gold), bool(pair.found)) for pair in paired([shifted], [first])] == [
        (True, False),
        (False, True),
    ]
    elsewhere = replace(one, paragraph=2)
    assert [(bool(pair.gold), bool(pair.found)) for pair in paired([elsewhere], [first])] == [
        (True, False),
        (False, True),
    ]
    assert len(paired([one, one], [first])) == 2  # a duty is found once


def test_each_aspect_is_counted_over_all_duties() -> None:
    first, second = duties_of(WHOLE)
    wrong = replace(by_hand(second), strength="yêu cầu", addressees=frozenset({("bộ công an", "thực hiện")}))
    lines = table("Thử", paired([by_hand(first), wrong], [first, second])).split("\n")
    counts = {line.split(" | ")[0].strip("| "): line.split(" | ")[1:4] for line in lines[2:]}
    assert counts == {
        "nhiệm vụ (khoảng chữ)": ["2", "2", "2"],
        "cơ quan và vai trò": ["1", "2", "2"],
        "thời hạn": ["2", "2", "2"],
        "thời hạn, chỉ nhiệm vụ có nêu": ["1", "1", "1"],
        "mức độ": ["1", "2", "2"],
        "tất cả": ["1", "2", "2"],
    }
    told = explained(paired([by_hand(first), wrong], [first, second]))
    assert told.split("\n")[0] == "1-KL/TW, đoạn 1: khác ở cơ quan và vai trò, mức độ"


def test_deadlines_agree_by_day_or_by_words() -> None:
    date, event = DeadlineKind.DATE, DeadlineKind.EVENT
    assert same_deadline(None, None)
    assert not same_deadline(None, Deadline("trước đại hội", event))
    assert same_deadline(Deadline("trước đại hội", event), Deadline("Trước đại hội đảng bộ cấp xã", event))
    assert not same_deadline(Deadline("trước đại hội", event), Deadline("sau đại hội", event))
    assert not same_deadline(Deadline("trước 1/8", date), Deadline("trước 1/8", event))


def test_wilson_holds_for_shares_near_one() -> None:
    low, high = wilson(69, 69).interval
    assert (round(low, 3), high) == (0.947, 1.0)  # 1 / (1 + z²/n)
    assert str(wilson(0, 0)) == "–"
    low, high = wilson(8, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)  # Wilson 1927, worked by hand


def test_the_gold_of_the_shipped_documents_belongs_to_their_texts(library: Library) -> None:
    found = gold_in(records(gold.SHIPPED), {item.label: item for item in library.documents})
    assert {item.document for item in found} == {"177-KL/TW", "179-KL/TW"}
    assert len(found) > 60


def test_the_shipped_documents_keep_their_score(library: Library) -> None:
    lines = run.report(Settings(library=library.folder), None, explain=False).split("\n")[2:]
    shares = [float(cell.split()[0]) for line in lines for cell in line.strip("| ").split(" | ")[4:]]
    assert len(shares) == 12
    assert min(shares) >= 0.95


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ({"document": "9-KL/TW"}, "«9-KL/TW», đoạn 1, nhưng dữ liệu không có đoạn này"),
        ({"paragraph": 7}, "đoạn 7, nhưng dữ liệu không có đoạn này"),
        ({"task": "rà soát nhà"}, "không có nguyên văn nhiệm vụ «rà soát nhà»"),
        ({"task": "rà"}, ""),
        ({"task": "tr"}, "«tr» có nhiều lần; hãy ghi thêm «start»"),
        ({"hash": "000000000000", "start": 0, "end": 4}, "đoạn 1 đã thay đổi"),
    ],
)
def test_gold_that_does_not_belong_to_a_text_is_refused(line: dict[str, object], complaint: str) -> None:
    record = {"document": "1-KL/TW", "paragraph": 1, "task": "rà soát trụ sở", "addressees": [], "strength": "", **line}
    if not complaint:
        assert gold_in([record], {"1-KL/TW": WHOLE})[0].span == Span(18, 20)
        return
    with pytest.raises(UserError, match=complaint):
        gold_in([record], {"1-KL/TW": WHOLE})


def test_gold_without_words_points_into_its_paragraph() -> None:
    record = {
        "document": "1-KL/TW", "paragraph": 1, "start": 18, "end": 32, "hash": WHOLE.paragraph(1).content_hash,
        "addressees": [{"body": "Bộ Tài chính", "role": "thực hiện"}], "strength": "giao",
        "deadline": {"text": "trước ngày 31/7/2025", "kind": "date", "date": "2025-07-31"},
    }  # fmt: skip
    (found,) = gold_in([record], {"1-KL/TW": WHOLE})
    assert found.span.of(WHOLE.paragraph(1).text) == "rà soát trụ sở"
    assert found.addressees == {("bộ tài chính", "thực hiện")}


def test_a_gold_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không đọc được"):
        records(tmp_path / "vang-mat.jsonl")
    broken = tmp_path / "hong.jsonl"
    broken.write_text(json.dumps({"a": 1}) + "\n[]x\n", encoding="utf-8")
    with pytest.raises(UserError, match="không phải JSON"):
        records(broken)


def test_others_are_read_from_the_data_folder(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Ban Bí thư kết luận như sau và giao việc cho các bộ.\n\nGiao Bộ Tài chính rà soát trụ sở trong năm 2025.\n"
    held = as_read("abc", text)
    paragraph = next(item for item in held.paragraphs if item.text.startswith("Giao"))
    record = {
        "document": "abc", "paragraph": paragraph.number, "start": 18, "end": 46, "hash": paragraph.content_hash,
        "addressees": [{"body": "Bộ Tài chính", "role": "thực hiện"}], "strength": "giao",
        "deadline": {"text": "trong năm 2025", "kind": "date", "date": "2025-12-31"},
    }  # fmt: skip
    (tmp_path / "others.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    for name in ("OTHERS", "FRESH"):
        monkeypatch.setattr(run, name, tmp_path / "others.jsonl")
    monkeypatch.setattr(run, "party_texts", lambda _: [("abc", text), ("xyz", "Văn bản khác.")])
    report = run.report(Settings(library=library.folder), tmp_path, explain=True)
    assert "| Kết luận 126, 157 | đúng |" in report
    assert report.count("| tất cả |") == 3
