"""Key workers: who is named to co-ordinate somebody's care.

NICE NG22 1.2 and NG108 call it a named care coordinator, or a named worker: one, whom the person
and everybody who cares for them can turn to.
"""

from joinedup.kernel.errors import Refused


class NoSuchWorker(Refused):
    """Whoever is to be the key worker is of no team that cares for the person."""

    code = "key_worker_not_of_care"


class KeyWorkerAlready(Refused):
    """They are the key worker already."""

    code = "key_worker_already"


class KeyWorkerAnother(Refused):
    """Another was named, or the one shown was ended, since the page was opened."""

    code = "key_worker_another"


class KeyWorkerOver(Refused):
    """They are the key worker no longer."""

    code = "key_worker_over"
