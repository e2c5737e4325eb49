"""Errors of the assistant; the tree goes on from corpus/errors.py, whose root is shown to the user.

CoachError
├── SettingsError    a setting that cannot be used
├── WeightsError     a model file that cannot be had, or is not what it should be
├── NotAllowed       something that this person's role may not do
├── NotLoggedIn      nobody who is known here, or not any more
├── ModelUnusable    a chat model that does not start or does not answer; callers fall back to quoted text
└── StoreError       personal state that cannot be read or written
"""

from corpus.errors import BadInput, CoachError

__all__ = [
    "BadInput",
    "CoachError",
    "ModelUnusable",
    "NotAllowed",
    "NotLoggedIn",
    "SettingsError",
    "StoreError",
    "WeightsError",
]


class SettingsError(BadInput):
    """A setting that cannot be used."""


class WeightsError(CoachError):
    """A model file that cannot be had, or is not what it should be."""


class NotAllowed(BadInput):
    """Something that this person's role may not do."""


class NotLoggedIn(CoachError):
    """Nobody who is known here, or not any more; the message is "" where nobody tried."""


class ModelUnusable(CoachError):
    """A chat model that does not start or does not answer; callers fall back to quoted text."""


class StoreError(CoachError):
    """Personal state that cannot be read or written."""
