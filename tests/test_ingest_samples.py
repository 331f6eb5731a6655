"""Real and damaged PDFs from outside: each is read or refused, in its own process, within 30 seconds."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.settings import PROJECT

SAMPLES = PROJECT.parent / "shared" / "samples"
PROGRAM = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
from ingest.errors import FileRefused
from ingest.library import read_document, _encoded
try:
    json.dumps(_encoded(read_document(Path(sys.argv[1])))).encode()
    print("read")
except FileRefused as error:
    print("refused" if sys.argv[1] in str(error) or "toml" in str(error) else f"not named: {error}")
"""


def outcome(path: Path) -> str:
    command = [sys.executable, "-c", PROGRAM, str(path)]
    try:
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=30, check=False)
    except subprocess.TimeoutExpired:
        return "slow"
    return done.stdout.strip() if done.returncode == 0 and not done.stderr else done.stderr[-300:] or "died"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files in {SAMPLES}")
def test_every_sample_pdf_is_read_or_refused(tmp_path: Path) -> None:
    files = [*SAMPLES.glob("pdf/*.pdf"), *SAMPLES.glob("vietnamese/*.pdf")]
    for broken in SAMPLES.glob("pdf/broken/*"):
        files.append(tmp_path / f"{broken.name}.pdf")
        files[-1].write_bytes(broken.read_bytes())
    assert len(files) > 70
    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip(files, pool.map(outcome, files), strict=True))
    assert {str(path): result for path, result in outcomes.items() if result not in ("read", "refused")} == {}
