"""Labels of the tables in three languages; names within the data come from the service."""

from collections.abc import Callable, Mapping

from shared.law.names import Language

Say = Callable[[str], str]
"""Translates an English label."""

WORDS: Mapping[str, tuple[str, str]] = {
    "Enforcement proceeding": ("Исполнительное производство", "Выканаўчая вытворчасць"),
    "Body": ("Орган", "Орган"),
    "Executor": ("Исполнитель", "Выканаўца"),
    "Initiated": ("Возбуждено", "Узбуджана"),
    "Status": ("Статус", "Статус"),
    "Claims": ("Требования", "Патрабаванні"),
    "claim": ("требование", "патрабаванне"),
    "currency": ("валюта", "валюта"),
    "amount": ("сумма", "сума"),
    "repaid": ("погашено", "пагашана"),
    "balance": ("остаток", "астатак"),
    "Statuses": ("Статусы", "Статусы"),
    "date": ("дата", "дата"),
    "status": ("статус", "статус"),
    "reason": ("причина", "прычына"),
    "Measures and actions": ("Меры и действия", "Меры і дзеянні"),
    "added": ("внесено", "унесена"),
    "measure": ("мера", "мера"),
    "since": ("с", "з"),
    "Data as of": ("Данные на", "Даныя на"),
    "s behind": ("с отставания", "с адставання"),
    "stale": ("устарели", "састарэлі"),
    "found": ("найдено", "знойдзена"),
    "several-found": ("найдено несколько", "знойдзена некалькі"),
    "not-found": ("не найдено", "не знойдзена"),
    "not-permitted": ("не разрешено", "не дазволена"),
    "malformed": ("неверно записано", "няправільна запісана"),
    "Electronic service": ("Электронная услуга", "Электронная паслуга"),
    "version": ("версия", "версія"),
    "valid until": ("действует до", "дзейнічае да"),
    "further notice": ("отмены", "адмены"),
    "by": ("по", "па"),
    "Grounds": ("Основания", "Падставы"),
    "Quotas": ("Квоты", "Квоты"),
    "requests a second": ("запросов в секунду", "запытаў у секунду"),
    "burst": ("разом", "адразу"),
    "look-ups a day": ("поисков в сутки", "пошукаў у суткі"),
    "none set": ("не установлены", "не ўстаноўлены"),
    "Operations": ("Операции", "Аперацыі"),
    "method": ("метод", "метад"),
    "path": ("путь", "шлях"),
    "Limits": ("Пределы", "Межы"),
    "limit": ("предел", "мяжа"),
    "value": ("значение", "значэнне"),
    "Code lists": ("Справочники", "Даведнікі"),
    "list": ("справочник", "даведнік"),
    "codes": ("кодов", "кодаў"),
    "Rule sets": ("Своды правил", "Зводы правіл"),
    "id": ("код", "код"),
    "from": ("с", "з"),
    "Keys of the service": ("Ключи услуги", "Ключы паслугі"),
    "algorithm": ("алгоритм", "алгарытм"),
    "Contact": ("Контакт", "Кантакт"),
    "Changed cards": ("Измененные карточки", "Змененыя карткі"),
    "number": ("номер", "нумар"),
    "recorded at": ("записано", "запісана"),
    "digest": ("отпечаток", "адбітак"),
    "Reconciliation": ("Сверка", "Зверка"),
    "agreement": ("совпадение", "супадзенне"),
    "field": ("поле", "поле"),
    "believed": ("у запросившего", "у запытальніка"),
    "actual": ("в системе", "у сістэме"),
    "same": ("совпадает", "супадае"),
    "different": ("отличается", "адрозніваецца"),
    "unknown": ("нет такого", "няма такога"),
    "Bulk request": ("Массовый запрос", "Масавы запыт"),
    "of": ("из", "з"),
    "none yet": ("пока ничего", "пакуль нічога"),
    "waiting": ("ожидает", "чакае"),
    "running": ("выполняется", "выконваецца"),
    "done": ("выполнен", "выкананы"),
    "expired": ("срок истек", "тэрмін скончыўся"),
    "Answered in": ("Ответ за", "Адказ за"),
    "ms": ("мс", "мс"),
    "signed by": ("подписан ключом", "падпісаны ключом"),
    "Next": ("Далее", "Далей"),
    "there is more": ("есть еще", "ёсць яшчэ"),
    "that is all": ("больше ничего нет", "больш нічога няма"),
}
"""Russian and Belarusian labels by English ones."""


def words_in(language: Language) -> Say:
    """The labels of a language."""
    if language == "en":
        return lambda word: word
    place = ("ru", "be").index(language)
    return lambda word: WORDS[word][place]
