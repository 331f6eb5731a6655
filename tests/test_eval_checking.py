"""The trials of the checker: how an outcome is judged, the sets as they are shipped, and figures that may not sink."""

import json
from pathlib import Path
from typing import Any

import pytest
from checking_helpers import checker_of, document

from assistant.checking.checked import Checked, Deviation, DeviationKind, Verdict
from eval import __main__ as command
from eval.checking import run
from eval.checking.trials import ALTERED, OWN, Kind, Outcome, Trial, check_all, read_trials
from ingest.document import Span
from ingest.errors import UserError
from ingest.library import Library
from ingest.text import fold, syllables

TEXT = "Bộ Tài chính giao 12 việc trước ngày 31/8."


def trial(kind: Kind, found: str | None = None, **more: Any) -> Trial:
    return Trial("t-1", kind, "177-KL/TW", None, more.pop("text", TEXT), found, **more)


def said(verdict: Verdict, *deviations: Deviation) -> Checked:
    return Checked(TEXT, Span(0, len(TEXT)), verdict, deviations)


def outcome(tried: Trial, *checked: Checked) -> Outcome:
    return Outcome(tried, checked, 1.0)


NUMBER = Deviation(DeviationKind.NUMBER, "12", "11")
DATE = Deviation(DeviationKind.DATE, "31/8", "31/7")


# --- how one outcome is judged


@pytest.mark.parametrize(
    ("kind", "verdict", "told"),
    [
        (Kind.VERBATIM, Verdict.VERBATIM, True),
        (Kind.VERBATIM, Verdict.SUPPORTED, False),
        (Kind.PARAPHRASE, Verdict.SUPPORTED, True),
        (Kind.PARAPHRASE, Verdict.VERBATIM, False),
        (Kind.PARAPHRASE, Verdict.DEVIATING, False),
        (Kind.UNRELATED, Verdict.UNSUPPORTED, True),
        (Kind.UNRELATED, Verdict.OPINION, False),
        (Kind.OPINION, Verdict.OPINION, True),
        (Kind.NUMBER, Verdict.DEVIATING, True),
        (Kind.NUMBER, Verdict.UNSUPPORTED, True),
        (Kind.NUMBER, Verdict.SUPPORTED, False),
        (Kind.NUMBER, Verdict.OPINION, False),
    ],
)
def test_each_kind_asks_for_its_verdict(kind: Kind, verdict: Verdict, told: bool) -> None:
    assert outcome(trial(kind, "12"), said(verdict)).told is told


def test_the_gravest_of_several_sentences_decides() -> None:
    two = outcome(trial(Kind.NUMBER, "12"), said(Verdict.VERBATIM), said(Verdict.DEVIATING, NUMBER))
    assert two.verdict is Verdict.DEVIATING
    assert outcome(trial(Kind.NUMBER, "12")).verdict is None
    assert not outcome(trial(Kind.NUMBER, "12")).told


def test_the_kind_is_named_by_one_of_its_deviations_and_in_its_place() -> None:
    both = said(Verdict.DEVIATING, DATE, NUMBER)
    assert outcome(trial(Kind.NUMBER, "12"), both).named
    assert outcome(trial(Kind.NUMBER, "giao 12 việc"), both).placed
    elsewhere = outcome(trial(Kind.NUMBER, "ngày 31/8"), both)
    assert elsewhere.named
    assert not elsewhere.placed
    assert not outcome(trial(Kind.BODY, "Bộ Tài chính"), both).named


def test_words_that_stand_twice_are_found_where_they_are() -> None:
    text = "Xã 12 họp, xã 7 giao 12 việc."
    told = said(Verdict.DEVIATING, Deviation(DeviationKind.NUMBER, "giao 12", "giao 11"))
    assert outcome(trial(Kind.NUMBER, "12 việc", text=text), told).placed
    assert not outcome(trial(Kind.NUMBER, "xã 7", text=text), told).placed


def test_invented_words_are_told_by_a_deviation_there_or_by_finding_no_ground() -> None:
    invented = trial(Kind.INVENTED, "giao 12 việc")
    assert outcome(invented, said(Verdict.DEVIATING, NUMBER)).named
    assert not outcome(invented, said(Verdict.DEVIATING, DATE)).named
    assert outcome(invented, said(Verdict.UNSUPPORTED)).named
    assert not outcome(invented, said(Verdict.SUPPORTED)).named


def test_a_citation_is_right_where_it_is_the_paragraph_of_the_quote(library: Library) -> None:
    text = document(library, "177-KL/TW").paragraph(9).text
    (checked,) = checker_of(library).check(text)
    assert outcome(Trial("t", Kind.VERBATIM, "177-KL/TW", "11 nội dung", text), checked).cited is True
    assert outcome(Trial("t", Kind.VERBATIM, "179-KL/TW", "11 nội dung", text), checked).cited is False
    assert outcome(Trial("t", Kind.VERBATIM, "177-KL/TW", "300 đại biểu", text), checked).cited is False
    assert outcome(Trial("t", Kind.UNRELATED, None, None, text), checked).cited is None
    assert outcome(Trial("t", Kind.VERBATIM, "177-KL/TW", "11 nội dung", text)).cited is None


def test_figures_count_what_they_say() -> None:
    found = [
        outcome(trial(Kind.NUMBER, "12"), said(Verdict.DEVIATING, NUMBER)),
        outcome(trial(Kind.DATE, "31/8"), said(Verdict.DEVIATING, NUMBER)),
        outcome(trial(Kind.BODY, "Bộ Tài chính"), said(Verdict.SUPPORTED)),
        outcome(trial(Kind.INVENTED, "12"), said(Verdict.UNSUPPORTED)),
        outcome(trial(Kind.WORDING, "12"), said(Verdict.SUPPORTED)),
        outcome(trial(Kind.PARAPHRASE), said(Verdict.DEVIATING, DATE)),
        outcome(trial(Kind.PARAPHRASE), said(Verdict.SUPPORTED)),
        outcome(trial(Kind.OPINION), said(Verdict.OPINION)),
    ]
    figures = {name: values for name, values in run.figures(found).items() if values}
    assert figures["sửa một chỗ (8 loại): bị bắt"] == [True, True, False, True]
    assert figures["… và gọi là sai lệch"] == [True, True, False, False]
    assert figures["trong số bị bắt: đúng loại"] == [True, False, True]
    assert figures["trong số gọi là sai lệch: đúng loại"] == [True, False]
    assert figures["đổi một từ của câu trích: bị bắt"] == [False]
    assert figures["diễn đạt lại đúng: bị gọi là sai lệch"] == [True, False]
    assert figures["ý kiến: được nhận ra"] == [True]
    assert "nguyên văn: được nhận ra" not in figures


def test_a_report_shows_every_kind_once_and_explains_only_what_is_wrong() -> None:
    found = [
        outcome(trial(Kind.NUMBER, "12", source="11"), said(Verdict.SUPPORTED)),
        outcome(trial(Kind.DATE, "31/8"), said(Verdict.DEVIATING, DATE)),
        outcome(trial(Kind.BODY, "Bộ Tài chính"), said(Verdict.DEVIATING, DATE)),
    ]
    report = run.report(found, explain=True)
    assert report.count("| con số | 1 |") == report.count("| ngày, thời hạn | 1 |") == 1
    assert report.count("- t-1 (") == 2
    assert "- t-1 (con số), kết luận: có căn cứ\n" in report
    assert "  sửa: «12»; văn bản: «11»" in report
    assert "  báo: ngày tháng, thời hạn, «31/8»; văn bản: «31/7»" in report
    assert "- t-1 (" not in run.report(found)


def test_a_report_on_nothing_is_no_error() -> None:
    assert run.report([]).startswith("| câu | n |")


def test_what_does_not_apply_is_not_counted() -> None:
    assert (run.share_of([None, True, False]).right, run.share_of([None, True, False]).n) == (1, 2)
    assert str(run.share_of([None])) == "–"


# --- the sets


@pytest.mark.parametrize("name", run.SETS)
def test_the_sets_are_what_they_claim(library: Library, name: str) -> None:
    trials = read_trials(OWN / f"{name}.jsonl", library.documents)
    assert len({trial.id for trial in trials}) == len(trials) >= 250
    kinds = {Kind.PARAPHRASE} if name == "paraphrases" else set(Kind)
    assert {trial.kind for trial in trials} == kinds
    paragraphs = {held.label: [paragraph.text for paragraph in held.paragraphs] for held in library.documents}
    for tried in trials:
        if tried.kind in (*ALTERED, Kind.WORDING):
            assert tried.found, tried.id
            assert tried.found in tried.text, tried.id
        if tried.source and tried.document:
            assert any(tried.source in text for text in paragraphs[tried.document]), tried.id
        assert (tried.quote is None) == (tried.document is None) or tried.kind is Kind.INVENTED, tried.id


def test_no_sentence_of_the_test_set_is_in_another_but_what_is_verbatim(library: Library) -> None:
    def texts(name: str) -> set[tuple[str, ...]]:
        trials = read_trials(OWN / f"{name}.jsonl", library.documents)
        return {tuple(syllables(fold(each.text))) for each in trials if each.kind is not Kind.VERBATIM}

    assert texts("test") & set().union(*(texts(name) for name in run.SETS if name != "test")) == set()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "dòng 1 không đúng dạng"),
        ('{"id": "x", "kind": "lạ"}', "dòng 1 không đúng dạng"),
        ('{"id": "x", "kind": "number", "document": null, "quote": null}', "dòng 1 không đúng dạng"),
        ('{"id": "x", "kind": "number", "document": "177-KL/TW", "quote": "không hề có", "text": "a"}', "trong 0 đoạn"),
    ],
)
def test_a_line_that_is_no_trial_is_named(library: Library, tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(UserError, match=complaint):
        read_trials(file, library.documents)


def test_a_missing_file_is_named(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"Không đọc được tệp câu thử «.*vang\.jsonl»"):
        read_trials(tmp_path / "vang.jsonl", library.documents)


# --- the command, and figures that may not sink

LEAST = {
    "sửa một chỗ (8 loại): bị bắt": 0.97,
    "trong số bị bắt: đúng loại": 0.93,
    "đổi một từ của câu trích: bị bắt": 0.92,
    "nguyên văn: được nhận ra": 1.0,
    "không liên quan: không tìm thấy căn cứ": 0.87,
    "ý kiến: được nhận ra": 0.88,
    "có trích dẫn: đúng đoạn": 0.96,
}
MOST = {"diễn đạt lại đúng: bị gọi là sai lệch": 0.05, "diễn đạt lại đúng: bị gọi là không có căn cứ": 0.05}


@pytest.mark.parametrize("name", ["dev", "paraphrases"])
def test_figures_of_the_development_sets_do_not_sink(library: Library, name: str) -> None:
    found = check_all(checker_of(library), read_trials(OWN / f"{name}.jsonl", library.documents))
    shares = {figure: run.share_of(values) for figure, values in run.figures(found).items()}
    means = {figure: share.right / share.n if share.n else None for figure, share in shares.items()}
    low = {figure: means[figure] for figure, least in LEAST.items() if (means[figure] or 1.0) < least}
    high = {figure: means[figure] for figure, most in MOST.items() if (means[figure] or 0.0) > most}
    assert (low, high) == ({}, {})
    assert None not in {means[figure] for figure in (MOST if name == "paraphrases" else LEAST)}


def test_the_command_prints_the_tables_of_the_set_that_is_asked_for(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = [json.loads(line) for line in (OWN / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    few = [record for record in own if record["kind"] == "number"][:3]
    lines = (json.dumps(record, ensure_ascii=False) for record in few)
    (tmp_path / "dev.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(run, "OWN", tmp_path)
    assert command.main(["checking", "--library", str(library.folder)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("## dev\n\n| câu | n |")
    assert "| con số | 3 |" in out
    assert "Thời gian mỗi câu: trung vị" in out
    with pytest.raises(UserError, match=r"test\.jsonl"):
        command.main(["checking", "--set", "test", "--library", str(library.folder)])
