"""The closed registry of conditions."""

from collections.abc import Iterator

from contracts.problems import Problem
from services.intake.domain.course import Course
from shared.law.procedures import Conditions

CONDITIONS: Conditions[Course] = Conditions()
Problems = Iterator[Problem]
