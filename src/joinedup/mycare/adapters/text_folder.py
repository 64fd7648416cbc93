"""Texts as files in a folder, for a demonstration, or for a gateway that collects them."""

import json
import os
from pathlib import Path


def write(folder: Path, number: str, words: str, *, reference: str) -> str:
    """Write a text as a file, whole or not at all; writing it again changes nothing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{reference.replace(':', '-')}.json"
    unfinished = folder / f".{name}.{os.getpid()}"
    with unfinished.open("w", encoding="utf-8") as opened:
        os.fchmod(opened.fileno(), 0o600)
        json.dump({"reference": reference, "to": number, "words": words}, opened)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(folder / name)
    return name
