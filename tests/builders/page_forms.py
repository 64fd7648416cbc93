"""Forms as a browser finds them on a page, and what an obliging person puts into them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

WORDS = "Words that were typed"
ANSWERS = {
    "caller_name": "Dr Joan Hale",
    "caller_role": "GP",
    "caller_number": "01632 960301",
    "where_kind": "home",
    "where_address": "4 Mill Lane",
    "until_kind": "staying",
    "contact_number": "01632 960777",
    "change_words": "Not drinking, dizzy and muddled.",
    "since_words": "since last night",
    "services": ["rapid_response"],
    "response_class": "rapid",
    "if_nobody_comes": "Ambulance",
    "agreement": "agrees",
}
"""A referral by form, as its referrer types it."""
_BY_ENDING = {
    "day": "24",
    "month": "11",
    "year": "2026",
    "time": "10.00",
    "which": "",
    "postcode": "HP19 7AA",
    "email": "ethel@example.org",
    "nhs_number": "",
    "login": "sam",
}
_BY_INPUTMODE = {"tel": "01632 960777", "decimal": "", "numeric": "", "email": ""}


@dataclass
class Box:
    """One name of a form: what it holds, and what it offers where it offers anything."""

    name: str
    kind: str
    inputmode: str = ""
    value: str = ""
    offered: list[str] = field(default_factory=list)

    def filled_in(self) -> list[str]:
        """What an obliging person sends."""
        if self.kind in {"hidden", "submit"} or self.value:
            return [self.value]
        if self.kind in {"radio", "select"}:
            return [one for one in self.offered if one][:1]
        if self.kind == "checkbox":
            return self.offered[:1] if len(self.offered) > 1 else []
        ending = self.name.rpartition("-")[2]
        return [_BY_ENDING.get(ending, _BY_INPUTMODE.get(self.inputmode, WORDS))]


@dataclass
class PageForm:
    """A form that a page posts, and where to."""

    action: str
    boxes: dict[str, Box] = field(default_factory=dict)

    def filled_in(self) -> dict[str, list[str]]:
        """Every box as an obliging person sends it."""
        return {name: box.filled_in() for name, box in self.boxes.items()}


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._select: Box | None = None
        self._area: Box | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin(given)
        elif self._form is None or not given.get("name"):
            self._offer(tag, given)
        elif tag == "input":
            self._note_input(self._form, given)
        elif tag in {"select", "textarea", "button"}:
            self._note_other(self._form, tag, given)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.strip()
            self._area = None

    def _begin(self, given: dict[str, str]) -> None:
        self._form = None
        if given.get("method", "get").lower() == "post":
            self._form = PageForm(urlsplit(urljoin(self.address, given.get("action", ""))).path)
            self.forms.append(self._form)

    def _offer(self, tag: str, given: dict[str, str]) -> None:
        if tag == "option" and self._select is not None:
            self._select.offered.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")

    def _note_input(self, form: PageForm, given: dict[str, str]) -> None:
        name, kind, value = given["name"], given.get("type", "text"), given.get("value", "")
        box = form.boxes.setdefault(name, Box(name, kind, given.get("inputmode", "")))
        if kind in {"radio", "checkbox"}:
            box.offered.append(value)
            box.value = value if "checked" in given else box.value
        else:
            box.value = value

    def _note_other(self, form: PageForm, tag: str, given: dict[str, str]) -> None:
        name = given["name"]
        if tag == "button":
            return
        box = form.boxes.setdefault(name, Box(name, tag))
        if tag == "select":
            self._select = box
        else:
            self._area = box


def forms_on(page: str, address: str) -> list[PageForm]:
    """The forms that a page posts."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms
