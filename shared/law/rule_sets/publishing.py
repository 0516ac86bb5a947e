"""Published rule sets: what they say does not change any more; a change is a new version that is based on them.

`shared/law/published.yaml` records what was published; `lea law digest` prints the rows that would record the rule sets
as they are now.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any

from pydantic import StringConstraints, TypeAdapter, ValidationError

from shared.law.rule_sets.documents import read_document
from shared.law.rule_sets.errors import IllFormedRow, PublishedChanged, UnknownReference
from shared.law.rule_sets.fields import Identifier, Model
from shared.law.rule_sets.reading import HEADER

RECORD = "published.yaml"


class Published(Model):
    """A version of a rule set that was published."""

    identified_by = ("rule_set",)

    rule_set: Identifier
    published_on: date
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """That of its content on that day (`digest_of`)."""


def published() -> tuple[Published, ...]:
    """What the record says was published; raises `RuleSetError`."""
    raw = read_document(files("shared.law") / RECORD, RECORD)
    try:
        return TypeAdapter(tuple[Published, ...]).validate_python(raw)
    except ValidationError as error:
        raise IllFormedRow(error.errors(include_url=False)[0]["msg"], file=RECORD) from error


def packaged_folders() -> Sequence[Traversable]:
    """The folders of the rule sets that come with the system."""
    return [entry for entry in files("shared.law").iterdir() if entry.is_dir() and (entry / HEADER).is_file()]


def check_published(folders: Mapping[str, Traversable], rows: Iterable[Published]) -> None:
    """Whether every published rule set says what it said then; `folders` by rule set. Raises `RuleSetError`."""
    for row in rows:
        folder = folders.get(row.rule_set)
        if folder is None:
            raise UnknownReference("the rule set was published, and is not there", file=RECORD, row=row.rule_set)
        found = digest_of(folder)
        if found != row.digest:
            detail = (
                f"what it says changed since it was published on {row.published_on}: its digest is {found}. "
                "A change is a new version that is based on it (docs/architecture.md)"
            )
            raise PublishedChanged(detail, file=RECORD, row=row.rule_set, field="digest")


def digest_of(folder: Traversable) -> str:
    """SHA-256 over what the files of a rule set say: not over comments, the order of keys, or the way it is written."""
    digest = sha256()
    for path, file in sorted(_files(folder, ""), key=lambda each: each[1]):
        content = json.dumps([file, _plain(read_document(path, file))], ensure_ascii=False, sort_keys=True)
        digest.update(f"{content}\n".encode())
    return digest.hexdigest()


def _files(folder: Traversable, within: str) -> Iterator[tuple[Traversable, str]]:
    """The files of a rule set, by their path in it."""
    for entry in folder.iterdir():
        name = f"{within}{entry.name}"
        if entry.is_dir():
            yield from _files(entry, f"{name}/")
        elif name.endswith(".yaml"):
            yield entry, name


def _plain(value: Any) -> Any:
    """The same as JSON has it: days and decimals as they are written, keys as text."""
    match value:
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case None | bool() | int() | str():
            return value
    return str(value)
