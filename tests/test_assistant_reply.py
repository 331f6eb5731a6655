"""The reply of a model: read as it comes, in any pieces and any layout; what is no claim is none."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.reply import MOST_CHARACTERS, MOST_CLAIMS, Claim, ReplyReader, rewritten

ONE, TWO = Claim("Xã nhận trụ sở.", "D1"), Claim('Xã “báo cáo", {chậm}\\ \n[D2].', "D2", "báo cáo")
RECORDS = [
    {"paragraph": "D1", "text": "Xã nhận trụ sở."},
    {"paragraph": "D2", "text": 'Xã “báo cáo", {chậm}\\ \n[D2].', "quote": "báo cáo"},
]
WHOLE = json.dumps({"sentences": RECORDS}, ensure_ascii=False)
FIRST, SECOND = (json.dumps(record) for record in RECORDS)
LAYOUTS = {
    "whole": WHOLE,
    "indented": json.dumps({"sentences": RECORDS}, indent=2),
    "fenced": f"```json\n{WHOLE}\n```",
    "in prose": f'Đây là câu trả lời 15" "đúng":\n{WHOLE}\nXin cảm ơn.',
    "lines": f"{FIRST}\n{SECOND}\n",
    "bare list": f"[{FIRST}, {SECOND}]",
    "nested": json.dumps({"answer": {"parts": [{"sentences": RECORDS}]}}),
    "after thoughts": f'<think>Nên viết {{"text": "bịa"}} hay "không?</think>\n{WHOLE}',
    "with a brace before": f"Tập {{a, b}} và }} rồi {WHOLE}",
    "never closed": WHOLE[:-2],
    "never opened": f"}}}}{FIRST}, {SECOND}",
    "broken off after": f'{FIRST}{SECOND}{{"paragraph": "D3", "text": "Xã',
}


def read(*pieces: str) -> list[Claim]:
    reader = ReplyReader()
    claims = [claim for piece in pieces for claim in reader.feed(piece)]
    return [*claims, *reader.end()]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout(layout: str) -> None:
    assert read(LAYOUTS[layout]) == [ONE, TWO]
    assert read(*LAYOUTS[layout]) == [ONE, TWO]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cut_anywhere_it_gives_what_is_complete(layout: str) -> None:
    text = LAYOUTS[layout]
    for end in range(len(text) + 1):
        claims = read(text[:end])
        assert claims == [ONE, TWO][: len(claims)] or "{" not in text[:end]
    assert read(text) == [ONE, TWO]


@given(
    st.text('{}[]":\\, \nDtextparagraph1<think>/`', max_size=300) | st.sampled_from(list(LAYOUTS.values())), st.data()
)
def test_pieces_make_no_difference(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert read(*pieces) == read(text)


def test_a_claim_comes_as_soon_as_it_is_complete() -> None:
    reader, seen = ReplyReader(), list[tuple[str, int]]()
    for place, character in enumerate(WHOLE):
        seen += [(claim.text, place) for claim in reader.feed(character)]
    assert seen == [(ONE.text, WHOLE.index("}")), (TWO.text, len(WHOLE) - 3)]


@pytest.mark.parametrize(
    ("record", "claim"),
    [
        ('{"text": "a", "text": "b", "paragraph": "D1"}', Claim("b", "D1")),
        ('{"text": "a", "paragraph": 1}', Claim("a", "1")),
        ('{"text": "a", "paragraph": null}', Claim("a")),
        ('{"text": "a", "paragraph": ["D1"], "quote": 5}', Claim("a", "['D1']")),
        ('{"text": "\\u0058\\u00e3 \\"b\\" \\\\", "more": {"deep": [1]}}', Claim('Xã "b" \\')),
        ('{"text": ""}', Claim("")),
        ('{"text": "\\ud800"}', Claim("\ud800")),
    ],
)
def test_records_of_all_sorts(record: str, claim: Claim) -> None:
    assert read(record) == [claim]


@pytest.mark.parametrize(
    "text",
    ["", "   ", "{}", '{"text": 5}', '{"text": null}', '{"texts": "a"}', "{'text': 'a'}", '{"text": "a"',
     '{"text": "a",}', "{{{{", '"{text}"', "<think>Xã nhận trụ sở.", "```json\n```",
     "{" * 500 + "}" * 500, '{"a":' * 3000 + "1" + "}" * 3000, '{"text": "' + "x" * 20_000 + '"}'],
)  # fmt: skip
def test_what_is_no_claim(text: str) -> None:
    assert read(text) == []


def test_plain_text() -> None:
    text = (
        "Trả lời:\n- Xã nhận trụ sở [D1]. Xã báo cáo (D1)\n* Tỉnh cấp. [D2]\n3) Huyện [D1] lập [D2].\n\n• Không ai.\n"
    )
    assert read(text) == [
        Claim("Trả lời:"), Claim("Xã nhận trụ sở.", "D1"), Claim("Xã báo cáo", "D1"), Claim("Tỉnh cấp.", "D2"),
        Claim("Huyện lập."), Claim("Không ai."),
    ]  # fmt: skip
    assert read("<think>Xã làm gì?</think>\n```\nXã nhận trụ sở. [D1]\n```") == [ONE]
    assert read("Xã nhận {trụ sở}.") == []


def test_of_a_reply_that_was_cut_the_last_sentence_is_left_out() -> None:
    for text, kept in (("- Xã nhận trụ sở [D1]. Xã báo cáo", 1), ("Xã nhận trụ sở. [D1]", 0), (FIRST, 1), ("", 0)):
        reader = ReplyReader()
        assert len([*reader.feed(text), *reader.end(cut=True)]) == kept


def test_no_more_than_an_answer_needs() -> None:
    assert len(read(*[FIRST] * (MOST_CLAIMS + 5))) == MOST_CLAIMS
    assert len(read("Xã nhận.\n" * (MOST_CLAIMS + 5))) == MOST_CLAIMS
    reader = ReplyReader()
    assert list(reader.feed("x" * (MOST_CHARACTERS + 5))) == []
    assert reader.full
    assert len(reader.text) == MOST_CHARACTERS
    assert list(reader.feed(FIRST)) == []


@pytest.mark.parametrize(
    "unit", ["{", "}", "{}", '{"', '{"a":', '{"text":"a"', "<think>", ">", "a. ", "[D1]", "\\", "```"]
)
def test_a_hostile_reply_takes_no_time(unit: str) -> None:
    text, started = (unit * MOST_CHARACTERS)[:MOST_CHARACTERS], time.process_time()
    reader = ReplyReader()
    for start in range(0, len(text), 50):
        list(reader.feed(text[start : start + 50]))
    list(reader.feed("}" * 100))
    list(reader.end())
    rewritten(text)
    assert time.process_time() - started < 5


def test_a_hostile_nesting_takes_no_time() -> None:
    half, started = MOST_CHARACTERS // 2, time.process_time()
    assert read("{" * half, "}" * half) == []
    assert read('{"a":' * (half // 3), "1", "}" * (half // 3)) == []
    assert time.process_time() - started < 5


def test_a_reworded_question() -> None:
    assert rewritten('{"question": " Xã nhận\\n trụ sở?  "}') == "Xã nhận trụ sở?"
    assert rewritten('```json\n{"question": "Xã?"}\n```') == "Xã?"
    assert rewritten('<think>{"question": "Bịa?"}</think>{"question": "Xã?"}') == "Xã?"
    assert rewritten('{"a": 1} {"question": 5} {"question": "Xã?"} {"question": "Tỉnh?"}') == "Xã?"
    for nothing in ("", "Xã?", "{", '{"question"}', '{"question": null}', '<think>{"question": "Bịa?"}'):
        assert rewritten(nothing) == ""
