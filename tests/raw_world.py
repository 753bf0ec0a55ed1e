"""A business's files as they lie on the disk, read without the course's own code: the ground of each audit."""

import csv
import json
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Every table as a list of rows of text, by its name."""
    made = {}
    for path in sorted(Path(folder).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            made[path.stem] = list(csv.DictReader(file))
    return made


def described(folder: Path) -> dict:
    """What the datapackage beside the tables says of them."""
    return json.loads((Path(folder) / "datapackage.json").read_text("utf-8"))
