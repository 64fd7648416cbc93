"""Two at once: one triages, one sends, and nobody accepts what was withdrawn."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from joinedup.foundation import instant
from joinedup.foundation.models import Care, Entry
from joinedup.kernel.errors import Conflict, Refused
from joinedup.referrals import queries, services
from joinedup.referrals.domain.arrival import ArrivedBy, Sender
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Allocation, Line, Referral
from joinedup.referrals.queries.lines import stage_of
from tests.builders import referrals as build

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What came of several works begun at one moment, refusals among it."""
    gate = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return work()
        except (Refused, Conflict) as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_two_clinicians_triage_one_line_at_once_and_one_does() -> None:
    line_id = build.a_line()
    seen = build.seen(line_id)
    clinicians = [build.clinician(name) for name in ("sam", "kim", "lou", "max")]

    came = at_once(*(lambda by=by: build.triage(line_id, seen=seen, by=by) for by in clinicians))

    assert sorted(came, key=str) == [Conflict, Conflict, Conflict, None]
    assert Entry.objects.filter(kind="referrals.line_triaged").count() == 1
    assert build.line(line_id).decisions.count() == 1


def test_a_double_submit_makes_one_referral() -> None:
    gp = build.gp()
    request = build.a_request()

    came = at_once(
        *[lambda: services.send_referral(request, key="once", at=instant.now(), by=gp)] * 5
    )

    assert len(set(came)) == 1
    assert Referral.objects.count() == Line.objects.count() == 1
    assert Entry.objects.filter(kind="referrals.referral_received").count() == 1


def test_one_identifier_of_a_partner_sent_at_once_is_one_referral() -> None:
    gp, sender = build.gp(), Sender(code="demo_partner", reference="R-1")

    def send(key: str) -> object:
        return services.send_referral(
            build.a_request(),
            key=key,
            arrived_by=ArrivedBy.MESSAGE,
            sender=sender,
            at=instant.now(),
            by=gp,
        )

    came = at_once(lambda: send("a"), lambda: send("b"), lambda: send("c"))

    assert sum(isinstance(one, type) for one in came) == 2
    assert Referral.objects.count() == 1


def test_accepting_and_withdrawing_at_once_never_do_both() -> None:
    line_id = build.a_line(Stage.WITH_TEAM)
    referral_id = ReferralId(build.line(line_id).referral_id)
    nurse, gp = build.nurse(), build.gp()
    seen = build.seen(line_id)
    preview = queries.withdrawal_preview(gp.scope, referral_id)

    came = at_once(
        lambda: services.accept_line(line_id, seen=seen, at=instant.now(), by=nurse),
        lambda: services.withdraw_referral(
            referral_id,
            seen=preview.version,
            reason="better",
            lines_seen={one.line_id: one.version for one in preview.closes},
            at=instant.now(),
            by=gp,
        ),
    )

    assert sorted(came, key=str) == [Conflict, None]
    expected = Stage.NO_WORKER if came[0] is None else Stage.CLOSED
    assert stage_of(line_id) is expected


def test_the_last_two_lines_closed_at_once_complete_the_referral_once() -> None:
    referral_id = build.sent(asked=build.asking("rapid_response", "reablement"))
    first, second = build.lines_of(referral_id)
    clinician = build.clinician()

    came = at_once(
        lambda: build.close(first, outcome="died", by=clinician),
        lambda: build.close(second, outcome="died", by=clinician),
    )

    assert came == [None, None]
    assert Entry.objects.filter(kind="referrals.referral_completed").count() == 1
    assert not Care.objects.filter(because="open_referral", ended_by__isnull=True).exists()


def test_two_workers_chosen_at_once_leave_one_to_go() -> None:
    line_id = build.a_line(Stage.NO_WORKER)
    seen, manager = build.seen(line_id), build.manager()
    workers = [build.nurse(name).account_id for name in ("ann", "bea")]

    came = at_once(
        *(
            lambda worker=worker: services.allocate_line(
                line_id, seen=seen, worker=worker, at=instant.now(), by=manager
            )
            for worker in workers
        )
    )

    assert sorted(came, key=str) == [Conflict, None]
    assert Allocation.objects.filter(until__isnull=True).count() == 1


def test_nobody_triages_by_a_picture_that_just_got_worse() -> None:
    line_id = build.a_line()
    referral_id = ReferralId(build.line(line_id).referral_id)
    clinician, gp = build.clinician(), build.gp()
    seen = build.seen(line_id)

    triaged, told = at_once(
        lambda: build.triage(line_id, seen=seen, by=clinician, response_class="normal"),
        lambda: services.add_information(
            referral_id, seen=1, words="Worse", worse=True, at=instant.now(), by=gp
        ),
    )

    assert (triaged, told) in {(None, None), (Conflict, None)}
    line = build.line(line_id)
    assert (line.response_class or line.asked_class) == "rapid"
