"""Narrative: the XHTML that a resource carries; it may hold words and layout, nothing that acts."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

# https://hl7.org/fhir/R4/narrative.html: formatting only; no scripts, forms, frames or objects.
_TAGS: Final = frozenset(
    """
    a abbr acronym address b bdo big blockquote br caption center cite code col colgroup dd del dfn
    div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike
    strong sub sup table tbody td tfoot th thead tr tt u ul var
    """.split()  # noqa: SIM905 - as a list this is sixty lines that say no more
)
_ATTRIBUTES: Final = frozenset(
    """
    abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char
    charoff charset cite class color colspan compact coords dir face frame headers height href
    hreflang hspace id lang longdesc name nowrap rel rev rowspan rules scope shape size span src
    start style summary tabindex title type valign value vspace width xml:lang xml:space xmlns
    """.split()  # noqa: SIM905 - likewise
)
_ADDRESSES: Final = frozenset({"href", "src", "cite", "longdesc"})
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_SAFE_PICTURE: Final = re.compile(r"data:image/(?:png|gif|jpeg)[;,]", re.I)
# Browsers drop these inside an address, so that "java&#10;script:" acts.
_DROPPED_IN_ADDRESSES: Final = re.compile(r"[\x00-\x20]+")
_STYLE_THAT_ACTS: Final = re.compile(r"expression|url\s*\(|@import|javascript|\\", re.I)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.first_tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.first_tag = self.first_tag or tag
        if tag not in _TAGS:
            self.faults.append(f"<{tag[:20]}>")
        self.faults.extend(_acting(attrs))

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl[:20]}>")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"<![{data[:20]}]>")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data[:20]}>")


def _acting(attributes: list[tuple[str, str | None]]) -> Iterator[str]:
    for name, value in attributes:
        given = value or ""
        if name not in _ATTRIBUTES and not name.startswith("xmlns:"):
            yield name[:20]
        elif name in _ADDRESSES and not _is_safe_address(given):
            yield f"{name}={given[:20]}"
        elif name == "style" and _STYLE_THAT_ACTS.search(given):
            yield "style"


def _is_safe_address(given: str) -> bool:
    address = _DROPPED_IN_ADDRESSES.sub("", given)
    scheme, colon, _ = re.split(r"[/?#]", address, maxsplit=1)[0].partition(":")
    return not colon or scheme.lower() in _SCHEMES or bool(_SAFE_PICTURE.match(address))


def faults(div: str) -> tuple[str, ...]:
    """Everything in a narrative that acts, fetches or is none; nothing for one that is safe."""
    reader = _Reader()
    reader.feed(div)
    reader.close()
    if reader.first_tag != "div":
        reader.faults.insert(0, "it does not start with <div>")
    return tuple(reader.faults)
