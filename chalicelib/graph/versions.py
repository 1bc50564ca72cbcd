"""Which versions of the Graph API live, and until when."""

import re
from datetime import date, timedelta

NEWEST = "v26.0"
NOTICE = timedelta(days=90)
FORM = re.compile(r"v([0-9]+)\.([0-9]+)")

# Meta's changelog; a version that is served no more silently behaves like the oldest that is.
ENDS: dict[str, date | None] = {
    "v17.0": date(2025, 9, 12),
    "v18.0": date(2026, 1, 26),
    "v19.0": date(2026, 5, 21),
    "v20.0": date(2026, 9, 24),
    "v21.0": date(2027, 1, 21),
    "v22.0": date(2027, 5, 20),
    "v23.0": date(2027, 10, 8),
    "v24.0": date(2028, 2, 18),
    "v25.0": date(2028, 7, 29),
    NEWEST: None,  # not announced
}


def check(version: str, today: date) -> str | None:
    """A warning when *version* ended, ends within 90 days or is unknown; ValueError: malformed."""
    asked = _parts(version)
    advice = f"set META_GRAPH_VERSION to {NEWEST}"
    if version not in ENDS:
        if asked < min(map(_parts, ENDS)):
            return f"Graph API {version} has ended: {advice}."
        return f"Graph API {version} is not known here and may not exist: {advice}."
    end = ENDS[version]
    if end is None or end - today > NOTICE:
        return None
    if end <= today:
        return f"Graph API {version} ended on {end}: {advice}."
    return f"Graph API {version} ends on {end}: {advice}."


def _parts(version: str) -> tuple[int, int]:
    found = FORM.fullmatch(version)
    if found is None:
        raise ValueError(f"META_GRAPH_VERSION must look like {NEWEST}, not {version!r}.")
    return int(found[1]), int(found[2])
