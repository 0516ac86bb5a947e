"""The policy (contract `Policy`): the service describes itself, from settings, contracts and rule sets."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from textwrap import wrap
from typing import Any

from contracts import codelists
from contracts.codelists import CodeList, CodeListEntry
from contracts.service_3_11_01 import (
    BELIEFS_AT_MOST,
    BULK_LOOKUPS_AT_MOST,
    CHANGES_AT_MOST,
    LOOKUPS_AT_MOST,
    CodeInfo,
    CodeListInfo,
    Contact,
    HouseKey,
    Limits,
    OperationInfo,
    Policy,
    Quotas,
    Rights,
    RuleSetInfo,
    SoapInfo,
)
from contracts.soap.messages import ACTION, PATH
from services.edge.lookup.descriptions import SCHEMA_PATH, SOAP_OPERATION, schemas
from services.edge.lookup.domain.answers import PROCEEDINGS_AT_MOST
from services.edge.openapi.title import VERSION
from services.edge.paths import OPENAPI
from services.edge.registry.domain.consumers import Consumer
from services.edge.settings import EdgeSettings
from shared.law.names import LANGUAGES, Language, in_language
from shared.law.rule_sets import RuleSet, RuleSets
from shared.signatures.keys import PublicKey, any_public_key, fingerprint, signing_key, spki_in

SERVICE = "3.11.01"
SOAP = SoapInfo(path=PATH, action=ACTION, wsdl=f"{PATH}?wsdl", xsd=SCHEMA_PATH)

_CACHED = 64  # policies of consumers and languages


class PolicyCache:
    """Policies by consumer and language."""

    def __init__(self, settings: EdgeSettings, document: Mapping[str, Any]) -> None:
        """`document` is the OpenAPI document. Raises KeyUnfit."""
        self._limits = _limits(settings)
        self._operations = tuple(_operations(document))
        self._keys = _keys(settings)
        self._contact = Contact(
            name=settings.contact_name, email=settings.contact_email, telephone=settings.contact_telephone
        )
        self._rule_sets = tuple(RuleSets.load())
        self._lists = [value for name in codelists.__all__ if isinstance(value := getattr(codelists, name), CodeList)]
        self._cached = lru_cache(_CACHED)(self._serialized)

    def policy(self, consumer: Consumer, language: Language) -> bytes:
        """The policy as JSON."""
        return self._cached(_rights(consumer), language)

    def _serialized(self, rights: Rights, language: Language) -> bytes:
        policy = Policy(
            service=SERVICE,
            version=VERSION,
            openapi=OPENAPI,
            operations=self._operations,
            limits=self._limits,
            rights=rights,
            languages=LANGUAGES,
            code_lists=tuple(_code_list(list_, language) for list_ in self._lists),
            schemas=schemas(),
            rule_sets=tuple(_rule_set(rules, language) for rules in self._rule_sets),
            keys=self._keys,
            contact=self._contact,
            soap=SOAP,
        )
        return policy.model_dump_json().encode()


def _limits(settings: EdgeSettings) -> Limits:
    return Limits(
        look_ups=LOOKUPS_AT_MOST,
        proceedings_per_look_up=PROCEEDINGS_AT_MOST,
        beliefs=BELIEFS_AT_MOST,
        changes=CHANGES_AT_MOST,
        bulk_look_ups=BULK_LOOKUPS_AT_MOST,
        bulk_bytes=settings.bulk_body_limit,
        bulk_line_bytes=settings.bulk_line_limit,
        bulk_tasks=settings.bulk_task_limit,
        bulk_kept_hours=settings.bulk_result_retention / 3600,
        body_bytes=settings.body_limit,
        body_seconds=settings.body_timeout,
        stale_after_seconds=settings.stale_after,
    )


def _operations(document: Mapping[str, Any]) -> Iterable[OperationInfo]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield OperationInfo(
                name=operation["operationId"], method=method.upper(), path=path, description=operation["description"]
            )
    described = f"The information request over SOAP 1.1, described at {SOAP.wsdl}."
    yield OperationInfo(name=SOAP_OPERATION, method="POST", path=SOAP.path, description=described)


def _keys(settings: EdgeSettings) -> Sequence[HouseKey]:
    current = [] if settings.signing_key is None else [signing_key(settings.signing_key.get_secret_value()).public]
    others = [any_public_key(spki_in(text)) for text in settings.other_public_keys]
    return [_service_key(key) for key in (*current, *others)]


def _service_key(key: PublicKey) -> HouseKey:
    lines = wrap(b64encode(key.spki).decode(), 64)
    pem = "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])
    return HouseKey(id=fingerprint(key), algorithm=key.algorithm, public_key=pem)


def _rights(consumer: Consumer) -> Rights:
    quota = consumer.quota
    return Rights(
        consumer=consumer.id,
        scopes=tuple(sorted(consumer.scopes)),
        legal_grounds=tuple(sorted(consumer.legal_grounds)),
        valid_from=consumer.valid_from,
        valid_to=consumer.valid_to,
        quotas=quota
        and Quotas(
            requests_per_second=quota.requests_per_second,
            burst=quota.burst,
            look_ups_per_day=quota.look_ups_per_day,
        ),
    )


def _code_list(list_: CodeList[CodeListEntry], language: Language) -> CodeListInfo:
    codes = tuple(
        CodeInfo(
            code=code,
            name=in_language(entry.names, language),
            article=entry.article,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
        )
        for code, entry in list_.items()
    )
    return CodeListInfo(name=list_.name, version=list_.version, codes=codes)


def _rule_set(rules: RuleSet, language: Language) -> RuleSetInfo:
    name = getattr(rules.name, language)
    return RuleSetInfo(id=rules.id, name=name, valid_from=rules.valid_from, valid_to=rules.valid_to)
