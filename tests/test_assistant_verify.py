"""What a model wrote against the paragraph: what passes, what does not and why, and what is shown."""

import pytest

from assistant.answer import ELISION
from assistant.writing import cut
from assistant.writing.align import aligned, scopes
from assistant.writing.verify import LONGEST_SENTENCE, Passage, Reason, Verdict, verify
from assistant.writing.words import words

NAME = "Kết luận 5-KL/TW"
LED = "Chỉ đạo Bộ Tài chính: Tiếp tục đôn đốc, kiểm tra trụ sở; khẩn trương cấp kinh phí cho xã trước ngày 31/7/2025."
LIST = (
    "Ban Bí thư yêu cầu Bộ Nội vụ hướng dẫn việc bố trí cán bộ xã; không được bố trí quá 05 người; có thể thuê trụ sở, "
    "trừ nhà công vụ. Riêng xã đảo, cho phép kéo dài đến tháng 9/2025."
)
BRACKETS = (
    "Lập 2 đảng bộ (chi bộ, kể cả chi bộ ghép) cơ quan; xóa “điểm lõm, điểm nghẽn” ở thôn, bản theo Quy định 9-QĐ/TW."
)
SEVERAL = (
    "Đáng chú ý, Ban Bí thư phê bình xã chậm báo cáo. Khi hết hạn, xã phải trả trụ sở. "
    "Đồng thời rà soát nhà đất; báo cáo UBND tỉnh."
)
FORBID = "Nghiêm cấm nhận quà; đòi hối lộ; che giấu tài sản. Bộ Y tế làm cầu, đường, không bao gồm bệnh viện."
CHARGES = "Chính phủ lập trạm cùng Bộ Công an, sau đó làm cầu treo trong rừng."
TEXTS = (LED, LIST, BRACKETS, SEVERAL, FORBID, CHARGES)
PASSAGES = [Passage(f"D{number}", NAME, text) for number, text in enumerate(TEXTS, 1)]
LEAD = "Chỉ đạo Bộ Tài chính:"
SECOND = f"{LEAD}{ELISION}khẩn trương cấp kinh phí cho xã trước ngày 31/7/2025."


@pytest.fixture(autouse=True)
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every sentence for a long one, of which a piece is shown."""
    monkeypatch.setattr(cut, "_LONGEST_WHOLE", 0)


def checked(text: str) -> Verdict:
    verdict = verify(text, PASSAGES)
    held = next((passage.text for passage in PASSAGES if passage.id == verdict.paragraph), "")
    assert all(0 <= span.start < span.end <= len(held) for span in verdict.spans)
    if verdict.verbatim:
        assert verdict.shown == ELISION.join(span.of(held) for span in verdict.spans)
    assert bool(verdict.shown) == bool(verdict.spans) == (verdict.reason is None)
    return verdict


VERBATIM = {
    # As it stands, with its lead-in.
    "Chỉ đạo Bộ Tài chính: Tiếp tục đôn đốc, kiểm tra trụ sở": f"{LEAD} Tiếp tục đôn đốc, kiểm tra trụ sở",
    "Chỉ đạo Bộ Tài chính phải tiếp tục đôn đốc, kiểm tra trụ sở": f"{LEAD} Tiếp tục đôn đốc, kiểm tra trụ sở",
    "khẩn trương cấp kinh phí cho xã trước ngày 31/7/2025": SECOND,
    # What is left out is shown, and so is what would say something else without it.
    "Cấp kinh phí trước ngày 31/7/2025": SECOND,
    "Ban Bí thư yêu cầu hướng dẫn bố trí cán bộ xã": "Ban Bí thư yêu cầu Bộ Nội vụ hướng dẫn việc bố trí cán bộ xã",
    "Thuê trụ sở": "có thể thuê trụ sở, trừ nhà công vụ. Riêng xã đảo, cho phép kéo dài đến tháng 9/2025.",
    "Cho phép kéo dài đến tháng 9/2025": "Riêng xã đảo, cho phép kéo dài đến tháng 9/2025.",
    "Lập 2 đảng bộ cơ quan": "Lập 2 đảng bộ (chi bộ, kể cả chi bộ ghép) cơ quan",
    "xóa điểm lõm ở thôn": "xóa “điểm lõm, điểm nghẽn” ở thôn, bản theo Quy định 9-QĐ/TW.",
    "Trả trụ sở": "Khi hết hạn, xã phải trả trụ sở.",
    "Che giấu tài sản": "Nghiêm cấm nhận quà; đòi hối lộ; che giấu tài sản.",
    "Bộ Y tế làm cầu": "Bộ Y tế làm cầu, đường, không bao gồm bệnh viện.",
    # Before the words stands a connecting one: it may stay behind.
    "Ban Bí thư phê bình xã chậm báo cáo": "Ban Bí thư phê bình xã chậm báo cáo.",
    # A mark, or a word that joins, tells something else: the source is shown.
    "Ban Bí thư phê bình xã chậm báo cáo?": "Ban Bí thư phê bình xã chậm báo cáo.",
    "Ban Bí thư phê bình xã “chậm” báo cáo": "Ban Bí thư phê bình xã chậm báo cáo.",
    "Ban Bí thư phê bình, xã chậm báo cáo": "Ban Bí thư phê bình xã chậm báo cáo.",
    "Ban Bí thư và phê bình xã chậm báo cáo": "Ban Bí thư phê bình xã chậm báo cáo.",
    "Ban Bí thư phê bình xã đó là chậm báo cáo": "Ban Bí thư phê bình xã chậm báo cáo.",
    # What is shown anew: a duty without «khẩn trương», two clauses joined by «và», any opening: it tells of an
    # order, of likeness, of more to come.
    "Bộ Tài chính được giao cấp kinh phí cho xã trước ngày 31 tháng 7 năm 2025.": SECOND,
    "Bộ Tài chính phải khẩn trương cấp kinh phí cho xã trước ngày 31/7/2025.": SECOND,
    "Rà soát nhà đất và báo cáo ủy ban nhân dân tỉnh.": "Đồng thời rà soát nhà đất; báo cáo UBND tỉnh.",
    "Theo đó, chính phủ lập trạm cùng Bộ Công an, sau đó làm cầu treo trong rừng": CHARGES,
    "Cụ thể, thuê trụ sở": "có thể thuê trụ sở, trừ nhà công vụ. Riêng xã đảo, cho phép kéo dài đến tháng 9/2025.",
    "Đồng thời, thuê trụ sở": "có thể thuê trụ sở, trừ nhà công vụ. Riêng xã đảo, cho phép kéo dài đến tháng 9/2025.",
    "Ngoài ra, Ban Bí thư phê bình xã chậm báo cáo.": "Ban Bí thư phê bình xã chậm báo cáo.",
    "Ngoài ra, che giấu tài sản": "Nghiêm cấm nhận quà; đòi hối lộ; che giấu tài sản.",
    "Theo Kết luận 5-KL/TW, xã chậm báo cáo": "Ban Bí thư phê bình xã chậm báo cáo.",
    "BAN BÍ THƯ PHÊ BÌNH XÃ CHẬM BÁO CÁO": "Ban Bí thư phê bình xã chậm báo cáo.",
    "Lập 2% đảng bộ (chi bộ, kể cả chi bộ ghép) cơ quan": "Lập 2 đảng bộ (chi bộ, kể cả chi bộ ghép) cơ quan",
}


@pytest.mark.parametrize("text", VERBATIM)
def test_the_source_itself_is_shown(text: str) -> None:
    verdict = checked(text)
    assert (verdict.reason, verdict.shown, verdict.verbatim) == (None, VERBATIM[text], True)


OWN = {
    "Bộ Tài chính có trách nhiệm khẩn trương cấp kinh phí cho các xã trước ngày 31/7/2025.": None,
    "Bộ Tài chính được giao khẩn trương cấp kinh phí cho xã trước ngày 31 tháng 7 năm 2025.": None,
    "Bộ Tài chính tiếp tục đôn đốc, kiểm tra trụ sở.": None,
    "bộ tài chính tiếp tục ĐÔN ĐỐC, kiểm tra trụ sở": "Bộ Tài chính tiếp tục đôn đốc, kiểm tra trụ sở",
    "THỨ HAI, rà soát nhà đất": "rà soát nhà đất",
    "Ngoài ra, Bộ Tài chính tiếp tục đôn đốc, kiểm tra trụ sở.": "Bộ Tài chính tiếp tục đôn đốc, kiểm tra trụ sở.",
}


@pytest.mark.parametrize("text", OWN)
def test_own_words_are_shown_where_nothing_that_counts_is_left_out(text: str) -> None:
    verdict = checked(text)
    assert (verdict.reason, verdict.shown, verdict.verbatim) == (None, OWN[text] or text, False)


# Paragraph, sentence and reason; the paragraph is that which comes nearest.
REJECTED = [
    (1, "", Reason.EMPTY),
    (1, "12 – 5", Reason.EMPTY),
    (1, "xã " * (LONGEST_SENTENCE // 3 + 1), Reason.TOO_LONG),
    (4, "Rà soát <b>nhà đất</b>", Reason.MARKUP),
    (4, "Rà soát n\u200bhà đất", Reason.MARKUP),
    (2, "Bố trí 06 người", Reason.NUMBER),
    (1, "Cấp kinh phí trước ngày 30/7/2025", Reason.DATE),
    (3, "Theo Quy định 8-QĐ/TW", Reason.DOCUMENT),
    (1, "Bộ Công an cấp kinh phí", Reason.BODY),
    (2, "Bộ Tài chính hướng dẫn việc bố trí cán bộ xã", Reason.BODY),
    (1, "Không cấp kinh phí cho xã", Reason.NEGATION),
    (2, "Được bố trí quá 05 người", Reason.NEGATION),
    (3, "Lập 2 đảng bộ chưa có cơ quan", Reason.NEGATION),
    (1, "Phải cấp kinh phí cho xã", Reason.STRENGTH),
    (1, "Có thể đôn đốc, kiểm tra trụ sở", Reason.STRENGTH),
    (1, "Bộ Tài chính đôn đốc, phải kiểm tra trụ sở", Reason.STRENGTH),
    (4, "Rà soát nhà đất nếu có", Reason.RESTRICTION),
    (4, "Rà soát nhà máy", Reason.WORDING),
    (4, "Ngoài ra, ", Reason.WORDING),
    (4, "Tỉnh chậm", Reason.ORDER),
    (1, "Trụ sở kiểm tra đôn đốc", Reason.ORDER),
    (4, "Phải rà soát nhà đất", Reason.ORDER),
    (2, "Riêng", Reason.ORDER),
    (1, "Bộ Tài chính", Reason.OTHER),
    (5, "Cầu", Reason.OTHER),
    (6, "Bộ Công an làm cầu treo trong rừng", Reason.ADDRESSEE),
]


@pytest.mark.parametrize(("paragraph", "text", "reason"), REJECTED)
def test_what_the_paragraph_does_not_say_is_dropped(paragraph: int, text: str, reason: Reason) -> None:
    assert verify(text, [PASSAGES[paragraph - 1]]).reason is reason
    assert checked(text).reason is not None


def test_a_paragraph_that_was_not_given_and_a_quote_that_is_not_there() -> None:
    text = "Rà soát nhà đất"
    assert verify(text, PASSAGES, "D9").reason is Reason.UNKNOWN_PARAGRAPH
    assert verify(text, PASSAGES, "").reason is Reason.UNKNOWN_PARAGRAPH
    assert verify(text, []).reason is Reason.UNKNOWN_PARAGRAPH
    assert verify(text, PASSAGES, "D4", "rà soát nhà xưởng").reason is Reason.QUOTE
    assert verify(text, PASSAGES, "D4", "RÀ  SOÁT nhà đất;").reason is None
    assert verify(text, PASSAGES, "D4").paragraph == "D4"
    assert verify(text, PASSAGES, "D1").reason is Reason.WORDING


def test_every_reason_is_tried() -> None:
    assert {reason for _, _, reason in REJECTED} | {Reason.UNKNOWN_PARAGRAPH, Reason.QUOTE} == set(Reason)


def test_a_condition_in_front_of_a_clause_goes_with_it() -> None:
    text = "Ở nơi sáp nhập, trong năm 2025, xã thuê trụ sở. Quận 3 có TP. Hồ Chí Minh hỗ trợ, chi 1,5 tỷ đồng."
    shown = {
        "Xã thuê trụ sở": "Ở nơi sáp nhập, trong năm 2025, xã thuê trụ sở.",
        "Chi 1,5 tỷ đồng": "Quận 3 có TP. Hồ Chí Minh hỗ trợ, chi 1,5 tỷ đồng.",
    }
    for sentence, expected in shown.items():
        assert verify(sentence, [Passage("D1", NAME, text)]).shown == expected
    assert verify("Chi 5 tỷ đồng", [Passage("D1", NAME, text)]).reason is Reason.NUMBER


def test_what_governs_a_clause_without_being_a_lead_in_goes_with_it() -> None:
    long = "Không giao cho cấp xã những việc sau đây " + "mà cấp tỉnh đang làm tốt ở mọi nơi trong tỉnh " * 3
    for governing in (f"{long}: mua xe", "Kể từ 1.7. tới, xã không được: mua xe", "Không mua xe"):
        text = f"{governing}; xây trụ sở mới; thuê nhà."
        verdict = verify("Xây trụ sở mới", [Passage("D1", NAME, text)])
        assert verdict.shown == f"{governing}; xây trụ sở mới", text


def test_a_piece_is_not_cut_within_a_list() -> None:
    text = (
        "Xử lý nghiêm các tổ chức, cá nhân lợi dụng tôn giáo, bảo đảm an ninh, nhất là ở thôn, nếu có. Cấm: mua, bán."
    )
    shown = "Xử lý nghiêm các tổ chức, cá nhân lợi dụng tôn giáo"
    assert verify("Xử lý nghiêm các tổ chức", [Passage("D1", NAME, text.replace(", nếu có", ""))]).shown == shown
    assert verify("Xử lý nghiêm các tổ chức", [Passage("D1", NAME, text)]).shown == text[:-15]
    listed = verify("Giấy tờ gồm: đơn", [Passage("D1", NAME, "Giấy tờ gồm: hồ sơ; đơn; ảnh.")])
    assert (listed.shown, listed.verbatim) == (f"Giấy tờ gồm:{ELISION}đơn", True)


def test_a_piece_is_not_cut_within_brackets() -> None:
    text = "Lập quỹ (kể cả quỹ xã; quỹ huyện) ở tỉnh; lập trạm (đội, bảo đảm đủ) và xe. Trước hết, rà soát nhà đất."
    shown = {
        "Quỹ huyện ở tỉnh": "Lập quỹ (kể cả quỹ xã; quỹ huyện) ở tỉnh",
        "Lập quỹ kể cả quỹ xã": "Lập quỹ (kể cả quỹ xã; quỹ huyện) ở tỉnh",
        "Lập trạm đội": "lập trạm (đội, bảo đảm đủ) và xe.",
        "Trước hết rà soát nhà đất": "Trước hết, rà soát nhà đất.",
        "Rà soát nhà đất": "rà soát nhà đất.",
    }
    for sentence, expected in shown.items():
        assert verify(sentence, [Passage("D1", NAME, text)]).shown == expected


def test_words_are_sought_in_one_segment_and_under_one_lead_in() -> None:
    text = "Xã làm cầu, huyện làm đường, cầu ở mọi nơi trong tỉnh phải có huyện trông."
    clause = scopes(text)[0]
    places = aligned(words("cầu huyện"), clause)
    assert places is not None
    assert len({clause.segment_of[place] for place in places}) == 1
    text = "Xã rà soát nhà. Giao tỉnh: lập quỹ. Huyện báo cáo."
    for sentence in ("Rà soát nhà, huyện báo cáo", "Rà soát nhà, lập quỹ", "Lập quỹ, huyện báo cáo"):
        assert verify(sentence, [Passage("D1", NAME, text)]).reason is Reason.ORDER


def test_two_sentences_made_one() -> None:
    text = "Xã rà soát trụ sở. Bố trí nhà công vụ. Bộ Y tế lập trạm."
    assert verify("Xã rà soát trụ sở, bố trí nhà công vụ.", [Passage("D1", NAME, text)]).shown == (
        "Xã rà soát trụ sở. Bố trí nhà công vụ."
    )
    two = "Bố trí nhà công vụ. Bộ Y tế lập trạm."
    assert verify("Bố trí nhà công vụ, Bộ Y tế lập trạm.", [Passage("D1", NAME, text)]).shown == two


def test_no_number_changes_its_kind() -> None:
    for source, written in (
        ("2/3 phiếu", "ngày 2 tháng 3 phiếu"),
        ("Ba Vì thuê", "3 Vì thuê"),
        ("quận 5 thuê", "quận năm thuê"),
    ):
        text = f"Xã {source} trụ sở."
        verdict = verify(f"xã {written} trụ sở", [Passage("D1", NAME, text)])
        assert not verdict.shown or source in verdict.shown
    for source, written in (("2-3 người", "2/3 người"), ("1.5 lần", "ngày 1/5 lần"), ("100 người", "100/ người")):
        verdict = verify(f"Tăng thêm {written}", [Passage("D1", NAME, f"Tăng thêm {source}.")])
        assert verdict.shown in ("", f"Tăng thêm {source}.")


def test_of_a_short_sentence_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    text = (
        "Xã không được thu thêm phí; yêu cầu người dân nộp bản sao hộ khẩu. Được gửi xe miễn phí. "
        "Tuy nhiên, xe ô tô phải trả phí. Xã mở cửa. Hộ sau đây không được bán: 1. Hộ bán thuốc lá. 2. Hộ bán pháo."
    )
    shown = {
        "Yêu cầu người dân nộp bản sao hộ khẩu": "Xã không được thu thêm phí; yêu cầu người dân nộp bản sao hộ khẩu.",
        "Được gửi xe miễn phí": "Được gửi xe miễn phí. Tuy nhiên, xe ô tô phải trả phí.",
        "Hộ bán pháo": "Hộ sau đây không được bán: 1. Hộ bán thuốc lá. 2. Hộ bán pháo.",
        "Xã mở cửa": "Xã mở cửa.",
    }
    for sentence, expected in shown.items():
        verdict = verify(sentence, [Passage("D1", NAME, text)])
        assert (verdict.reason, verdict.shown, verdict.verbatim) == (None, expected, True)


def test_words_that_hold_a_neutral_one_or_have_two_readings_are_not_reworded() -> None:
    for source, written in (
        ("Công chức thôi việc được hưởng trợ cấp.", "Công chức thôi được hưởng trợ cấp."),
        ("BCT chủ trì cấp giấy phép.", "Bộ Chính trị chủ trì cấp giấy phép."),
        ("Nghiêm cấm thu phí giữ xe; cho người dân gửi xe.", "Nghiêm cấm thu phí giữ xe và cho người dân gửi xe."),
        ("Yêu cầu của UBND xã: bố trí thêm kinh phí.", "UBND xã phải bố trí thêm kinh phí."),
        ("Giao dịch tại UBND cấp xã: nộp hồ sơ.", "UBND cấp xã được giao nộp hồ sơ."),
        ("Hộ thực sự khó khăn được miễn phí.", "Hộ khó khăn được miễn phí."),
    ):
        verdict = verify(written, [Passage("D1", NAME, source)])
        assert verdict.shown in ("", source), source


def test_a_clause_that_goes_on_with_the_one_before_stays_with_it() -> None:
    text = "Giao Bộ A: lập quỹ; ra hướng dẫn về chi; về thu (xong trước 31/7/2025); báo cáo."
    shown = f"Giao Bộ A:{ELISION}ra hướng dẫn về chi; về thu (xong trước 31/7/2025)"
    for sentence in ("Bộ A được giao ra hướng dẫn về chi", "Giao Bộ A: về thu"):
        assert verify(sentence, [Passage("D1", NAME, text)]).shown == shown
