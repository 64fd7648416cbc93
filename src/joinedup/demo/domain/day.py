"""A working day at the front door: 41 referrals, each told as far as it has come."""

from dataclasses import dataclass
from typing import Final

from joinedup.demo.domain.parts import Asked, Soon, Who


@dataclass(frozen=True, slots=True)
class Told:
    """One referral of the day: who sent it, how long ago, what was said, and how far it has come.

    `plan` names the steps that `demo.services` takes; `person` counts along the invented people.
    """

    person: int
    sender: str
    minutes_ago: int
    asked: Asked
    wanted: Soon | None
    words: str
    since: str
    plan: str
    lead: Who = Who.NURSE
    if_nobody_comes: str = "Likely to go to hospital"
    is_crew_on_scene: bool = False


DAY: Final = (
    Told(0, "joan", 6, Asked.RAPID, Soon.NOW,
         "Not drinking since last night, dizzy when he stands, muddled this morning. Lives alone.",
         "since last night", "fresh", if_nobody_comes="Ambulance and admission"),
    Told(1, "joan", 14, Asked.NOT_SURE, None,
         "Fell against the door, bruised hip, walking with pain. Daughter can stay until six.",
         "since 11 this morning", "fresh"),
    Told(2, "priya", 21, Asked.DISCHARGE, Soon.SOON,
         "Fit to leave, needs help to wash and dress for two weeks after a chest infection.",
         "ready from today", "fresh", lead=Who.SOCIAL_CARE, if_nobody_comes="Another night here"),
    Told(3, "joan", 3, Asked.RAPID, Soon.NOW,
         "Crew with him after a fall, no injury, cannot be left unless somebody looks in tonight.",
         "in the last hour", "fresh", is_crew_on_scene=True,
         if_nobody_comes="Crew takes him to hospital"),
    Told(4, "joan", 38, Asked.RAPID, Soon.NOW,
         "Catheter not draining since breakfast, in pain, abdomen tight.",
         "since breakfast", "opened", if_nobody_comes="Emergency department"),
    Told(5, "joan", 47, Asked.NURSING, Soon.SOON,
         "Leg ulcer weeping through two dressings a day, smells, more pain at night.",
         "for three days", "opened"),
    Told(6, "priya", 55, Asked.THERAPY, Soon.LATER,
         "Unsteady on the stairs since coming home, frightened to go down.",
         "since Tuesday", "asked", lead=Who.THERAPIST, if_nobody_comes="Living upstairs"),
    Told(7, "joan", 72, Asked.NOT_SURE, None,
         "Husband says she has not slept and wanders at night; he is exhausted.",
         "for two weeks", "asked_paused", lead=Who.SOCIAL_CARE),
    Told(8, "joan", 95, Asked.RAPID, Soon.NOW,
         "Short of breath on the stairs, ankles swollen, weight up three kilos in a week.",
         "over the last week", "sent"),
    Told(9, "joan", 64, Asked.NURSING, Soon.SOON,
         "Blood sugar 22 this morning, forgot his insulin twice this week.",
         "since Friday", "sent"),
    Told(10, "priya", 130, Asked.REABLEMENT, Soon.LATER,
         "Home yesterday after a broken wrist, cannot manage meals.",
         "since yesterday", "sent", lead=Who.SOCIAL_CARE),
    Told(11, "joan", 81, Asked.RAPID, Soon.NOW,
         "Cellulitis to the knee, temperature 38.2, managing fluids.",
         "since yesterday evening", "declined"),
    Told(12, "joan", 110, Asked.RAPID, Soon.NOW,
         "Confused and off her food, water infection suspected, son is with her.",
         "since yesterday", "accepted"),
    Told(13, "joan", 150, Asked.FALLS, Soon.LATER,
         "Third fall in a month, each getting out of bed in the night.",
         "this month", "accepted", lead=Who.THERAPIST),
    Told(14, "joan", 165, Asked.RAPID, Soon.NOW,
         "Vomiting since the morning, diabetic, lives alone.",
         "since 6 this morning", "allocated", if_nobody_comes="Ambulance"),
    Told(15, "priya", 190, Asked.DISCHARGE, Soon.SOON,
         "Could go home today if somebody checks her medicines tonight.",
         "today", "allocated"),
    Told(16, "joan", 205, Asked.NURSING, Soon.SOON,
         "Syringe driver alarm, family cannot stop it, she is comfortable.",
         "for an hour", "seen"),
    Told(17, "joan", 230, Asked.RAPID, Soon.NOW,
         "Slipped from the chair, no injury, cannot get up without two.",
         "since 7 this morning", "seen"),
    Told(18, "joan", 260, Asked.THERAPY, Soon.LATER,
         "Needs a commode downstairs and a rail, husband cannot lift any more.",
         "for a week", "seen", lead=Who.THERAPIST),
    Told(19, "joan", 300, Asked.RAPID, Soon.NOW,
         "Chest infection, oxygen 93, refuses hospital, has capacity.",
         "for two days", "closed"),
    Told(20, "joan", 320, Asked.NURSING, Soon.SOON,
         "Wound clips due out and the surgery cannot visit.",
         "due today", "closed"),
    Told(21, "priya", 340, Asked.DISCHARGE, Soon.SOON,
         "Home with new oxygen, needs to be shown how.",
         "home at noon", "closed"),
    Told(22, "joan", 175, Asked.RAPID, Soon.NOW,
         "No answer to the phone for a day, neighbour worried.",
         "since yesterday", "no_answer"),
    Told(23, "joan", 140, Asked.NURSING, Soon.SOON,
         "Housebound, due a blood test before the clinic tomorrow.",
         "by tomorrow", "advice", if_nobody_comes="Clinic is put off"),
    Told(24, "joan", 120, Asked.EQUIPMENT, Soon.LATER,
         "Pressure cushion worn through.",
         "for a month", "redirected", lead=Who.THERAPIST, if_nobody_comes="Skin may break"),
    Told(25, "joan", 210, Asked.NOT_SURE, None,
         "Lives just over the border and is registered there.",
         "today", "cannot_help"),
    Told(26, "priya", 240, Asked.REABLEMENT, Soon.LATER,
         "Went home with her family after all.",
         "today", "withdrawn", lead=Who.SOCIAL_CARE),
    Told(27, "joan", 28, Asked.SOCIAL_CARE, Soon.SOON,
         "Daughter who cares for her is in hospital from today; nobody to give meals.",
         "from today", "fresh", lead=Who.SOCIAL_CARE, if_nobody_comes="Nobody feeds her"),
    Told(28, "joan", 18, Asked.MENTAL_HEALTH, Soon.LATER,
         "Tearful, not eating, says she is a burden. No plan to harm herself.",
         "since her husband died in August", "fresh"),
    Told(29, "joan", 52, Asked.ANTIBIOTICS, Soon.SOON,
         "Needs the second of five doses this evening, line in place.",
         "due at six", "sent"),
    Told(30, "joan", 88, Asked.ASSESSMENT, Soon.LATER,
         "Losing weight, bloods normal, would rather not travel to hospital.",
         "over two months", "call_back"),
    Told(31, "priya", 33, Asked.BED, Soon.NOW,
         "Not safe alone tonight after a faint, does not need a hospital bed.",
         "this afternoon", "opened"),
    Told(32, "joan", 43, Asked.CARERS, Soon.LATER,
         "Cares for her mother day and night and has not had a day off since spring.",
         "since spring", "opened", lead=Who.SOCIAL_CARE, if_nobody_comes="She will not cope"),
    Told(33, "joan", 270, Asked.HOME_FROM_HOSPITAL, Soon.LATER,
         "Discharged on Saturday to an empty fridge.",
         "since Saturday", "closed", lead=Who.SOCIAL_CARE),
    Told(34, "joan", 100, Asked.NURSING, Soon.LATER,
         "B12 injection overdue, cannot get to the surgery with the ice.",
         "due last week", "accepted"),
    Told(35, "joan", 125, Asked.THERAPY, Soon.SOON,
         "Chest physiotherapy after pneumonia, bringing up a lot.",
         "for four days", "accepted", lead=Who.THERAPIST),
    Told(36, "priya", 155, Asked.DISCHARGE, Soon.SOON,
         "Ready from this morning; wife asks for one visit to settle him in.",
         "this morning", "allocated"),
    Told(37, "joan", 225, Asked.RAPID, Soon.NOW,
         "Bleeding from a skin tear on blood thinners, pressure bandage holds.",
         "since breakfast", "in_hospital"),
    Told(38, "joan", 350, Asked.RAPID, Soon.NOW,
         "Expected death at home, family want somebody with them.",
         "last few hours", "died", if_nobody_comes="They ring 999"),
    Told(39, "joan", 11, Asked.FALLS, Soon.SOON,
         "Found on the floor by the cleaner, says she slid, sore wrist.",
         "this morning", "fresh", lead=Who.THERAPIST),
    Told(56, "priya", 330, Asked.NURSING, Soon.SOON,
         "Home with a pressure sore on the heel, first dressing due this afternoon.",
         "home this morning", "by_message", if_nobody_comes="The heel breaks down"),
)  # fmt: skip
