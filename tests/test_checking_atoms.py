"""Facts of a sentence in a form that can be compared: numbers, dates, documents, bodies, strengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking.atoms import Atom, Sort, agrees, atoms
from assistant.checking.quantities import value_of
from ingest.document import Span
from ingest.text import compose, fold


def facts(text: str) -> list[tuple[str, str]]:
    plain = (Sort.PLAIN, Sort.NEUTRAL)
    return [(atom.sort.value, atom.span.of(text)) for atom in atoms(text) if atom.sort not in plain]


def concept(text: str) -> str:
    (found,) = [atom.concept for atom in atoms(text) if atom.sort not in (Sort.PLAIN, Sort.NEUTRAL)]
    return found


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("mười", 10),
        ("mười một", 11),
        ("hai mươi mốt", 21),
        ("hai mươi tư", 24),
        ("ba mươi lăm", 35),
        ("hai trăm năm mươi", 250),
        ("ba trăm linh năm", 305),
        ("một nghìn hai trăm lẻ năm", 1205),
        ("ba triệu", 3_000_000),
        ("hai tỷ năm trăm triệu", 2_500_000_000),
        ("hai nghìn không trăm hai mươi lăm", 2025),
        ("năm", None),
        ("không", None),
        ("hai ba", None),
        ("linh năm", None),
    ],
)
def test_numbers_in_words(words: str, value: int | None) -> None:
    assert value_of(words.split()) == value


@pytest.mark.parametrize(
    "same",
    [
        ("300 đại biểu", "ba trăm đại biểu"),
        ("1.205 người", "1205 người", "một nghìn hai trăm linh năm người"),
        ("30 ngày", "ba mươi ngày"),
        ("12,5%", "12,5 %"),
        ("02 cấp", "2 cấp", "hai cấp"),
        ("ngày 31/7/2025", "31-7-2025", "31.07.2025", "ngày 31 tháng 7 năm 2025", "31 tháng 07/2025"),
        ("ngày 31 tháng 7", "ngày ba mươi mốt tháng bảy", "31/7", "hôm 31/07"),
        ("mùng 2 tháng 9", "mồng hai tháng chín", "2/9"),
        ("tháng 7/2025", "tháng 7 năm 2025"),
        ("quý III/2025", "quý 3 năm 2025"),
        ("2025-2030", "2025 - 2030"),
        ("lần thứ XIV", "lần thứ 14"),
        ("Kết luận 179-KL/TW", "kết luận số 179-KL/TW", "179-KL/TW", "KL 179/KL/TW"),
        ("Kế hoạch 02-KH/BCĐTW", "02-KH/BCĐTW"),
        ("quy định 294", "Quy định số 294"),
        ("Bộ Khoa học và Công nghệ", "Bộ KH&CN", "bộ khoa học công nghệ"),
        ("UBND", "uỷ ban nhân dân", "Ủy ban nhân dân"),
        ("tỉnh uỷ", "Thành ủy"),
        ("bộ, ngành", "các bộ, ngành"),
        ("yêu cầu", "chỉ đạo", "giao nhiệm vụ"),
        ("tối đa", "không quá", "không vượt quá"),
    ],
)
def test_what_says_the_same_has_the_same_concept(same: tuple[str, ...]) -> None:
    assert len({concept(text) for text in same}) == 1


@pytest.mark.parametrize(
    "different",
    [
        ("300", "301", "3000", "300%", "300 ngày", "300 triệu"),
        ("31/7", "30/7", "31/8", "tháng 7", "31/7/2024"),
        ("2025-2030", "2026-2031"),
        ("quý III/2025", "quý IV/2025"),
        ("Kết luận 179", "Kết luận 177", "Chỉ thị 179", "Quy định 179"),
        ("Bộ Công an", "Bộ Tư pháp", "Sở Tư pháp"),
        ("Ban Bí thư", "Bí thư", "phó bí thư", "Thường trực Ban Bí thư"),
        ("cấp xã", "cấp tỉnh", "cấp huyện"),
        ("yêu cầu", "đề nghị", "khuyến khích", "cho phép", "có thể"),
        ("không quá", "ít nhất", "khoảng", "trên", "dưới"),
        ("trước", "sau"),
        ("phê bình", "nhắc nhở", "kỷ luật", "biểu dương"),
    ],
)
def test_what_says_another_thing_has_another_concept(different: tuple[str, ...]) -> None:
    assert len({concept(text) for text in different}) == len(different)


def test_each_fact_has_its_sort_and_words() -> None:
    text = "Ông Trần Cẩm Tú yêu cầu Bộ Tài chính, UBND cấp xã hoàn thành không quá 300 việc trước ngày 31/7/2025."
    assert facts(text) == [
        ("person", "Trần Cẩm Tú"), ("strength", "yêu cầu"), ("body", "Bộ Tài chính"), ("body", "UBND"),
        ("level", "cấp xã"), ("limit", "không quá"), ("number", "300"), ("limit", "trước"), ("date", "ngày 31/7/2025"),
    ]  # fmt: skip


def test_both_ends_of_a_range_are_dates_of_its_month() -> None:
    for text in ("từ 25 đến 27/7", "25-27/7", "từ ngày 25 đến ngày 27 tháng 7"):
        assert [atom.concept for atom in atoms(text) if atom.sort is Sort.DATE] == ["25/7/?", "27/7/?"]


@pytest.mark.parametrize(
    "text",
    ["một cách nghiêm túc", "năm nay", "bàn giao hồ sơ", "không gian mạng", "hạ tầng cơ sở", "nhu cầu", "kết luận"],
)
def test_words_that_only_look_like_facts_are_none(text: str) -> None:
    assert facts(text) == []


def test_one_counts_where_something_is_counted() -> None:
    assert facts("cử một đồng chí") == [("number", "một")]


@pytest.mark.parametrize(
    ("mine", "theirs", "agree"),
    [
        ("31/7", "ngày 31/7/2025", True),
        ("tháng 7", "ngày 31/7/2025", True),
        ("năm 2025", "ngày 31/7/2025", True),
        ("31/7/2024", "ngày 31/7/2025", False),
        ("năm 2024", "ngày 31/7/2025", False),
        ("năm 2025", "2025-2030", True),
        ("năm 2026", "2025-2030", False),
        ("Kết luận 179", "Kết luận 179-KL/TW", True),
        ("Kết luận 179-KL/TU", "Kết luận 179-KL/TW", False),
        ("30", "30 ngày", True),
        ("30 tháng", "30 ngày", False),
        ("30 ngày", "30", False),
    ],
)
def test_what_one_leaves_open_the_other_may_say(mine: str, theirs: str, agree: bool) -> None:
    (one,), (other,) = atoms(mine), atoms(theirs)
    assert one.sort is other.sort
    assert agrees(one, other) is agree


PIECES = "31 / 7 - . tháng ngày năm Kết luận KL TW hai mươi % , 2025 Bộ"


@given(st.text() | st.lists(st.sampled_from([*PIECES.split(), " "])).map("".join))
def test_atoms_stand_in_order_apart_and_hold_words(text: str) -> None:
    composed = compose(text)
    end = 0
    for atom in atoms(composed):
        assert end <= atom.span.start < atom.span.end <= len(composed)
        assert atom.concept
        end = atom.span.end


@given(st.text())
def test_every_word_is_in_an_atom(text: str) -> None:
    composed = compose(text)
    covered = {at for atom in atoms(composed) for at in range(atom.span.start, atom.span.end)}
    letters = {at for at, letter in enumerate(fold(composed)) if letter.isalnum()}
    assert letters <= covered


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1990, 2060))
def test_a_date_is_the_same_in_any_form(day: int, month: int, year: int) -> None:
    forms = (f"{day}/{month}/{year}", f"{day:02}-{month:02}-{year}", f"ngày {day} tháng {month} năm {year}")
    expected = f"{day}/{month}/{year}"
    assert [atoms(form) for form in forms] == [[Atom(expected, Sort.DATE, Span(0, len(form)))] for form in forms]
