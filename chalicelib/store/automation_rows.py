"""The rows of automations, of what creators prefer, and of events that led to no message."""

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.table import Row


class AutomationRow(Row):
    """What a creator has set up for an account."""

    class Meta:
        """PynamoDB's settings."""

        kind = "automations"

    account_id = UnicodeAttribute(hash_key=True)
    automation_id = UnicodeAttribute(range_key=True)
    creator_id = UnicodeAttribute()
    name = UnicodeAttribute()
    trigger = UnicodeAttribute()
    text = UnicodeAttribute()
    mode = UnicodeAttribute()
    words = JSONAttribute(null=True)
    posts = JSONAttribute(null=True)
    choices = JSONAttribute(null=True)
    link = UnicodeAttribute(null=True)
    public = JSONAttribute(null=True)
    once = BooleanAttribute()
    cap = NumberAttribute(null=True)
    quiet = JSONAttribute(null=True)
    mood = UnicodeAttribute()
    created_at = NumberAttribute()
    active_since = NumberAttribute()
    rev = NumberAttribute()
    day = UnicodeAttribute(null=True)
    today = NumberAttribute(null=True)
    total = NumberAttribute(null=True)


class PreferenceRow(Row):
    """What a creator has decided for all their messages."""

    class Meta:
        """PynamoDB's settings."""

        kind = "preferences"

    creator_id = UnicodeAttribute(hash_key=True)
    disclosure = UnicodeAttribute(null=True)  # absent: none
    person_limit = NumberAttribute()


class ActivityByPerson(GlobalSecondaryIndex["ActivityRow"]):
    """What one person did; only for giving it out and deleting it."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "by_person"
        projection = KeysOnlyProjection()

    whose = UnicodeAttribute(hash_key=True)


class ActivityRow(Row):
    """An event that led to no message, and why. Sorted by time; deleted when it is old."""

    class Meta:
        """PynamoDB's settings."""

        kind = "activities"

    creator_id = UnicodeAttribute(hash_key=True)
    activity_id = UnicodeAttribute(range_key=True)  # time, and what tells it from others
    by_person = ActivityByPerson()
    whose = UnicodeAttribute(null=True)  # <account>#<person>
    account_id = UnicodeAttribute()
    at = NumberAttribute()
    kind = UnicodeAttribute()
    outcome = UnicodeAttribute()
    username = UnicodeAttribute(null=True)
    event_id = UnicodeAttribute(null=True)
    post = UnicodeAttribute(null=True)
    automation = UnicodeAttribute(null=True)
    word = UnicodeAttribute(null=True)
    expires_at = TTLAttribute()
