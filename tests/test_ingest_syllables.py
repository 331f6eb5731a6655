"""Which words can be Vietnamese, and what a text's share of them says."""

import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.syllables import Verdict, counts, is_possible, is_possible_unmarked, judged, possible_share, stands_alone

_LEXICON = Path(__file__).parents[2] / "shared/data/lexicon/viet74k.txt"
_PROSE = (
    "Bộ Chính trị, Ban Bí thư yêu cầu các cấp uỷ, tổ chức đảng trực thuộc Trung ương tiếp tục khẩn trương, quyết liệt "
    "hoàn thiện hệ thống văn bản; giữ gìn kỷ luật, kỷ cương; khuyến khích người giỏi, nghiêm khắc với việc quấy nhiễu."
)


_POSSIBLE = """
hoà hòa uỷ ủy quý quốc Quỳnh khuya khuỷu nghiêng nghiệp giếng gì gìn giữ giục quyết ngoằn thuở yêu ý ỉa khoá khóa
TRƯƠNG Đắk Krông Kạn pin boong xoong huếch nguyệt luỹ lũy toàn tòan qủa ưu ươn ðảng
"""
_IMPOSSIBLE = """
LỦẬN CỦÀ cầp ngíệp kiêu2 duoc phat cac ceo ngi nghà gê hiệuu bcd tránhh mằt ợc đựôc thwc hộỉ
"""


@pytest.mark.parametrize("word", _POSSIBLE.split())
def test_syllables_are_possible(word: str) -> None:
    assert is_possible(word)


@pytest.mark.parametrize("word", _IMPOSSIBLE.split())
def test_other_words_are_not(word: str) -> None:
    assert not is_possible(word)


def test_words_that_say_nothing_do_not_count() -> None:
    for word in ["UBND", "HĐND", "QĐ", "NĐ", "a", "đ", "km", "Microsoft", "II", "iii", "m2", "kilôgam", "Lênin"]:
        assert judged(word) is not Verdict.IMPOSSIBLE, word
    assert counts("UBND 12-QĐ/TW; http://chinhphu.vn/van-ban abc@chinhphu.vn Microsoft") == (0, 0)
    assert possible_share("") == 1.0


def test_sound_prose_is_possible_in_either_normal_form() -> None:
    assert possible_share(_PROSE) == 1.0
    assert possible_share(unicodedata.normalize("NFD", _PROSE)) == 1.0
    assert possible_share(_PROSE.upper()) == 1.0


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("KẾT LỦẬN CỦÀ BỘ CHÍNH TRỊ, BÀN BÍ THỪ VỀ TIẾP TỤC TRỊÊN KHÀI", 0.85),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc", 0.5),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", 0.4),
        ("Cá»™ng hÃ²a xÃ£ há»™i chá»§ nghÄ©a Viá»‡t Nam", 0.6),
        ("The quick brown fox jumps over these lazy dogs which slept", 0.3),
    ],
)
def test_garbled_and_foreign_text_is_clearly_below(text: str, most: float) -> None:
    assert possible_share(text) <= most


def test_a_part_of_a_word_does_not_stand_alone() -> None:
    assert not any(map(stands_alone, ["th", "ệu", "ng", "c", "ợc", "gi", "qu"]))
    assert all(map(stands_alone, ["ở", "ủy", "hi", "UBND", "km", "ý", "yêu"]))


def test_unmarked_words_are_known_as_such() -> None:
    assert all(map(is_possible_unmarked, ["duoc", "phat", "trien", "cac", "cap", "uy", "dang"]))
    assert not any(map(is_possible_unmarked, ["which", "world", "department", "shall"]))


_SPELLED = re.findall(r"[^\W\d_]+", _PROSE)


@given(st.sampled_from(_SPELLED), st.sampled_from("àáảãạèéẻẽẹòóỏõọ"))
def test_a_second_tone_makes_a_word_impossible(word: str, letter: str) -> None:
    marks = set("\u0300\u0301\u0303\u0309\u0323")
    if marks & set(unicodedata.normalize("NFD", word)):
        assert not is_possible(word + letter)


@given(st.text(max_size=40))
def test_any_text_has_a_share(text: str) -> None:
    assert 0.0 <= possible_share(text) <= 1.0


def test_a_million_characters_take_less_than_a_second() -> None:
    text = _PROSE * (1_000_000 // len(_PROSE) + 1)
    start = time.process_time()
    possible_share(text)
    assert time.process_time() - start < 1.0


@pytest.mark.skipif(not _LEXICON.exists(), reason="no lexicon here")
def test_the_words_of_a_dictionary_are_possible() -> None:
    text = unicodedata.normalize("NFC", _LEXICON.read_text(encoding="utf-8"))
    found = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    assert len(found) > 50_000
    assert sum(map(is_possible, found)) >= 0.995 * len(found)
