"""Every rule by which duties are cut, with an example."""

import pytest
from duties_helpers import Found, clause_path, document, found
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.duties.duty import Role
from assistant.duties.extract import duties_of
from ingest.document import DocumentType, Heading, Span
from ingest.library import Library

DOES, LEADS, SUPPORTS, DIRECTS = (str(role) for role in (Role.DOES, Role.LEADS, Role.SUPPORTS, Role.DIRECTS))
MINISTRY = [("Bộ Tài chính", DOES)]


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("Giao Bộ Tài chính rà soát trụ sở.", ("giao", MINISTRY, "rà soát trụ sở")),
        ("Bộ Chính trị, Ban Bí thư yêu cầu Bộ Tài chính rà soát trụ sở.", ("yêu cầu", MINISTRY, "rà soát trụ sở")),
        ("Đề nghị Bộ Tài chính sớm có hướng dẫn.", ("đề nghị", MINISTRY, "sớm có hướng dẫn")),
        ("Bộ Tài chính được giao nhiệm vụ rà soát trụ sở.", ("giao", MINISTRY, "rà soát trụ sở")),
        ("Bộ Tài chính cần rà soát trụ sở.", ("cần", MINISTRY, "rà soát trụ sở")),
        ("Bộ Tài chính có trách nhiệm rà soát trụ sở.", ("có trách nhiệm", MINISTRY, "rà soát trụ sở")),
        ("Bộ Tài chính khẩn trương rà soát trụ sở.", ("", MINISTRY, "khẩn trương rà soát trụ sở")),
        ("Yêu cầu Bộ Tài chính phải rà soát trụ sở.", ("phải", MINISTRY, "rà soát trụ sở")),  # the nearest word
        ("Theo yêu cầu, Bộ Tài chính cần rà soát trụ sở.", ("cần", MINISTRY, "rà soát trụ sở")),
        ("2.1. Giao Bộ Tài chính rà soát trụ sở;", ("giao", MINISTRY, "rà soát trụ sở")),
        ("Để kịp tiến độ, Ban Bí thư giao Bộ Tài chính rà soát trụ sở.", ("giao", MINISTRY, "rà soát trụ sở")),
        ("Về tài sản công, Kết luận nêu rõ, giao Bộ Tài chính rà soát.", ("giao", MINISTRY, "rà soát")),
        ("Trong quá trình thực hiện, Bộ Tài chính kịp thời báo cáo.", ("", MINISTRY, "kịp thời báo cáo")),
        ("Bộ Chính trị nghiêm túc phê bình các địa phương chậm kiện toàn nhân sự.",
         ("phê bình", [("các địa phương", DOES)], "chậm kiện toàn nhân sự")),
        ("Cho phép cấp uỷ triệu tập đại hội thông báo ngắn hơn 30 ngày.",
         ("cho phép", [("cấp uỷ triệu tập đại hội", DOES)], "thông báo ngắn hơn 30 ngày")),
        ("Ban Bí thư đồng ý chủ trương để các đảng ủy trực thuộc Trung ương thống nhất với các tỉnh ủy.",
         ("đồng ý chủ trương", [("các đảng ủy trực thuộc Trung ương", DOES)], "thống nhất với các tỉnh ủy")),
        ("Ban Bí thư lưu ý, cần đẩy mạnh truyền thông.", ("cần", [], "đẩy mạnh truyền thông")),
        ("Nghiêm cấm việc can thiệp vào nhân sự.", ("", [], "Nghiêm cấm việc can thiệp vào nhân sự")),
        ("Việc bổ sung phải xong trước đại hội.", ("phải", [], "Việc bổ sung phải xong trước đại hội")),
        ("Tích cực, chủ động, sáng tạo, tiếp tục đổi mới công tác.",
         ("", [], "Tích cực, chủ động, sáng tạo, tiếp tục đổi mới công tác")),
        ("Khi sắp xếp, tổ chức lại xã cần chú trọng lịch sử.", ("cần", [], "chú trọng lịch sử")),
        ("Đối với nơi không sáp nhập đơn vị hành chính cấp tỉnh, các tỉnh ủy bố trí đủ nhà.",
         ("", [("các tỉnh ủy", DOES)], "bố trí đủ nhà")),
        ("Yêu cầu Bộ Tài chính trong quá trình sắp xếp trụ sở cần hết sức khẩn trương, không để chậm trễ.",
         ("cần", MINISTRY, "hết sức khẩn trương, không để chậm trễ")),
        ("Giao Bộ Tài chính trong quá trình chuẩn bị đề án, chủ động rà soát trụ sở.",
         ("giao", MINISTRY, "chủ động rà soát trụ sở")),
        ("Quá trình thực hiện, theo dõi sát sao trụ sở.", ("", [], "theo dõi sát sao trụ sở")),
        ("Trung ương tập trung quản lý vĩ mô.", ("", [("Trung ương", DOES)], "tập trung quản lý vĩ mô")),
        ("Tuyệt đối không đùn đẩy trách nhiệm.", ("", [], "Tuyệt đối không đùn đẩy trách nhiệm")),
        ("Định kỳ báo cáo Bộ Chính trị, Ban Bí thư đánh giá cán bộ.",
         ("", [], "Định kỳ báo cáo Bộ Chính trị, Ban Bí thư đánh giá cán bộ")),
        ("Trong 06 tháng kể từ khi Nghị định này có hiệu lực, Bộ Tài chính có trách nhiệm rà soát.",
         ("có trách nhiệm", MINISTRY, "rà soát")),
        ("Tổng hợp kiến nghị, ghi nhận ý kiến.", ("", [], "Tổng hợp kiến nghị, ghi nhận ý kiến")),
        ("Tiếp tục hoàn thiện dữ liệu, giao Bộ Tài chính thực hiện.",
         ("giao", MINISTRY, "Tiếp tục hoàn thiện dữ liệu, giao Bộ Tài chính thực hiện")),
    ],
)  # fmt: skip
def test_a_clause_that_lays_a_task_on_someone_is_one_duty(text: str, duty: Found) -> None:
    assert found(text) == [duty]


@pytest.mark.parametrize(
    ("text", "addressees"),
    [
        ("Giao Bộ Công an chủ trì, phối hợp với Bộ Tư pháp triển khai cơ sở dữ liệu.",
         [("Bộ Công an", LEADS), ("Bộ Tư pháp", SUPPORTS)]),
        ("Giao Bộ Công an phối hợp với Bộ Tư pháp triển khai cơ sở dữ liệu.",
         [("Bộ Công an", DOES), ("Bộ Tư pháp", SUPPORTS)]),
        ("Đảng ủy Chính phủ chỉ đạo Bộ Công an chủ trì, phối hợp với các bộ, ngành triển khai.",
         [("Đảng ủy Chính phủ", DIRECTS), ("Bộ Công an", LEADS), ("các bộ", SUPPORTS), ("ngành", SUPPORTS)]),
        ("Giao Đảng ủy Chính phủ lãnh đạo, chỉ đạo các cơ quan chức năng rà soát văn bản.",
         [("Đảng ủy Chính phủ", DIRECTS), ("các cơ quan chức năng", DOES)]),
        ("Giao Quân uỷ Trung ương căn cứ Kết luận số 126-KL/TW chủ trì, phối hợp với các cơ quan liên quan xây dựng "
         "kế hoạch.", [("Quân uỷ Trung ương", LEADS), ("các cơ quan liên quan", SUPPORTS)]),
        ("Giao Đảng ủy Quốc hội, đồng chủ trì cùng Đảng ủy Chính phủ nghiên cứu đề án.",
         [("Đảng ủy Quốc hội", LEADS), ("Đảng ủy Chính phủ", LEADS)]),
        ("Ban thường vụ các tỉnh uỷ, thành uỷ, bộ, ngành, nhất là người đứng đầu, cần trực tiếp chỉ đạo rà soát.",
         [("Ban thường vụ các tỉnh uỷ", DOES), ("thành uỷ", DOES), ("bộ", DOES), ("ngành", DOES)]),
        ("Cấp uỷ, chính quyền các cấp, nhất là thành phố Hà Nội, Thành phố Hồ Chí Minh và các đô thị lớn phải đi đầu.",
         [("Cấp uỷ", DOES), ("chính quyền các cấp", DOES)]),
        ("Đảng uỷ Chính phủ, đảng uỷ các bộ, đặc biệt là người đứng đầu chịu trách nhiệm phân cấp.",
         [("Đảng uỷ Chính phủ", DOES), ("đảng uỷ các bộ", DOES)]),
        ("Giao các bộ, ngành tiếp tục phối hợp với Bộ Tư pháp khẩn trương rà soát văn bản.",
         [("các bộ", DOES), ("ngành", DOES), ("Bộ Tư pháp", SUPPORTS)]),
        ("Yêu cầu Đảng uỷ Chính phủ chỉ đạo các cấp uỷ theo chức năng, nhiệm vụ được giao khẩn trương xử lý kiến nghị.",
         [("Đảng uỷ Chính phủ", DIRECTS), ("các cấp uỷ", DOES)]),
        ("Giao Đảng uỷ Chính phủ, Đảng uỷ Quốc hội (theo lĩnh vực) chủ trì nghiên cứu.",
         [("Đảng uỷ Chính phủ", LEADS), ("Đảng uỷ Quốc hội", LEADS)]),
    ],
)  # fmt: skip
def test_roles_are_told_by_chu_tri_phoi_hop_and_chi_dao(text: str, addressees: list[tuple[str, str]]) -> None:
    (duty,) = duties_of(document(text))
    assert [(item.body, str(item.role)) for item in duty.addressees] == addressees


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 11/7, Thường trực Ban Bí thư vừa ký ban hành kết luận số 177.",
        "Theo đó, ngày 25/7, Bộ Chính trị, Ban Bí thư đã họp, nghe Báo cáo của Ban Tổ chức Trung ương.",
        "Bộ Chính trị cơ bản nhất trí với Tờ trình của Đảng uỷ Chính phủ.",
        "Đây là vấn đề rất quan trọng để quy hoạch.",
        "Ghi nhận và biểu dương kết quả của các địa phương.",
        "Kết luận này phổ biến đến chi bộ.",
        "Thống nhất với những kiến nghị, đề xuất nêu trong các báo cáo.",
        "Văn phòng Trung ương Đảng xin thông báo để các cơ quan có liên quan biết, thực hiện.",
        "Phát triển giáo dục là sự nghiệp của toàn dân.",
        "Bộ Chính trị sẽ có chỉ đạo, hướng dẫn cụ thể.",
        "Bộ Tài chính đã rà soát trụ sở.",
        "Tổ chức thực thi pháp luật vẫn là khâu yếu.",
        "Về mục tiêu, Việt Nam có hệ thống pháp luật dân chủ, đồng bộ, thống nhất, công khai.",
        "Cán bộ, công chức giữ chức vụ do bầu cử.",
        "Xác định độ mật của bí mật nhà nước như thế nào?",
        "Khẩn trương hoàn thiện bộ máy",  # a heading that was not told apart
    ],
)
def test_facts_reasons_questions_and_titles_are_no_duties(text: str) -> None:
    assert found(text) == []


def test_clauses_are_cut_at_semicolons_and_sentences_never_at_commas_or_in_brackets() -> None:
    text = "Rà soát đất đai (nhà; đất), trụ sở; kiểm tra tài sản. Báo cáo tại TP. Huế."
    assert [task for _, _, task in found(text)] == [
        "Rà soát đất đai (nhà; đất), trụ sở", "kiểm tra tài sản", "Báo cáo tại TP. Huế",
    ]  # fmt: skip


def test_a_head_gives_addressee_and_strength_to_each_clause_behind_it() -> None:
    duties = duties_of(document("Chỉ đạo Bộ Tài chính: Rà soát trụ sở; kiểm tra tài sản."))
    assert [(duty.strength, duty.addressees[0].body, duty.inherited) for duty in duties] == [
        ("chỉ đạo", "Bộ Tài chính", False)
    ] * 2
    assert found("Giao Đảng ủy Chính phủ: Chỉ đạo Bộ Tài chính rà soát trụ sở.") == [
        ("chỉ đạo", [("Đảng ủy Chính phủ", DIRECTS), ("Bộ Tài chính", DOES)], "rà soát trụ sở")
    ]


def test_a_head_that_says_what_to_do_belongs_to_its_clause() -> None:
    assert found("Yêu cầu Bộ Tài chính thực hiện nghiêm phương châm: rõ người, rõ việc.") == [
        ("yêu cầu", MINISTRY, "thực hiện nghiêm phương châm: rõ người, rõ việc")
    ]


def test_a_colon_behind_a_semicolon_makes_no_head() -> None:
    text = "Hoàn thiện cơ chế; tham gia xây dựng thể chế: tận dụng lợi thế."
    assert [task for _, _, task in found(text)] == ["Hoàn thiện cơ chế", "tham gia xây dựng thể chế: tận dụng lợi thế"]


def test_things_counted_up_behind_a_colon_are_one_task_up_to_the_next_order() -> None:
    text = "Ưu tiên các lĩnh vực: Tài chính; phát triển khoa học; giáo dục, y tế; chú trọng nâng cao năng lực cán bộ."
    assert [task for _, _, task in found(text)] == [
        "Ưu tiên các lĩnh vực: Tài chính; phát triển khoa học; giáo dục, y tế", "chú trọng nâng cao năng lực cán bộ",
    ]  # fmt: skip


def test_a_sentence_about_the_title_before_it_is_no_part_of_the_task() -> None:
    text = "Giảm tối đa số vụ việc mới: *Đây là nhiệm vụ ưu tiên. Rà soát trụ sở."
    assert [task for _, _, task in found(text)] == ["Giảm tối đa số vụ việc mới", "Rà soát trụ sở"]


def test_marks_of_emphasis_do_not_hide_where_sentences_begin() -> None:
    assert [task for _, _, task in found("Rà soát trụ sở. *Trong đó, *kiểm tra tài sản.*")] == [
        "Rà soát trụ sở", "kiểm tra tài sản",
    ]  # fmt: skip


def test_a_later_sentence_inherits_all_but_who_only_directs() -> None:
    text = "Đảng ủy Chính phủ cần chỉ đạo Bộ Công an triển khai. Theo dõi tiến độ."
    first, second = duties_of(document(text))
    assert [item.body for item in first.addressees] == ["Đảng ủy Chính phủ", "Bộ Công an"]
    assert ([item.body for item in second.addressees], second.inherited) == (["Bộ Công an"], True)


def test_who_directs_in_one_clause_is_still_spoken_to_in_the_next_sentence() -> None:
    text = "Các tỉnh ủy cụ thể hóa hướng dẫn; chỉ đạo các chi bộ tổ chức sinh hoạt. Bố trí kinh phí."
    assert [addressees for _, addressees, _ in found(text)] == [
        [("Các tỉnh ủy", DOES)],
        [("Các tỉnh ủy", DIRECTS), ("các chi bộ", DOES)],
        [("Các tỉnh ủy", DOES)],
    ]


def test_a_paragraph_that_announces_a_list_gives_it_its_addressee_and_is_no_duty() -> None:
    texts = ("Ban Bí thư yêu cầu ban thường vụ các tỉnh ủy thực hiện 11 nội dung.", "Trong đó rà soát cán bộ.")
    assert found(*texts, lead_ins={2: 1}) == [("yêu cầu", [("ban thường vụ các tỉnh ủy", DOES)], "rà soát cán bộ")]
    listed = ("1. Các Bộ, địa phương theo chức năng, nhiệm vụ được giao:", "a) Rà soát trụ sở;")
    assert found(*listed, lead_ins={2: 1}) == [("", [("Các Bộ", DOES), ("địa phương", DOES)], "Rà soát trụ sở")]


def test_who_is_announced_for_the_whole_text_does_what_names_nobody() -> None:
    texts = ("Ban Bí thư yêu cầu các cấp uỷ thực hiện tốt các nội dung sau:", "1. Rà soát cán bộ.")
    assert found(*texts, paths={2: clause_path("1")}) == [("yêu cầu", [("các cấp uỷ", DOES)], "Rà soát cán bộ")]


@pytest.mark.parametrize(
    ("title", "strength"),
    [("Bộ Tài chính được giao nhiều nội dung", "giao"), ("Trách nhiệm của Bộ Tài chính", ""), ("1. Bộ Tài chính", "")],
)
def test_a_title_may_say_on_whom_its_part_is_laid(title: str, strength: str) -> None:
    assert found("Rà soát trụ sở.", section=title) == [(strength, MINISTRY, "Rà soát trụ sở")]


def test_a_part_of_aims_or_of_what_was_lays_nothing_on_anyone() -> None:
    assert found("Xây dựng đô thị hiện đại.", section="II. Mục tiêu đến năm 2030") == []
    assert len(found("Xây dựng đô thị hiện đại.", section="I. Mục đích, yêu cầu")) == 1
    above = (Heading(clause_path("1"), "Đánh giá tình hình", Span(0, 1)),)
    assert found("Nâng cao chất lượng.", paths={1: clause_path("1")}, headings=above) == []


def test_in_a_text_without_structure_a_paragraph_goes_on_with_the_one_before() -> None:
    texts = ("Yêu cầu Bộ Tài chính rà soát trụ sở.", "Kiểm tra tài sản.", "Về đất đai.")
    assert found(*texts) == [
        ("yêu cầu", MINISTRY, "rà soát trụ sở"),
        ("yêu cầu", MINISTRY, "Kiểm tra tài sản"),
        ("yêu cầu", MINISTRY, "Về đất đai"),
    ]
    marked = {position: clause_path(str(position)) for position in (1, 2)}
    assert found(*texts[:2], paths=marked)[1] == ("", [], "Kiểm tra tài sản")


def test_two_verbs_of_charge_are_two_duties() -> None:
    assert found("Giao Bộ Tài chính rà soát trụ sở, đề nghị Bộ Nội vụ hướng dẫn biên chế.") == [
        ("giao", MINISTRY, "rà soát trụ sở"), ("đề nghị", [("Bộ Nội vụ", DOES)], "hướng dẫn biên chế"),
    ]  # fmt: skip


def test_a_law_lays_duties_on_bodies_by_name_only() -> None:
    law = DocumentType.LAW
    assert found("Bộ Tài chính có trách nhiệm rà soát trụ sở.", kind=law)
    assert found("Xây dựng cơ sở dữ liệu về đất đai.", kind=law) == []
    texts = ("1. Bộ Tài chính có trách nhiệm sau đây:", "a) Rà soát trụ sở;")
    assert found(*texts, kind=law, lead_ins={2: 1}) == [("có trách nhiệm", MINISTRY, "Rà soát trụ sở")]


PIECES = (
    "giao", "yêu cầu", "chỉ đạo", "Bộ Tài chính", "các tỉnh uỷ, thành uỷ", "cần", "phải", "chủ trì,", "phối hợp với",
    ":", ";", ".", "(", ")", "“", "”", "và", "rà soát", "trước ngày 31/7/2025", "Đồng thời,", "1.", "a)", "về", "để",
)  # fmt: skip
WORDS = st.sampled_from(PIECES)


@given(st.lists(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=30).map(" ".join)), min_size=1, max_size=4))
@example(["Giao:", ";", "Chỉ đạo Bộ", "…"])
def test_spans_of_any_text_are_exact_in_order_and_apart(texts: list[str]) -> None:
    whole = document(*[text for text in texts if text])
    last = (0, 0)
    for duty in duties_of(whole):
        task = duty.task
        assert task.span.of(whole.paragraph(task.paragraph).text) == task.quote
        assert (task.paragraph, task.span.start) >= last
        assert task.quote.strip() == task.quote != ""
        last = (task.paragraph, task.span.end)
        assert all(item.body for item in duty.addressees)


def test_the_same_document_always_gives_the_same_duties(library: Library) -> None:
    for held in library.documents:
        assert duties_of(held) == duties_of(held)
