"""`python -m contracts.soap`: write the description of the SOAP binding and its schema anew."""

from collections.abc import Callable, Mapping
from pathlib import Path

from contracts.soap import wsdl, xsd

FILES: Mapping[Path, Callable[[], bytes]] = {
    Path(__file__).parent / xsd.FILE: xsd.rendered,
    Path(__file__).parent / wsdl.FILE: wsdl.rendered,
}
"""What stands in which file."""


def main() -> None:
    """Write the files."""
    for path, rendered in FILES.items():
        path.write_bytes(rendered())


if __name__ == "__main__":
    main()
