"""What bodies named in a clause are told: in which role, by which word of strength, and where their task begins."""

import re
from dataclasses import dataclass

from assistant.duties import lexicon
from assistant.duties.bodies import DOING, MANNER, Bodies, bodies_at
from assistant.duties.duty import Role
from assistant.duties.lexicon import any_of
from ingest.document import Span
from ingest.text import fold

MODALS = {fold(word): shown for word, shown in lexicon.MODALS.items()}
MODAL = re.compile(rf"(?:cũng\s+|đều\s+|,\s+)?(?P<word>{any_of('|'.join(lexicon.MODALS))})(?:\s*,)?\s+")
_MUST = re.compile(r"(?P<word>cần phải|cần(?!\s+thiết)|phải|không được)\s+")
_ASKS = re.compile(r"(?:có\s+)?(?P<word>yêu cầu|đề nghị|lưu ý)\s+(?:phải\s+|cần\s+)?")
_MODAL_WORD = any_of("|".join(lexicon.MODALS))
# A remark ends at a comma before what is to be done, at the «phải» behind a list, at a verb, or at its first comma.
_LIMIT = re.compile(
    rf"\s*,?\s*{any_of(lexicon.LIMITS)}(?:[^,;:]*,(?=\s*(?:{_MODAL_WORD}|chủ trì|{DOING.pattern}))"
    rf"|[^;:]{{2,160}}?(?=\s+{_MODAL_WORD})|[^,;:]{{2,80}}?(?=\s+(?:{DOING.pattern}))|[^,;:]*,)"
)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_PERSON = re.compile(rf"(?:(?:các|những|mọi|mỗi)\s+)?{any_of(lexicon.PERSONS)}(?!\s+(?:uỷ|đảng|chính|xã|tín|cơ)\b)")
# «Các Bộ, cơ quan, địa phương theo chức năng, nhiệm vụ được giao:»
_NAMED_ALONE = re.compile(
    r"(?:,?\s*(?:theo|căn cứ) (?:chức năng|thẩm quyền|lĩnh vực|phạm vi|nhiệm vụ)[^.;:]{0,80})?\s*:?\s*$"
)
_GAP = re.compile(r"\s*,?\s*(?:cũng\s+(?=\w))?")
_LEADS = re.compile(rf"{MANNER}*?(?:là cơ quan |làm |đồng )?chủ trì(?:\s*,\s*|\s+và\s+|\s+|(?=:?\s*$))")
_TOGETHER = re.compile(r"cùng(?: với)?\s+")
_SUPPORTS = re.compile(
    r"(?:và\s+)?(?:(?:tiếp tục|chủ động|tích cực|thường xuyên|kịp thời|khẩn trương),?\s+)*"
    r"phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng với|cùng))?\s+"
)
_DIRECTS = re.compile(rf"{MANNER}*?(?:lãnh đạo(?:,|\s+và)\s+)?chỉ đạo\s+")
# «Giao Đảng ủy Chính phủ lãnh đạo, chỉ đạo:»: whom to direct follows.
_DIRECTS_WHOM = re.compile(rf"{MANNER}*?(?:lãnh đạo(?:,|\s+và)\s+)?chỉ đạo\s*(?=:?\s*$)")
_BY_OFFICE = re.compile(
    r"theo (?:chức năng|thẩm quyền|lĩnh vực|phạm vi|nhiệm vụ|phân công)[\s,][^.;:]{0,60}?"
    rf"(?:giao|phân công|phụ trách|mình),?\s+(?={DOING.pattern})"
)
# Between who is charged and «cần»: «… trong quá trình triển khai các nhiệm vụ cần khẩn trương».
_MEANWHILE = re.compile(
    r"(?:trong quá trình|quá trình|trong khi|khi|trong thời gian|thời gian)\s[^;:]{2,140}?"
    r"(?:(?<!việc)(?<!dung)(?<!đề)(?<!những)\s*,?\s+(?=(?:cần|cần phải|phải|có trách nhiệm)\s)"
    rf"|,\s+(?={any_of(lexicon.URGING)}\s))"
)
# Between who is charged and the role: «căn cứ Kết luận số 126-KL/TW chủ trì», «theo lĩnh vực phụ trách lãnh đạo».
_ACCORDING = re.compile(
    r"(?:căn cứ|theo (?:chức năng|thẩm quyền|lĩnh vực|phạm vi|nhiệm vụ|phân công))[\s,][^;:]{2,140}?\s*,?\s+"
    rf"(?=(?:chủ trì|lãnh đạo, chỉ đạo|chỉ đạo|phối hợp với|{_MODAL_WORD})[\s,])"
)
_ASIDES = (_BY_OFFICE, _ACCORDING, _MEANWHILE)
# «Tích cực, chủ động, sáng tạo, khoa học hơn nữa, tiếp tục nâng cao …»
_COUNTED_MANNER = re.compile(rf"{MANNER}(?:[^,;:]{{2,30}},\s+){{1,4}}(?=(?:{DOING.pattern}))")


@dataclass(frozen=True, slots=True)
class Charge:
    """What a clause lays on whom; spans are in characters of the paragraph.

    `strength` is empty where the clause has no word of it; `leads`: it tells whoever it is laid on to lead; `issued`:
    whoever issues the text speaks anew and names nobody; `goes_on`: the clause goes on with the one before; `of_thing`:
    it says how a thing must be («Việc chuẩn bị nhân sự phải …»); `directs`: who is named is to direct others, named
    later; `verb`: the word of a verb of charge alone, where «phải» or another word follows it; `by_issuer`: the clause
    itself says that whoever issues the text charges those named.
    """

    addressees: tuple[tuple[Span, Role], ...]
    strength: str
    task: int
    leads: bool = False
    issued: bool = False
    goes_on: bool = False
    of_thing: bool = False
    directs: bool = False
    verb: str = ""
    by_issuer: bool = False

    @property
    def named_roles(self) -> set[Role]:
        """The roles in which bodies are named."""
        return {role for _, role in self.addressees}

    @property
    def named(self) -> bool:
        """Whether the clause itself names who is to do it, not only who is to cooperate."""
        return any(role is not Role.SUPPORTS for _, role in self.addressees)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause to be read: the text of its paragraph, folded too, and where the clause ends."""

    text: str
    folded: str
    end: int

    def match(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """Return what `pattern` matches at `at`, within the clause."""
        return pattern.match(self.folded, at, self.end)

    def bodies(self, at: int) -> Bodies | None:
        """Return the bodies named from `at` on."""
        return bodies_at(self.text, self.folded, at, self.end)

    def does(self, at: int) -> bool:
        """Return whether a task begins at `at`."""
        return self.match(DOING, at) is not None


def charged(clause: Clause, bodies: Bodies, strength: str) -> Charge | None:
    """Return the charge of bodies named, by what stands behind them: «cần», «chủ trì, phối hợp với …», «chỉ đạo …»."""
    addressees = [(span, Role.DOES) for span in bodies.spans]
    position = behind(clause, bodies.end)
    verb, charged = strength, bool(strength)
    while True:
        if aside := next(filter(None, (clause.match(pattern, position) for pattern in _ASIDES)), None):
            position = aside.end()
        if modal := clause.match(MODAL, position):
            strength, position, charged = MODALS[modal["word"]], modal.end(), True
            continue
        taken = _role(clause, position, addressees)
        if taken is None:
            break
        position, directs = taken
        charged = True
        strength = "chỉ đạo" if directs else strength
    if charged and (whom := clause.match(_DIRECTS_WHOM, position)):
        return Charge(tuple(addressees), strength, whom.end(), directs=True, verb=verb)
    if not charged and not _tells_to_do(clause, bodies.spans[-1].start, position):
        return None
    return Charge(tuple(addressees), strength, position, verb=verb)


def _tells_to_do(clause: Clause, body: int, position: int) -> bool:
    """Return whether bodies are told to do something without a word of strength, or named for what follows."""
    if clause.match(_NAMED_ALONE, position):
        return True
    if clause.match(_PERSON, body):
        return False
    return clause.does(position) or clause.folded.startswith("căn cứ ", position)


def behind(clause: Clause, position: int) -> int:
    """Return where what only limits the bodies before `position` ends: brackets, «nhất là …», «cũng»."""
    for pattern in (_BRACKETS, _LIMIT, _GAP):
        if match := clause.match(pattern, position):
            position = match.end()
    return position


def _role(clause: Clause, position: int, addressees: list[tuple[Span, Role]]) -> tuple[int, bool] | None:
    """Take one role at `position` into `addressees`; return where it ends, and whether it is «chỉ đạo»."""
    if leads := clause.match(_LEADS, position):
        _turn(addressees, Role.DOES, Role.LEADS)
        together = clause.match(_TOGETHER, leads.end())
        others = clause.bodies(together.end()) if together else None
        addressees += [(span, Role.LEADS) for span in others.spans] if others else []
        return behind(clause, others.end) if others else leads.end(), False
    supports = clause.match(_SUPPORTS, position)
    others = clause.bodies(supports.end()) if supports else None
    # «… và các cơ sở khám bệnh»: the list goes on with what is no body known, and stays in the task as a whole.
    if others and not clause.folded.startswith("và ", behind(clause, others.end)):
        addressees += [(span, Role.SUPPORTS) for span in others.spans]
        return behind(clause, others.end), False
    directs = clause.match(_DIRECTS, position)
    if directs and (others := clause.bodies(directs.end())):
        after = behind(clause, others.end)
        if after >= clause.end or clause.folded[after] == ":" or clause.does(after) or _any_role(clause, after):
            _turn(addressees, Role.DOES, Role.DIRECTS)
            addressees += [(span, Role.DOES) for span in others.spans]
            return after, True
    return None


def _any_role(clause: Clause, at: int) -> bool:
    return any(clause.match(pattern, at) for pattern in (MODAL, _LEADS, _SUPPORTS, _BY_OFFICE))


def _turn(addressees: list[tuple[Span, Role]], old: Role, new: Role) -> None:
    addressees[:] = [(span, new if role is old else role) for span, role in addressees]


def without_body(clause: Clause, at: int) -> Charge | None:
    """Return the charge of a clause that names nobody: «cần đẩy mạnh …», «Chủ trì, phối hợp với …», «Rà soát …»."""
    if must := clause.match(_MUST, at):
        return Charge((), MODALS[must["word"]], must.end())
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
