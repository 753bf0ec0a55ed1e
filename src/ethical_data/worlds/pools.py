"""Rebuild the pools of names and places with Faker (authors only; the result is committed).

Faker's output changes between its versions, so it never runs when a dataset is built.
"""

import json
from pathlib import Path

from .people import BRITISH_SHOP

LOCALES = (*BRITISH_SHOP, "en_US", "pt_PT", "sv_SE")
SIZES = {"given": 300, "family": 400, "town": 150, "street": 150}


def rebuild() -> list[Path]:
    """Write pools.json beside this file and return its path."""
    from faker import Faker

    made: dict[str, dict[str, list[str]]] = {}
    for locale in LOCALES:
        fake = Faker(locale)
        fake.seed_instance(f"pools/{locale}")
        sources = {"given": fake.first_name, "family": fake.last_name, "town": fake.city, "street": fake.street_name}
        made[locale] = {}
        for pool, source in sources.items():
            values: dict[str, None] = {}
            for _ in range(SIZES[pool] * 60):  # small pools run dry before they are full: that is enough
                values[source()] = None
                if len(values) == SIZES[pool]:
                    break
            made[locale][pool] = sorted(values)
    path = Path(__file__).with_name("pools.json")
    path.write_text(json.dumps(made, ensure_ascii=False, indent=0) + "\n", "utf-8", newline="\n")
    return [path]
