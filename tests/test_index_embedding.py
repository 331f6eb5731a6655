"""The shipped embedding read with numpy alone, the same folder under sentence-transformers, other models by setting."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from index.embedding import (
    MODULE,
    SCALE,
    SHIPPED,
    WEIGHTS,
    StaticEmbedder,
    Vectors,
    load_embedder,
    quantised,
    stored_vectors,
    unit_length,
)
from index.tokens import Ids, encode, unit_id, units
from ingest.settings import PROJECT

TEXTS = (
    "Ai ký Kết luận 179-KL/TW?",
    "Đảng uỷ Chính phủ chỉ đạo Bộ Tài chính bố trí trụ sở trước ngày 31-7-2025; báo cáo Ban Bí thư.",
    "bo chinh tri yeu cau cac tinh uy",
    "trụ sở qwrtz",
    "qwrtz",
    "",
)
VOCABULARY = {"[UNK]": 0, "ai": 1, "ký": 2, "ai_ký": 3}
ROWS = np.array([[9, 9], [3, 0], [0, 3], [3, 9]], dtype=np.float16)


@pytest.fixture(scope="module")
def shipped() -> StaticEmbedder:
    return StaticEmbedder(SHIPPED)


def model_folder(
    folder: Path,
    module: str = MODULE,
    rows: np.ndarray = ROWS,
    scale: np.ndarray | None = None,
    vocabulary: Mapping[str, int] = VOCABULARY,
) -> Path:
    """Return a sentence-transformers folder of three words in two dimensions."""
    folder.mkdir()
    tokenizer: dict[str, Any] = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": dict(vocabulary), "unk_token": "[UNK]"},
    }  # fmt: skip
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": module}]))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    stored = {"embedding.weight": rows} if scale is None else {"embedding.weight": rows, SCALE: scale}
    save_file(stored, folder / WEIGHTS)
    return folder


@pytest.mark.parametrize(
    ("text", "vector"),
    [
        ("Ai", [1, 0]),
        ("Ai ký?", [6 / 180**0.5, 12 / 180**0.5]),  # (3,0) + (0,3) + (3,9) = (6,12)
        ("ký, ai", [1 / 2**0.5, 1 / 2**0.5]),
        ("ai lạ ai", [1, 0]),
        ("lạ", [0, 0]),
        ("", [0, 0]),
    ],
)
def test_a_text_is_the_mean_of_its_known_units_at_length_one(tmp_path: Path, text: str, vector: list[float]) -> None:
    embedder = StaticEmbedder(model_folder(tmp_path / "model"))
    assert embedder.dimension == 2
    assert embedder.embed([text])[0] == pytest.approx(vector, abs=1e-6)


def test_the_shipped_model_gives_unit_vectors_and_zeros_for_nothing_known(shipped: StaticEmbedder) -> None:
    vectors = shipped.embed(TEXTS)
    assert (vectors.shape, str(vectors.dtype), shipped.dimension) == ((6, 256), "float32", 256)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1, 0, 0], abs=1e-6)
    assert shipped.embed([]).shape == (0, 256)


def test_the_shipped_model_is_loaded_again_the_same(shipped: StaticEmbedder) -> None:
    again = load_embedder("")
    assert isinstance(again, StaticEmbedder)
    assert (again.embed(TEXTS) == shipped.embed(TEXTS)).all()
    assert again.fingerprint == shipped.fingerprint


@given(st.lists(st.sampled_from(TEXTS), max_size=5), st.sampled_from(TEXTS))
def test_a_vector_does_not_depend_on_the_texts_beside_it(
    shipped: StaticEmbedder, others: Sequence[str], text: str
) -> None:
    assert (shipped.embed([*others, text])[-1] == shipped.embed([text])[0]).all()


def test_encoded_texts_are_embedded_alike(shipped: StaticEmbedder) -> None:
    marked, bare = encode(TEXTS)
    assert (shipped.embed_codes(marked) == shipped.embed(TEXTS)).all()
    assert (shipped.embed_codes(bare)[2] == shipped.embed(TEXTS)[2]).all()
    assert (shipped.embed_codes(bare)[0] == shipped.embed(["ai ky ket luan 179-kl/tw"])[0]).all()
    assert shipped.embed_codes(encode([])[0]).shape == (0, 256)


def ids(found: Sequence[str]) -> Ids:
    return np.array([unit_id(unit) for unit in found], dtype=np.uint32)


@pytest.mark.parametrize("names", [["[UNK]", "ai", "ký", "ai_ký"], ["ai_ký", "ký", "ai", "[UNK]"]])
def test_a_unit_has_its_row_in_the_vocabulary(tmp_path: Path, names: Sequence[str]) -> None:
    vocabulary = {unit: VOCABULARY[unit] for unit in names}
    embedder = StaticEmbedder(model_folder(tmp_path / "model", vocabulary=vocabulary))
    assert embedder.rows(ids(["ký", "lạ", "ai_ký", "ai", "ký", "ký_ai"])).tolist() == [2, 0, 3, 1, 2, 0]
    assert embedder.rows(ids([])).tolist() == []
    expected = [[0.0, 0.0], *ROWS.tolist()[1:]]  # what no unit is known for adds nothing
    assert (embedder.vectors.tolist(), str(embedder.vectors.dtype)) == (expected, "float32")


def test_every_unit_of_the_shipped_vocabulary_is_known(shipped: StaticEmbedder) -> None:
    vocabulary = json.loads((SHIPPED / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    found = shipped.rows(ids(list(vocabulary)))
    assert (found == np.array(list(vocabulary.values()))).mean() > 0.9999  # two units may share an id
    assert shipped.vectors.shape == (len(vocabulary), 256)
    assert {"kết", "ket", "kết_luận", "ket_luan"} <= set(vocabulary)
    assert (shipped.rows(encode(["Đảng uỷ Chính phủ"])[0].ids) > 0).all()
    assert shipped.rows(ids(["qwrtz", "trụ_qwrtz"])).tolist() == [0, 0]
    text = "Ban Bí thư qwrtz"
    known = [vocabulary[unit] for unit in units(text) if unit in vocabulary]
    expected = shipped.vectors[known].mean(axis=0)
    assert shipped.embed([text])[0] == pytest.approx(expected / np.linalg.norm(expected), abs=1e-6)


def test_case_and_tone_placement_make_no_difference_and_marks_do(shipped: StaticEmbedder) -> None:
    hoa, same, bare = shipped.embed(["Thành uỷ Hoà Bình", "THÀNH ỦY HÒA BÌNH", "thanh uy hoa binh"])
    assert (hoa == same).all()
    assert 0.3 < float(hoa @ bare) < 0.999


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("công an", "giữ gìn an ninh trật tự", "trồng lúa nước"),
        ("học sinh", "nhà trường và giáo viên", "tàu thuyền trên biển"),
        ("bac si", "khám bệnh, chữa bệnh", "đất nông nghiệp"),
        ("mat viec", "trợ cấp thất nghiệp", "giấy phép lái xe"),
    ],
)
def test_texts_of_one_subject_are_nearer(shipped: StaticEmbedder, question: str, near: str, far: str) -> None:
    asked, one, other = shipped.embed([question, near, far])
    assert float(asked @ one) > float(asked @ other) + 0.05


def test_the_fingerprint_follows_the_weights_and_the_vocabulary(tmp_path: Path) -> None:
    first = StaticEmbedder(model_folder(tmp_path / "a")).fingerprint
    assert StaticEmbedder(model_folder(tmp_path / "b")).fingerprint == first
    assert StaticEmbedder(model_folder(tmp_path / "c", rows=ROWS + 1)).fingerprint != first
    weights, scale = quantised(ROWS.astype(np.float32))
    scaled = [model_folder(tmp_path / f"e{times}", rows=weights, scale=scale * times) for times in (1, 2)]
    assert len({first, *(StaticEmbedder(folder).fingerprint for folder in scaled)}) == 3
    other = model_folder(tmp_path / "d")
    text = (other / "tokenizer.json").read_text(encoding="utf-8")
    (other / "tokenizer.json").write_text(text.replace("ký", "kí"), encoding="utf-8")
    assert StaticEmbedder(other).fingerprint != first


def test_a_folder_trained_here_is_read_without_torch(tmp_path: Path) -> None:
    embedder = load_embedder(str(model_folder(tmp_path / "model")))
    assert isinstance(embedder, StaticEmbedder)
    assert embedder.dimension == 2


numbers = st.floats(-100, 100, width=32).filter(lambda number: number == 0 or abs(number) > 1e-6)
vectors = st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=4)


@given(vectors)
def test_unit_length_keeps_directions_and_zeros(rows: list[list[float]]) -> None:
    given_rows: Vectors = np.array(rows, dtype=np.float32)
    scaled = unit_length(given_rows)
    norms = np.linalg.norm(given_rows, axis=1, keepdims=True)
    assert np.allclose(scaled * norms, given_rows, rtol=1e-4, atol=1e-30)
    assert np.linalg.norm(scaled, axis=1) == pytest.approx((norms[:, 0] > 0).astype(float), abs=1e-5)


def test_quantised_by_hand() -> None:
    weights, scale = quantised(np.array([[127, -64, 0.4], [-0.5, 0.25, 0.5], [0, 0, 0]], dtype=np.float32))
    assert weights.tolist() == [[127, -64, 0], [-127, 64, 127], [0, 0, 0]]
    assert (str(weights.dtype), str(scale.dtype)) == ("int8", "float16")
    assert scale[:2] == pytest.approx([1, 0.5 / 127], rel=2**-11)
    assert scale[2] > 0


@given(vectors)
def test_eight_bits_are_near_the_originals(rows: list[list[float]]) -> None:
    originals: Vectors = np.array(rows, dtype=np.float32)
    weights, scale = quantised(originals)
    steps = scale.astype(np.float64)
    assert (np.abs(weights.astype(int)).max(axis=1) <= 127).all()
    # The scale is rounded to half precision before it is used: at the ends of a row that may cost 127 halves of its
    # last digit.
    slack = steps / 2 + 127 * np.spacing(scale).astype(np.float64) / 2
    error = np.abs(weights * steps[:, None] - originals).max(axis=1)
    assert (error <= slack * (1 + 1e-5)).all()


@settings(deadline=None)
@given(vectors)
def test_a_folder_in_eight_bits_embeds_like_the_vectors_that_it_stands_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[float]]
) -> None:
    units_of = {"[UNK]": 0} | {f"x{row}": row for row in range(1, len(rows) + 1)}
    originals: Vectors = np.array([[9, 9, 9], *rows], dtype=np.float32)
    weights, scale = quantised(originals)
    meant: Vectors = weights.astype(np.float32) * scale.astype(np.float32)[:, None]
    base = tmp_path_factory.mktemp("eight")
    small = model_folder(base / "small", rows=weights, scale=scale, vocabulary=units_of)
    large = model_folder(base / "large", rows=meant, vocabulary=units_of)
    assert (stored_vectors(small) == meant).all()
    assert (stored_vectors(large) == meant).all()
    assert stored_vectors(small).dtype == np.float32
    texts = [*units_of, " ".join(units_of), "x1 lạ x1", "lạ", ""]
    assert (StaticEmbedder(small).embed(texts) == StaticEmbedder(large).embed(texts)).all()


def test_eight_bits_leave_directions_as_they_are(tmp_path: Path, shipped: StaticEmbedder) -> None:
    weights, scale = quantised(shipped.vectors)
    copied = shutil.copytree(SHIPPED, tmp_path / "copy")
    save_file({"embedding.weight": weights, SCALE: scale}, copied / WEIGHTS)
    found = load_embedder(str(copied)).embed(TEXTS)
    assert (found * shipped.embed(TEXTS)).sum(axis=1)[:4] == pytest.approx([1] * 4, abs=1e-3)
    assert not found[4:].any()


def test_half_precision_is_read_as_it_stands(tmp_path: Path) -> None:
    found = stored_vectors(model_folder(tmp_path / "model"))
    assert (str(found.dtype), found.tolist()) == ("float32", ROWS.tolist())


# Importing sentence-transformers takes seconds, so that one child answers for all the tests below.
CHILD = """
import json, sys
from pathlib import Path
import numpy as np
from sentence_transformers import SentenceTransformer
from index.__main__ import main
from index.embedding import SHIPPED, load_embedder, unit_length
from ingest.command import run
from ingest.errors import SettingsError

texts, plain, broken, eight_bits, library, settings = json.loads(sys.argv[1])
opened = SentenceTransformer(str(SHIPPED), trust_remote_code=True, device="cpu")
other = load_embedder(plain)
complaints = []
for name in ("khong-co/mo-hinh-nay", broken):
    try:
        load_embedder(name)
    except SettingsError as error:
        complaints.append(str(error))
try:
    opened_small = SentenceTransformer(eight_bits, trust_remote_code=True, device="cpu")
    small = unit_length(opened_small.encode(["Ai ký?", "ký", "lạ"])).tolist()
except Exception as error:
    small = repr(error)
print(json.dumps({
    "small": small,
    "module": type(opened[0]).__name__,
    "vectors": unit_length(opened.encode(texts)).tolist(),
    "other": [type(other).__name__, other.dimension, other.embed(["ai", "ký", "lạ"]).tolist()],
    "complaints": complaints,
}), flush=True)
print("----", file=sys.stderr, flush=True)
run(main, ["build", "--library", library, "--settings", settings])
"""


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    folder = tmp_path_factory.mktemp("models")
    plain = "sentence_transformers.sentence_transformer.modules.StaticEmbedding"
    other, broken = model_folder(folder / "plain", plain), model_folder(folder / "broken", plain)
    (broken / "modules.json").write_text("{")
    (folder / "settings.toml").write_text('[index]\nembedding_model = "khong-co/mo-hinh-nay"\n')
    weights, scale = quantised(ROWS.astype(np.float32))
    small = model_folder(folder / "small", rows=weights, scale=scale)
    paths = map(str, (other, broken, small, folder / "thu-vien", folder / "settings.toml"))
    command = [sys.executable, "-c", CHILD, json.dumps([TEXTS, *paths])]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "hub")}
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def told(child: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert child.stdout, child.stderr
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def test_sentence_transformers_reads_the_shipped_folder_alike(told: dict[str, Any], shipped: StaticEmbedder) -> None:
    assert told["module"] == "SyllablePairEmbedding"
    assert np.abs(np.array(told["vectors"]) - shipped.embed(TEXTS)).max() < 1e-3


def test_sentence_transformers_reads_eight_bits_alike(told: dict[str, Any], tmp_path: Path) -> None:
    expected = StaticEmbedder(model_folder(tmp_path / "model")).embed(["Ai ký?", "ký", "lạ"])
    assert np.array(told["small"]) == pytest.approx(expected, abs=1e-2)


def test_any_other_model_takes_its_place(told: dict[str, Any]) -> None:
    name, dimension, found = told["other"]
    assert (name, dimension) == ("SentenceTransformerEmbedder", 2)
    assert np.array(found) == pytest.approx(np.array([[1, 0], [0, 1], [2**-0.5, 2**-0.5]]), abs=1e-3)


REMEDY = "; hãy kiểm tra thư mục mô hình, hoặc bỏ khóa này để dùng mô hình đi kèm."


def test_a_model_that_cannot_be_loaded_is_an_error_of_the_settings(told: dict[str, Any]) -> None:
    unknown, broken = told["complaints"]
    assert unknown.startswith("Không tải được mô hình «khong-co/mo-hinh-nay» (khóa «index.embedding_model»): ")
    assert "broken» (khóa «index.embedding_model»): Expecting property name" in broken
    assert unknown.endswith(REMEDY)
    assert broken.endswith(REMEDY)


def test_the_command_says_so_in_one_sentence(child: subprocess.CompletedProcess[str]) -> None:
    assert child.returncode == 1
    sentence = child.stderr.split("----\n", 1)[1]
    assert sentence.startswith("Không tải được mô hình «khong-co/mo-hinh-nay»")
    assert sentence.endswith(f"{REMEDY}\n")
    assert sentence.count("\n") == 1


def test_the_shipped_folder_holds_what_it_is_read_from(tmp_path: Path) -> None:
    names = {path.name for path in SHIPPED.iterdir()}
    assert {"modules.json", "tokenizer.json", "model.safetensors"} <= names
    copied = shutil.copytree(SHIPPED, tmp_path / "copy")
    assert load_embedder(str(copied)).fingerprint == load_embedder("").fingerprint
