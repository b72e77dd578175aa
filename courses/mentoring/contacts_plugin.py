"""What contacts, tickets, ratings, quality and the leader's own page add to the plugin."""

from types import ModuleType

from flask_babel import lazy_gettext as _l

from courses.leaders.api import EVIDENCE
from courses.mentoring import (
    contact_models,
    contacts,
    contacts_cards,
    contacts_offline,
    contacts_pages,
    contacts_queries,
    contacts_views,
    leader_page,
    leader_page_views,
    quality,
    quality_views,
    ratings,
    ratings_pages,
    ratings_views,
    tickets,
    tickets_views,
)
from courses.mentoring.contacts_sentences import SENTENCES
from courses.mentoring.tickets_rules import DEFAULT_DAYS
from lms.accounts.roles import LECTURER, OFFICE, OFFICER, REGISTRAR, REVIEWER
from lms.plugin import (
    Card,
    Indicator,
    NavItem,
    OfflineKind,
    Panel,
    Permission,
    Plugin,
    Section,
    Setting,
)

ROUTES: tuple[ModuleType, ...] = (
    contacts_pages,
    ratings_pages,
    contacts_views,
    tickets_views,
    quality_views,
    ratings_views,
    leader_page_views,
)
OWN = "mentoring:own:view"
CONTACTS = _l("次")

part = Plugin(
    name="mentoring",
    title="",
    models=(
        contact_models.Contact, contact_models.ContactLine, contact_models.ContactPhoto,
        contact_models.Ticket, contact_models.TicketStep, contact_models.LeaderAccess,
        contact_models.SpotCheck, contact_models.CheckItem, contact_models.RatingRound,
        contact_models.RatingSlip, contact_models.Rating,
    ),
    permissions=(
        Permission(OWN, _l("查看自己的带头人"), (LECTURER,)),
        Permission(contacts_queries.VIEW, _l("查看联系记录"), (LECTURER, *OFFICE)),
        Permission(contacts.RECORD, _l("登记联系"), (LECTURER, OFFICER)),
        Permission(tickets.VIEW, _l("查看帮带问题"), (LECTURER, *OFFICE)),
        Permission(tickets.EDIT, _l("处理帮带问题"), (LECTURER, OFFICER)),
        Permission(quality.VIEW, _l("查看联系质量"), OFFICE),
        Permission(quality.CHECK, _l("抽查联系"), (OFFICER, REVIEWER)),
        Permission(ratings.OPEN, _l("请学员评分"), (REGISTRAR, LECTURER, OFFICER)),
        Permission(ratings.VIEW, _l("查看讲师评分"), (LECTURER, *OFFICE)),
        Permission(leader_page.ISSUE, _l("发带头人口令条"), (OFFICER,)),
    ),
    navigation=(
        NavItem(_l("我的带头人"), "mentoring.mine", OWN, icon="person", order=16,
                section=Section.LEADERS, phone=6),
        NavItem(_l("联系记录"), "mentoring.contact_list", contacts_queries.VIEW, icon="list",
                order=46, section=Section.LEADERS,
                pages=("mentoring.contact", "mentoring.ticket", "mentoring.quality",
                       "mentoring.check", "mentoring.record")),
    ),
    cards=(
        Card("mentoring.reminders", OWN, contacts_cards.reminders),
        Card("mentoring.tickets", tickets.EDIT, contacts_cards.due_tickets),
        Card("mentoring.denied", quality.CHECK, contacts_cards.denied),
        Card("mentoring.unsettled", quality.CHECK, contacts_cards.unsettled),
    ),
    panels=(
        Panel("mentoring.contacts", "leaders.leader", _l("联系"), contacts_queries.VIEW,
              "mentoring/contacts_panel.html", contacts_cards.of_leader, 50),
        Panel("mentoring.ratings", "lecturers.lecturer", _l("学员评分"), ratings.VIEW,
              "mentoring/ratings_panel.html", contacts_cards.of_lecturer, 60),
        Panel("mentoring.pair_contacts", "mentoring.pair", _l("联系：应联系与已联系"),
              contacts_queries.VIEW, "mentoring/pair_contacts.html", contacts_cards.of_pair, 10),
        Panel("mentoring.today", "lms.today", _l("我的带头人"), OWN,
              "mentoring/today_panel.html", contacts_cards.of_today, 30),
        Panel("mentoring.rounds", "cohorts.cohort", _l("请学员评分"), ratings.OPEN,
              "mentoring/rounds_panel.html", contacts_cards.of_cohort, 70),
    ),
    indicators=(
        Indicator("mentoring.contacts_plan", _l("联系完成率（已联系比应联系，按天折算）"),
                  CONTACTS, contacts_cards.plan_kept),
        *(
            Indicator(f"mentoring.contacts_{level.value}", _l("联系次数：%(level)s", level=words[1]),
                      CONTACTS, contacts_cards.done_as(level))
            for level, words in EVIDENCE.items()
        ),
    ),
    offline=(
        OfflineKind(contacts_offline.KIND, _l("联系"), contacts.RECORD, contacts_offline.apply),
    ),
    settings=(
        Setting(tickets.DAYS, _l("帮带问题的期限（天）"), "integer", str(DEFAULT_DAYS),
                _l("本系统的约定")),
    ),
    audit_labels={
        "mentoring:contact_recorded": _l("登记联系"),
        "mentoring:contact_withdrawn": _l("撤回联系"),
        "mentoring:contact_documented": _l("补登纸质记录"),
        "mentoring:contact_confirmed": _l("带头人确认联系"),
        "mentoring:contact_denied": _l("带头人否认联系"),
        "mentoring:ticket_opened": _l("提出问题"),
        "mentoring:ticket_handed": _l("转交问题"),
        "mentoring:ticket_solved": _l("解决问题"),
        "mentoring:ticket_reopened": _l("重新打开问题"),
        "mentoring:check_drawn": _l("抽取抽查名单"),
        "mentoring:check_settled": _l("登记抽查结果"),
        "mentoring:rating_opened": _l("发评分码"),
        "mentoring:access_issued": _l("发带头人口令条"),
    },
    sentences=SENTENCES,
)  # fmt: skip
