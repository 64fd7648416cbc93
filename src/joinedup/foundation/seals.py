"""Seals: what the heads of the chains and the readings were, kept outside the store too."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from joinedup.foundation import instant, journey, keys, seal_file
from joinedup.foundation.models import Anchor, Reading, ReadingSeal, Seal
from joinedup.kernel import facts

AT_ONCE = 1000


def seal_everything(*, at_once: int = AT_ONCE) -> int:
    """Seal every head that moved and every reading made since; says how many seals it took."""
    _write_what_a_crash_left()
    return sum(_until_few_are_left(seal, at_once) for seal in (_seal_heads, _seal_readings))


def line_of(seal: Seal | ReadingSeal) -> seal_file.Line:
    """A seal as it stands in the file outside."""
    is_heads = isinstance(seal, Seal)
    return seal_file.Line(
        kind=seal_file.HEADS if is_heads else seal_file.READINGS,
        seq=seal.seq,
        at=seal.at.isoformat(),
        sealed=seal.heads if isinstance(seal, Seal) else seal.readings,
        digest=seal.digest,
    )


def link(previous: str, *, seq: int, at: datetime, sealed: str) -> str:
    """The digest of a seal: keyed, over the digest of the one before it and all it says."""
    said = facts.canonical({"previous": previous, "seq": seq, "at": at, "sealed": sealed})
    return keys.sign(said.encode())


def oldest_unsealed_at() -> datetime | None:
    """When the oldest reading that no seal covers was made."""
    waiting = Reading.objects.filter(seal_seq__isnull=True).order_by("id")
    return waiting.values_list("at", flat=True).first()


def _until_few_are_left(
    seal: Callable[[int], tuple[Seal | ReadingSeal | None, int]], at_once: int
) -> int:
    made = 0
    while True:
        sealed, count = seal(at_once)
        if sealed is not None:
            seal_file.append(line_of(sealed))
            made += 1
        # Whoever goes on writing is sealed next time: this must come to an end.
        if count < at_once:
            return made


def _write_what_a_crash_left() -> None:
    # A seal is written outside before the next is made, so a crash leaves one out at the most. A
    # file that lacks more was cut: it is left so, for `verify` to say.
    newest: tuple[tuple[str, Seal | ReadingSeal | None], ...] = (
        (seal_file.HEADS, Seal.objects.order_by("-seq").first()),
        (seal_file.READINGS, ReadingSeal.objects.order_by("-seq").first()),
    )
    for kind, seal in newest:
        if seal is not None and seal_file.last_seq(kind) == seal.seq - 1:
            seal_file.append(line_of(seal))


@journey.change
def _seal_heads(at_once: int) -> tuple[Seal | None, int]:
    # A chain that is being written to now waits for the next round: a seal keeps nobody waiting.
    moved = Anchor.objects.filter(seq__gt=F("sealed_seq")).order_by("id")
    heads = list(moved.select_for_update(no_key=True, skip_locked=True)[:at_once])
    if not heads:
        return None, 0
    sealed = facts.canonical({str(head.id): [head.seq, head.digest] for head in heads})
    last = Seal.objects.order_by("-seq").first()
    seq, at = (last.seq if last else 0) + 1, instant.now()
    digest = link(last.digest if last else "", seq=seq, at=at, sealed=sealed)
    Anchor.objects.filter(id__in=[head.id for head in heads]).update(sealed_seq=F("seq"))
    return Seal.objects.create(seq=seq, at=at, heads=sealed, digest=digest), len(heads)


@journey.change
def _seal_readings(at_once: int) -> tuple[ReadingSeal | None, int]:
    waiting = Reading.objects.filter(seal_seq__isnull=True).order_by("id")
    batch = list(waiting.select_for_update(no_key=True, skip_locked=True)[:at_once])
    if not batch:
        return None, 0
    sealed = "\n".join(f"{reading.id.hex} {reading.digest}" for reading in batch)
    last = ReadingSeal.objects.order_by("-seq").first()
    seq, at = (last.seq if last else 0) + 1, instant.now()
    digest = link(last.digest if last else "", seq=seq, at=at, sealed=sealed)
    Reading.objects.filter(id__in=[reading.id for reading in batch]).update(seal_seq=seq)
    made = ReadingSeal.objects.create(seq=seq, at=at, readings=sealed, digest=digest)
    return made, len(batch)
