"""The application of one household."""

from typing import ClassVar

from portal.home_modifications.rules import LIFE
from portal.requests.model import ServiceRequest
from portal.requests.rules import Life


class HomeModification(ServiceRequest):
    """A home that shall be made safer."""

    __mapper_args__ = {"polymorphic_identity": "home_modifications"}

    life: ClassVar[Life] = LIFE
