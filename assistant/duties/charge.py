"""Whom a clause charges with what: addressees with their roles, the word of strength, and where the task begins."""

import re
from dataclasses import dataclass, replace

from assistant.duties import lexicon
from assistant.duties.bodies import DOING, ISSUER, MANNER, Bodies, bodies_at
from assistant.duties.duty import Role
from assistant.duties.lexicon import any_of
from ingest.document import Span
from ingest.text import fold

_MARKER = re.compile(
    r"\W*(?:\(?\d{1,3}(?:\.\d{1,3})*[.)/-]|[ivx]{1,5}[.)-]|\(?[a-zđ]\d?[.)])?\s*[-+•*–]?\s*(?=[\w\"(])"
)
_OPENING = re.compile(rf"{any_of(lexicon.OPENINGS)}\s*[,:]?\s+")
_CHARGES = {fold(word): shown for word, shown in lexicon.CHARGES.items()}
_CHARGE = any_of("|".join(lexicon.CHARGES))
_CHARGING = re.compile(
    rf"(?:(?:cũng|đã|nghiêm túc|tiếp tục|trực tiếp|tập trung|thống nhất|khẩn trương|chủ động|cần|phải),?\s+)*"
    rf"(?P<verb>{_CHARGE})(?:,|\s+(?:cho|để|với|đối với))?\s+"
)
_LATE = re.compile(r",\s+(?:và\s+|đồng thời,?\s+)?(?P<verb>giao|phân công|đề nghị|yêu cầu)\s")
_MODALS = {fold(word): shown for word, shown in lexicon.MODALS.items()}
_MODAL = re.compile(rf"(?:cũng\s+|đều\s+|,\s+)?(?P<word>{any_of('|'.join(lexicon.MODALS))})(?:\s*,)?\s+")
_MUST = re.compile(r"(?P<word>cần phải|cần(?!\s+thiết)|phải|không được)\s+")
_ASKS = re.compile(r"(?:có\s+)?(?P<word>yêu cầu|đề nghị|lưu ý)\s+(?:phải\s+|cần\s+)?")
_LIMIT = re.compile(rf"\s*,?\s*{any_of(lexicon.LIMITS)}[^,;:]*,")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_PERSON = re.compile(rf"(?:(?:các|những|mọi|mỗi)\s+)?{any_of(lexicon.PERSONS)}")
# «Các Bộ, cơ quan, địa phương theo chức năng, nhiệm vụ được giao:»
_NAMED_ALONE = re.compile(
    r"(?:,?\s*(?:theo|căn cứ) (?:chức năng|thẩm quyền|lĩnh vực|phạm vi|nhiệm vụ)[^.;:]{0,80})?\s*:?\s*$"
)
_GAP = re.compile(r"\s*,?\s*(?:cũng\s+(?=\w))?")
_LEADS = re.compile(rf"{MANNER}*?(?:là cơ quan |làm |đồng )?chủ trì(?:\s*,\s*|\s+và\s+|\s+)")
_TOGETHER = re.compile(r"cùng(?: với)?\s+")
_SUPPORTS = re.compile(r"(?:và\s+)?phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng với|cùng))?\s+")
_DIRECTS = re.compile(rf"{MANNER}*?(?:lãnh đạo(?:,|\s+và)\s+)?chỉ đạo\s+")
# Between who is charged and the role: «căn cứ Kết luận số 126-KL/TW chủ trì», «theo lĩnh vực phụ trách lãnh đạo».
_ACCORDING = re.compile(
    r"(?:căn cứ|theo (?:chức năng|thẩm quyền|lĩnh vực|phạm vi|nhiệm vụ|phân công))[\s,][^;:]{2,140}?\s*,?\s+"
    rf"(?=chủ trì\b|lãnh đạo, chỉ đạo\b|chỉ đạo\b|phối hợp với\b|{any_of('|'.join(lexicon.MODALS))})"
)
_SAYS = any_of(lexicon.SAYS)
# Whoever issues the text tells what it did or will do.
ISSUER_TELLS = re.compile(
    rf"(?:{ISSUER.pattern}(?:,\s+|\s+và\s+)?)+\s+(?:sẽ|đã|đang|vừa|có|họp|nghe|ghi nhận|đánh giá|cơ bản)\b"
)
_SPEAKING = re.compile(rf"(?:{any_of(lexicon.SPEAKERS)}[^,;:]{{0,60}}?\s)?(?:cũng\s+|đã\s+)?(?:{_SAYS})\s*[,:]?\s+")
_ADVERBIAL = re.compile(any_of(lexicon.ADVERBIALS))
TIME = re.compile(r"(?:trong|trước|đến|chậm nhất|vào|hằng|hàng|định kỳ)\s+(?:\w+\s+){0,2}(?:năm|tháng|quý|ngày|kỳ|\d)")
_ABOUT = re.compile(r"(?:về|quá trình|việc)\s")
# «Báo cáo kiểm điểm của cấp ủy phải có tính chiến đấu»: it begins like a verb.
_VERB_MUST = re.compile(r"[^,;:]{3,60}?(?<!việc)(?<!dung)(?<!vụ)(?<!đề)\s(?P<word>phải)\s+")
_TELLING = re.compile(r"\b(?:đã|đang|sẽ|vẫn|là)\b")
_COPULA = re.compile(r"[^,;:]{3,80}?(?<!nhất)(?<!biệt)(?<!hết)(?<!tức)\slà\s")
_TAKING = re.compile(rf"{MANNER}*{any_of(lexicon.TAKING)}")
_CONDITION = re.compile(any_of(lexicon.CONDITIONS))
_LONGEST_BODY = 10  # words
# «Tích cực, chủ động, sáng tạo, khoa học hơn nữa, tiếp tục nâng cao …»
_COUNTED_MANNER = re.compile(rf"{MANNER}(?:[^,;:]{{2,30}},\s+){{1,4}}(?=(?:{DOING.pattern}))")
_MANNERED = re.compile(MANNER)
_NOUN_MUST = re.compile(r"[^;:]{2,240}?\s(?:(?P<word>phải|cần(?!\s+thiết)|không được)|phấn đấu)\s+")


@dataclass(frozen=True, slots=True)
class Charge:
    """What a clause lays on whom; spans are in characters of the paragraph.

    `strength` is empty where the clause has no word of it; `leads`: it tells whoever it is laid on to lead; `issued`:
    whoever issues the text speaks anew and names nobody; `goes_on`: the clause goes on with the one before; `of_thing`:
    it says how a thing must be («Việc chuẩn bị nhân sự phải …»).
    """

    addressees: tuple[tuple[Span, Role], ...]
    strength: str
    task: int
    leads: bool = False
    issued: bool = False
    goes_on: bool = False
    of_thing: bool = False

    @property
    def named_roles(self) -> set[Role]:
        """The roles in which bodies are named."""
        return {role for _, role in self.addressees}

    @property
    def named(self) -> bool:
        """Whether the clause itself names who is to do it, not only who is to cooperate."""
        return any(role is not Role.SUPPORTS for _, role in self.addressees)


@dataclass(frozen=True, slots=True)
class _Text:
    """A clause to be parsed: a paragraph, its folded form, and where the clause ends."""

    text: str
    folded: str
    end: int

    def match(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        return pattern.match(self.folded, at, self.end)

    def bodies(self, at: int) -> Bodies | None:
        return bodies_at(self.text, self.folded, at, self.end)

    def does(self, at: int) -> bool:
        return self.match(DOING, at) is not None


def head_end(text: str, folded: str, start: int, end: int) -> int:
    """Return where the words of order at the head of a clause end: «2.1.», «a)», «Đồng thời,»."""
    clause = _Text(text, folded, end)
    marker = clause.match(_MARKER, start)
    position = marker.end() if marker else start
    while (opening := clause.match(_OPENING, position)) and opening.end() < end:
        position = opening.end()
    return position


def charge_of(text: str, folded: str, start: int, end: int) -> Charge | None:
    """Return what the clause `[start, end)` lays on whom; `None` where it lays nothing on anyone."""
    clause = _Text(text, folded, end)
    first = head_end(text, folded, start, end)
    bare: Charge | None = None
    for at in _openings(clause, first):
        charge = _charged_at(clause, at) or _without_body(clause, at)
        if charge is None and clause.match(ISSUER_TELLS, at):
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


def _only_says(clause: _Text, bare: Charge) -> bool:
    """Return whether the clause only says what something is («Phát triển giáo dục là sự nghiệp …»)."""
    return not bare.strength and bool(clause.match(_COPULA, bare.task)) and not clause.match(_TAKING, bare.task)


def _may_stand(clause: _Text, charge: Charge, first: int, at: int) -> bool:
    """Return whether bodies named at `at`, behind a comma, are no rest of a list and are told to do something."""
    if at == first or charge.issued:
        return True
    if _in_list(clause, first, at):
        return False
    told = charge.strength or charge.named_roles - {Role.DOES} or clause.match(_MANNERED, charge.task)
    return bool(told) or clause.match(_CONDITION, first) is not None


def _in_list(clause: _Text, first: int, at: int) -> bool:
    """Return whether bodies begin before `at` and go on over it."""
    starts = [word.start() for word in re.compile(r"\w+").finditer(clause.folded, first, at)][-_LONGEST_BODY:]
    lists = [start for start in starts if (bodies := clause.bodies(start)) is not None and bodies.end > at]
    issued = bool(lists) and clause.match(ISSUER, lists[0]) is not None and clause.text[at].isupper()
    return bool(lists) and not issued


def _is_sure(clause: _Text, charge: Charge, first: int) -> bool:
    """Return whether a charge behind a comma is none of the things counted up before: «Về phân cấp, phân định …»."""
    if clause.match(_ABOUT, first) is None or charge.strength or charge.leads:
        return True
    return clause.match(_MANNERED, charge.task) is not None


def late_charge(text: str, folded: str, start: int, end: int) -> tuple[int, Charge] | None:
    """Return where, behind a comma of the clause, another charge begins («…, giao Bộ X …»), and the charge."""
    clause = _Text(text, folded, end)
    for verb in _LATE.finditer(folded, start, end):
        charge = _by_verb(clause, verb.start("verb"))
        if charge is not None and (clause.does(charge.task) or charge.strength != "giao"):
            return verb.start("verb"), charge
    return None


def _openings(clause: _Text, first: int) -> list[int]:
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


def _charged_at(clause: _Text, at: int) -> Charge | None:
    bodies = clause.bodies(at)
    if bodies is None:
        return _by_verb(clause, at)
    behind = _behind(clause, bodies.end)
    verb = clause.match(_CHARGING, behind)
    issuer = ISSUER.match(clause.folded, at) is not None
    if verb and (issuer or _CHARGES[verb["verb"]] != "chỉ đạo"):
        if charged := _by_verb(clause, behind):
            return charged
        if issuer:
            modal = clause.match(_MODAL, verb.end())
            strength = _MODALS[modal["word"]] if modal else _CHARGES[verb["verb"]]
            return Charge((), strength, modal.end() if modal else verb.end(), issued=True)
    return None if issuer else _charged(clause, bodies, "")


def _by_verb(clause: _Text, at: int) -> Charge | None:
    """Return the charge that a verb lays on the bodies behind it («giao Bộ Tài chính …»)."""
    verb = clause.match(_CHARGING, at)
    bodies = clause.bodies(verb.end()) if verb else None
    if verb is None or bodies is None:
        return None
    return _charged(clause, bodies, _CHARGES[verb["verb"]])


def _behind(clause: _Text, position: int) -> int:
    for pattern in (_BRACKETS, _LIMIT, _GAP):
        if match := clause.match(pattern, position):
            position = match.end()
    return position


def _charged(clause: _Text, bodies: Bodies, strength: str) -> Charge | None:
    """Return the charge of bodies named, by what stands behind them: «cần», «chủ trì, phối hợp với …», «chỉ đạo …»."""
    addressees = [(span, Role.DOES) for span in bodies.spans]
    position = _behind(clause, bodies.end)
    charged = bool(strength)
    while True:
        if according := clause.match(_ACCORDING, position):
            position = according.end()
        if modal := clause.match(_MODAL, position):
            strength, position, charged = _MODALS[modal["word"]], modal.end(), True
            continue
        taken = _role(clause, position, addressees)
        if taken is None:
            break
        position, directs = taken
        charged = True
        strength = "chỉ đạo" if directs else strength
    if not charged and not _tells_to_do(clause, bodies.spans[-1].start, position):
        return None
    return Charge(tuple(addressees), strength, position)


def _tells_to_do(clause: _Text, body: int, position: int) -> bool:
    """Return whether bodies are told to do something without a word of strength, or named for what follows."""
    if clause.match(_NAMED_ALONE, position):
        return True
    if clause.match(_PERSON, body):
        return False
    return clause.does(position) or clause.folded.startswith("căn cứ ", position)


def _role(clause: _Text, position: int, addressees: list[tuple[Span, Role]]) -> tuple[int, bool] | None:
    """Take one role at `position` into `addressees`; return where it ends, and whether it is «chỉ đạo»."""
    if leads := clause.match(_LEADS, position):
        _turn(addressees, Role.DOES, Role.LEADS)
        together = clause.match(_TOGETHER, leads.end())
        others = clause.bodies(together.end()) if together else None
        addressees += [(span, Role.LEADS) for span in others.spans] if others else []
        return _behind(clause, others.end) if others else leads.end(), False
    supports = clause.match(_SUPPORTS, position)
    if supports and (others := clause.bodies(supports.end())):
        addressees += [(span, Role.SUPPORTS) for span in others.spans]
        return _behind(clause, others.end), False
    directs = clause.match(_DIRECTS, position)
    if directs and (others := clause.bodies(directs.end())):
        behind = _behind(clause, others.end)
        if behind >= clause.end or clause.folded[behind] == ":" or clause.does(behind) or _any_role(clause, behind):
            _turn(addressees, Role.DOES, Role.DIRECTS)
            addressees += [(span, Role.DOES) for span in others.spans]
            return behind, True
    return None


def _any_role(clause: _Text, at: int) -> bool:
    return any(clause.match(pattern, at) for pattern in (_MODAL, _LEADS, _SUPPORTS))


def _turn(addressees: list[tuple[Span, Role]], old: Role, new: Role) -> None:
    addressees[:] = [(span, new if role is old else role) for span, role in addressees]


def _without_body(clause: _Text, at: int) -> Charge | None:
    """Return the charge of a clause that names nobody: «cần đẩy mạnh …», «Chủ trì, phối hợp với …», «Rà soát …»."""
    if must := clause.match(_MUST, at):
        return Charge((), _MODALS[must["word"]], must.end())
    if (asks := clause.match(_ASKS, at)) and clause.does(asks.end()):
        return Charge((), asks["word"], asks.end())
    addressees: list[tuple[Span, Role]] = []
    position, leads = at, False
    if lead := clause.match(_LEADS, at):
        position, leads = lead.end(), True
    if taken := _role(clause, position, addressees):
        return Charge(tuple(addressees), "", taken[0], leads)
    if leads or clause.does(at) or clause.match(_COUNTED_MANNER, at):
        return Charge((), "", position, leads)
    return None
