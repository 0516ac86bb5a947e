"""Write `docs/law-coverage.md`, or with `--check` only say whether it is up to date (exit code 1: stale)."""

import argparse
import sys
from pathlib import Path

from shared.law.coverage.evidence import held
from shared.law.coverage.page import page
from shared.law.rule_sets import RuleSets

ROOT = Path(__file__).parents[3]
PAGE = Path("docs/law-coverage.md")


def written(root: Path) -> str:
    """The page as it should be for the tree under `root`; of the latest packaged rule set."""
    rules = list(RuleSets.load())[-1]
    return page(rules, held(rules, root))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m shared.law.coverage", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check: bool = parser.parse_args().check
    target, current = ROOT / PAGE, written(ROOT)
    if check:
        return int(not target.is_file() or target.read_text(encoding="utf-8") != current)
    target.parent.mkdir(exist_ok=True)
    target.write_text(current, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
