"""Queries to `intake`, and their replies."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.base import Contract
from contracts.codelists import Names
from contracts.documents import Claim, ExecutionDocument, Executor, StatementContents
from contracts.events.intake import PresentationLimit, Proposal
from contracts.events.intake_handling import Load
from contracts.problems import Problem
from contracts.queries.base import Model, Query
from contracts.queries.proceedings import ActView, CorrectionView, DocumentLanguage, DocumentView, Draft
from contracts.queries.proceedings.fields import Actor, RowLimit
from contracts.recording import Recording
from contracts.values import Added, BodyCode, Citation, Code, Day, ExecutorId, Party, RegistrationNumber, Text


class StatementStatus(StrEnum):
    """How far a statement has come."""

    REGISTERED = "registered"
    ASSESSED = "assessed"
    INITIATED = "decided-initiate"
    REFUSED = "decided-refuse"
    RETURNED = "decided-return"


class FindingView(Contract):
    """A ground that stands against initiation."""

    ground: str
    article: Citation
    """Of what is lacking, else of the ground."""
    proposal: Proposal
    text: Names
    """What exactly was found."""


class LimitStep(Contract):
    """A step of the computation of a time limit."""

    day: date
    article: str
    text: Names


class AssessmentView(Contract):
    """An assessment: what is lacking, the presentation limit with its computation, what follows."""

    day: date
    proposal: Proposal
    findings: tuple[FindingView, ...]
    presentation: PresentationLimit
    sentence: Names | None = None
    """The presentation limit in a sentence; none: the document names no day of legal force."""
    steps: tuple[LimitStep, ...] = ()


class DecisionView(Contract):
    """The decision on a statement."""

    day: date
    decision: Proposal
    executor: Executor
    ground: str | None = None
    article: Citation
    reasons: Text | None = None
    proceeding: UUID | None = None
    """The proceeding that it begins; it gets its number a moment later."""


class StatementDuty(Contract):
    """What somebody has to do about a statement."""

    duty: str
    who: str
    act: UUID
    """The act it concerns: the id of its command."""
    opened_on: date
    article: Citation | None = None
    problems: tuple[Problem, ...] = ()


StatementResolutionNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{4}/S[1-9][0-9]{0,5}$")]
"""Number of a refusal or return that was made in the system: body, year, a slash, S, running number."""


class StatementResolution(Contract):
    """A refusal or return that was made in the system."""

    number: StatementResolutionNumber
    act: UUID
    """The id of the command that asked for it."""
    kind: str
    """Of document, as the rule set names it."""
    made_on: date
    documents: tuple[DocumentView, ...]
    """None yet where it was made a moment ago."""


class StatementOpening(Contract):
    """Whether the person who asks may do an act on a statement today."""

    act: str
    article: Citation
    by: tuple[str, ...]
    """Who may do it."""
    open: bool
    problems: tuple[Problem, ...] = ()
    """Why the person cannot do it today."""
    recordable: bool
    """Whether the person may record what was made before, or on paper."""


class StatementView(Contract):
    """A statement on initiation as it is on record."""

    id: UUID
    """Its stream."""
    body: BodyCode
    registration_number: RegistrationNumber
    version: int
    """Version of its stream."""
    status: StatementStatus
    received_on: date
    posted_on: date | None = None
    recoverer: Party
    debtor: Party
    document: ExecutionDocument
    """As the statement gives it; what became known later is among the acts."""
    claims: tuple[Claim, ...]
    contents: StatementContents
    assessment: AssessmentView | None = None
    """The last one on record; none: it is still to be assessed, or anew."""
    expected: AssessmentView | None = None
    """Where it is still to be assessed: what an assessment would find today."""
    decision: DecisionView | None = None
    acts: tuple[ActView, ...]
    """In the order in which they take effect."""
    corrections: tuple[CorrectionView, ...] = ()
    duties: tuple[StatementDuty, ...] = ()
    resolutions: tuple[StatementResolution, ...] = ()
    """Refusals and returns made in the system; an initiation is a resolution of its proceeding."""
    openings: tuple[StatementOpening, ...] = ()
    """Every act on a registered statement, in the order of its table."""


class StatementDocument(Contract):
    """The document of a refusal or return, with its bytes."""

    body: BodyCode
    registration_number: RegistrationNumber
    """Of the statement."""
    resolution: StatementResolution
    document: DocumentView
    content: Annotated[str, Field(repr=False)]
    """The PDF, in Base64 (RFC 4648, section 4)."""


class ShowStatementDocument(Query):
    """Fetch the document of a refusal or return."""

    type: ClassVar[str] = "lea.intake.show-document.v1"
    reply: ClassVar[Model] = StatementDocument
    resolution: StatementResolutionNumber
    language: DocumentLanguage | None = None
    """None: the language in which it was made."""


class ShowStatement(Query):
    """Show a statement with its acts."""

    type: ClassVar[str] = "lea.intake.show-statement.v1"
    reply: ClassVar[Model] = StatementView
    body: BodyCode
    registration_number: RegistrationNumber


class StatementTask(Contract):
    """What somebody has to do about a statement: an open duty, or copies of its refusal."""

    statement: UUID
    registration_number: RegistrationNumber
    body: BodyCode
    executor: ExecutorId | None = None
    """Who decided it, else who has it; none: it was not distributed."""
    duty: str
    """A duty; of copies of a refusal the act that sends them."""
    who: str
    act: UUID
    """The act it concerns: the id of its command."""
    opened_on: date
    article: Citation | None = None
    problems: tuple[Problem, ...] = ()
    whom: tuple[Code, ...] = ()
    """Who must still have a copy, or the statement itself."""


class TaskKey(Contract):
    """The place of a task in a list."""

    opened_on: date
    registration_number: RegistrationNumber
    duty: Code
    act: UUID


class StatementTasks(Contract):
    """What is to be done about statements, the oldest first."""

    tasks: tuple[StatementTask, ...]
    more: bool
    """Whether there are more than were asked for."""


class ListStatementTasks(Query):
    """List what is to be done about statements; a field that is none does not filter."""

    type: ClassVar[str] = "lea.intake.list-tasks.v1"
    reply: ClassVar[Model] = StatementTasks
    body: BodyCode | None = None
    executor: ExecutorId | None = None
    duties: tuple[Code, ...] | None = None
    """Only these."""
    limit: RowLimit = 500
    after: TaskKey | None = None
    """Only what follows this one, the last of the page before."""


class UndistributedStatement(Contract):
    """A statement that no executor has."""

    registration_number: RegistrationNumber
    received_on: date
    issuer: str
    document: str
    """Number of the execution document."""
    issued_on: date


class UndistributedKey(Contract):
    """The place of a statement in a list by day of receipt."""

    received_on: date
    registration_number: RegistrationNumber


class Undistributed(Contract):
    """Statements that no executor has, the oldest first, and what each executor of the body has in work."""

    statements: tuple[UndistributedStatement, ...]
    more: bool
    loads: tuple[Load, ...]
    """Of executors who have something in work."""


class ListUndistributed(Query):
    """List the statements of a body that are to be distributed."""

    type: ClassVar[str] = "lea.intake.list-undistributed.v1"
    reply: ClassVar[Model] = Undistributed
    body: BodyCode
    limit: RowLimit = 100
    after: UndistributedKey | None = None
    """Only what follows this one, the last of the page before."""


class StatementPreview(Contract):
    """What a command on a statement would do. Nothing was written."""

    id: UUID
    """The stream; of a statement that is not registered yet, one that nobody has."""
    version: int
    """Version of the stream the preview rests on: a command with it as expected version does exactly this."""
    outcome_digest: Added[str | None] = None
    """Stands for what is shown here: a command with it as expected outcome does this at other versions, too."""
    outcome: Literal["accepted", "refused"]
    problems: tuple[Problem, ...] = ()
    """Why it would be refused."""
    irregular: tuple[Problem, ...] = ()
    """Of an act that would be recorded all the same: why it was not open on its day."""
    before: StatementStatus | None = None
    """None: it is not registered yet."""
    after: StatementStatus | None = None
    assessment: AssessmentView | None = None
    """The last assessment, as it would read then."""
    expected: Added[AssessmentView | None] = None
    """Of a registration: what an assessment would find today."""
    draft: Added[bool | None] = None
    """A draft of its refusal or return can be asked for: it would be made here."""
    duties: tuple[StatementDuty, ...] = ()
    """Duties that would open."""


class PreviewStatementAct(Query):
    """Show what a command on a statement would do, were it sent now; nothing is written."""

    type: ClassVar[str] = "lea.intake.preview-act.v1"
    reply: ClassVar[Model] = StatementPreview
    body: BodyCode
    registration_number: RegistrationNumber
    command: Code
    """Type of the command: `lea.intake.assess-statement.v1`."""
    data: dict[str, Any]
    """The data of the command."""
    day: Day
    """Its effective date."""
    actor: Actor
    recording: Recording | None = None
    command_id: Added[UUID | None] = None
    """The id that the command will have."""


class PreviewStatementDocument(PreviewStatementAct):
    """Show the refusal or return that a command would make, were it sent now, as a draft; nothing is written."""

    type: ClassVar[str] = "lea.intake.preview-document.v1"
    reply: ClassVar[Model] = Draft
