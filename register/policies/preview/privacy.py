"""What a preview must not give away: that something is under way that the asker may not see."""

from sqlalchemy import ColumnElement, not_, select, tuple_

from policies.actions import Action
from register.policies.preview.frame import Frame
from register.scope import visible
from register.successions.estates import Pair
from register.transfers.permissions import OF_ITEM
from register.transfers.reads import COLUMNS, VERSION, joined


def nothing_hidden(frame: Frame, item: Pair) -> ColumnElement[bool]:
    """The items of which no transfer is under way that the asker may not see: decisions about them rest on it."""
    hidden = not_(visible(frame.asker, Action.TRANSFER_READ, COLUMNS, frame.recorded))
    under_way = joined(select(*OF_ITEM)).where(VERSION.published_at.is_(None), hidden).correlate(None)
    return tuple_(*item).not_in(under_way)
