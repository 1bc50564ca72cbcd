"""Names for what comes without types: boto3's clients, Chalice's objects, plain data."""

from typing import Any

App = Any  # a Chalice app
Registered = Any  # an entry of its registry
Client = Any  # a boto3 client
Data = Any  # dicts, lists, text and numbers, as JSON carries them
