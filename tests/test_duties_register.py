"""The register: who is included in what, filters, the table, two documents compared, documents that are lacking."""

import datetime
import json
from pathlib import Path

import pytest
from duties_helpers import clause_path, document

from assistant.duties.compare import NO_OTHER, NONE, compared
from assistant.duties.compare import shown as comparison
from assistant.duties.duty import NO_ADDRESSEE, NO_DEADLINE, Duty
from assistant.duties.extract import duties_of
from assistant.duties.members import BodyLevel, bodies_of, levels, reach, readings
from assistant.duties.missing import missing
from assistant.duties.missing import shown as lacking
from assistant.duties.register import Sieve, day_in, register, sift
from assistant.duties.table import table
from ingest.document import DocumentType
from ingest.library import Library

GOLDEN = Path(__file__).parent / "golden" / "duties"


def duty_of(text: str) -> Duty:
    (duty,) = duties_of(document(text))
    return duty


@pytest.mark.parametrize("label", ["177-KL/TW", "179-KL/TW"])
def test_the_shipped_documents_give_the_golden_duties(library: Library, label: str) -> None:
    lines = (GOLDEN / f"{label.replace('/', '-')}.jsonl").read_text(encoding="utf-8").splitlines()
    made = []
    for duty in duties_of(library.find(label)):
        record = duty.to_json()
        citation = record.pop("citation")
        assert record.pop("source") == "tin báo chí"
        made.append({"paragraph": citation["paragraph"], "start": citation["start"], **record})
    assert made == [json.loads(line) for line in lines]
    assert len(made) > 30


@pytest.mark.parametrize(
    ("text", "asked", "by", "collective"),
    [
        ("Giao Bộ Tài chính rà soát.", "Bộ Tài chính", "Bộ Tài chính", False),
        ("Giao Bộ Tài chính rà soát.", "bo tai chinh", "Bộ Tài chính", False),
        ("Giao các bộ, ngành rà soát.", "Bộ Tài chính", "các bộ", True),
        ("Giao các bộ, ngành rà soát.", "Ngân hàng Nhà nước", "ngành", True),
        ("Giao các tỉnh uỷ, thành uỷ rà soát.", "Tỉnh ủy Nghệ An", "các tỉnh uỷ", True),
        ("Giao các tỉnh uỷ, thành uỷ rà soát.", "thành ủy", "thành uỷ", False),
        ("Giao các cấp uỷ, tổ chức đảng trực thuộc Trung ương rà soát.", "tỉnh ủy Nghệ An", "các cấp uỷ", True),
        ("Giao Ban Tổ chức Trung ương rà soát.", "Ban Tổ chức", "Ban Tổ chức Trung ương", False),
        ("Yêu cầu các địa phương rà soát.", "UBND xã Kim Liên", "các địa phương", True),
        ("Giao Bộ Tài chính chủ trì, phối hợp với các bộ liên quan rà soát.", "Bộ Tài chính", "Bộ Tài chính", False),
    ],
)
def test_a_duty_reaches_a_body_by_its_name_or_by_a_collective(text: str, asked: str, by: str, collective: bool) -> None:
    (name,) = readings(asked)
    found = reach(duty_of(text), name)
    assert found is not None
    assert (found.by, found.collective) == (by, collective)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Giao Bộ Tài chính rà soát.", "Bộ Tư pháp"),
        ("Giao Đảng ủy Chính phủ rà soát.", "Chính phủ"),
        ("Giao các cơ quan liên quan rà soát.", "Bộ Tài chính"),  # which ones nobody knows
        ("Giao các cấp uỷ, tổ chức đảng trực thuộc Trung ương rà soát.", "Đảng ủy xã Kim Liên"),
        ("Giao các tỉnh uỷ rà soát.", "Bộ Tài chính"),
        ("Khẩn trương rà soát.", "Bộ Tài chính"),
    ],
)
def test_a_duty_reaches_nobody_else(text: str, asked: str) -> None:
    assert reach(duty_of(text), asked) is None


def test_an_abbreviation_with_two_readings_means_both() -> None:
    assert readings("BTC") == readings("btc") == ("Bộ Tài chính", "Ban Tổ chức Trung ương")
    assert readings("DUCP") == ("Đảng ủy Chính phủ",)
    assert readings("Bộ Y tế") == ("Bộ Y tế",)


def test_what_ends_a_list_of_bodies_is_said_of_all() -> None:
    duty = duty_of("Yêu cầu các cơ quan, ban, bộ, ngành ở Trung ương đánh giá tình hình.")
    assert bodies_of(duty) == ["các cơ quan ở Trung ương", "ban ở Trung ương", "bộ ở Trung ương", "ngành ở Trung ương"]
    assert [item.body for item in duty.addressees] == ["các cơ quan", "ban", "bộ", "ngành ở Trung ương"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Bộ Tài chính", {BodyLevel.CENTRAL}),
        ("Chính phủ", {BodyLevel.CENTRAL}),
        ("các tỉnh uỷ", {BodyLevel.PROVINCE}),
        ("các địa phương", {BodyLevel.PROVINCE, BodyLevel.COMMUNE}),
        ("Ủy ban nhân dân cấp xã", {BodyLevel.COMMUNE}),
        ("cấp uỷ triệu tập đại hội", set()),
    ],
)
def test_levels(body: str, expected: set[BodyLevel]) -> None:
    assert levels(body) == expected


TEXTS = (
    "Giao Bộ Tài chính rà soát trụ sở trước ngày 31/7/2025.",
    "Yêu cầu các tỉnh uỷ bố trí nhà công vụ trước ngày 31/8/2025.",
    "Đẩy mạnh truyền thông.",
)
PATHS = {position: clause_path(str(position)) for position in range(1, 4)}


@pytest.mark.parametrize(
    ("sieve", "paragraphs"),
    [
        (Sieve(), [1, 2, 3]),
        (Sieve(body="Bộ Tài chính"), [1]),
        (Sieve(body="bo tu phap"), []),
        (Sieve(until=datetime.date(2025, 7, 31)), [1]),
        (Sieve(until=datetime.date(2025, 7, 30)), []),
        (Sieve(level=BodyLevel.PROVINCE), [2]),
        (Sieve(topic="nhà công vụ"), [2]),
        (Sieve(topic="việc bố trí nha"), []),  # typed with marks, words are compared with theirs
        (Sieve(topic="nha cong vu"), [2]),
        (Sieve(body="Tỉnh ủy Nghệ An", topic="nhà", until=datetime.date(2025, 9, 1), level=BodyLevel.PROVINCE), [2]),
    ],
)
def test_the_register_is_sifted(sieve: Sieve, paragraphs: list[int]) -> None:
    entries = register([document(*TEXTS, paths=PATHS)], sieve)
    assert [entry.duty.task.paragraph for entry in entries] == paragraphs


def test_the_table_says_what_is_not_said_and_by_which_collective() -> None:
    whole = document(*TEXTS, paths=PATHS)
    everything = table(register([whole], Sieve()))
    assert NO_DEADLINE in everything
    assert NO_ADDRESSEE in everything
    assert "(31/07/2025)" in everything
    one = " ".join(table(register([whole], Sieve(body="Tỉnh ủy Nghệ An"))).replace("|", " ").split())
    assert "theo «các tỉnh uỷ»]" in one


def test_json_says_by_which_collective_a_duty_applies() -> None:
    (entry,) = sift([duty_of("Giao các bộ rà soát.")], Sieve(body="btc"))
    record = entry.to_json()
    assert record["applies_by"] == [
        {"asked": "Bộ Tài chính", "body": "các bộ", "role": "thực hiện", "collective": True}
    ]
    assert "applies_by" not in sift([entry.duty], Sieve())[0].to_json()


@pytest.mark.parametrize("text", ["2025-07-31", "31/7/2025", "31-07-2025", " 31.7.2025 "])
def test_a_day_may_be_typed_in_several_ways(text: str) -> None:
    assert day_in(text) == datetime.date(2025, 7, 31)


@pytest.mark.parametrize("text", ["31/2/2025", "mai", "", "2025"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|day"):
        day_in(text)


def test_two_documents_are_compared_under_common_topics_and_addressees() -> None:
    first = duties_of(document(
        "Giao các tỉnh uỷ bố trí số lượng biên chế cấp xã.", "Giao Bộ Tài chính rà soát tài sản.",
        "Giao Bộ Tư pháp thẩm định văn bản.", number="1-KL/TW", paths=PATHS,
    ))  # fmt: skip
    second = duties_of(document(
        "Giao các tỉnh uỷ tính số lượng biên chế cấp xã đầy đủ.", "Giao Bộ Y tế mua thuốc chữa bệnh.",
        "Giao các tỉnh uỷ mở lớp học.", number="2-KL/TW", paths=PATHS,
    ))  # fmt: skip
    topics = compared(first, second)
    assert (topics[0].name, len(topics[0].first), len(topics[0].second)) == ("số lượng biên chế cấp xã", 1, 1)
    rest = {topic.name: topic for topic in topics[1:]}
    assert list(rest) == [
        f"Nhiệm vụ khác của {body}" for body in ("Bộ Tài chính", "Bộ Tư pháp", "Bộ Y tế", "các tỉnh uỷ")
    ]
    text = comparison(topics, "Một", "Hai")
    assert (
        f"2. Nhiệm vụ khác của Bộ Tài chính\n   Một:\n   • Bộ Tài chính – giao; {NO_DEADLINE}: “rà soát tài sản” "
        in text
    )
    assert f"\n   Hai: {NONE}\n" in text
    assert f"5. Nhiệm vụ khác của các tỉnh uỷ\n   Một: {NO_OTHER}\n" in text
    assert {id(duty) for topic in topics for duty in (*topic.first, *topic.second)} == set(map(id, (*first, *second)))


def test_comparing_with_a_document_without_duties_is_silence() -> None:
    first = duties_of(document(*TEXTS))
    assert all(not topic.second for topic in compared(first, ()))
    assert compared((), ()) == []


def test_documents_that_the_library_lacks_are_named_with_their_places(library: Library) -> None:
    found = {item.name: item for item in missing(library.documents, library.documents)}
    assert list(found) == ["Kế hoạch 56-KH/BCĐ", "Kết luận 139", "Quy định 294", "Chỉ thị 45"]
    assert [place.locator for place in found["Kế hoạch 56-KH/BCĐ"].places] == [
        "Kết luận 177-KL/TW, đoạn 2",
        "Kết luận 179-KL/TW, đoạn 15",
    ]
    assert "1. Kế hoạch 56-KH/BCĐ\n   • “Theo đó Bộ Chính trị" in lacking(list(found.values()))


def test_a_document_of_the_library_is_not_lacking_and_two_of_one_serial_are_two() -> None:
    held = document("Căn cứ Kết luận số 2-KL/TW.", number="1-KL/TW")
    other = document("Không có gì.", number="2-KL/TW")
    assert missing([held], [held, other]) == []
    decrees = document(
        "Thực hiện Nghị định số 30/2020/NĐ-CP và Nghị định số 30/2021/NĐ-CP.", kind=DocumentType.OFFICIAL_LETTER,
        number="5-CV/TU",
    )  # fmt: skip
    assert [item.name for item in missing([decrees], [decrees])] == [
        "Nghị định 30/2020/NĐ-CP",
        "Nghị định 30/2021/NĐ-CP",
    ]
