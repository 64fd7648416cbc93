"""Which kind of browser somebody has, coarsely: to tell one's own sessions apart by."""

from typing import Final

# The first that fits: most browsers carry the names of others too.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def kind(agent: str) -> str:
    """A browser and what it runs on, such as "Firefox, Windows"; empty where neither is known."""
    named = [_first(agent, _BROWSERS), _first(agent, _SYSTEMS)]
    return ", ".join(one for one in named if one)


def _first(agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in agent), "")
