"""What suspension and the ends of a proceeding rest on: questions, causes that ended, delays (Art. 362-368)."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from contracts.recording import Paper

REOPENING = "reopen"
"""The ground of a question whether to reopen (Art. 364(2))."""
PARTIES = frozenset({"recoverer", "debtor"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question of suspension, reopening, termination or return (Art. 367)."""

    act: UUID
    """The act that raised it."""
    ground: str
    paper: Paper
    called_on: date | None = None
    """The day on which it is considered."""
    called_by: UUID | None = None
    notified: frozenset[str] = frozenset()
    """The parties that were notified of that day."""
    shows: bool = False
    """Its plea or paper shows the circumstance of its ground."""
    decided_by: UUID | None = None
    """The act that decided it."""

    @property
    def decided(self) -> bool:
        """Whether an act decided it."""
        return self.decided_by is not None


@dataclass(slots=True)
class Matters:
    """Facts that change no status: a resolution does."""

    questions: dict[UUID, Question] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    """Grounds whose circumstance is on record by its paper."""
    served: dict[UUID, str] = field(default_factory=dict)
    """By act that decided on it, the ground that was shown until then: it has served its purpose."""
    causes_ended: dict[UUID, str] = field(default_factory=dict)
    """How the cause of a suspension ended, by the act that suspended."""
    delays: dict[UUID, str] = field(default_factory=dict)
    """Delays and instalments that were granted, each with the ground that it carries."""
    delays_until: dict[UUID, date] = field(default_factory=dict)
    """The last days of those that have one."""
    agreements: dict[UUID, str] = field(default_factory=dict)
    """Amicable agreements that are approved, each with the ground that it shows."""
    over: set[UUID] = field(default_factory=set)
    """Measures whose object has come about, such as the search of a debtor who was found: they suspend nothing."""
    decided_before: dict[UUID, frozenset[tuple[UUID, date]]] = field(default_factory=dict)
    """By act that suspended, the complaints and claims that nobody had to decide on when it did, each with its day."""
    measures_fell: bool = False
    """The end cancelled measures that somebody carries out, of whom not everybody was notified."""
    bound_by_fallen: frozenset[str] = frozenset()
    """Those bound by the measures that the end cancelled who were not notified."""

    def copy(self) -> "Matters":
        """The same matters; what is done to one leaves the other as it is."""
        return replace(
            self,
            questions=dict(self.questions),
            shown=set(self.shown),
            served=dict(self.served),
            causes_ended=dict(self.causes_ended),
            delays=dict(self.delays),
            delays_until=dict(self.delays_until),
            agreements=dict(self.agreements),
            over=set(self.over),
            decided_before=dict(self.decided_before),
        )

    def next_end_of_delay(self) -> tuple[date, UUID] | None:
        """The last day of the delay that ends first."""
        return min(((day, delay) for delay, day in self.delays_until.items()), default=None)

    def end_delay(self, delay: UUID) -> None:
        """Nothing is granted any more; what the delay showed is shown as long as another one shows it."""
        self.delays_until.pop(delay, None)
        ground = self.delays.pop(delay, None)
        if ground is not None and ground not in self.delays.values():
            self.outdate({ground})

    def annul_agreement(self, agreement: UUID) -> None:
        """It is approved no more."""
        ground = self.agreements.pop(agreement, None)
        if ground is not None:
            self.take_back(ground)

    def take_back(self, ground: str) -> None:
        """What showed a ground shows it no more; another agreement, or a question with its paper, may."""
        if ground not in self.agreements.values() and not any(each.shows for each in self.open_on(ground)):
            self.outdate({ground})

    def outdate(self, grounds: Set[str]) -> None:
        """What showed these grounds shows them no more, nor does it once a decision that rested on it is annulled."""
        self.shown -= grounds
        self.served = {act: ground for act, ground in self.served.items() if ground not in grounds}

    def open_on(self, ground: str) -> Iterator[Question]:
        """Questions on a ground that were not decided."""
        return (each for each in self.questions.values() if each.ground == ground and not each.decided)

    def decide(self, question: UUID, act: UUID) -> None:
        """A question was decided; what was shown for it has served, unless another open one shows it, too."""
        decided = replace(self.questions[question], decided_by=act)
        self.questions[question] = decided
        if not any(each.shows for each in self.open_on(decided.ground)):
            self.serve(decided.ground, act)

    def serve(self, ground: str, act: UUID) -> None:
        """What showed a ground was decided on by an act."""
        if ground in self.shown:
            self.shown.discard(ground)
            self.served[act] = ground

    def take_up_again(self, act: UUID) -> None:
        """The act was annulled: what it decided is undecided, on what was shown by then (Art. 353(1))."""
        for id_, asked in self.questions.items():
            if asked.decided_by == act:
                self.questions[id_] = replace(asked, decided_by=None)
                self.shown |= {asked.ground} if asked.shows else set()
        self.shown |= {self.served.pop(act)} if act in self.served else set()
