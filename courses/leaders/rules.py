"""Words of the leaders (带头人) that are stored and compared: groups, states, models, evidence.

Groups and sources: 《河南省电商扶贫三年行动实施方案（2018—2020年）》豫脱贫办〔2018〕94号. Linkage models and
links of the chain: the same plan and 《广东省农村电商精准扶贫工作方案（2018—2020年）》.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit


class LeaderGroup(StrEnum):
    """The eight groups (人群) among whom leaders are looked for; values as a roster's categories."""

    RETURNING_YOUTH = "returning_youth"
    PROSPERITY_LEADER = "prosperity_leader"
    GRADUATE_OFFICIAL = "graduate_official"
    FIRST_SECRETARY = "first_secretary"
    VETERAN = "veteran"
    PARTY_BACKBONE = "party_backbone"
    SKILLED_WOMAN = "skilled_woman"
    DISABLED = "disabled"


class LeaderSource(StrEnum):
    """Three more sources (来源); values as a roster's categories."""

    INFORMATION_STATION = "information_station"
    SHOP_OWNER = "shop_owner"
    VILLAGE_SHOP_KEEPER = "village_shop_keeper"


def kind_of(category: str | None) -> tuple[LeaderGroup | None, LeaderSource | None]:
    """The group or source that a roster's category stands for; (None, None) for any other."""
    if category in set(LeaderGroup):
        return LeaderGroup(category), None
    if category in set(LeaderSource):
        return None, LeaderSource(category)
    return None, None


class FoundBy(StrEnum):
    """How the candidate came into the register."""

    SURVEY = "survey"
    ARCHIVE = "archive"
    LIST = "list"


class ScanOf(StrEnum):
    """The entries whose papers (原件) are kept as scans."""

    STEP = "step"
    FLAG = "flag"
    SALES = "sales"
    SUPPORT = "support"
    AWARD = "award"
    LINK = "link"
    EFFECT = "effect"


class LeaderState(StrEnum):
    """Where a leader stands (状态)."""

    CANDIDATE = "candidate"
    RECOMMENDED = "recommended"
    REVIEWED = "reviewed"
    DECIDED = "decided"
    TRAINED = "trained"
    CERTIFIED = "certified"
    ACTIVE = "active"
    OUTSTANDING = "outstanding"
    LEFT = "left"
    REFUSED = "refused"


SERVING = frozenset({LeaderState.ACTIVE, LeaderState.OUTSTANDING})
"""States in which a leader covers the village."""
POOL = frozenset(
    {
        LeaderState.CANDIDATE,
        LeaderState.RECOMMENDED,
        LeaderState.REVIEWED,
        LeaderState.DECIDED,
        LeaderState.TRAINED,
        LeaderState.CERTIFIED,
    }
)
"""States on the way: candidates in the pool (储备)."""
GONE = frozenset({LeaderState.LEFT, LeaderState.REFUSED})
"""States in which nothing more is expected."""


class LeaderAction(StrEnum):
    """A step (环节) of a leader's life."""

    ENTER = "enter"
    RECOMMEND = "recommend"
    REVIEW = "review"
    DECIDE = "decide"
    TRAIN = "train"
    CERTIFY = "certify"
    ACTIVATE = "activate"
    DISTINGUISH = "distinguish"
    SETTLE_BACK = "settle_back"
    LEAVE = "leave"
    REFUSE = "refuse"
    RETURN = "return"
    REVOKE = "revoke"


class Evidence(StrEnum):
    """How well a figure is proved (佐证), weakest first."""

    CLAIMED = "claimed"
    DOCUMENTED = "documented"
    CONFIRMED = "confirmed"
    SPOT_CHECKED = "spot_checked"


class Platform(StrEnum):
    """Where a shop is."""

    TAOBAO = "taobao"
    TMALL = "tmall"
    JD = "jd"
    PINDUODUO = "pinduoduo"
    DOUYIN = "douyin"
    KUAISHOU = "kuaishou"
    WECHAT = "wechat"
    OTHER = "other"


class SupportKind(StrEnum):
    """What a leader is helped with."""

    SHOP_GRANT = "shop_grant"
    LOAN = "loan"


class SupportState(StrEnum):
    """Where a grant or a loan referral stands."""

    REFERRED = "referred"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LinkModel(StrEnum):
    """The four linkage models (带动模式): e-commerce + … + poor household."""

    LEADER = "leader"
    COMPANY = "company"
    COOPERATIVE = "cooperative"
    MODEL_ENTREPRENEUR = "model_entrepreneur"


class ChainRole(StrEnum):
    """The seven links of the chain (环节) a household works in."""

    GROWING = "growing"
    PICKING = "picking"
    SORTING = "sorting"
    PACKING = "packing"
    DELIVERY = "delivery"
    SHOP = "shop"
    PROMOTION = "promotion"


SUPPORT_MOVES: Mapping[SupportState, tuple[SupportState, ...]] = MappingProxyType(
    {
        SupportState.REFERRED: (
            SupportState.APPROVED,
            SupportState.REFUSED,
            SupportState.WITHDRAWN,
        ),
        SupportState.APPROVED: (SupportState.PAID, SupportState.WITHDRAWN),
        SupportState.PAID: (),
        SupportState.REFUSED: (),
        SupportState.WITHDRAWN: (),
    }
)
"""From referred or applied over approved to paid; refused, withdrawn and paid are ends."""


def link_allowed(link: str) -> bool:
    """Whether a shop's address has a web scheme and a host; an empty one is no address."""
    if not link.isprintable() or any(sign.isspace() for sign in link):
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host
