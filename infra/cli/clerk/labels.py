"""Labels of the clerk's tables, and names of codes, in three languages."""

from collections.abc import Callable, Mapping

from contracts.codelists import (
    CLAIM_TYPES,
    CURRENCIES,
    DOCUMENT_KINDS,
    ENFORCEMENT_BODIES,
    MEASURE_STATUSES,
    MEASURES,
    STATUS_REASONS,
    STATUSES,
)
from contracts.values import Money
from shared.law.names import Language, in_language

Say = Callable[[str], str]
"""Translates an English label."""

WORDS: Mapping[str, tuple[str, str]] = {
    "Accepted": ("Принято", "Прынята"),
    "Acts": ("Действия", "Дзеянні"),
    "Body": ("Орган", "Орган"),
    "Claims": ("Требования", "Патрабаванні"),
    "Conflicts": ("Противоречия", "Супярэчнасці"),
    "Corrections": ("Исправления", "Выпраўленні"),
    "Costs and fees": ("Расходы и сбор", "Выдаткі і збор"),
    "Debtor": ("Должник", "Даўжнік"),
    "Document": ("Документ", "Дакумент"),
    "Duties": ("Обязанности", "Абавязкі"),
    "Enforcement proceeding": ("Исполнительное производство", "Выканаўчая вытворчасць"),
    "Executor": ("Исполнитель", "Выканаўца"),
    "Fields": ("Поля", "Палі"),
    "Grounds": ("Основания", "Падставы"),
    "Initiated": ("Возбуждено", "Узбуджана"),
    "Measures and actions": ("Меры и действия", "Меры і дзеянні"),
    "Money": ("Деньги", "Грошы"),
    "No time limits match.": ("Таких сроков нет.", "Такіх тэрмінаў няма."),
    "Nothing is written.": ("Ничего не записано.", "Нічога не запісана."),
    "Not open on its day": ("Не было открыто в свой день", "Не было адкрыта ў свой дзень"),
    "Recoverer": ("Взыскатель", "Спаганяльнік"),
    "Refused": ("Отказано", "Адмоўлена"),
    "Revises the course since": ("Изменяет ход производства с", "Змяняе ход вытворчасці з"),
    "Revisions": ("Изменения хода", "Змены ходу"),
    "Served": ("Вручено", "Уручана"),
    "Statuses": ("Статусы", "Статусы"),
    "Terms": ("Сроки", "Тэрміны"),
    "There are more; narrow the search.": ("Есть еще; уточните поиск.", "Ёсць яшчэ; удакладніце пошук."),
    "Would be accepted": ("Было бы принято", "Было б прынята"),
    "account": ("счет", "рахунак"),
    "act": ("действие", "дзеянне"),
    "actor": ("кто", "хто"),
    "after": ("после", "пасля"),
    "article": ("статья", "артыкул"),
    "balance": ("остаток", "астатак"),
    "before": ("до", "да"),
    "book": ("книга", "кніга"),
    "by": ("кто может", "хто можа"),
    "cause": ("причина", "прычына"),
    "claim": ("требование", "патрабаванне"),
    "costs": ("расходы", "выдаткі"),
    "credit": ("кредит", "крэдыт"),
    "day": ("день", "дзень"),
    "debit": ("дебет", "дэбет"),
    "debtor": ("должник", "даўжнік"),
    "document": ("документ", "дакумент"),
    "due": ("истекает", "заканчваецца"),
    "duty": ("обязанность", "абавязак"),
    "effective": ("действует с", "дзейнічае з"),
    "executor": ("исполнитель", "выканаўца"),
    "fee": ("сбор", "збор"),
    "field": ("поле", "поле"),
    "form": ("как записать", "як запісаць"),
    "found": ("обнаружено", "выяўлена"),
    "from": ("с", "з"),
    "ground": ("основание", "падстава"),
    "id": ("код", "код"),
    "limit": ("срок", "тэрмін"),
    "line": ("за что", "за што"),
    "measure": ("мера", "мера"),
    "meaning": ("значение", "значэнне"),
    "no": ("нет", "не"),
    "no act yet": ("действий еще нет", "дзеянняў яшчэ няма"),
    "none": ("нет", "няма"),
    "nothing to change": ("изменять нечего", "змяняць няма чаго"),
    "number": ("номер", "нумар"),
    "open": ("открыто", "адкрыта"),
    "opened": ("возникла", "узнікла"),
    "paid": ("уплачено", "заплачана"),
    "paper": ("документ", "дакумент"),
    "posted on": ("проведено", "праведзена"),
    "provisional": ("предварительно", "папярэдне"),
    "reason": ("причина", "прычына"),
    "recorded": ("записано", "запісана"),
    "recoverer": ("взыскатель", "спаганяльнік"),
    "repaid": ("погашено", "пагашана"),
    "required": ("обязательно", "абавязкова"),
    "revision": ("изменение", "змена"),
    "rule": ("правило", "правіла"),
    "since": ("с", "з"),
    "standing": ("состояние", "стан"),
    "status": ("статус", "статус"),
    "struck": ("запись исключена", "запіс выключаны"),
    "proposed": ("предложено", "прапанавана"),
    "made": ("сделано", "зроблена"),
    "rejected": ("отклонено", "адхілена"),
    "sum": ("сумма", "сума"),
    "term": ("срок", "тэрмін"),
    "until": ("до", "да"),
    "what": ("что", "што"),
    "version": ("версия", "версія"),
    "who": ("кто", "хто"),
    "why": ("почему", "чаму"),
    "yes": ("да", "так"),
    "voluntary-execution": ("добровольное исполнение", "добраахвотнае выкананне"),
    "suspension": ("приостановление", "прыпыненне"),
    "running": ("течет", "цячэ"),
    "suspended": ("приостановлен", "прыпынены"),
    "expired": ("истек", "скончыўся"),
    "met": ("соблюден", "выкананы"),
    "closed": ("закрыт", "закрыты"),
    "Allocation": ("Распределение", "Размеркаванне"),
    "surplus": ("излишек", "лішак"),
    "Assessment": ("Проверка", "Праверка"),
    "Computation": ("Как посчитан", "Як палічаны"),
    "Decision": ("Решение", "Рашэнне"),
    "Lacking": ("Чего недостает", "Чаго не хапае"),
    "Next": ("Далее", "Далей"),
    "Presentation limit": ("Срок предъявления", "Тэрмін прад'яўлення"),
    "Reasons": ("Мотивы", "Матывы"),
    "Received": ("Получено", "Атрымана"),
    "Record it?": ("Записать?", "Запісаць?"),
    "Statement": ("Заявление", "Заява"),
    "Status": ("Статус", "Статус"),
    "annul-act": ("отмена действия", "адмена дзеяння"),
    "assessed": ("проверено", "праверана"),
    "citizen": ("гражданин", "грамадзянін"),
    "correct-entry": ("исправление записи", "выпраўленне запісу"),
    "correct-slip": ("исправление описки", "выпраўленне апіскі"),
    "decided-initiate": ("производство возбуждено", "вытворчасць узбуджана"),
    "decided-refuse": ("в возбуждении отказано", "ва ўзбуджэнні адмоўлена"),
    "decided-return": ("возвращено без возбуждения", "вернута без узбуджэння"),
    "entrepreneur": ("индивидуальный предприниматель", "індывідуальны прадпрымальнік"),
    "follows": ("что следует", "што вынікае"),
    "in time": ("в срок", "у тэрмін"),
    "initiate": ("возбудить производство", "узбудзіць вытворчасць"),
    "it does not run": ("не течет", "не цячэ"),
    "legal-person": ("юридическое лицо", "юрыдычная асоба"),
    "name": ("название", "назва"),
    "option": ("параметр", "параметр"),
    "posted": ("отправлено", "адпраўлена"),
    "presented": ("предъявлено", "прад'яўлена"),
    "propose-initiate": ("возбудить производство", "узбудзіць вытворчасць"),
    "propose-refuse": ("отказать в возбуждении", "адмовіць ва ўзбуджэнні"),
    "propose-return": ("вернуть без возбуждения", "вярнуць без узбуджэння"),
    "refuse": ("отказать в возбуждении", "адмовіць ва ўзбуджэнні"),
    "registered": ("зарегистрировано", "зарэгістравана"),
    "return": ("вернуть без возбуждения", "вярнуць без узбуджэння"),
    "step": ("шаг", "крок"),
    "strike-entry": ("исключение записи", "выключэнне запісу"),
    "too late": ("пропущен", "прапушчаны"),
}
"""Russian and Belarusian labels by English ones."""

ENGLISH: Mapping[str, str] = {
    "annul-act": "annulment",
    "assessed": "assessed, to be decided",
    "correct-entry": "correction of the entry",
    "correct-slip": "correction of a slip",
    "decided-initiate": "initiation decided",
    "decided-refuse": "initiation refused",
    "decided-return": "returned without initiation",
    "legal-person": "legal person",
    "propose-initiate": "initiate the proceeding",
    "propose-refuse": "refuse to initiate",
    "propose-return": "return without initiation",
    "registered": "registered, to be assessed",
    "strike-entry": "entry struck",
}
"""Labels that are codes, in English words."""

_LISTS = (STATUSES, STATUS_REASONS, MEASURES, MEASURE_STATUSES, CLAIM_TYPES, DOCUMENT_KINDS, ENFORCEMENT_BODIES)


def words_in(language: Language) -> Say:
    """The labels of a language."""
    if language == "en":
        return lambda word: ENGLISH.get(word, word)
    place = ("ru", "be").index(language)
    return lambda word: WORDS[word][place]


def name_of(code: str, language: Language) -> str:
    """The name of a code of any code list; the code itself where none has it."""
    found = next((codes[code] for codes in _LISTS if code in codes), None)
    return in_language(found.names, language) if found else code


def money(sum_: Money | None) -> str:
    """`1850.40 BYN`; empty for none."""
    return f"{sum_.amount} {CURRENCIES[sum_.currency].abbreviation}" if sum_ else ""
