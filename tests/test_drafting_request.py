"""Requests for drafts: kinds by any of their names, bounds, complaints."""

import pytest

from assistant.drafting.draft import Kind
from assistant.drafting.request import MOST_WORDS, Request, checked, kind_named
from ingest.errors import UserError


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((str(kind), kind) for kind in Kind),
        *((kind.upper(), kind) for kind in Kind),
        ("thong cao bao chi", Kind.PRESS_RELEASE),
        ("hoi - dap", Kind.QUESTIONS),
        ("Hỏi đáp", Kind.QUESTIONS),
        ("mxh", Kind.SOCIAL_POST),
        ("phát thanh", Kind.RADIO),
        ("tóm tắt", Kind.SUMMARY),
        ("tin", Kind.NEWS_BRIEF),
        ("đề cương", Kind.OUTLINE),
    ],
)
def test_a_kind_by_its_name(name: str, kind: Kind) -> None:
    assert kind_named(name) is kind


def test_an_unknown_kind_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UserError, match="Không có loại bài «diễn văn»; hãy chọn một trong: «tin vắn»"):
        kind_named("diễn văn")


@pytest.mark.parametrize(
    ("request_", "complaint"),
    [
        (Request(Kind.RADIO, words=12), "Độ dài 12 tiếng không soạn được"),
        (Request(Kind.RADIO, words=MOST_WORDS + 1), "hãy chọn từ 40 đến 3000 tiếng"),
        (Request(Kind.RADIO, words=-5), "Độ dài -5 tiếng"),
        (Request(Kind.RADIO, topic="đất " * 41), "Chủ đề dài 41 tiếng, tối đa 40"),
        (Request(Kind.RADIO, audience="các đồng chí " * 5), "Đối tượng dài 15 tiếng, tối đa 10"),
        (Request(Kind.RADIO, audience="người dân\x1b[31m"), "có ký tự «.x1b» không dùng trong bài"),
    ],
)
def test_what_cannot_be_asked_for(request_: Request, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        checked(request_)


def test_topic_and_audience_come_in_one_line() -> None:
    asked = checked(Request(Kind.RADIO, "  đất\nđai. ", audience=" người   dân!"))
    assert (asked.topic, asked.audience, asked.length) == ("đất đai", "người dân", 400)
