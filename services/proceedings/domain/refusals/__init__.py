"""Why a command is refused: stable codes, each with its rule, its article and the field at fault."""

from services.proceedings.domain.refusals.complaints import *  # noqa: F403
from services.proceedings.domain.refusals.corrections import *  # noqa: F403
from services.proceedings.domain.refusals.distribution import *  # noqa: F403
from services.proceedings.domain.refusals.endings import *  # noqa: F403
from services.proceedings.domain.refusals.income import *  # noqa: F403
from services.proceedings.domain.refusals.initiation import *  # noqa: F403
from services.proceedings.domain.refusals.measures import *  # noqa: F403
from services.proceedings.domain.refusals.money import *  # noqa: F403
from services.proceedings.domain.refusals.non_money import *  # noqa: F403
from services.proceedings.domain.refusals.office import *  # noqa: F403
from services.proceedings.domain.refusals.parties import *  # noqa: F403
from services.proceedings.domain.refusals.property import *  # noqa: F403
from services.proceedings.domain.refusals.realization import *  # noqa: F403
from services.proceedings.domain.refusals.refusal import *  # noqa: F403
from services.proceedings.domain.refusals.sale import *  # noqa: F403
from services.proceedings.domain.refusals.suspension import *  # noqa: F403
from services.proceedings.domain.refusals.things import *  # noqa: F403
