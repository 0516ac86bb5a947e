"""Problems in the words of a person's language: the broken rule, what was found, what to do next."""

from collections.abc import Callable, Iterable

from contracts.names import advice_on, found_in, problem_names
from contracts.problems import Problem
from shared.explanations import explained
from shared.law.names import Language, in_language

MALFORMED = "invalid-field"
WELL_FORMED = "a field is filled in as it has to be"


def rule_in(problem: Problem, language: Language) -> str:
    """The broken rule; English where no other name is known."""
    rule = problem_names().rules.get(problem.code)
    if language == "en":
        # What a field may be is said by the library that reads it, with a code for the rule.
        return WELL_FORMED if problem.code == MALFORMED else problem.rule
    return getattr(rule, language) if rule else problem.rule


def detail_in(problem: Problem, language: Language, name: Callable[[str], str]) -> str:
    """What was found, with the names of the codes that it names; English where no other sentence is known."""

    def named(code: str) -> str:
        if code[:1].isdigit():
            return code  # a number, a day, a body
        return ", ".join(map(name, code.split(", ")))

    return found_in(explained(problem.detail), language, named)


def advice(problems: Iterable[Problem], language: Language) -> list[str]:
    """What to do about the problems, each advice once."""
    found = (advice_on(problem.code) for problem in problems)
    return list(dict.fromkeys(in_language(each, language) for each in found if each))
