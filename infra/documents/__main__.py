"""Writes the generated pages: `python -m infra.documents`."""

from infra.documents.pages import PAGES


def main() -> None:
    """Write the pages."""
    for path, rendered in PAGES.items():
        path.write_text(rendered(), encoding="utf-8")


if __name__ == "__main__":
    main()
