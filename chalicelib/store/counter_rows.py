"""The rows of counts. Their attributes are what the domain calls the counts."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.store.table import Row


class CounterRow(Row):
    """How many messages are in which state: in all, of one creator, or first reached in an hour.

    Hours also count failures by code, and messages by their wait in milliseconds. That stays well below the
    1 KB that one write unit carries.
    """

    class Meta:
        """PynamoDB's settings."""

        kind = "counters"

    scope = UnicodeAttribute(hash_key=True)
    bucket = UnicodeAttribute(range_key=True)
    swept_at = NumberAttribute(null=True)  # these three: of the last sweep alone
    overdue = NumberAttribute(null=True)
    oldest = NumberAttribute(null=True)
    awaiting_contact = NumberAttribute(default=0)
    queued = NumberAttribute(default=0)
    sending = NumberAttribute(default=0)
    sent = NumberAttribute(default=0)
    unconfirmed = NumberAttribute(default=0)
    failed = NumberAttribute(default=0)
    coming_soon = NumberAttribute(default=0)
    cancelled = NumberAttribute(default=0)
    failed_token_expired = NumberAttribute(null=True)
    failed_rate_limit = NumberAttribute(null=True)
    failed_not_permitted = NumberAttribute(null=True)
    failed_circuit_open = NumberAttribute(null=True)
    failed_invalid_request = NumberAttribute(null=True)
    failed_unknown_outcome = NumberAttribute(null=True)
    failed_unavailable = NumberAttribute(null=True)
    within_250 = NumberAttribute(null=True)
    within_500 = NumberAttribute(null=True)
    within_1000 = NumberAttribute(null=True)
    within_2000 = NumberAttribute(null=True)
    within_5000 = NumberAttribute(null=True)
    within_10000 = NumberAttribute(null=True)
    within_30000 = NumberAttribute(null=True)
    within_60000 = NumberAttribute(null=True)
    within_300000 = NumberAttribute(null=True)
    within_900000 = NumberAttribute(null=True)
    within_3600000 = NumberAttribute(null=True)
    within_86400000 = NumberAttribute(null=True)
