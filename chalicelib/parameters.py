"""AWS Parameter Store, where a deployed stage keeps its secret settings."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib.settings import SettingError

if TYPE_CHECKING:
    from botocore.client import BaseClient

MISSING = frozenset({"ParameterNotFound", "ParameterVersionNotFound"})


class Parameters:
    """Reads parameters by name and version (``/autodm-hub/prod/INSTAGRAM_APP_SECRET:3``)."""

    def __init__(self, ssm: "BaseClient") -> None:
        self.ssm = ssm

    def read(self, names: Sequence[str]) -> Mapping[str, str]:
        """The values, each under the last part of its name; raises SettingError for what is missing.

        They are few, so each is asked for by itself, with the same right that doing so by hand needs.
        """
        return {_variable(name): self._value(name) for name in names}

    def _value(self, name: str) -> str:
        from botocore.exceptions import ClientError

        try:
            value: str = self.ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise SettingError(f"Parameter Store has no {name}.") from error
            raise
        return value


def _variable(name: str) -> str:
    """``INSTAGRAM_APP_SECRET`` of ``/autodm-hub/prod/INSTAGRAM_APP_SECRET:3``."""
    return name.rpartition("/")[2].partition(":")[0]
