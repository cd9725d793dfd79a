"""Why a model is not converted."""

from typing import Literal

Reason = Literal["no_geometry", "refused", "too_large", "output_too_large", "too_many_parts", "too_deep"]


class Refusal(Exception):
    """An end that was foreseen. `refused`: OCCT does not take the model or cannot write it."""

    def __init__(self, reason: Reason, message: str = "") -> None:
        super().__init__(message)
        self.reason = reason
