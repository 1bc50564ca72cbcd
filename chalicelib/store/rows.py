"""The tables' rows: keys, indexes and attributes. The deployed tables are made from these definitions."""

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.account_rows import AccountRow, DeletionRow, FormRow, LoginRow, OwnerRow
from chalicelib.store.automation_rows import ActivityRow, AutomationRow, PreferenceRow
from chalicelib.store.counter_rows import CounterRow
from chalicelib.store.table import Row


class LeadById(GlobalSecondaryIndex["LeadRow"]):
    """Whose a lead is, when only its id is known."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "by_id"
        projection = KeysOnlyProjection()

    lead_id = UnicodeAttribute(hash_key=True)


class LeadSought(GlobalSecondaryIndex["LeadRow"]):
    """Leads that are known by a typed name only, by account and name; absent as soon as they are bound."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "sought"
        projection = KeysOnlyProjection()

    account_id = UnicodeAttribute(hash_key=True)
    sought = UnicodeAttribute(range_key=True)


class LeadRow(Row):
    """A lead."""

    class Meta:
        """PynamoDB's settings."""

        kind = "leads"

    creator_id = UnicodeAttribute(hash_key=True)
    lead_id = UnicodeAttribute(range_key=True)
    by_id = LeadById()
    by_name = LeadSought()
    account_id = UnicodeAttribute()
    form = UnicodeAttribute(null=True)
    source = UnicodeAttribute(null=True)
    provider = UnicodeAttribute()
    name = UnicodeAttribute()
    consent_at = NumberAttribute()
    created_at = NumberAttribute()
    username = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    words = UnicodeAttribute(null=True)
    ref = UnicodeAttribute(null=True)
    person = UnicodeAttribute(null=True)
    dm_id = UnicodeAttribute()
    sought = UnicodeAttribute(null=True)  # <name>#<lead>


class DmDue(GlobalSecondaryIndex["DmRow"]):
    """Messages that somebody must look at, by when; absent as soon as nobody must."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "due"
        projection = KeysOnlyProjection()

    shard = NumberAttribute(hash_key=True)
    kick_at = NumberAttribute(range_key=True)


class DmFailed(GlobalSecondaryIndex["DmRow"]):
    """Messages that failed, by cause; absent for all others."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "failed"
        projection = KeysOnlyProjection()

    cause = UnicodeAttribute(hash_key=True)
    failed_at = NumberAttribute(range_key=True)


class DmPaused(GlobalSecondaryIndex["DmRow"]):
    """Messages that wait for their account's connection; absent for all others."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "paused"
        projection = KeysOnlyProjection()

    paused = UnicodeAttribute(hash_key=True)
    dm_id = UnicodeAttribute(range_key=True)


class DmRow(Row):
    """A direct message: the truth about it. (The jobs of the API are these rows.)"""

    class Meta:
        """PynamoDB's settings."""

        kind = "dms"

    creator_id = UnicodeAttribute(hash_key=True)
    dm_id = UnicodeAttribute(range_key=True)
    due = DmDue()
    failed = DmFailed()
    waiting = DmPaused()
    account_id = UnicodeAttribute()
    text = UnicodeAttribute()
    created_at = NumberAttribute()
    person = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    gen = NumberAttribute()
    rev = NumberAttribute()
    stamp = UnicodeAttribute(null=True)  # of the write that made this revision
    attempts = NumberAttribute()
    tries = NumberAttribute()
    kicks = NumberAttribute()
    due_at = NumberAttribute(null=True)
    shard = NumberAttribute(null=True)
    kick_at = NumberAttribute(null=True)
    attempt = UnicodeAttribute(null=True)
    claimed_at = NumberAttribute(null=True)
    lease_until = NumberAttribute(null=True)
    code = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    mid = UnicodeAttribute(null=True)
    sent_at = NumberAttribute(null=True)
    confirmed_at = NumberAttribute(null=True)
    read_at = NumberAttribute(null=True)
    trigger = UnicodeAttribute(null=True)
    trigger_id = UnicodeAttribute(null=True)
    trigger_at = NumberAttribute(null=True)
    comment = UnicodeAttribute(null=True)
    automation = UnicodeAttribute(null=True)
    word = UnicodeAttribute(null=True)
    choices = JSONAttribute(null=True)
    public = UnicodeAttribute(null=True)
    public_at = NumberAttribute(null=True)
    doubted = JSONAttribute(null=True)
    resent = NumberAttribute(null=True)
    cause = UnicodeAttribute(null=True)
    paused = UnicodeAttribute(null=True)  # creator and account whose connection it waits for
    failed_at = NumberAttribute(null=True)
    paced = BooleanAttribute(null=True)
    checks = NumberAttribute(null=True)
    took_ms = NumberAttribute(null=True)
    fbtrace_id = UnicodeAttribute(null=True)
    sign = JSONAttribute(null=True)


class LogRow(Row):
    """One attempt or event in a message's life. Sorted by lead, then by time."""

    class Meta:
        """PynamoDB's settings."""

        kind = "logs"

    creator_id = UnicodeAttribute(hash_key=True)
    log_id = UnicodeAttribute(range_key=True)  # <lead>#<time-ordered id>
    dm_id = UnicodeAttribute()
    at = NumberAttribute()
    provider = UnicodeAttribute()
    status = UnicodeAttribute()
    error_code = UnicodeAttribute(null=True)
    error_details = JSONAttribute(null=True)
    metadata = JSONAttribute(null=True)


class ContactRow(Row):
    """A person towards one account."""

    class Meta:
        """PynamoDB's settings."""

        kind = "contacts"

    account_id = UnicodeAttribute(hash_key=True)
    person = UnicodeAttribute(range_key=True)
    last_act_at = NumberAttribute(null=True)
    busy_dm = UnicodeAttribute(null=True)
    former_dm = UnicodeAttribute(null=True)
    busy_until = NumberAttribute(null=True)
    username = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    leads = UnicodeSetAttribute(null=True)  # <creator>#<lead>
    turns = JSONAttribute(null=True)
    had = UnicodeSetAttribute(null=True)
    engaged = NumberAttribute(null=True)
    stop_at = NumberAttribute(null=True)
    start_at = NumberAttribute(null=True)


class GateRow(Row):
    """The gate in front of an account, or of all of them."""

    class Meta:
        """PynamoDB's settings."""

        kind = "gates"

    key = UnicodeAttribute(hash_key=True)
    tat = NumberAttribute(null=True)
    closed_until = NumberAttribute(null=True)
    code = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    fails = NumberAttribute(null=True)
    failed_at = NumberAttribute(null=True)
    probe_until = NumberAttribute(null=True)


class OnceRow(Row):
    """Something that may count only once: a message id, an idempotency key. Deleted when it is old."""

    class Meta:
        """PynamoDB's settings."""

        kind = "once"

    key = UnicodeAttribute(hash_key=True)
    creator_id = UnicodeAttribute(null=True)
    dm_id = UnicodeAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    done = BooleanAttribute(null=True)
    echo_at = NumberAttribute(null=True)
    seen_at = NumberAttribute(null=True)
    expires_at = TTLAttribute()


ROWS: tuple[type[Row], ...] = (
    LeadRow,
    DmRow,
    LogRow,
    AccountRow,
    OwnerRow,
    LoginRow,
    DeletionRow,
    FormRow,
    AutomationRow,
    PreferenceRow,
    ActivityRow,
    ContactRow,
    GateRow,
    OnceRow,
    CounterRow,
)
