"""What each part of the checker sees: facts in their places, who charges whom, denials and opposites, words put in."""

from collections.abc import Callable

import pytest
from checking_helpers import document

from assistant.checking import facts, gaps, polarity
from assistant.checking.atoms import Sort, atoms
from assistant.checking.roles import Part, charges, parts_of
from assistant.checking.slots import Line, likeness
from assistant.checking.sources import Source, Sources
from assistant.checking.wordlists import shipped
from assistant.checking.words import Words
from ingest.library import Library

Places = Callable[[str, int], Source]


@pytest.fixture(scope="module")
def place(library: Library) -> Places:
    def of(label: str, number: int) -> Source:
        held = document(library, label)
        return Source(held, held.paragraph(number))

    return of


# --- which fact stands where


def test_a_fact_is_known_by_what_stands_around_it() -> None:
    one = Line.of(atoms("trên 250 tổ chức đảng trực thuộc được phân bổ không quá 300 đại biểu"))
    numbers = [at for at, atom in enumerate(one.atoms) if atom.sort is Sort.NUMBER]
    same = Line.of(atoms("đảng bộ có trên 250 tổ chức đảng trực thuộc"))
    (place_,) = [at for at, atom in enumerate(same.atoms) if atom.sort is Sort.NUMBER]
    near, far = (likeness(same.around(place_), one.around(at)) for at in numbers)
    assert 0 <= far < near <= 1


def test_a_line_holds_no_neutral_words() -> None:
    assert [atom.concept for atom in Line.of(atoms("việc của các xã")).atoms] == ["xa"]


def test_likeness_is_one_with_itself_and_nothing_with_nothing() -> None:
    around = Line.of(atoms("Bộ Tài chính cấp kinh phí sửa trụ sở")).around(0)
    assert likeness(around, around) == 1.0
    assert likeness(around, {}) == 0.0
    assert likeness({}, around) == 0.0


@pytest.mark.parametrize(
    ("label", "number", "sentence", "expected"),
    [
        ("177-KL/TW", 9, "Ban thường vụ các tỉnh ủy, thành ủy thực hiện 11 nội dung.", []),
        ("177-KL/TW", 9, "Ban thường vụ các tỉnh ủy, thành ủy thực hiện mười một nội dung.", []),
        ("177-KL/TW", 9, "Ban thường vụ các tỉnh ủy, thành ủy thực hiện 12 nội dung.", [("number", "12", "11")]),
        ("177-KL/TW", 17, "Đảng bộ cấp xã có trên 280 tổ chức đảng trực thuộc được phân bổ không quá 300 đại biểu.",
         [("number", "280", "250")]),
        ("177-KL/TW", 17, "Đảng bộ cấp xã có trên 300 tổ chức đảng trực thuộc được phân bổ không quá 250 đại biểu.",
         [("number", "300", "250"), ("number", "250", "300")]),
        ("177-KL/TW", 17, "Đảng bộ cấp xã có trên 250 tổ chức đảng trực thuộc được phân bổ ít nhất 300 đại biểu.",
         [("strength", "ít nhất", "không quá")]),
        ("177-KL/TW", 18, "Việc ban hành quy định hoàn thành trước ngày 31/8/2025.",
         [("date", "ngày 31/8/2025", "ngày 31-7-2025")]),
        ("177-KL/TW", 11, "Tham gia chi bộ quân sự cùng cấp theo quy định 249 của Ban Chấp hành Trung ương Đảng.",
         [("document", "quy định 249", "quy định 294")]),
        ("177-KL/TW", 1, "Thường trực Ban Bí thư Trần Văn Tú vừa ký ban hành kết luận số 177.",
         [("body", "Trần Văn Tú", "Trần Cẩm Tú")]),
    ],
)  # fmt: skip
def test_a_fact_that_differs_is_told_with_what_stands_in_its_place(
    place: Places, label: str, number: int, sentence: str, expected: list[tuple[str, str, str]]
) -> None:
    found = facts.deviations(sentence, Line.of(atoms(sentence)), place(label, number))
    assert [(str(item.kind), item.found, item.source) for item in found] == expected


def test_what_the_document_says_of_itself_counts_as_said(place: Places) -> None:
    sentence = "Kết luận 177-KL/TW ngày 11/7/2025 yêu cầu rà soát, lựa chọn cán bộ cấp tỉnh."
    assert list(facts.deviations(sentence, Line.of(atoms(sentence)), place("177-KL/TW", 12))) == []


# --- who charges whom


def parts(text: str) -> dict[str, set[Part]]:
    return {body: found for body, found in parts_of(charges(text, atoms(text))).items() if found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bộ Công an chủ trì, phối hợp với Bộ Tư pháp triển khai",
         {"bộ công an": {Part.LEADS}, "bộ tư pháp": {Part.SUPPORTS}}),
        ("giao Bộ Tài chính hướng dẫn", {"bộ tài chính": {Part.TAKES}}),
        ("Bộ Tài chính được giao hướng dẫn", {"bộ tài chính": {Part.TAKES}}),
        ("Bộ Chính trị yêu cầu Bộ Tài chính báo cáo", {"bo chinh tri": {Part.GIVES}, "bộ tài chính": {Part.TAKES}}),
        ("Bộ Chính trị, Ban Bí thư yêu cầu", {"bo chinh tri": {Part.GIVES}, "ban bi thu": {Part.GIVES}}),
        ("Bộ Tài chính họp", {}),
    ],
)  # fmt: skip
def test_the_part_of_a_body_is_read_from_the_words_beside_it(text: str, expected: dict[str, set[Part]]) -> None:
    assert parts(text) == expected


# --- denials, opposites, firmness


def turned(sentence: str, source: Source) -> list[tuple[str, str]]:
    return [(item.found, item.source) for item in polarity.turned(sentence, source, shipped())]


@pytest.mark.parametrize(
    ("label", "number", "sentence", "said"),
    [
        ("179-KL/TW", 11, "Bộ Công an không chủ trì việc này.", "không chủ trì"),
        ("177-KL/TW", 3, "Hạn chế công tác truyền thông chính sách.", "Hạn chế"),
        ("177-KL/TW", 16, "Dừng bổ sung cán bộ các cơ quan chuyên môn.", "Dừng"),
        ("177-KL/TW", 6, "Chậm trễ xử lý vướng mắc phát sinh.", "Chậm trễ"),
    ],
)
def test_what_is_denied_taken_back_or_turned_round_is_told(
    place: Places, label: str, number: int, sentence: str, said: str
) -> None:
    found = turned(sentence, place(label, number))
    assert any(said in mine for mine, _ in found)
    assert all(theirs in place(label, number).paragraph.text for _, theirs in found)


@pytest.mark.parametrize(
    ("label", "number", "sentence"),
    [
        ("177-KL/TW", 17, "Được phân bổ không quá 300 đại biểu."),
        ("177-KL/TW", 6, "Không để chậm trễ việc xử lý vướng mắc phát sinh."),
        ("177-KL/TW", 20, "Dịch vụ công không phụ thuộc địa giới hành chính."),
        ("177-KL/TW", 3, "Đẩy mạnh công tác truyền thông chính sách."),
    ],
)
def test_what_only_looks_like_a_denial_is_none(place: Places, label: str, number: int, sentence: str) -> None:
    assert turned(sentence, place(label, number)) == []


def test_a_word_that_weakens_is_told_where_the_text_has_none(place: Places) -> None:
    source = place("177-KL/TW", 12)
    found = list(polarity.weakened("Phấn đấu rà soát, lựa chọn cán bộ cấp tỉnh về cấp xã.", source, shipped()))
    assert [(str(item.kind), item.found, item.source) for item in found] == [("strength", "Phấn đấu", "")]
    assert list(polarity.weakened("Rà soát, lựa chọn cán bộ cấp tỉnh về cấp xã.", source, shipped())) == []


def test_the_longest_phrase_of_a_list_is_read() -> None:
    words = Words.of("không được chậm trễ, rồi chậm")
    among = frozenset(("chậm", "chậm trễ"))
    assert [phrase.text for phrase in words.phrases(among)] == ["chậm trễ", "chậm"]
    assert words.quoted(2, 4) == "chậm trễ"


# --- words that the paragraph lacks


def read(sentence: str, source: Source) -> gaps.Reading:
    return gaps.read(sentence, atoms(sentence), source, shipped())


def test_the_text_itself_is_held_whole_and_has_no_gap(place: Places) -> None:
    source = place("177-KL/TW", 16)
    reading = read(source.paragraph.text, source)
    assert reading.share == 1.0
    assert list(reading.gaps()) == []


def test_words_put_in_are_a_gap_with_nothing_in_its_place(place: Places) -> None:
    source = place("177-KL/TW", 12)
    text = "Chịu trách nhiệm rà soát, lựa chọn, sắp xếp cán bộ cấp tỉnh có bằng lái máy bay về cấp xã."
    reading = read(text, source)
    assert reading.share < 1.0
    (gap,) = reading.gaps()
    assert "máy bay" in reading.words.quoted(gap.start, gap.end)
    assert gap.size >= 2


def test_a_synonym_and_plain_speech_leave_no_gap(place: Places) -> None:
    source = place("177-KL/TW", 6)
    assert list(read("Kịp thời giải quyết vướng mắc nảy sinh.", source).gaps()) == []


def test_a_sentence_on_something_else_is_hardly_held(place: Places) -> None:
    reading = read("Đội bóng đá của huyện giành huy chương vàng.", place("177-KL/TW", 12))
    assert reading.share < 0.3


# --- which paragraph


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Bộ Công an lo dữ liệu hộ tịch cùng Bộ Tư pháp.", "179-KL/TW#11"),
        ("Các tỉnh ủy, thành ủy phải làm 11 nội dung.", "177-KL/TW#9"),
        ("Địa phương chậm kiện toàn nhân sự chủ chốt bị phê bình.", "179-KL/TW#12"),
    ],
)
def test_the_paragraph_of_a_sentence_comes_first(library: Library, sentence: str, label: str) -> None:
    sources = Sources(library.documents)
    line = Line.of(atoms(sentence))
    near = sources.near(sentence)
    assert max(near, key=lambda source: sources.share(sentence, line, source)).label == label


def test_shares_lie_between_none_and_all(library: Library) -> None:
    sources = Sources(library.documents)
    for source in sources.sources:
        assert sources.share(source.paragraph.text, source.line, source) == pytest.approx(1.0)
        assert 0 <= sources.share("Trời mưa to.", Line.of(atoms("Trời mưa to.")), source) <= 1


def test_nothing_shared_nothing_near(library: Library) -> None:
    assert Sources(library.documents).near("xyz zyx") == []
    assert Sources(()).near("Bộ Tài chính báo cáo") == []


def test_a_paragraph_says_what_its_synonyms_and_its_document_say(place: Places) -> None:
    source = place("177-KL/TW", 6)
    assert source.says("xử lý", shipped())
    assert source.says("giải quyết", shipped())
    assert not source.says("bãi bỏ", shipped())
    assert source.says("kết luận", shipped())  # its document is one
