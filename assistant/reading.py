"""A question as it is searched: by itself, together with the talk before it, or held to its topic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.decide import Decision, DecisionModel, decide
from assistant.entities import Gazetteer
from assistant.question import History, Question, is_bare, may_be_elliptic, points_back, previous_questions, topic
from assistant.spelling import Speller
from index.points import MISUSE, document_of
from index.search import Evidence, Index

FAR_KIND, CHAT_KIND = "far", "chat"
# Score from which the nearest near miss tells what sort of question this is.
NEAR_ENOUGH = 0.4
# An overview is refused when its topic alone is this far from being answered; below the share of the topic, a
# paragraph is not cited in it.
_TOPIC_SILENT, _TOPIC_SHARE = -1.0, 0.05
_OVERVIEW_SILENT = -1.5
# By how much a question that points back must be clearer alone than with the talk before it, to be read alone.
_JOINED_BONUS = 2.0
# A short question this far from being answered is about something else, not a continuation.
_ABOUT_ELSE = -2.5


# Makes a question stand alone, given those before it, latest first; empty where it cannot.
Standalone = Callable[[str, Sequence[str]], str]


def _none(_: str, __: Sequence[str]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was searched: the words, the evidence and the decision for them."""

    text: str
    evidence: Evidence
    decision: Decision


class Reader:
    """Reads questions over an index; safe to use from several threads."""

    def __init__(self, index: Index, model: DecisionModel, gazetteer: Gazetteer) -> None:
        self._index = index
        self._model = model
        self._gazetteer = gazetteer
        self._speller = Speller(index.syllables)

    def alone(self, text: str, documents: tuple[str, ...] = ()) -> Reading:
        """Return the reading of `text` by itself, searched in those documents or in all."""
        evidence = self._index.search(self._speller.corrected(text), documents)
        return Reading(text, evidence, decide(self._model, evidence, text, self._gazetteer))

    def read(
        self, question: Question, history: History, scope: tuple[str, ...], standalone: Standalone = _none
    ) -> Reading:
        """Return the reading of the question alone or, where it leans on the talk before, together with it.

        What `standalone` makes of a question and those before it is read beside the user's own words.
        """
        only = self._only(scope)
        alone = self.alone(question.text, only)
        before = previous_questions(history)
        # A long question that is plainly not answered stays so, whatever the talk before it was about.
        long_and_silent = not may_be_elliptic(question.text) and alone.decision.logit < _ABOUT_ELSE
        back = points_back(question.text) and not long_and_silent
        if not before or not (back or self._elliptic(question, alone)):
            return self._overview(alone, only)
        another = self._gazetteer.names_charged_body(question.text)
        earlier = [self._gazetteer.without_bodies(text) if another else text for text in before[:2]]
        joined = self.alone(f"{earlier[0]} {question.text}", only)
        if len(before) > 1 and points_back(before[0]):
            wider = self.alone(f"{earlier[1]} {earlier[0]} {question.text}", only)
            joined = max(joined, wider, key=lambda reading: reading.decision.logit)
        if completed := standalone(question.text, before[:2]):
            joined = max(joined, self.alone(completed, only), key=lambda reading: reading.decision.logit)
        return alone if alone.decision.logit > joined.decision.logit + _JOINED_BONUS else joined

    def nearest(self, text: str, phrases: Sequence[str], scope: tuple[str, ...]) -> list[str]:
        """Return the labels of paragraphs of `scope` by how near they are to `text` with any of `phrases` beside it."""
        best: dict[str, float] = {}
        for phrase in phrases:
            for item in self.alone(f"{text} {phrase}", self._only(scope)).decision.ranking:
                if not scope or document_of(item.label) in scope:
                    best[item.label] = max(item.logit, best.get(item.label, item.logit))
        return sorted(best, key=lambda label: (-best[label], label))

    def _only(self, scope: tuple[str, ...]) -> tuple[str, ...]:
        """Return the documents to search: those without attached questions are judged by themselves.

        The questions of others say nothing of them.
        """
        return () if set(scope) & self._index.attached_documents else scope

    def _elliptic(self, question: Question, alone: Reading) -> bool:
        """Return whether a short question goes on with the talk: alone neither answered nor plainly about else."""
        if question.named or question.unknown or self._gazetteer.names_body(question.text):
            return False
        if is_bare(question.text):
            return True
        nearest = alone.evidence.near_misses[:1]
        sort = nearest[0].kind if nearest and nearest[0].score >= NEAR_ENOUGH else ""
        about_else = alone.decision.logit < _ABOUT_ELSE or sort in (MISUSE, CHAT_KIND, FAR_KIND)
        return may_be_elliptic(question.text) and not (alone.decision.answered or about_else)

    def _overview(self, full: Reading, documents: tuple[str, ...]) -> Reading:
        """Return the reading of an overview, held to its topic: the frame («liệt kê các nội dung về …») is no evidence.

        The topic alone decides on silence, and a paragraph stays only where the topic speaks for it as well. What the
        whole question plainly does not ask of the texts («Công văn nào của Hà Nội nói về …») no topic can answer.
        """
        subject = topic(full.text)
        if subject is None or full.decision.logit < _OVERVIEW_SILENT:
            return full
        part = self.alone(subject, documents)
        if part.decision.logit < _TOPIC_SILENT:
            return part
        shares = {item.label: item.probability for item in part.decision.ranking}
        kept = [label for label in full.decision.chosen if shares.get(label, 0.0) >= _TOPIC_SHARE]
        sure = [label for label in part.decision.chosen if shares[label] >= self._model.cite and label not in kept]
        chosen = (*kept, *sure) or full.decision.chosen[:1]
        logit = max(full.decision.logit, part.decision.logit)
        return replace(full, decision=replace(full.decision, chosen=chosen, logit=logit))
