"""The words of `lea law` around what the rule sets name, in the three languages."""

from collections.abc import Mapping

from shared.law.names import Language
from shared.law.rule_sets.vocabulary import LimitKind, Unit

WITHOUT_NUMBER: dict[str, dict[Language, str]] = {
    Unit.IMMEDIATE: {"en": "at once", "ru": "немедленно", "be": "неадкладна"},
    Unit.EVENT: {"en": "bound to an event", "ru": "привязан к событию", "be": "прывязаны да падзеі"},
    LimitKind.SET_BY_COURT: {"en": "set by the court", "ru": "устанавливает суд", "be": "устанаўлівае суд"},
    LimitKind.SET_BY_EXECUTOR: {
        "en": "set by the court executor",
        "ru": "устанавливает судебный исполнитель",
        "be": "устанаўлівае судовы выканаўца",
    },
    LimitKind.SET_BY_LAW: {
        "en": "set by other legislation",
        "ru": "устанавливает иное законодательство",
        "be": "устанаўлівае іншае заканадаўства",
    },
}

LABELS: dict[Language, dict[str, str]] = {
    "en": {
        "limits": "Limit|Article|Length|What",
        "steps": "Day|Step|Article",
        "held": "Id|Place|Name",
        "article": "Article",
        "no row": "No row; see the coverage page for the reason.",
    },
    "ru": {
        "limits": "Срок|Статья|Продолжительность|Что",
        "steps": "День|Шаг|Статья",
        "held": "Код|Место|Название",
        "article": "Статья",
        "no row": "Ни одной строки; причину называет страница охвата.",
    },
    "be": {
        "limits": "Тэрмін|Артыкул|Працягласць|Што",
        "steps": "Дзень|Крок|Артыкул",
        "held": "Код|Месца|Назва",
        "article": "Артыкул",
        "no row": "Ніводнага радка; прычыну называе старонка ахопу.",
    },
}
TABLES: Mapping[str, tuple[str, str]] = {
    "actors": ("Участники", "Удзельнікі"),
    "conditions": ("Условия", "Умовы"),
    "decisions": ("Решения", "Рашэнні"),
    "documents": ("Документы", "Дакументы"),
    "events": ("События", "Падзеі"),
    "exempt_property": ("Имущество, свободное от взыскания", "Маёмасць, свабодная ад спагнання"),
    "grounds": ("Основания", "Падставы"),
    "measures": ("Меры", "Меры"),
    "notifications": ("Уведомления", "Паведамленні"),
    "rules": ("Правила", "Правілы"),
    "statuses": ("Статусы", "Статусы"),
    "time_limits": ("Сроки", "Тэрміны"),
}
"""Names of the tables of a rule set, in Russian and Belarusian."""


def table_name(table: str, language: Language) -> str:
    """The name of a table of a rule set."""
    if language == "en" or table not in TABLES:
        return table.replace("_", " ").capitalize()
    return TABLES[table][("ru", "be").index(language)]
