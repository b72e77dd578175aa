"""What other plugins may use of the leaders.

Places: `leaders.leader` (a leader's page) and `leaders.village` (a village's page). Coverage at a
cut-off: hold `eligible_villages` against `covered_villages`; `is_eligible`, `is_covered` and
`served_on` are the same as SQL conditions. `LeaderLeft` is told when a leader leaves.
"""

from courses.leaders.business import (
    Claim,
    ShopFacts,
    SupportFacts,
    add_award,
    advance_support,
    raise_evidence,
    record_sales,
    refer,
    save_shop,
)
from courses.leaders.coverage import (
    count_covered,
    count_eligible,
    count_households,
    covered_villages,
    effects,
    eligible_villages,
    households_now,
    is_covered,
    is_driven,
    is_eligible,
    served_on,
    states,
)
from courses.leaders.driving import LinkFacts, drive, end_link, record_effect
from courses.leaders.entering import Details, Start, enter_person, enter_surveyed
from courses.leaders.events import (
    EVENTS,
    LeaderLeft,
    LeaderMoved,
    LeaderStepped,
    MentorsAsked,
)
from courses.leaders.importing import rehearse_leaders
from courses.leaders.queries import VIEW, VILLAGES, leader_for, reach, reaches, village_for
from courses.leaders.record import fields_of, links_of, sales_by_year, sales_of, shops_of
from courses.leaders.scans import attach as attach_scan
from courses.leaders.scans import entry_for
from courses.leaders.services import (
    Papers,
    move,
    record_certified,
    record_revoked,
    record_trained,
    take_step,
)
from courses.leaders.village_importing import rehearse_villages
from courses.leaders.villages import Basis, add_villages, enter_village, merge, set_flag
from courses.leaders.words import EVIDENCE, GROUPS, SOURCES, STATES, kind_word

__all__ = [
    "EVENTS",
    "EVIDENCE",
    "GROUPS",
    "SOURCES",
    "STATES",
    "VIEW",
    "VILLAGES",
    "Basis",
    "Claim",
    "Details",
    "LeaderLeft",
    "LeaderMoved",
    "LeaderStepped",
    "LinkFacts",
    "MentorsAsked",
    "Papers",
    "ShopFacts",
    "Start",
    "SupportFacts",
    "add_award",
    "add_villages",
    "advance_support",
    "attach_scan",
    "count_covered",
    "count_eligible",
    "count_households",
    "covered_villages",
    "drive",
    "effects",
    "eligible_villages",
    "end_link",
    "enter_person",
    "enter_surveyed",
    "enter_village",
    "entry_for",
    "fields_of",
    "households_now",
    "is_covered",
    "is_driven",
    "is_eligible",
    "kind_word",
    "leader_for",
    "links_of",
    "merge",
    "move",
    "raise_evidence",
    "reach",
    "reaches",
    "record_certified",
    "record_effect",
    "record_revoked",
    "record_sales",
    "record_trained",
    "refer",
    "rehearse_leaders",
    "rehearse_villages",
    "sales_by_year",
    "sales_of",
    "save_shop",
    "served_on",
    "set_flag",
    "shops_of",
    "states",
    "take_step",
    "village_for",
]
