"""A row of a file of joiners, movers and leavers that waits for its day."""

from datetime import timedelta
from uuid import UUID

from joinedup.foundation import instant, place, scope
from joinedup.office import queries, services
from joinedup.office.models import StaffChange


def waiting(username: str = "newcomer") -> UUID:
    """Somebody joins in a week, by a file that was taken."""
    now, by = instant.now(), scope.system("command_line")
    day = (now + timedelta(days=7)).date().isoformat()
    at = next(iter(place.current().organisations))
    rows = f"joiner,{username},New Comer,{at},team_member,{day},"
    sent = f"event,username,name,organisation,role,from,until\n{rows}".encode()
    plan = queries.staff_plan(by.scope, sent, at=now)
    file_id = services.read_staff_file(plan, name="staff.csv", at=now, by=by)
    services.take_staff_file(file_id, at=now, by=by)
    return StaffChange.objects.get(username=username, state="waiting").id
