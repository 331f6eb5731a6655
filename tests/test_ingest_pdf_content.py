"""Content streams read operation by operation, which is fast, and token by token say the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import pdf_content
from ingest.formats.pdf_content import Budget, ContentTooLong, operations

SIGNS = [b"(", b")", b"<", b">", b"[", b"]", b"<<", b">>", b" ", b"\n", b"\x00", b"/", b"\\", b"{", b"\xff", b"%c\n"]
WORDS = [b"-.5", b"--1", b"4 1", b"AB", b"Tj", b"'", b"BI", b" ID ", b" EI ", b"/MCID 4", b"(a\\)b)", b"<41 4>"]
WHOLE = [
    *(b"/P <</MCID 4 >>BDC ", b"/F1 12 Tf", b"[(a\\)\\n)-20<41>]TJ", b"1 0 0 1 5 6 cm", b"1 2 3 4 5 6 7 8 9 10 11 re"),
    *(b"[" + b"<4> 1" * 600 + b"]TJ",),
]
pieces = st.lists(st.sampled_from(SIGNS) | st.sampled_from(WORDS) | st.sampled_from(WHOLE), max_size=16)


@given(pieces.map(b"".join))
def test_usual_operations_read_in_one_go_are_those_read_token_by_token(data: bytes) -> None:
    at_once = Budget()
    found = list(operations(data, at_once))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_content, "_USUAL", re.compile(b"(?!)"))
        by_token = Budget()
        assert list(operations(data, by_token)) == found
        assert by_token.tokens == at_once.tokens


def test_white_space_costs_nothing_and_what_has_no_place_is_passed_over() -> None:
    assert list(operations(b"ET" + b" " * 100_000, Budget(1))) == [(b"ET", [])]
    assert list(operations(b"\xff \x0b ET", Budget())) == [(b"ET", [])]
    with pytest.raises(ContentTooLong):
        list(operations(b"[" + b"1 " * 100 + b"]TJ", Budget(100)))
