"""Identifiers of the things in this room."""

from typing import NewType
from uuid import UUID

ReferralId = NewType("ReferralId", UUID)
LineId = NewType("LineId", UUID)
DraftId = NewType("DraftId", UUID)
QuestionId = NewType("QuestionId", UUID)
RedirectId = NewType("RedirectId", UUID)
ContactId = NewType("ContactId", UUID)
CallId = NewType("CallId", UUID)
RaisedId = NewType("RaisedId", UUID)
HandoverId = NewType("HandoverId", UUID)
