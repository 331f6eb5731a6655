"""Hasty typing: what is read out of it, and what must be left alone."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.spelling import Speller, decoded, signature
from ingest.text import compose, fold

WORDS = (
    "bộ tài chính được giao hướng dẫn tài khoản xã phường trước ngày nước đường xoá các điểm lõm sóng việt nam quá "
    "không khó thiếu thiểu phải cán bản uỷ hoà kết luận là làm gì như thế nào an ninh ký kỳ người quyết định ngành"
)
COUNTS = dict.fromkeys(WORDS.split(), 10) | {"tái": 5, "chỉnh": 5, "hiếm": 2, "lạ1": 9, "31": 50}


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(COUNTS)


@pytest.mark.parametrize(
    ("word", "syllable"),
    [
        ("booj", "bộ"), ("taif", "tài"), ("tafi", "tài"), ("chinhs", "chính"), ("dduowcj", "được"),
        ("dduwowcj", "được"), ("nuwowcs", "nước"), ("ddieemr", "điểm"), ("lox", "lõ"), ("suwar", "sửa"),
        ("trawng", "trăng"), ("ueer", "uể"), ("yeeus", "yếu"), ("quys", "quý"), ("hoafn", "hoàn"), ("đaats", "đất"),
        ("bo65", "bộ"), ("ta2i", "tài"), ("chi1nh", "chính"), ("d9u7o7c5", "được"), ("nu7o7c1", "nước"),
        ("d9ie6m3", "điểm"), ("lo4m", "lõm"), ("tra8ng", "trăng"), ("so61", "số"),
    ],
)  # fmt: skip
def test_keystrokes_spell_a_syllable(word: str, syllable: str) -> None:
    spelt = decoded(word)
    assert spelt is not None
    # Telex «uow» and VNI «u7o7» write the horn once or twice.
    bare, tone, shape = signature(syllable)
    assert (spelt[0], spelt[1], "".join(sorted(set(spelt[2])))) == (bare, tone, "".join(sorted(set(shape))))


@pytest.mark.parametrize("word", ["bộ", "tài", "an", "lam", "kl177", "b", "xkz1", "31", "trước"])
def test_other_words_spell_none(word: str) -> None:
    assert decoded(word) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("taif khoanr xã", "tài khoản xã"),
        ("Booj Taif chinhs", "bộ tài chính"),
        ("giao cho booj nafo", "giao cho bộ nào"),
        ("dduowcj giao", "được giao"),
        ("nuwowcs Vieejt Nam", "nước việt nam"),
        ("bộ đc giao", "bộ được giao"),
        ("ko phải", "không phải"),
        ("có dc ko", "có được không"),
        ("trc ngày nào", "trước ngày nào"),
        ("làm ntn", "làm như thế nào"),
        ("giao vs xã", "giao với xã"),
        ("bộ lm j", "bộ làm gì"),
        ("ĐƯỢC KO", "được không"),
        ("fải làm", "phải làm"),
        ("xóa điểm lõm sóg", "xoá điểm lõm sóng"),
        ("ngànhh nào", "ngành nào"),
    ],
)
def test_hasty_typing_is_read(speller: Speller, typed: str, read: str) -> None:
    assert speller.corrected(typed) == read


@pytest.mark.parametrize("word", [word for word in COUNTS if COUNTS[word] >= 3 and word.isalpha()])
def test_known_syllables_are_left_alone(speller: Speller, word: str) -> None:
    assert speller.corrected(word) == fold(word)
    assert speller.corrected(f"được {word}, {word.upper()} không?") == fold(f"được {word}, {word} không?")


@pytest.mark.parametrize(
    "text", ["ket luan giao bo tai chinh lam gi", "quyet dinh nhu the nao", "an ninh", "xa phuong"]
)
def test_questions_without_diacritics_stay_as_they_are(speller: Speller, text: str) -> None:
    assert speller.corrected(text) == text


@pytest.mark.parametrize(
    "text",
    ["31/7/2025", "179-kl/tw", "kl177", "250 tổ chức", "15h30", "2 cấp", "500m2", "https://a.vn/x?y=1", "…?!", ""],
)
def test_numbers_and_signs_are_left_alone(speller: Speller, text: str) -> None:
    assert speller.corrected(text) == text


def test_rare_syllables_are_no_ground_for_a_correction() -> None:
    assert Speller({"sóng": 2}).corrected("điểm lõm sóg") == "điểm lõm sóg"
    assert Speller({"sóng": 3}).corrected("điểm lõm sóg") == "điểm lõm sóng"


def test_the_more_frequent_syllable_is_taken_and_ties_are_stable() -> None:
    assert Speller({"bản": 9, "bàn": 8}).corrected("được bnaj") == Speller({"bàn": 8, "bản": 9}).corrected("được bnaj")
    assert Speller({"sóng": 9, "song": 5}).corrected("lõm sóg") == "lõm sóng"
    assert Speller({"sóng": 5, "song": 9}).corrected("lõm sóg") == "lõm song"


def test_a_known_syllable_does_not_become_a_more_frequent_one() -> None:
    speller = Speller({"an": 3, "án": 900, "được": 900})
    assert speller.corrected("được an ninh") == "được an ninh"
    assert speller.corrected("an ninh") == "an ninh"


def test_without_any_syllable_only_abbreviations_are_read() -> None:
    assert Speller({}).corrected("Bộ A lm j ko, booj") == "bộ a làm gì không, booj"


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwzàáảãạầấẩẫậếềểễệìíỉĩịồốổỗộờớởỡợừứửữựABKĐ0123456789 /.-,?!\n"


@settings(deadline=None)
@given(st.text(alphabet=LETTERS, max_size=60))
def test_numbers_stay_and_nothing_breaks(text: str) -> None:
    speller = Speller(COUNTS)
    corrected = speller.corrected(text)
    standing = r"(?<![^\W_])\d+(?![^\W_])"
    assert re.findall(standing, corrected) == re.findall(standing, text)
    assert corrected == corrected.lower()
    assert speller.corrected(text) == corrected


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert Speller(COUNTS).corrected(compose(text)) is not None


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(word for word in COUNTS if COUNTS[word] >= 3 and word.isalpha())), max_size=12))
def test_any_row_of_known_syllables_stays(words: list[str]) -> None:
    text = " ".join(words)
    assert Speller(COUNTS).corrected(text) == fold(text)


def test_a_signature_is_the_same_in_both_forms() -> None:
    bare, tone, shape = signature("được")
    assert (bare, tone, sorted(shape)) == ("duoc", "\u0323", sorted("\u031b\u031bđ"))
    assert signature("bộ") == signature(unicodedata.normalize("NFC", unicodedata.normalize("NFD", "bộ")))
    assert signature("an") == ("an", "", "")
