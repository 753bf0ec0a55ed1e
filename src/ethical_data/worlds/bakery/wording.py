"""How texts of words.toml become what somebody wrote: drawn, with their fields filled."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..dictionary import BadDictionary, put_into
from .shop import WORDS


def spread(rng: np.random.Generator, texts: Sequence[str], n: int) -> list[str]:
    """`n` texts, each as often as the others (give or take one)."""
    return [texts[i % len(texts)] for i in rng.permutation(n)]


def fill(rng: np.random.Generator, template: str, members: pd.DataFrame, phones: list[str]) -> str:
    """A text with its fields filled; each {name} is another member, each {phone} is taken from the end of `phones`."""
    while "{" in template:
        before = template
        member = members.iloc[int(rng.integers(0, len(members)))]
        for field, value in (
            ("{name}", f"{member['given_name']} {member['family_name']}"),
            ("{email}", member["email"]),
            ("{member}", member.get("member_id", "")),
            ("{first}", member["given_name"]),
            ("{age}", str(rng.integers(4, 91))),
        ):
            template = template.replace(field, value, 1)
        if "{phone}" in template:
            template = template.replace("{phone}", phones.pop(), 1)
        if template == before:
            known = "{name}, {email}, {member}, {first}, {age}, {phone}"
            raise BadDictionary(f"bakery/words.toml, {template!r}: a brace that is not one of {known}.")
    return template


def phone_numbers(rng: np.random.Generator, n: int) -> list[str]:
    """`n` phone numbers from the ranges kept for fiction, as people write them."""
    shapes = np.resize(np.array(WORDS["phone_shapes"], dtype=object), n)
    ends = np.resize(rng.permutation(1000), n)
    numbers = [("07700", f"900{i:03d}") if i % 3 else ("01632", f"960{i:03d}") for i in ends]
    return [put_into(shape, a=a, b=b, b3=b[:3], c3=b[3:], t=a[1:]) for shape, (a, b) in zip(shapes, numbers)]
