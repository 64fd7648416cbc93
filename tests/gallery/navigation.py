"""Lines of a header."""

from joinedup.foundation.permissions import Permission
from joinedup.web.navigation import Item

MAIN = (
    Item("Queue", "gallery:queue", (Permission.QUEUE_SEE,)),
    Item("Person", "gallery:person"),
    Item("Not there yet", "gallery:nowhere"),
)

FOOTER = (Item("Accessibility", "accessibility"), Item("Help", "help"))
