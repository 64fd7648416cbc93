"""Tables of the person index: people, other identifiers, practices, whereabouts, search keys."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from joinedup.foundation import guards, holdings, instant
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Anchor, periods
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.domain.details import LONGEST, Gender, PersonDetails
from joinedup.people.domain.keys import LONGEST_KEY
from joinedup.people.domain.whereabouts import WhereKind


class Person(models.Model):
    """Somebody: who they are and where they usually live. The row of an anchor, under its id.

    Somebody not yet identified has a `description` and no `identified_at`.
    """

    anchor = models.OneToOneField(
        Anchor, primary_key=True, on_delete=models.PROTECT, related_name="+", db_column="id"
    )
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    family_name = models.CharField(max_length=LONGEST["family_name"], blank=True, default="")
    given_name = models.CharField(max_length=LONGEST["given_name"], blank=True, default="")
    known_as = models.CharField(max_length=LONGEST["known_as"], blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    # The record joined to this one that the death was told of, if it was not this one.
    died_told_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gender = models.CharField(max_length=10, default=Gender.UNKNOWN.value)
    nhs_number = models.CharField(max_length=10, null=True, blank=True, unique=True)
    is_nhs_number_verified = models.BooleanField(default=False)
    address = models.TextField(blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    phone = models.CharField(max_length=LONGEST["phone"], blank=True, default="")
    email = models.CharField(max_length=LONGEST["email"], blank=True, default="")
    language = models.CharField(max_length=LONGEST["language"], blank=True, default="")
    needs_interpreter = models.BooleanField(default=False)
    description = models.CharField(max_length=LONGEST["description"], blank=True, default="")
    identified_at = models.DateTimeField(null=True, blank=True)

    # Derived, and only on people whom `queries.cards.registered` brought with it.
    practice_code: str | None
    # Likewise, and only on one that `queries.people.person_page` asked for.
    was_death_taken_back: bool
    key_worker: dict[str, Any] | None
    has_apps: bool
    # Likewise, and only on those whom `queries.cards.cards` asked for.
    into: UUID | None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(family_name="") | Q(nhs_number__isnull=False) | ~Q(description=""),
                name="person_can_be_known_again",
            ),
            models.CheckConstraint(
                condition=Q(identified_at__isnull=False) | ~Q(description=""),
                name="person_unidentified_is_described",
            ),
            models.CheckConstraint(
                condition=Q(nhs_number__isnull=False) | Q(is_nhs_number_verified=False),
                name="person_verified_has_number",
            ),
            models.CheckConstraint(
                condition=Q(gender__in=[gender.value for gender in Gender]),
                name="person_gender_known",
            ),
            models.CheckConstraint(
                condition=Q(born_on__isnull=True)
                | Q(died_on__isnull=True)
                | Q(died_on__gte=F("born_on")),
                name="person_dies_after_birth",
            ),
        ]
        indexes = [
            models.Index(
                fields=["anchor"],
                condition=Q(identified_at__isnull=True),
                name="person_unidentified",
            )
        ]

    def details(self) -> PersonDetails:
        """The details that are held, with the practice of the registration that runs now."""
        running = self.registrations.filter(periods.running(instant.now()))
        practice = running.values_list("practice_code", flat=True)
        return PersonDetails(
            family_name=self.family_name,
            given_name=self.given_name,
            known_as=self.known_as,
            born_on=self.born_on,
            gender=Gender(self.gender),
            nhs_number=NhsNumber(self.nhs_number) if self.nhs_number else None,
            is_nhs_number_verified=self.is_nhs_number_verified,
            address_lines=tuple(self.address.splitlines()),
            postcode=self.postcode,
            phone=self.phone,
            email=self.email,
            practice_code=practice.first() or "",
            language=self.language,
            needs_interpreter=self.needs_interpreter,
        )

    def take(self, details: PersonDetails) -> None:
        """Hold tidy details, all but the practice, which is a registration; the caller saves."""
        self.family_name = details.family_name
        self.given_name = details.given_name
        self.known_as = details.known_as
        self.born_on = details.born_on
        self.gender = details.gender.value
        self.nhs_number = details.nhs_number.value if details.nhs_number else None
        self.is_nhs_number_verified = details.is_nhs_number_verified
        self.address = "\n".join(details.address_lines)
        self.postcode = details.postcode
        self.phone = details.phone
        self.email = details.email
        self.language = details.language
        self.needs_interpreter = details.needs_interpreter

    def elsewhere(self) -> "Whereabouts | None":
        """Where they are now other than their usual address."""
        return self.whereabouts.filter(periods.running(instant.now())).first()


class FormerDetail(models.Model):
    """One detail as it was until somebody corrected it: corrected is never overwritten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_details")
    field = models.CharField(max_length=40)
    was = models.TextField(blank=True, default="")
    until = models.DateTimeField()
    corrected_by = models.UUIDField()  # An account.


guards.append_only(FormerDetail)


class Identifier(models.Model):
    """What another system calls somebody: a hospital number, a social care number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    system = models.CharField(max_length=LONGEST["identifier"])
    value = models.CharField(max_length=LONGEST["identifier"])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "value"], name="identifier_of_one_person")
        ]
        indexes = [models.Index(fields=["value"], name="identifier_value")]


guards.append_only(Identifier)


class Registration(models.Model):
    """Somebody is registered with a practice, for a time; their locality follows from it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    practice_code = models.CharField(max_length=LONGEST["practice_code"])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    recorded_by = models.UUIDField()  # An account.

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=periods.RUNS_FORWARD, name="registration_runs_forward"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="registration_one_live"
            ),
        ]


guards.append_only(Registration, allow={"until": guards.FILL})
guards.no_overlap(Registration, by=("person",))


class Whereabouts(models.Model):
    """Somebody is, for a time, elsewhere than their usual address: with family, in a care home."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="whereabouts")
    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=LONGEST["whereabouts"], blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    recorded_by = models.UUIDField()  # An account.

    class Meta:
        constraints = [
            models.CheckConstraint(condition=periods.RUNS_FORWARD, name="whereabouts_run_forward"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in WhereKind]),
                name="whereabouts_kind_known",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="whereabouts_one_live"
            ),
        ]
        indexes = [models.Index(fields=["person", "-since"], name="whereabouts_person")]


guards.append_only(Whereabouts, allow={"until": guards.CHANGE})
guards.no_overlap(Whereabouts, by=("person",))


class SearchKey(models.Model):
    """One key under which somebody is found; made anew whenever what it is made of changes."""

    pk = models.CompositePrimaryKey("kind", "key", "person")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=LONGEST_KEY)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="search_keys", db_index=False
    )

    class Meta:
        # Whole, so that a store whose statistics are old still asks somebody's keys by the person.
        indexes = [models.Index(fields=["person", "kind", "key"], name="search_key_of_person")]


holdings.of_person(
    Person, "Who they are", paths=("anchor_id",), words=("description",), says_where=True
)
holdings.of_person(FormerDetail, "What was held before", words=("was",), says_where=True)
holdings.of_person(Identifier, "Numbers by which they are known elsewhere")
holdings.of_person(Registration, "Practices where they are registered", says_where=True)
holdings.of_person(Whereabouts, "Where they were for a time", words=("words",), says_where=True)
holdings.nothing_of(SearchKey, "Parts of a name, made so that it is found.")
