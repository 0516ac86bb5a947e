"""Why a command on a statement is refused: stable codes, each with its rule, its article and the field at fault."""

from dataclasses import dataclass

from contracts.events.intake import InitiationDecided
from contracts.problems import ACT, Problem
from contracts.registry import Event
from shared.decider import Rejection


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that a command may break."""

    code: str
    rule: str
    article: str | None = None
    field: str = ACT
    """The act itself, where none of its fields is at fault."""

    def because(self, detail: str, *, article: str | None = None, field: str | None = None) -> Problem:
        """The problem found, resting on another article or about another field than usual where one is given."""
        return Problem(
            code=self.code,
            rule=self.rule,
            detail=detail,
            field=field or self.field,
            article=article or self.article,
        )


NOT_FOR_INTAKE = Refusal("command-not-for-intake", "the service owns the command")
NO_RULE_SET = Refusal("rule-set-unknown", "a rule set is in force on the day of the act", field="effective_date")
ORDER_CONTRADICTORY = Refusal("order-contradictory", "acts of one day come one after the other", field="effective_date")

ALREADY_REGISTERED = Refusal("already-registered", "a statement is registered once", "Art. 355(1)")
NUMBER_TAKEN = Refusal("registration-number-taken", "numbers are given once in a body", field="registration_number")
ALREADY_PRESENTED = Refusal(
    "document-already-presented", "an execution document is presented to one body at a time", "Art. 356(1)", "document"
)
TWO_ALPHABETS = Refusal("two-alphabets", "the letters of a word are of one alphabet", "Art. 355(2) ind. 5")
NO_SUCH_IDENTIFIER = Refusal(
    "identifier-impossible", "the identifier of a party is one that its register gives", "Art. 355(2) ind. 3"
)
IDENTIFIERS_CONTRADICT = Refusal(
    "identifiers-contradict",
    "a payer number and a personal number are of one person in all records",
    "Art. 355(2) ind. 3",
)
SUM_VANISHES = Refusal(
    "sum-vanishes", "a claim is for at least the smallest unit of its currency", "Art. 333(1) ind. 6"
)
AFTER_RECEIPT = Refusal("date-after-receipt", "what is received was made before")
BEFORE_ISSUE = Refusal("date-before-issue", "a document is posted after it was issued", "Art. 355(1)", "posted_on")
BEFORE_DECISION_OF_COURT = Refusal(
    "date-before-judgment", "a delay ends after the act whose execution it delays", "Art. 337(1)"
)
OUTSIDE_CALENDAR = Refusal(
    "date-outside-calendar", "the limit runs within the years of the working calendar", field="document"
)
HISTORY_CONTRADICTORY = Refusal(
    "document-history-contradictory",
    "suspensions, presentations and restoration of the limit follow each other",
    "Art. 339(1)",
    "document",
)

UNKNOWN_STATEMENT = Refusal("unknown-statement", "the statement is registered first", "Art. 355(1)", "stream")
BEFORE_REGISTRATION = Refusal(
    "out-of-order", "an act on a statement does not come before its receipt", field="effective_date"
)
NOT_A_CIRCUMSTANCE = Refusal(
    "not-a-circumstance",
    "grounds outside the papers are those of Art. 358 and 359 that the papers do not show",
    "Art. 358(1)",
    "circumstance.ground",
)
AFTER_ACT = Refusal("date-after-act", "a fact is there before it is established")

ALREADY_DECIDED = Refusal("already-decided", "a decided statement is changed only by appeal", "Art. 353(1)")
ACTOR_UNFIT = Refusal("actor-unfit", "the act is for those whom the Code names", field="actor")
ACTOR_OF_ANOTHER_BODY = Refusal(
    "actor-of-another-body", "the body that has the statement acts on it", "Art. 354(1)", "actor"
)
NOT_THE_EXECUTOR = Refusal("not-the-executor", "the executor who has the statement acts on it", "Art. 327(3)", "actor")
NOT_ASSESSED = Refusal("not-assessed", "a statement is assessed before it is decided", "Art. 356(1)")
NOT_DECIDED = Refusal("not-decided", "copies follow a decision", "Art. 343(5)")
EXECUTOR_OF_ANOTHER_BODY = Refusal(
    "executor-of-another-body", "an executor of the body decides", "Art. 354(1)", "executor.id"
)
EXECUTOR_IS_ANOTHER = Refusal(
    "given-to-another-executor", "the executor decides whom the statement was given to", "Art. 327(3)", "executor.id"
)
NUMBER_UNFIT = Refusal(
    "number-of-paper-unfit",
    "the number on paper is one of the body and the year of initiation",
    "Art. 356(1)",
    "proceeding_number",
)
PROCEEDING_NUMBER_TAKEN = Refusal(
    "proceeding-number-taken",
    "a number is that of one proceeding of the body and year",
    "Art. 356(1)",
    "proceeding_number",
)
COMPLAINT_PENDS = Refusal("complaint-pends", "no complaint of the decision pends", "Art. 353(1)")
NO_COMPLAINT = Refusal("no-complaint", "a complaint is filed before it is decided", "Art. 353(4)")
RECEIVED_BEFORE = Refusal(
    "received-before-decided", "a decision is received on its day or later", "Art. 353(4)", "received_on"
)
DOCUMENT_SENT = Refusal("document-sent", "the document is sent once", "Art. 358(3)")
LIMIT_NOT_OVER = Refusal(
    "complaint-limit-not-over",
    "the document is sent when the limit for a complaint is over",
    "Art. 358(3)",
    "effective_date",
)
GROUND_AGAINST = Refusal(
    "ground-against-initiation", "no ground of Art. 358 or 359 stands against initiation", field="decision"
)
GROUND_NOT_FOUND = Refusal(
    "ground-not-found", "a refusal or return rests on a ground the assessment found", field="ground"
)
CLAIMS_DIVIDED_OTHERWISE = Refusal(
    "claims-divided-otherwise",
    "an initiation takes what was presented in time, and leaves out the rest",
    "Art. 337(3)",
    "claims",
)
BELONGS_TO_PROCEEDING = Refusal(
    "belongs-to-the-proceeding",
    "after initiation the entries of the proceeding are corrected (`lea.proceedings.correct-entry.v1`)",
    "Art. 356(1)",
)
ACT_UNKNOWN = Refusal("act-unknown", "a correction names an act on record", field="act")
ANOTHER_ACT = Refusal("correction-of-another-act", "the corrected act is the act on record", field="data.type")
NOT_CORRECTED_SO = Refusal("not-corrected-so", "an act has the corrections of the table", field="act")
CORRECTED_TO_THE_FUTURE = Refusal("day-in-future", "an act was made by the day of its correction", field="day")
KEPT = Refusal("kept-in-a-correction", "a correction leaves the body as it is", field="data.data.body")
CORRECTION_UNKNOWN = Refusal("correction-unknown", "the correction was proposed and waits", field="correction")
SECOND_PERSON = Refusal("second-person-needed", "another person approves than the one who proposed", field="correction")
UNKNOWN_RESOLUTION = Refusal(
    "resolution-unknown", "a resolution made in the system has a number", "Art. 343(2)", "resolution"
)
NO_DOCUMENT = Refusal("document-missing", "a resolution has a document once it was rendered", "Art. 343(2)", "language")
NO_DRAFT = Refusal("no-draft", "a resolution has a draft if it is made in the system", "Art. 343(2)", "command")
REASONS_MISSING = Refusal("reasons-missing", "a resolution names its reasons and norms", "Art. 343(2)", "reasons")


def reject(refusal: Refusal, detail: str, *, article: str | None = None, field: str | None = None) -> Rejection:
    """A refusal for one reason."""
    return Rejection(refusal.because(detail, article=article, field=field))


def decided(decision: Event, detail: str) -> Problem:
    """Why nothing of a decided statement is corrected here."""
    if isinstance(decision, InitiationDecided):
        return BELONGS_TO_PROCEEDING.because(f"the statement was decided: {detail}")
    return ALREADY_DECIDED.because(f"the statement was decided: {detail}")
