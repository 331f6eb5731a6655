"""`python -m eval checking`: how far the checker of drafts can be trusted, as tables in Markdown."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from assistant.checking.checked import Verdict
from assistant.checking.checker import Checker
from eval.checking.trials import ALTERED, OWN, Kind, Outcome, check_all, read_trials
from eval.measures import Share, wilson
from ingest.library import Library
from ingest.settings import Settings

# «second» to «fifth» were written as test sets and looked at while the checker was made: all but «test» are
# development sets now. What each gave before it was looked at is in docs/decisions/0014-checker.md.
SETS = ("dev", "second", "third", "fourth", "fifth", "paraphrases", "test")
_NAMES = {
    Kind.VERBATIM: "nguyên văn", Kind.PARAPHRASE: "diễn đạt lại, đúng", Kind.NUMBER: "con số",
    Kind.DATE: "ngày, thời hạn", Kind.BODY: "cơ quan, chức danh", Kind.ADDRESSEE: "cơ quan được giao",
    Kind.STRENGTH: "mức độ", Kind.POLARITY: "khẳng định, phủ định", Kind.DOCUMENT: "số hiệu văn bản",
    Kind.INVENTED: "bịa thêm",
    Kind.WORDING: "đổi một từ", Kind.UNRELATED: "không liên quan", Kind.OPINION: "ý kiến",
}  # fmt: skip


def outcomes(settings: Settings, names: Sequence[str]) -> list[Outcome]:
    """Return what the checker says of every trial of the named sets, against the library of the settings.

    Raises:
        UserError: the library does not hold the documents that the trials are about.
    """
    documents = Library.open(settings.library, settings.corpus).documents
    trials = [trial for name in names for trial in read_trials(OWN / f"{name}.jsonl", documents)]
    return check_all(Checker(documents), trials)


def report(found: Sequence[Outcome], *, explain: bool = False) -> str:
    """Return the tables; with `explain` also every sentence of which something else is said than is true."""
    parts = [_kinds(found), _figures(found), _speed(found)]
    if explain:
        parts.append("\n".join(line for outcome in found if not _is_right(outcome) for line in _explained(outcome)))
    return "\n\n".join(part for part in parts if part)


def _table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _kinds(found: Sequence[Outcome]) -> str:
    rows = []
    for kind in Kind:
        some = [outcome for outcome in found if outcome.trial.kind is kind]
        said = [sum(outcome.verdict is verdict for outcome in some) for verdict in Verdict]
        altered = kind in (*ALTERED, Kind.WORDING)
        named = [sum(getattr(outcome, what) for outcome in some) if altered else "" for what in ("named", "placed")]
        if some:
            rows.append((_NAMES[kind], len(some), *said, sum(outcome.told for outcome in some), *named))
    return _table(
        ("câu", "n", *(verdict.vi for verdict in Verdict), "kết luận phải có", "đúng loại", "đúng loại, đúng chỗ"), rows
    )


def _figures(found: Sequence[Outcome]) -> str:
    rows = [(name, share.n, share) for name, values in figures(found).items() if (share := share_of(values)).n]
    return _table(("tỷ lệ", "n", "giá trị [khoảng tin cậy 95 %, Wilson]"), rows)


def figures(found: Sequence[Outcome]) -> dict[str, list[bool | None]]:
    """Return each measure by its name, as one value for every sentence that it is about."""
    altered = [outcome for outcome in found if outcome.trial.kind in ALTERED]
    caught = [outcome for outcome in altered if outcome.caught]
    deviating = [outcome for outcome in altered if outcome.verdict is Verdict.DEVIATING]

    def of(kind: Kind, said: Callable[[Outcome], bool]) -> list[bool | None]:
        return [said(outcome) for outcome in found if outcome.trial.kind is kind]

    return {
        "sửa một chỗ (8 loại): bị bắt": [outcome.caught for outcome in altered],
        "… và gọi là sai lệch": [outcome.verdict is Verdict.DEVIATING for outcome in altered],
        "trong số bị bắt: đúng loại": [outcome.named for outcome in caught],
        "trong số gọi là sai lệch: đúng loại": [outcome.named for outcome in deviating],
        "trong số gọi là sai lệch: đúng loại, đúng chỗ": [outcome.placed for outcome in deviating],
        "đổi một từ của câu trích: bị bắt": of(Kind.WORDING, lambda outcome: outcome.caught),
        "diễn đạt lại đúng: bị gọi là sai lệch": of(Kind.PARAPHRASE, lambda o: o.verdict is Verdict.DEVIATING),
        "diễn đạt lại đúng: bị gọi là không có căn cứ": of(Kind.PARAPHRASE, lambda o: o.verdict is Verdict.UNSUPPORTED),
        "nguyên văn: được nhận ra": of(Kind.VERBATIM, lambda outcome: outcome.told),
        "không liên quan: không tìm thấy căn cứ": of(Kind.UNRELATED, lambda outcome: outcome.told),
        "ý kiến: được nhận ra": of(Kind.OPINION, lambda outcome: outcome.told),
        "có trích dẫn: đúng đoạn": [outcome.cited for outcome in found],
    }


def share_of(values: Sequence[bool | None]) -> Share:
    """Return the share of the values that are true, among those that apply."""
    applying = [value for value in values if value is not None]
    return wilson(sum(applying), len(applying))


def _speed(found: Sequence[Outcome]) -> str:
    each = [outcome.milliseconds / max(1, len(outcome.checked)) for outcome in found]
    median, p95 = np.quantile(each, [0.5, 0.95]) if each else (0.0, 0.0)
    return f"Thời gian mỗi câu: trung vị {median:.1f} ms, phân vị 95 {p95:.1f} ms."


def _is_right(outcome: Outcome) -> bool:
    altered = outcome.trial.kind in (*ALTERED, Kind.WORDING)
    return outcome.told and outcome.cited is not False and (outcome.named or not altered)


def _explained(outcome: Outcome) -> Iterator[str]:
    trial, verdict = outcome.trial, outcome.verdict
    yield f"- {trial.id} ({_NAMES[trial.kind]}), kết luận: {verdict.vi if verdict else 'không có câu nào'}"
    yield f"  câu: {trial.text}"
    if trial.found:
        yield f"  sửa: «{trial.found}»; văn bản: «{trial.source or ''}»"
    for deviation in outcome.deviations:
        yield f"  báo: {deviation.kind.vi}, «{deviation.found}»; văn bản: «{deviation.source}»"
    if outcome.cited is False:
        cited = sorted({citation.locator for item in outcome.checked for citation in item.citations})
        yield f"  dẫn: {'; '.join(cited)}; phải dẫn đoạn có «{trial.quote}»"
