"""Text files that are mended by people who do not program: read whole, or refused with file and line."""

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from .errors import BadText

_LOOK_ALIKE = ("Zs", "Cf", "Pd", "Pi", "Pf")  # blanks, hidden signs, dashes, opening and closing quotation marks


def read(path: Path, error: type[BadText]) -> str:
    """The text of a file, however its lines end and whether or not it has a BOM; `error` where it is not UTF-8."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
        at = 0 if "\0" in text else None  # UTF-16
    except UnicodeDecodeError as fault:
        text, at = "", 0 if b"\0" in content else fault.start
    if at is not None:
        line = content.count(b"\n", 0, at) + 1
        raise error(f"{path}, line {line}: this is not UTF-8. Save the file as UTF-8.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_toml(path: Path, error: type[BadText]) -> dict[str, Any]:
    """What a TOML file says; `error` names the line that is no TOML."""
    text = read(path, error)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        lines = text.split("\n")
        found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(fault))
        line = int(found[1]) if found and found[1] else len(lines)
        says = str(fault).replace(found[0], "") if found else str(fault)
        raise error(
            f"{path}, line {line}: {says}. Here or just above, a quotation mark, comma, bracket or = is missing or too "
            f"many, or a name is there twice.{look_alikes(lines[line - 1])}"
        ) from None


def look_alikes(line: str) -> str:
    """The signs in a line that look like others and are put there by word processors, in a sentence; "" for none."""
    found = dict.fromkeys(c for c in line if c in "\t´" or (not c.isascii() and unicodedata.category(c) in _LOOK_ALIKE))
    if not found:
        return ""
    named = ", ".join("tab" if c == "\t" else unicodedata.name(c, f"U+{ord(c):04X}").lower() for c in found)
    return f" This line has signs that look like others ({named}): use them in words alone."
