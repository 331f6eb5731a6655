"""The codes of a collection's texts: worked out in batches and joined."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import collection as module
from index.collection import encoded, joined
from index.tokens import Codes, encode

batches = st.lists(st.lists(st.text(st.sampled_from("bộo anáđd 12/"), max_size=12), max_size=4), max_size=5)


def listed(codes: Codes) -> tuple[list[int], list[int], str]:
    return codes.ids.tolist(), codes.starts.tolist(), str(codes.ids.dtype)


@settings(deadline=None)
@given(batches)
def test_joined_codes_are_those_of_all_texts(parts: list[list[str]]) -> None:
    whole = encode([text for part in parts for text in part])
    for side in (0, 1):
        assert listed(joined([encode(part)[side] for part in parts])) == listed(whole[side])


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 9])
def test_texts_are_encoded_in_batches(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(module, "_BATCH", 2)
    texts = [f"Bộ thứ {number}" * number for number in range(count)]
    parts = encoded(texts)
    assert [len(part[0].sizes) for part in parts] == [min(2, count - start) for start in range(0, count, 2)]
    for side in (0, 1):
        assert listed(joined([part[side] for part in parts])) == listed(encode(texts)[side])
