"""Whom a clause charges with what: addressees with their roles, the word of strength, and where the task begins."""

import re
from dataclasses import replace

from assistant.duties import lexicon
from assistant.duties.bodies import ISSUER, MANNER
from assistant.duties.duty import Role
from assistant.duties.lexicon import any_of
from assistant.duties.roles import MODAL, MODALS, Charge, Clause, behind, charged, without_body
from ingest.text import fold

_MARKER = re.compile(
    r"\W*(?:\(?\d{1,3}(?:\.\d{1,3})*[.)/-]|\(?[ivx]{1,5}[.)-]|\(?[a-zđ]\d?[.)])?\s*[-+•*–]?\s*(?=[\w\"(])"
)
_OPENING = re.compile(rf"{any_of(lexicon.OPENINGS)}\s*[,:]?\s+")
_CHARGES = {fold(word): shown for word, shown in lexicon.CHARGES.items()}
_CHARGE = any_of("|".join(lexicon.CHARGES))
_CHARGING = re.compile(
    rf"(?:(?:cũng|đã|nghiêm túc|tiếp tục|trực tiếp|tập trung|thống nhất|khẩn trương|chủ động|cần|phải),?\s+)*"
    rf"(?P<verb>{_CHARGE})(?:,|\s+(?:cho|để|với|đối với))?\s+"
)
_LATE = re.compile(r",\s+(?:và\s+|đồng thời,?\s+)?(?P<verb>giao|phân công|đề nghị|yêu cầu)\s")
_SAYS = any_of(lexicon.SAYS)
# Whoever issues the text tells what it did or will do.
ISSUER_TELLS = re.compile(
    rf"(?:{ISSUER.pattern}(?:,\s+|\s+và\s+)?)+\s+(?:sẽ|đã|đang|vừa|có|họp|nghe|ghi nhận|đánh giá|cơ bản)\b"
)
_SPEAKING = re.compile(rf"(?:{any_of(lexicon.SPEAKERS)}[^,;:]{{0,60}}?\s)?(?:cũng\s+|đã\s+)?(?:{_SAYS})\s*[,:]?\s+")
_ADVERBIAL = re.compile(any_of(lexicon.ADVERBIALS))
TIME = re.compile(r"(?:trong|trước|đến|chậm nhất|vào|hằng|hàng|định kỳ)\s+(?:\w+\s+){0,2}(?:năm|tháng|quý|ngày|kỳ|\d)")
_ABOUT = re.compile(r"(?:về|quá trình|việc)\s")
_IN_COURSE = re.compile(r"quá trình\s+(?:tổ chức\s+)?(?:triển khai|thực hiện|triển khai,? thực hiện),\s+")
# «Trung ương tập trung quản lý vĩ mô» is told to do so; who issues a text has more of a name.
_LEVEL = re.compile(r"trung ương\s")
# «Báo cáo kiểm điểm của cấp ủy phải có tính chiến đấu»: it begins like a verb.
_VERB_MUST = re.compile(r"[^,;:]{3,60}?(?<!việc)(?<!dung)(?<!vụ)(?<!đề)\s(?P<word>phải)\s+")
_WHEN = re.compile(r"(?:trước |sau |trong )?khi\s")
_COUNTED_MUST = re.compile(r"[^,;:]{3,80}?\s(?P<word>cần|phải)\s+(?!thiết)")
_TELLING = re.compile(r"\b(?:đã|đang|sẽ|vẫn|là)\b")
_COPULA = re.compile(r"[^,;:]{3,80}?(?<!nhất)(?<!biệt)(?<!hết)(?<!tức)\slà\s")
_TAKING = re.compile(rf"{MANNER}*{any_of(lexicon.TAKING)}")
_CONDITION = re.compile(any_of(lexicon.CONDITIONS))
_WORD = re.compile(r"(?<!cấp )(?<!chính )\b\w+")  # «cấp tỉnh», «hành chính xã» are no bodies
_LONGEST_BODY = 10  # words
_URGED = re.compile(any_of(lexicon.URGING))
_NOUN_MUST = re.compile(r"[^;:]{2,240}?\s(?:(?P<word>phải|cần(?!\s+thiết)|không được)|phấn đấu)\s+")


def head_end(text: str, folded: str, start: int, end: int) -> int:
    """Return where the words of order at the head of a clause end: «2.1.», «a)», «Đồng thời,»."""
    clause = Clause(text, folded, end)
    marker = clause.match(_MARKER, start)
    position = marker.end() if marker else start
    while (opening := clause.match(_OPENING, position)) and opening.end() < end:
        position = opening.end()
    return position


def charge_of(text: str, folded: str, start: int, end: int) -> Charge | None:
    """Return what the clause `[start, end)` lays on whom; `None` where it lays nothing on anyone."""
    clause = Clause(text, folded, end)
    first = head_end(text, folded, start, end)
    bare: Charge | None = None
    for at in _openings(clause, first):
        charge = _charged_at(clause, at) or without_body(clause, at)
        if at != first and charge is not None and not _stands(charge):
            charge = _must_behind(clause, charge) if clause.match(_WHEN, first) else charge
        if charge is None and bare is None and clause.match(ISSUER_TELLS, at):
            return None
        if charge is not None and (charge.named or charge.issued) and _may_stand(clause, charge, first, at):
            return charge
        if (
            bare is None
            and charge is not None
            and not charge.named
            and (at == first or _is_sure(clause, charge, first))
        ):
            bare = replace(charge, task=first) if clause.match(TIME, first) else charge
    thing = clause.match(_NOUN_MUST if bare is None else _VERB_MUST, first)
    if thing and not (bare and bare.strength) and not _TELLING.search(thing[0]):
        goes_on = clause.folded.startswith("việc ", first)
        return Charge((), thing["word"] or "", first, goes_on=goes_on, of_thing=True)
    return bare if bare is None or not _only_says(clause, bare) else None


def _stands(charge: Charge) -> bool:
    return charge.named or charge.issued or bool(charge.strength)


def _must_behind(clause: Clause, charge: Charge) -> Charge:
    """Return the charge with the «cần» behind what was counted up: «Khi sắp xếp, tổ chức lại xã cần chú trọng …»."""
    must = clause.match(_COUNTED_MUST, charge.task)
    return charge if must is None else replace(charge, strength=must["word"], task=must.end())


def _only_says(clause: Clause, bare: Charge) -> bool:
    """Return whether the clause only says what something is («Phát triển giáo dục là sự nghiệp …»)."""
    return not bare.strength and bool(clause.match(_COPULA, bare.task)) and not clause.match(_TAKING, bare.task)


def _may_stand(clause: Clause, charge: Charge, first: int, at: int) -> bool:
    """Return whether bodies named at `at`, behind a comma, are no rest of a list and are told to do something."""
    if at == first or charge.issued:
        return True
    if _in_list(clause, first, at):
        return False
    told = charge.strength or charge.named_roles - {Role.DOES} or clause.match(_URGED, charge.task)
    return bool(told) or clause.match(_CONDITION, first) is not None


def _in_list(clause: Clause, first: int, at: int) -> bool:
    """Return whether bodies begin before `at` and go on over it."""
    starts = [word.start() for word in _WORD.finditer(clause.folded, first, at)][-_LONGEST_BODY:]
    lists = [start for start in starts if (bodies := clause.bodies(start)) is not None and bodies.end > at]
    issued = bool(lists) and clause.match(ISSUER, lists[0]) is not None and clause.text[at].isupper()
    return bool(lists) and not issued


def _is_sure(clause: Clause, charge: Charge, first: int) -> bool:
    """Return whether a charge behind a comma is none of the things counted up before: «Về phân cấp, phân định …»."""
    in_course = clause.match(_IN_COURSE, first)
    if clause.match(_ABOUT, first) is None or in_course or charge.strength or charge.leads:
        return True
    return clause.match(_URGED, charge.task) is not None


def late_charge(text: str, folded: str, start: int, end: int) -> tuple[int, Charge] | None:
    """Return where, behind a comma of the clause, another charge begins («…, giao Bộ X …»), and the charge."""
    clause = Clause(text, folded, end)
    for verb in _LATE.finditer(folded, start, end):
        charge = _by_verb(clause, verb.start("verb"))
        if charge is not None and (clause.does(charge.task) or charge.strength != "giao"):
            return verb.start("verb"), charge
    return None


def _openings(clause: Clause, first: int) -> list[int]:
    """Return where the charge may begin: at the head, or behind what tells when, why and who says it."""
    places = [first]
    if speaking := clause.match(_SPEAKING, first):
        places.append(speaking.end())
    if clause.match(_ADVERBIAL, first):
        for comma in re.compile(r",\s+").finditer(clause.folded, first, clause.end):
            places.append(comma.end())
            if speaking := clause.match(_SPEAKING, comma.end()):
                places.append(speaking.end())
        places += [then.end() for then in re.compile(r"\sthì\s+").finditer(clause.folded, first, clause.end)]
    return places


def _charged_at(clause: Clause, at: int) -> Charge | None:
    bodies = clause.bodies(at)
    if bodies is None:
        return _by_verb(clause, at)
    after = behind(clause, bodies.end)
    verb = clause.match(_CHARGING, after)
    issuer = ISSUER.match(clause.folded, at) is not None
    if verb and (issuer or _CHARGES[verb["verb"]] != "chỉ đạo"):
        if by_verb := _by_verb(clause, after):
            return replace(by_verb, by_issuer=issuer)
        if issuer:
            modal = clause.match(MODAL, verb.end())
            strength = MODALS[modal["word"]] if modal else _CHARGES[verb["verb"]]
            return Charge((), strength, modal.end() if modal else verb.end(), issued=True)
    return None if issuer and not clause.match(_LEVEL, at) else charged(clause, bodies, "")


def _by_verb(clause: Clause, at: int) -> Charge | None:
    """Return the charge that a verb lays on the bodies behind it («giao Bộ Tài chính …»)."""
    verb = clause.match(_CHARGING, at)
    bodies = clause.bodies(verb.end()) if verb else None
    if verb is None or bodies is None:
        return None
    return charged(clause, bodies, _CHARGES[verb["verb"]])
