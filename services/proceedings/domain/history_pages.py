"""A page of the history of a proceeding: its last acts, or those before an act."""

from contracts.queries.proceedings import History, ShowHistory


def page_of(whole: History, asked: ShowHistory) -> History:
    """What is asked for of the whole history."""
    known = None
    if asked.known is not None:
        known = asked.known in {*(each.id for each in whole.acts), *(each.id for each in whole.corrections)}
    if asked.limit is None:
        return whole.model_copy(update={"known": known})
    ids = [act.id for act in whole.acts]
    end = ids.index(asked.before) if asked.before in ids else len(ids)
    start = max(0, end - asked.limit)
    shown = set(ids[start:end])
    return whole.model_copy(
        update={
            "acts": whole.acts[start:end],
            "corrections": tuple(
                each for each in whole.corrections if each.act in shown or each.standing == "proposed"
            ),
            "revisions": whole.revisions[-asked.limit :],
            "more": start > 0,
            "known": known,
        }
    )
