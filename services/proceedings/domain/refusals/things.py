"""What an act names: things with statuses of their own."""

from services.proceedings.domain.refusals.refusal import Refusal

THING_REPEATED = Refusal("thing-already-opened", "what an id stands for is opened once")
THING_UNKNOWN = Refusal("thing-unknown", "the act names what the proceeding has on record")
THING_STEP_IMPOSSIBLE = Refusal("thing-transition-impossible", "a thing moves along its statuses")
THING_OF_ANOTHER = Refusal("thing-of-another", "an act names things that belong together")
