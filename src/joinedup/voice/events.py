"""What is told of answers: that there was one, never what it said."""

from uuid import UUID

from joinedup.kernel.facts import fact


@fact
class VoiceGiven:
    """Somebody said how care was; what they said is kept without their name."""

    of: str
    how: str


@fact
class VoicePaperMade:
    """A form was printed for this person to say how their care was."""

    paper: UUID


@fact
class VoiceFileRead:
    """Answers that were collected elsewhere were read from a file."""

    of: str
    count: int
