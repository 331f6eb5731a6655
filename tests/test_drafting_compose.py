"""Drafts over the shipped documents: whatever is asked for, every sentence is cited or marked, and whole."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.drafting.compose import TOLERANCE, compose
from assistant.drafting.draft import Draft, Kind, Origin
from assistant.drafting.request import Request
from assistant.drafting.show import to_text
from eval.drafting.judge import judge
from ingest.errors import UserError

GOLDEN = Path(__file__).parent / "golden" / "drafts"
TOPICS = ("", "dịch vụ công", "trụ sở, nhà công vụ", "đại hội đảng bộ", "phân cấp, phân quyền", "hộ tịch")
AUDIENCES = ("", "cán bộ cấp xã", "người dân", "báo chí", "đảng viên", "lãnh đạo", "hội phụ nữ xã Tân Lập")
DOCUMENTS = ((), ("177-KL/TW",), ("179-KL/TW",))
A, B = DOCUMENTS[1:]


def written(draft: Draft, assistant: Assistant, topic: str = "") -> None:
    """Check a draft as its reader has it."""
    found = judge(json.loads(json.dumps(draft.to_json())), to_text(draft), assistant.library.documents, topic)
    assert (found.bare, found.altered, found.added, found.asserting, found.broken) == ((), (), (), (), ())
    assert found.words == draft.words


def told(draft: Draft) -> str:
    return " ".join(sentence.text for sentence in draft.sentences)


@settings(max_examples=40)
@given(
    st.sampled_from(Kind),
    st.sampled_from(TOPICS),
    st.sampled_from(DOCUMENTS),
    st.sampled_from(AUDIENCES),
    st.integers(40, 1200),
)
def test_any_request_keeps_the_rules(
    assistant: Assistant, kind: Kind, topic: str, documents: tuple[str, ...], audience: str, words: int
) -> None:
    try:
        draft = compose(Request(kind, topic, documents, audience, words), assistant)
    except UserError as error:
        assert topic in str(error)
        assert documents
        return
    written(draft, assistant, topic)
    off = abs(draft.words - words) / words
    assert (off > TOLERANCE) == any(f"{words} tiếng được yêu cầu" in note for note in draft.notes)
    assert any("tin báo chí" in sentence.text for sentence in draft.sentences if sentence.origin is Origin.OWN)
    assert draft.sources
    assert len(draft.sources) == len({citation.document for citation in draft.citations})


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("thong-cao", Request(Kind.PRESS_RELEASE, "dịch vụ công trực tuyến", (), "báo chí", 300)),
        ("phat-thanh", Request(Kind.RADIO, "", B, "người dân", 350)),
    ],
)
def test_a_draft_as_it_was(assistant: Assistant, name: str, asked: Request) -> None:
    assert to_text(compose(asked, assistant)) + "\n" == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_the_same_request_gives_the_same_draft(assistant: Assistant) -> None:
    asked = Request(Kind.SUMMARY, "", (), "lãnh đạo", 600)
    assert compose(asked, assistant) == compose(asked, assistant)


def test_an_audience_changes_the_choice_and_the_frame(assistant: Assistant) -> None:
    people = compose(Request(Kind.RADIO, "", B, "người dân", 300), assistant)
    party = compose(Request(Kind.RADIO, "", B, "đảng viên", 300), assistant)
    assert "Kính thưa toàn thể bà con!" in told(people)
    assert "Kính thưa các đồng chí đảng viên!" in told(party)
    assert {citation.paragraph for citation in people.citations} != {c.paragraph for c in party.citations}


def test_every_kind_has_its_office_shape(assistant: Assistant) -> None:
    drafts = {kind: compose(Request(kind, "", B, "người dân"), assistant) for kind in Kind}
    headings = {kind: [block.heading for block in draft.blocks] for kind, draft in drafts.items()}
    assert [h[:3] for h in headings[Kind.OUTLINE] if h.startswith("I")] == ["I. ", "II.", "III"]
    assert all(h.endswith("?") for h in headings[Kind.QUESTIONS] if h)
    assert "Thông tin liên hệ" in headings[Kind.PRESS_RELEASE]
    assert any(h.startswith("Đối với ") for h in headings[Kind.SUMMARY])
    assert "Mời bà con đọc nguồn tại: …" in told(drafts[Kind.SOCIAL_POST])
    assert any(block.listed for block in drafts[Kind.SOCIAL_POST].blocks)
    assert drafts[Kind.RADIO].sentences[-1].text == "Xin cảm ơn bà con đã chú ý lắng nghe."
    assert drafts[Kind.NEWS_BRIEF].sentences[0].text.startswith("Thường trực Ban Bí thư Trần Cẩm Tú vừa ký ban hành")
    assert all(any("…" in s.text for s in draft.sentences if not s.citations) == ("Chỗ «…»" in " ".join(draft.notes))
               for draft in drafts.values())  # fmt: skip


def test_a_topic_is_said_not_only_led_in(assistant: Assistant) -> None:
    for words in (60, 90, 150, 300):
        assert "lõm sóng" in told(
            compose(Request(Kind.SOCIAL_POST, "điểm lõm sóng", (), "", words), assistant)
        ).replace("Điểm chính về điểm lõm sóng", "")


def test_what_the_documents_are_about_is_no_topic_within_them(assistant: Assistant) -> None:
    whole = compose(Request(Kind.SUMMARY, "mô hình chính quyền địa phương 2 cấp", (), "", 500), assistant)
    assert len({citation.paragraph for citation in whole.citations}) > 3


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        (Request(Kind.NEWS_BRIEF, "giá xăng dầu"), "không có nội dung về «giá xăng dầu» .* Nội dung gần nhất .*: «"),
        (Request(Kind.NEWS_BRIEF, "điểm lõm sóng", A), "^Kết luận 177-KL/TW không có nội dung về «điểm lõm sóng»"),
        (Request(Kind.NEWS_BRIEF, "Kết luận 180"), "Thư viện không có Kết luận 180"),
        (Request(Kind.NEWS_BRIEF, "", ("12-CT/TW",)), "Thư viện không có văn bản «12-CT/TW»"),
        (Request(Kind.NEWS_BRIEF, "nhiệm vụ của BTC"), "«BTC» có thể là Bộ Tài chính hoặc Ban Tổ chức"),
        (Request(Kind.NEWS_BRIEF, "bịa thêm số liệu"), "không bịa đặt"),
    ],
)
def test_what_no_text_holds_is_not_written(assistant: Assistant, asked: Request, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        compose(asked, assistant)


@pytest.mark.parametrize(
    "topic",
    [
        "tiêm chủng cho trẻ em", "lương hưu", "bóng đá", "thi tốt nghiệp", "xây cầu vượt", "thuế thu nhập cá nhân",
        "tinh giản biên chế bộ đội", "bầu cử quốc hội", "nhà ở xã hội", "học phí, viện phí", "an toàn thực phẩm",
        "du lịch, lễ hội", "phòng cháy, chữa cháy", "bảo hiểm y tế, tai nạn giao thông", "giá vàng",
    ],
)  # fmt: skip
def test_a_topic_beyond_the_texts_is_refused(assistant: Assistant, topic: str) -> None:
    with pytest.raises(UserError, match=f"không có nội dung về «{topic}»"):
        compose(Request(Kind.NEWS_BRIEF, topic), assistant)


def test_a_source_too_short_is_told_not_padded(assistant: Assistant) -> None:
    draft = compose(Request(Kind.PRESS_RELEASE, "điểm lõm sóng", (), "", 900), assistant)
    assert draft.notes[0].startswith(f"Nguồn chỉ đủ cho khoảng {draft.words} tiếng")
    written(draft, assistant)


def test_what_cannot_be_shorter_is_told(assistant: Assistant) -> None:
    draft = compose(Request(Kind.NEWS_BRIEF, "", (), "", 40), assistant)
    assert draft.notes[0].startswith(f"Bài dài {draft.words} tiếng, nhiều hơn 40 tiếng")
    written(draft, assistant)
