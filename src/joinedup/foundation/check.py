"""`joinedup check`: whether store, place, keys, seals, clocks and hand-offs are as they should."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.checks import run_checks
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, F, OuterRef, QuerySet

from joinedup.foundation import (
    clocks,
    files,
    guards,
    inbox,
    instant,
    keys,
    place,
    place_cautions,
    seal_file,
)
from joinedup.foundation.listening import TIMED
from joinedup.foundation.models import (
    Account,
    Anchor,
    Clock,
    Delivery,
    Entry,
    Membership,
    ReadingSeal,
    Seal,
    TimedJob,
)
from joinedup.foundation.permissions import Role
from joinedup.foundation.place import Place
from joinedup.foundation.scope import CONTACT, PARTNER
from joinedup.kernel import facts
from joinedup.kernel.finding import Finding

type Column = models.Field[Any, Any]

LATE_AFTER = timedelta(minutes=10)
UNDELIVERED_AFTER = timedelta(hours=1)
HOLIDAYS_AHEAD = timedelta(days=60)
# The account by which invented people were made.
DEMONSTRATION = "system:demonstration"

# A column of one of these names holds a code of the place, in whichever room it is.
_CODES: dict[str, Callable[[Place], set[str]]] = {
    "organisation_code": lambda here: set(here.organisations),
    "team_code": lambda here: {*here.teams, *here.practices, *_partners(here)},
    "locality_code": lambda here: set(here.localities),
    "service_code": lambda here: set(here.services),
    "calendar_code": lambda here: set(here.calendars),
    "response_class": lambda here: set(here.response_classes),
    "asked_class": lambda here: set(here.response_classes),
    "lead": lambda here: set(here.leads),
}
_coded: list[tuple[type[models.Model], str, str]] = []
_names: list[tuple[type[models.Model], str, str]] = []


def _partners(here: Place) -> set[str]:
    systems = {f"{PARTNER}{one.organisation}" for one in here.partners.values()}
    return systems | {f"{CONTACT}{code}" for code in here.organisations}


def names(model: type[models.Model], field: str, target: str) -> None:
    """Have a column checked that holds the identifier of another room's thing, `room.model`.

    Columns called `..._by` name accounts, and `about_kind` with `about_id` names anything: those
    are checked without being declared.
    """
    _names.append((model, field, target))


def codes(model: type[models.Model], section: str, *fields: str) -> None:
    """Have columns checked that hold a code of a section of the place file.

    Columns called `team_code`, `response_class` and so on are checked without being declared.
    """
    _coded.extend((model, field, section) for field in fields)


def findings() -> Iterator[Finding]:
    """Everything that is not as it should be; a place that cannot be served is raised at once."""
    here = place.current()
    yield from _pages()
    if not is_store_made():
        said = "There is no store yet: `joinedup run` or `joinedup migrate` makes it."
        yield Finding("store", str(connection.settings_dict["NAME"]), "store_missing", said)
        return
    yield from _store()
    if any(True for _ in _unapplied()):
        return
    yield from _codes()
    yield from _dangling()
    yield from _key()
    yield from _seals()
    yield from _files()
    yield from _kinds()
    yield from _clocks()
    yield from _rules(here)
    yield from _jobs()
    yield from _undelivered()
    yield from _place()


def cautions() -> Iterator[Finding]:
    """What the place file may not have meant; nothing of it is wrong."""
    invented = is_store_made() and Account.objects.filter(username=DEMONSTRATION).exists()
    yield from place_cautions.cautions(place.current(), is_demonstration=invented)
    yield from place_cautions.ending(place.current(), on=place.today())


def is_store_made() -> bool:
    """Whether the tables of the log are there at all."""
    return Anchor._meta.db_table in connection.introspection.table_names()


def _pages() -> Iterator[Finding]:
    for found in run_checks(tags=["joinedup"]):
        yield Finding("pages", str(found.id), "page_unguarded", f"{found.msg}. {found.hint or ''}")


def _store() -> Iterator[Finding]:
    for name in _unapplied():
        yield Finding("store", name, "migration_missing", "This migration is not applied.")
    for one in guards.differences():
        said = {
            "missing": "This guard is not installed.",
            "differs": "This guard is not installed as it is declared.",
            "undeclared": "Nobody declares this guard.",
        }[one.what]
        yield Finding("store", f"{one.table} {one.name}", f"guard_{one.what}", said)


def _unapplied() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"{migration.app_label}.{migration.name}"


def _our_models() -> Iterator[type[models.Model]]:
    for room in apps.get_app_configs():
        if room.name.startswith("joinedup."):
            yield from room.get_models()


def _columns(model: type[models.Model]) -> dict[str, Column]:
    return {column.name: column for column in model._meta.local_concrete_fields}


def _rows(model: type[models.Model]) -> QuerySet[Any]:
    return QuerySet(model)


def _codes() -> Iterator[Finding]:
    here = place.current()
    for model in _our_models():
        for name in _columns(model).keys() & _CODES.keys():
            yield from _unknown_codes(model, name, _CODES[name](here))
    for model, name, section in _coded:
        known = {one.code for one in getattr(here, section).values()}
        yield from _unknown_codes(model, name, known)
    for role in Membership.objects.order_by("role").values_list("role", flat=True).distinct():
        if role not in set(Role):
            yield Finding("place", "role", "role_unknown", f'"{role}" is no role.')


def _unknown_codes(model: type[models.Model], name: str, known: set[str]) -> Iterator[Finding]:
    used = _rows(model).order_by(name).values_list(name, flat=True)
    for code in used.distinct():
        if code and code not in known:
            said = f'"{code}" is not in the place {place.current().code}.'
            yield Finding("place", f"{model._meta.db_table}.{name}", "code_unknown", said)


def _dangling() -> Iterator[Finding]:
    for model, field, target in _names:
        yield from _missing(_rows(model), field, target)
    for model in _our_models():
        columns = _columns(model)
        for name, column in columns.items():
            is_account = name.endswith("_by") and isinstance(column, models.UUIDField)
            if is_account or name == "by_account":
                yield from _missing(_rows(model), name, "foundation.account")
        if {"about_kind", "about_id"} <= columns.keys():
            yield from _missing_things(model)


def _missing_things(model: type[models.Model]) -> Iterator[Finding]:
    kinds = _rows(model).exclude(about_kind="").order_by("about_kind")
    for kind in kinds.values_list("about_kind", flat=True).distinct():
        try:
            apps.get_model(kind)
        except LookupError:
            at = f"{model._meta.db_table}.about_kind"
            yield Finding("store", at, "kind_unknown", f"There are no things of kind {kind}.")
        else:
            yield from _missing(_rows(model).filter(about_kind=kind), "about_id", kind)


def _missing(rows: QuerySet[Any], field: str, target: str) -> Iterator[Finding]:
    there = _rows(apps.get_model(target)).filter(pk=OuterRef(field))
    lost = rows.filter(~Exists(there), **{f"{field}__isnull": False})
    count = lost.count()
    if count:
        at = f"{rows.model._meta.db_table}.{field}"
        first = lost.order_by("pk").values_list("pk", flat=True).first()
        said = f"{count:,} name a {target} that is not there; the first is row {first}."
        yield Finding("store", at, "dangling", said)


def _key() -> Iterator[Finding]:
    path = keys.key_path()
    if not path.is_file():
        yield Finding("key", str(path), "key_missing", "The key of the journey log is not here.")
    elif path.stat().st_mode & 0o077:
        yield Finding("key", str(path), "key_readable", "Others than its owner may read the key.")


def _seals() -> Iterator[Finding]:
    file = str(seal_file.path())
    for kind, stored in (
        (seal_file.HEADS, Seal.objects.order_by("-seq").first()),
        (seal_file.READINGS, ReadingSeal.objects.order_by("-seq").first()),
    ):
        written, kept = seal_file.last_seq(kind), stored.seq if stored else 0
        is_being_written = (
            stored is not None
            and written == kept - 1
            and instant.now() - stored.at < timedelta(minutes=1)
        )
        if written != kept and not is_being_written:
            said = f"The file ends with seal {written} of {kind}, the store with {kept}."
            yield Finding("seals", file, "seal_file_differs", said)
    moved = Anchor.objects.filter(seq__gt=F("sealed_seq")).values("id")
    waiting = Entry.objects.filter(subject_id__in=moved, seq__gt=F("subject__sealed_seq"))
    oldest = waiting.order_by("recorded_at").first()
    if oldest is not None and instant.now() - oldest.recorded_at > LATE_AFTER:
        yield Finding("seals", file, "unsealed", "Entries wait for a seal: is a worker running?")


def _files() -> Iterator[Finding]:
    for digest in inbox.files_named():
        if not files.path_of(digest).is_file():
            said = "A message was kept in this file, which is not there. Take it from a backup."
            yield Finding("files", str(files.path_of(digest)), "file_missing", said)


def _kinds() -> Iterator[Finding]:
    known = set(facts.kinds())
    for kind in Entry.objects.order_by("kind").values_list("kind", flat=True).distinct():
        if kind not in known:
            said = f"No room of this release knows the kind of fact {kind}."
            yield Finding("store", Entry._meta.db_table, "fact_unknown", said)


def _clocks() -> Iterator[Finding]:
    running = Clock.objects.filter(ended_at__isnull=True).prefetch_related("pauses")
    for clock in running.order_by("id").iterator(500):
        if clocks.falls_due(clock) != clock.due_at:
            said = f"The stored time is {clock.due_at}, the rule gives {clocks.falls_due(clock)}."
            yield Finding("clocks", str(clock.id), "due_at_differs", said)


def _rules(here: Place) -> Iterator[Finding]:
    # Clocks keep the limit that they started with: one version that says two things hides a change.
    used = Clock.objects.values_list("rule_code", "rule_version", "limit", "calendar_code")
    now = {(rule.code, rule.version): rule for rule in here.clock_rules()}
    for code, version, limit, calendar in used.distinct().order_by("rule_code", "limit"):
        rule = now.get((code, version))
        if rule and (rule.limit, rule.calendar) != (limit, calendar):
            said = (
                f'Clocks of the version "{version}" run for {limit} on "{calendar}", and now the'
                f' place file says {rule.limit} on "{rule.calendar}": give it a new version.'
            )
            yield Finding("place", code, "rule_changed_under_its_version", said)


def _jobs() -> Iterator[Finding]:
    for job in TimedJob.objects.filter(name__in=TIMED).order_by("name"):
        if job.last_error:
            said = f"It failed last time: {job.last_error}"
            yield Finding("worker", job.name, "job_failed", said)
        if instant.now() - job.next_at > LATE_AFTER:
            yield Finding("worker", job.name, "job_late", "It is overdue: is a worker running?")


def _undelivered() -> Iterator[Finding]:
    since = instant.now() - UNDELIVERED_AFTER
    for one in Delivery.objects.filter(delivered_at__isnull=True).order_by("made_at", "id"):
        if one.given_up_at is not None:
            said = f"Given up after {one.attempt_count} tries: {one.last_error}"
            yield Finding("hand-offs", str(one.id), "given_up", said)
        elif one.held_at is not None:
            yield Finding("hand-offs", str(one.id), "held", "Held until somebody releases it.")
        elif one.made_at < since:
            why = one.last_error or "not tried"
            said = f"Not arrived since {one.made_at:%Y-%m-%d %H:%M}: {why}"
            yield Finding("hand-offs", str(one.id), "undelivered", said)


def _place() -> Iterator[Finding]:
    here = place.current()
    until = here.bank_holidays_known_until()
    if until is None:
        said = "No bank holidays are known: clocks count them as open days."
        yield Finding("place", "bank_holidays", "bank_holidays_unknown", said)
    elif until < (instant.now() + HOLIDAYS_AHEAD).date():
        said = f"The place file knows bank holidays until {until} only."
        yield Finding("place", "bank_holidays", "bank_holidays_end", said)
