"""The access log: a record of every request is on disk before its answer leaves."""

from services.edge.access_log.record import Record
from services.edge.access_log.writer import AccessLog, LogUnavailable

__all__ = ["AccessLog", "LogUnavailable", "Record"]
