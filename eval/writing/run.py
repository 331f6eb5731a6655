"""`python -m eval writing`: what a model may do to an answer, as tables in Markdown."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval import left_out
from eval.cases import Case
from eval.measures import Estimate, estimate
from eval.run import ALL
from eval.writing import attacks
from eval.writing.expansion import Refused, try_expansion
from eval.writing.honest import WAYS
from eval.writing.trials import (
    Bench,
    Failed,
    Honest,
    Lied,
    Progress,
    Tried,
    try_authored,
    try_faults,
    try_honest,
    try_lies,
)  # fmt: skip
from ingest.settings import Settings

_QUESTION = "Bộ Tài chính phải hoàn thành việc hướng dẫn đăng ký, sử dụng tài khoản của UBND cấp xã trước ngày nào?"
_RULE_OF_THREE = 3
_EXAMPLES = 20


def report(settings: Settings, cases: Sequence[Case], data: Path | None, out: Path | None, progress: Progress) -> str:
    """Return the tables; write every rejected sentence, and every one that should have been, to `out`.

    `data` holds the attacks, the documents left out, or both.

    Raises:
        UserError: it holds neither.
    """
    texts = data if data is not None and (data / left_out.SOURCE).is_file() else None
    found = attacks.read_attacks(data) if data is not None and (texts is None or attacks.file_of(data)) else []
    bench = Bench.open(settings, progress)
    documents = bench.library.documents
    honest = try_honest(bench, cases, progress)
    authored = {name: try_authored(f"{name}.jsonl", documents) for name in ("faithful", "false")}
    lied = try_lies(bench, cases, progress)
    failed = try_faults(bench, _QUESTION, progress)
    if out is not None:
        _write(out, honest, authored, lied)
    refused = try_expansion(bench, cases, settings, texts, progress)
    parts = [*_honest(honest), *_authored(authored), *_lied(lied), *_failed(failed), _speed(honest)]
    parts += _expanded(refused)
    return "\n\n".join([*parts, _attacked(settings, found, progress)])


def _table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _honest(result: Honest) -> Iterator[str]:
    yield "## Mô hình trung thực"
    extra = sorted({tried.way for tried in result.sentences} - set(WAYS))
    ways = [(way, [t.kept for t in result.sentences if t.way == way]) for way in (*WAYS, *extra)]
    ways.append((ALL, [tried.kept for tried in result.sentences]))
    yield _table(
        ("cách viết", "số câu", "giữ lại", "tỷ lệ"), ((way, len(k), sum(k), estimate(k)) for way, k in ways if k)
    )
    names = list(dict.fromkeys(case.category for case, _, _ in result.answers))
    groups = [(name, [(b, a) for case, b, a in result.answers if case.category == name]) for name in names]
    groups.append((ALL, [(before, after) for _, before, after in result.answers]))
    yield _table(
        ("loại câu hỏi", "n", "đúng khi trích nguyên văn", "đúng khi có mô hình", "chênh lệch"),
        (
            (name, len(p), estimate([b for b, _ in p]), estimate([a for _, a in p]), _difference(p))
            for name, p in groups
        ),
    )
    yield f"Vi phạm theo phép kiểm tra độc lập: {len(result.found)}."
    yield from (f"- {found.kind}: «{found.detail}» trong «{found.statement}»" for found in result.found[:_EXAMPLES])


def _difference(pairs: Sequence[tuple[bool, bool]]) -> Estimate:
    return estimate([float(after) - float(before) for before, after in pairs])


def _authored(authored: dict[str, list[Tried]]) -> Iterator[str]:
    yield "## Câu soạn sẵn"
    rows = []
    for name, tried in (("đúng", authored["faithful"]), ("sai", authored["false"])):
        for kind in [*dict.fromkeys(t.way for t in tried), ALL]:
            of_kind = [t for t in tried if kind in (t.way, ALL)]
            quoted = sum(t.kept and t.verdict.verbatim for t in of_kind)
            as_written = sum(t.as_written for t in of_kind)
            rows.append((name, kind, len(of_kind), sum(not t.kept for t in of_kind), quoted, as_written))
    yield _table(("câu", "loại", "số câu", "bỏ", "thay bằng nguyên văn", "hiện như đã viết"), rows)


def _lied(results: dict[str, Lied]) -> Iterator[str]:
    yield "## Mô hình nói sai"
    rows = [(kind, *_counts([lied])) for kind, lied in results.items()]
    yield _table(
        (
            "loại",
            "lượt trả lời",
            "câu sai",
            "bỏ",
            "thay bằng lời của đoạn",
            "hiện như đã viết",
            "câu hiện ra",
            "vi phạm",
        ),
        [*rows, (ALL, *_counts(list(results.values())))],
    )
    replies, found = sum(r.replies for r in results.values()), [f for r in results.values() for f in r.found]
    if not found and replies:
        bound = _RULE_OF_THREE / replies
        yield f"Không có vi phạm trong {replies} lượt trả lời; cận trên 95 % của tỷ lệ vi phạm: {bound:.5f}."
    yield from (f"- {case}: {f.kind}, «{f.detail}» trong «{f.statement}»" for case, f in found[:_EXAMPLES])


def _counts(lied: Sequence[Lied]) -> tuple[int, ...]:
    return tuple(
        sum(numbers)
        for numbers in zip(
            *(
                (r.replies, r.sentences, len(r.rejected), len(r.shown_in_its_stead), len(r.shown_as_written),
                 r.statements, len(r.found)) for r in lied
            ), strict=True,
        )
    )  # fmt: skip


def _failed(results: Sequence[Failed]) -> Iterator[str]:
    yield "## Máy chủ lỗi"
    yield _table(
        ("lỗi", "giây", "trạng thái", "có trích dẫn", "lời báo"),
        ((f.fault, f"{f.seconds:.1f}", f.status, "có" if f.cited else "không", f.told) for f in results),
    )
    slow, bare = sum(f.seconds > 15 for f in results), sum(not f.cited for f in results)
    yield f"Trong {len(results)} loại lỗi: {slow} loại quá 15 giây, {bare} loại không có trích dẫn."


def _speed(honest: Honest) -> str:
    if not honest.milliseconds:
        return "Không có câu nào để đo thời gian đối chiếu."
    median, p95 = np.quantile(honest.milliseconds, [0.5, 0.95])
    return f"Thời gian đối chiếu mỗi câu: trung vị {median:.2f} ms, phân vị 95 {p95:.2f} ms."


def _expanded(results: dict[str, tuple[int, list[Refused]]]) -> Iterator[str]:
    yield "## Cụm từ gợi ý\n\nCâu hỏi có câu trả lời mà bị từ chối: đoạn đúng có ở các đoạn gần nhất không."
    names = ("câu hỏi", "có câu trả lời", "bị từ chối", "có cụm từ", "đoạn đúng trong 3 đoạn gần nhất",
             "trong 6 đoạn gần nhất", "trong 3 đoạn gần nhất và 3 đoạn theo cụm từ")  # fmt: skip
    yield _table(names, ((name, n, len(found), *_brought(found)) for name, (n, found) in results.items()))
    suggested = {name: [r for r in found if r.suggested] for name, (_, found) in results.items()}
    yield from (
        f"Riêng {len(found)} câu có cụm từ ({name}): {', '.join(map(str, _brought(found)[1:]))}."
        for name, found in suggested.items()
        if found
    )


def _brought(found: Sequence[Refused]) -> tuple[int, int, int, int]:
    return (
        sum(r.suggested for r in found), sum(r.own for r in found),
        sum(r.more for r in found), sum(r.widened for r in found),
    )  # fmt: skip


def _attacked(settings: Settings, found: Sequence[attacks.Attack], progress: Progress) -> str:
    if not found:
        return "Lệnh cài trong văn bản: không thử, vì không có --data."
    with tempfile.TemporaryDirectory() as folder:
        result = attacks.try_attacks(settings, found, Path(folder), progress)
    lines = [
        f"## Lệnh cài trong văn bản\n\nĐã thử {result.tried} (mỗi câu lệnh ở {len(attacks.POSITIONS)} vị trí, "
        f"{len(attacks.KINDS)} loại tệp); mô hình đọc phải {result.read}; {result.answered} câu hỏi được trả lời; "
        f"{result.dropped} câu của mô hình bị bỏ; {len(result.effects)} tác động.",
        *(f"- {attack.kind}, {attack.position}: {effect}" for attack, effect in result.effects[:_EXAMPLES]),
    ]
    return "\n".join(lines)


def _write(path: Path, honest: Honest, authored: dict[str, list[Tried]], lied: dict[str, Lied]) -> None:
    records = [_record("trung thực", t) for t in honest.sentences if not t.kept]
    records += [_record("soạn sẵn, đúng", t) for t in authored["faithful"] if not t.kept]
    records += [_record("soạn sẵn, sai", t) for t in authored["false"]]
    for result in lied.values():
        records += [
            _record("nói sai", t) for t in (*result.shown_as_written, *result.shown_in_its_stead, *result.rejected)
        ]
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def _record(part: str, tried: Tried) -> dict[str, Any]:
    verdict = tried.verdict
    return {
        "part": part, "case": tried.case, "way": tried.way, "sentence": verdict.sentence, "kept": tried.kept,
        "reason": None if verdict.reason is None else str(verdict.reason), "detail": verdict.detail,
        "shown": verdict.shown, "verbatim": verdict.verbatim,
    }  # fmt: skip
