"""The rows of connected accounts: the accounts, their owners, logins, deletions and forms."""

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.table import Row


class AccountByInstagram(GlobalSecondaryIndex["AccountRow"]):
    """Every creator that an Instagram account was ever connected by."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "by_instagram"
        projection = KeysOnlyProjection()

    instagram_business_id = UnicodeAttribute(hash_key=True)


class AccountByScoped(GlobalSecondaryIndex["AccountRow"]):
    """Which account Instagram's own callbacks mean: they name the app-scoped id."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "by_scoped"
        projection = KeysOnlyProjection()

    scoped_id = UnicodeAttribute(hash_key=True)


class AccountDue(GlobalSecondaryIndex["AccountRow"]):
    """Accounts that somebody must look at, by when; absent when nobody must."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "due"
        projection = KeysOnlyProjection()

    shard = NumberAttribute(hash_key=True)
    care_at = NumberAttribute(range_key=True)


class AccountAttention(GlobalSecondaryIndex["AccountRow"]):
    """Accounts that only their creators can help, by what they need; absent for all others."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "attention"
        projection = KeysOnlyProjection()

    attention = UnicodeAttribute(hash_key=True)
    token_expiry = NumberAttribute(range_key=True)


class AccountRow(Row):
    """A connected Instagram account."""

    class Meta:
        """PynamoDB's settings."""

        kind = "accounts"

    creator_id = UnicodeAttribute(hash_key=True)
    instagram_business_id = UnicodeAttribute(range_key=True)
    by_instagram = AccountByInstagram()
    by_scoped = AccountByScoped()
    by_attention = AccountAttention()
    due = AccountDue()
    username = UnicodeAttribute()
    page_access_token = BinaryAttribute(legacy_encoding=False)  # sealed
    token_issued_at = NumberAttribute()
    token_expiry = NumberAttribute()
    state = UnicodeAttribute()
    rev = NumberAttribute()
    scoped_id = UnicodeAttribute(null=True)
    permissions = UnicodeSetAttribute(null=True)
    connected_at = NumberAttribute()
    refresh_at = NumberAttribute()
    look_at = NumberAttribute()
    check_at = NumberAttribute()
    tended_until = NumberAttribute()
    failing_since = NumberAttribute(null=True)
    ended = UnicodeAttribute(null=True)
    ended_at = NumberAttribute(null=True)
    trouble = UnicodeAttribute(null=True)
    trouble_at = NumberAttribute(null=True)
    subscribed = BooleanAttribute()
    repaired_at = NumberAttribute(null=True)
    missed_at = NumberAttribute(null=True)
    missed_after = UnicodeAttribute(null=True)
    missed_to = NumberAttribute(null=True)
    waiting = BooleanAttribute()
    deletion = UnicodeAttribute(null=True)
    erased_to = UnicodeAttribute(null=True)
    shard = NumberAttribute(null=True)
    care_at = NumberAttribute(null=True)
    attention = UnicodeAttribute(null=True)


class OwnerRow(Row):
    """Whose an Instagram account is: one creator's at a time."""

    class Meta:
        """PynamoDB's settings."""

        kind = "owners"

    instagram_business_id = UnicodeAttribute(hash_key=True)
    creator_id = UnicodeAttribute()


class LoginRow(Row):
    """A login that was begun. Deleted when it is old."""

    class Meta:
        """PynamoDB's settings."""

        kind = "logins"

    key = UnicodeAttribute(hash_key=True)  # digest of the state
    creator_id = UnicodeAttribute()
    session = UnicodeAttribute()
    browser = UnicodeAttribute()
    next = UnicodeAttribute()
    spent = BooleanAttribute(null=True)
    result = UnicodeAttribute(null=True)
    ends_at = NumberAttribute()
    expires_at = TTLAttribute()


class DeletionRow(Row):
    """The receipt of a deletion that somebody asked for; it names nobody."""

    class Meta:
        """PynamoDB's settings."""

        kind = "deletions"

    code = UnicodeAttribute(hash_key=True)
    asked_at = NumberAttribute()
    done_at = NumberAttribute(null=True)


class FormByAccount(GlobalSecondaryIndex["FormRow"]):
    """The forms of an account."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "by_account"
        projection = KeysOnlyProjection()

    account_id = UnicodeAttribute(hash_key=True)


class FormRow(Row):
    """A public lead form."""

    class Meta:
        """PynamoDB's settings."""

        kind = "forms"

    slug = UnicodeAttribute(hash_key=True)
    by_account = FormByAccount()
    creator_id = UnicodeAttribute()
    account_id = UnicodeAttribute()
    username = UnicodeAttribute()
    text = UnicodeAttribute()
    open_text = BooleanAttribute(default=False)
