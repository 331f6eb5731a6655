"""The table of formats: every name works, gives the same bytes at any time, and loads its library only then."""

import json
import subprocess
import sys
import time

import pytest
from export_helpers import FULL, press_release

from assistant.export.formats import DRAFT_FORMATS, DUTY_FORMATS
from assistant.export.letterhead import Letterhead, place_and_date
from ingest.library import Library

# Makes every file and prints their digests.
_MADE = """
import hashlib, pathlib, sys
sys.path[:0] = ["tests"]
from export_helpers import FULL, duties, press_release
from assistant.export.formats import DRAFT_FORMATS, DUTY_FORMATS
from ingest.library import Library
library = Library.open(pathlib.Path(sys.argv[1]), pathlib.Path("corpus"))
made = [item.write(press_release(library), FULL) for item in DRAFT_FORMATS.values()]
made += [item.write(duties(library)) for item in DUTY_FORMATS.values()]
print(*(hashlib.sha256(file).hexdigest() for file in made))
"""


def test_the_names_are_those_that_the_commands_promise() -> None:
    assert list(DRAFT_FORMATS) == ["docx-party", "docx-state", "md", "json"]
    assert list(DUTY_FORMATS) == ["xlsx", "csv", "json", "ics"]
    assert {item.extension for item in DUTY_FORMATS.values()} == {".xlsx", ".csv", ".json", ".ics"}
    assert all(item.name and "/" in item.media_type for item in DRAFT_FORMATS.values())
    assert all(item.name and "/" in item.media_type for item in DUTY_FORMATS.values())


@pytest.mark.parametrize("name", DRAFT_FORMATS)
def test_each_format_of_drafts_is_written(name: str, library: Library) -> None:
    draft = press_release(library)
    made = DRAFT_FORMATS[name].write(draft, Letterhead())
    if name.startswith("docx"):
        assert made.startswith(b"PK")
        assert made != DRAFT_FORMATS[name].write(draft, FULL)
    elif name == "json":
        assert json.loads(made) == draft.to_json()
    else:
        assert draft.title in made.decode()


def test_the_table_of_formats_loads_no_library() -> None:
    program = (
        "import sys, assistant.export.formats\n"
        "print([name for name in ('docx', 'openpyxl', 'icalendar', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_another_process_gives_the_same_bytes_later(tmp_path_factory: pytest.TempPathFactory) -> None:
    digests = []
    for name in ("first", "second"):
        program = [sys.executable, "-c", _MADE, str(tmp_path_factory.mktemp(name) / "l")]
        digests.append(subprocess.run(program, capture_output=True, text=True, check=True).stdout)
        time.sleep(2)  # the step of the times in a ZIP archive
    assert digests[0] == digests[1]
    assert len(digests[0].split()) == len(DRAFT_FORMATS) + len(DUTY_FORMATS)


def test_place_and_date_are_written_as_officials_write_them() -> None:
    assert place_and_date(FULL) == ("Quảng Ninh", "ngày 05 tháng 02 năm 2025")
    assert place_and_date(Letterhead()) == ("…", "ngày … tháng … năm …")
