"""The count of what is wrong with drafts finds what is put there."""

import copy
import json
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.drafting.compose import compose
from assistant.drafting.draft import Kind
from assistant.drafting.request import Request
from assistant.drafting.show import to_text
from eval.drafting.judge import Judged, judge
from eval.drafting.run import OWN, read_requests

ASKED = Request(Kind.PRESS_RELEASE, "", ("179-KL/TW",), "báo chí", 400)


@pytest.fixture(scope="module")
def drafted(assistant: Assistant) -> tuple[dict[str, Any], str]:
    draft = compose(ASKED, assistant)
    return json.loads(json.dumps(draft.to_json())), to_text(draft)


def sentences(draft: dict[str, Any], origin: str) -> list[dict[str, Any]]:
    return [item for block in draft["blocks"] for item in block["sentences"] if item["origin"] == origin]


def judged(draft: dict[str, Any], text: str, assistant: Assistant) -> Judged:
    return judge(draft, text, assistant.library.documents, "")


def test_a_sound_draft_has_nothing_wrong(drafted: tuple[dict[str, Any], str], assistant: Assistant) -> None:
    found = judged(*drafted, assistant)
    assert not any((found.bare, found.altered, found.added, found.asserting, found.broken, found.repeated))
    assert found.words == drafted[0]["words"]
    assert found.quotes + found.own < found.sentences


def test_a_line_without_mark_or_place_is_found(drafted: tuple[dict[str, Any], str], assistant: Assistant) -> None:
    draft, text = drafted
    assert len(judged(draft, text.replace(" [ý người soạn]", "", 1), assistant).bare) == 1
    assert len(judged(draft, text.replace(" [Kết luận 179-KL/TW, đoạn 1]", "", 1), assistant).bare) == 1


@pytest.mark.parametrize(
    ("origin", "change", "where"),
    [
        ("verbatim", lambda text: text.replace("Ban Bí thư", "Ban bí thư", 1), "altered"),
        ("reworded", lambda text: text.replace("khẩn trương", "khẩn trương, nghiêm túc", 1), "added"),
        ("reworded", lambda text: text.replace("khẩn trương ", "", 1), "added"),
        ("own", lambda text: f"{text} Có 34 tỉnh.", "asserting"),
        ("reworded", lambda text: text[0].lower() + text[1:], "broken"),
        ("reworded", lambda text: text.rstrip("."), "broken"),
        ("reworded", lambda text: f"Trong đó, {text}", "broken"),
    ],
)
def test_a_change_is_found(
    drafted: tuple[dict[str, Any], str], assistant: Assistant, origin: str, change: Any, where: str
) -> None:
    draft = copy.deepcopy(drafted[0])
    item = next(item for item in sentences(draft, origin) if change(item["text"]) != item["text"])
    item["text"] = change(item["text"])
    assert item["text"] in getattr(judged(draft, drafted[1], assistant), where)


def test_a_quote_that_the_source_does_not_hold_is_found(
    drafted: tuple[dict[str, Any], str], assistant: Assistant
) -> None:
    draft = copy.deepcopy(drafted[0])
    draft["citations"][0]["paragraph_text"] += " Thêm."
    assert len(judged(draft, drafted[1], assistant).bare) == 1


def test_a_beginning_said_twice_is_found(drafted: tuple[dict[str, Any], str], assistant: Assistant) -> None:
    draft = copy.deepcopy(drafted[0])
    block = next(block for block in draft["blocks"] if block["sentences"][0]["text"].startswith("Bộ"))
    block["sentences"].append(block["sentences"][0])
    assert len(judged(draft, drafted[1], assistant).repeated) == 1


def test_the_requests_cover_what_they_must() -> None:
    asked = [request for _, request in read_requests(OWN / "requests.jsonl")]
    assert len(asked) == 30
    assert {request.kind for request in asked} == set(Kind)
    assert {len(request.documents) for request in asked} == {0, 1, 2}
    assert (min(r.words for r in asked), max(r.words for r in asked)) == (60, 900)
    assert len(read_requests(OWN / "impossible.jsonl")) == 3
