"""The findings of `lea access-log verify`, as text and as data."""

from datetime import UTC, datetime
from typing import Any

from rich.text import Text

from infra.cli.common.output import console, errors, print_json
from shared.access_log.verification import ArchivedChains, FaultKind, Findings, LogFault, LostRecords


def show(findings: Findings, with_heads: bool, as_json: bool) -> None:
    """Print the findings."""
    faults = [_as_data(fault) for fault in findings.faults]
    if as_json:
        counts = {"records": findings.records, "chains": findings.chains, "sealed": findings.sealed}
        lost_ = [_lost_as_data(each) for each in findings.lost]
        archived = [_archived_as_data(each) for each in findings.archived]
        found = {"taken": findings.taken, "faults": faults, "lost": lost_, "archived": archived}
        print_json({**counts, **found, "verified": not faults})
        return
    for lost in findings.lost:
        restore = lost.restore
        console.print(
            f"lost by a restore: chain {lost.chain}, records {lost.first} to {lost.last}. Restored to"
            f" {_utc(restore.moment)} at {_utc(restore.restored_at)} by {restore.actor}: {restore.reason}"
        )
    for part in findings.archived:
        each = part.archive
        console.print(
            f"in an archive, not verified: {part.records} records in {part.chains} chains of {each.partition}, taken"
            f" out at {_utc(each.archived_at)} by {each.actor}: {each.reason}. SHA-256 of its lines: {each.digest}"
        )
    for fault in findings.faults:
        place = f"chain {fault.chain}, record {fault.sequence}" if fault.chain else "no chain"
        where = f", line {fault.line}" if fault.line else ""
        console.print(Text(fault.kind, "red") + Text(f": {place}{where}. {_MEANING[fault.kind]}{_moments(fault)}"))
    verdict = Text(f"{len(faults)} faults", "red") if faults else Text("no faults", "green")
    console.print(Text(f"{findings.records} records in {findings.chains} chains: ") + verdict + Text("."))
    if with_heads:
        console.print(f"{findings.sealed} of them are confirmed by heads stored elsewhere.")
    else:
        errors.print("Without --heads, truncation and a complete rewrite of the log cannot be detected.")
    if findings.taken:
        console.print(f"{findings.taken} earlier records were not verified.")


_MEANING = {
    FaultKind.UNREADABLE: "Not a record in canonical form.",
    FaultKind.ALTERED: "The content does not match its hash.",
    FaultKind.REMOVED: "Records before it are missing.",
    FaultKind.INSERTED: "Two records have this place in the chain.",
    FaultKind.REORDERED: "It comes after later records.",
    FaultKind.DETACHED: "It does not continue the previous record.",
    FaultKind.TRUNCATED: "The chain had at least this length.",
    FaultKind.MISSING: "The chain is missing.",
    FaultKind.REWRITTEN: "It differs from the sealed record.",
    FaultKind.CONTRADICTED: "Two different records were sealed at this place.",
    FaultKind.UNSEALED: "It is old and was never sealed: it may have been added later.",
    FaultKind.SEALED_LATE: "It was sealed long after its time stamp: it may have been added later.",
    FaultKind.SEALED_EARLY: "It was sealed before its time stamp.",
}


def _as_data(fault: LogFault) -> dict[str, Any]:
    moments = {"made_at": fault.made_at, "sealed_at": fault.sealed_at}
    return {**fault._asdict(), **{name: moment and moment.isoformat() for name, moment in moments.items()}}


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _lost_as_data(lost: LostRecords) -> dict[str, Any]:
    restore = lost.restore
    moments = {"moment": restore.moment.isoformat(), "restored_at": restore.restored_at.isoformat()}
    where = {"chain": lost.chain, "first": lost.first, "last": lost.last}
    return {**where, **moments, "actor": restore.actor, "reason": restore.reason}


def _archived_as_data(part: ArchivedChains) -> dict[str, Any]:
    archive = part.archive
    named = {name: getattr(archive, name) for name in ("partition", "digest", "actor", "reason")}
    return {**named, "archived_at": archive.archived_at.isoformat(), "records": part.records, "chains": part.chains}


def _moments(fault: LogFault) -> str:
    """Time stamp of the record, time of sealing, and whether other heads were sealed in between."""
    if fault.made_at is None or fault.sealed_at is None:
        return ""
    made, sealed = (f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" for moment in (fault.made_at, fault.sealed_at))
    moments = f" Time stamp {made}, sealed {sealed}"
    if fault.sealed_meanwhile is None:
        return f"{moments}."
    if fault.sealed_meanwhile:
        return f"{moments}; {fault.sealed_meanwhile} heads were sealed in between: the worker was running."
    return f"{moments}; no head was sealed in between: the worker may have been down."
