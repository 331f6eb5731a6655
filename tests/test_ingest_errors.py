"""Why the system refused is said in Vietnamese: the reasons that users meet have no English in them."""

import errno
import os

import pytest

from ingest.errors import cause

MET = ("ENOENT", "EACCES", "EPERM", "ENOTDIR", "EISDIR", "ENOSPC", "EDQUOT", "EROFS", "EIO", "ENAMETOOLONG", "ELOOP")


@pytest.mark.parametrize("name", MET)
def test_reasons_that_users_meet_are_in_vietnamese(name: str) -> None:
    number = getattr(errno, name)
    said = cause(OSError(number, os.strerror(number), "a.txt"))
    assert said and not said.isascii()
    assert "a.txt" not in said  # the message around it names the file


def test_a_rare_reason_is_given_in_the_words_of_the_system() -> None:
    assert cause(OSError(errno.EPIPE, "Broken pipe")) == "Broken pipe"
    assert cause(OSError("chỉ có lời")) == "chỉ có lời"


def test_no_two_reasons_are_told_alike() -> None:
    numbers = [getattr(errno, name) for name in MET]
    assert len({cause(OSError(number, "")) for number in numbers}) == len(MET)
