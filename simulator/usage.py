"""The usage headers that Graph answers carry."""

from simulator.wire import Json, compact

IMPRESSIONS = 1000  # of the account's content in the last day; 4800 calls are allowed for each


def usage_headers(account: str, calls: int, *, shape: str) -> dict[str, str]:
    """How much of the limits *calls* of today have used, in percent.

    *shape* "volume" is what graph.instagram.com was seen to send, "count" what the documents say.
    Calls with an Instagram token do not move the app's meter, only the account's.
    """
    app = {"call_volume": 0, "cpu_time": 0}
    if shape == "count":
        app = {"call_count": 0, "total_time": 0, "total_cputime": 0}
    percent = 100 * calls // (4800 * IMPRESSIONS)
    meter: Json = {
        "type": "instagram",
        "call_count": percent,
        "total_cputime": 0,
        "total_time": 0,
        "estimated_time_to_regain_access": 0,
    }
    return {
        "x-app-usage": compact(app).decode(),
        "x-business-use-case-usage": compact({account: [meter]}).decode(),
    }
