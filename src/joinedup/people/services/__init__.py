"""Changing the person index: each verb one transaction and its facts."""

from joinedup.people.services.alerting import change_alert, end_alert, raise_alert
from joinedup.people.services.carers import end_carer, identify_carer
from joinedup.people.services.choosing import choose_audience, mark_own_view
from joinedup.people.services.claiming import claim_care, end_claim
from joinedup.people.services.comparing import compare_waiting, to_be_compared
from joinedup.people.services.contacts import follow_contacts
from joinedup.people.services.correcting import (
    correct_details,
    link_identifier,
    move_to,
    register_with_practice,
)
from joinedup.people.services.deaths import record_death, take_back_death, tell_death
from joinedup.people.services.documenting import (
    end_document,
    receive_document,
    record_document,
    review_document,
    see_original,
)
from joinedup.people.services.glass import (
    break_glass,
    close_glass,
    read_of_glass,
    review_glass,
    say_own_record,
    take_back_own_record,
)
from joinedup.people.services.identifying import identify, identify_as_new
from joinedup.people.services.joining import (
    ask_about,
    cannot_tell,
    join_people,
    part_people,
    say_two_people,
)
from joinedup.people.services.key_workers import end_key_worker, name_key_worker
from joinedup.people.services.launching import settle_launch
from joinedup.people.services.linking import link_identifiers
from joinedup.people.services.looks import (
    judge_looks,
    review_look,
    say_well_known,
    say_well_known_no_longer,
)
from joinedup.people.services.meetings import (
    call_meeting,
    cancel_meeting,
    put_on_agenda,
    take_off_agenda,
)
from joinedup.people.services.moving import move_entry
from joinedup.people.services.opting_out import (
    OptOutsAnswered,
    answer_opt_outs,
    request_opt_outs,
)
from joinedup.people.services.record import Became, KeptEntries, hear, keep_entries, keep_many, miss
from joinedup.people.services.registering import (
    Loaded,
    ToRegister,
    load_people,
    register_person,
    register_record,
    register_unidentified,
)
from joinedup.people.services.relating import (
    change_relationship,
    end_relationship,
    relate,
)
from joinedup.people.services.restricting import lift_restriction, restrict_location
from joinedup.people.services.restricting_records import (
    name_for_record,
    name_no_longer,
    open_record_again,
    restrict_record,
)
from joinedup.people.services.rows import NumberOfAnother
from joinedup.people.services.sharing import decide_sharing, end_sharing
from joinedup.people.services.writing import strike_entry, write_entry

__all__ = [
    "Became",
    "KeptEntries",
    "Loaded",
    "NumberOfAnother",
    "OptOutsAnswered",
    "ToRegister",
    "answer_opt_outs",
    "ask_about",
    "break_glass",
    "call_meeting",
    "cancel_meeting",
    "cannot_tell",
    "change_alert",
    "change_relationship",
    "choose_audience",
    "claim_care",
    "close_glass",
    "compare_waiting",
    "correct_details",
    "decide_sharing",
    "end_alert",
    "end_carer",
    "end_claim",
    "end_document",
    "end_key_worker",
    "end_relationship",
    "end_sharing",
    "follow_contacts",
    "hear",
    "identify",
    "identify_as_new",
    "identify_carer",
    "join_people",
    "judge_looks",
    "keep_entries",
    "keep_many",
    "lift_restriction",
    "link_identifier",
    "link_identifiers",
    "load_people",
    "mark_own_view",
    "miss",
    "move_entry",
    "move_to",
    "name_for_record",
    "name_key_worker",
    "name_no_longer",
    "open_record_again",
    "part_people",
    "put_on_agenda",
    "raise_alert",
    "read_of_glass",
    "receive_document",
    "record_death",
    "record_document",
    "register_person",
    "register_record",
    "register_unidentified",
    "register_with_practice",
    "relate",
    "request_opt_outs",
    "restrict_location",
    "restrict_record",
    "review_document",
    "review_glass",
    "review_look",
    "say_own_record",
    "say_two_people",
    "say_well_known",
    "say_well_known_no_longer",
    "see_original",
    "settle_launch",
    "strike_entry",
    "take_back_death",
    "take_back_own_record",
    "take_off_agenda",
    "tell_death",
    "to_be_compared",
    "write_entry",
]
