"""The settings of how the programme works: samples, work lists, figures, how staff sign in. Part of
service/settings.py."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

StaffRole = Literal["administrator", "programme_officer", "field_agent", "focal_point", "reader"]
"""The roles of service.models.staff, which stands a floor above."""


class ProgrammeSettings(BaseSettings):
    """What one programme chooses of its rules."""

    sample_confidence: float = Field(
        default=0.95, ge=0.5, le=0.999, description="Sample of a verification: how sure it is to be"
    )
    sample_margin: float = Field(default=0.05, gt=0, le=0.5, description="Sample: how far off it may be, as a share")
    sample_expected: float = Field(default=0.5, gt=0, lt=1, description="Sample: the share that is expected")
    receipt_days: int = Field(default=14, ge=1, le=180, description="Days after which an unconfirmed kit is silence")
    abandoned_days: int = Field(default=2, ge=1, le=60, description="Days after which a broken registration is silence")
    unanswered: int = Field(default=2, ge=1, le=20, description="Check-ins without an answer that make silence")
    unheard_days: int = Field(default=14, ge=1, le=180, description="Days after which an unheard answer comes back")
    reached: Literal["members", "households"] = Field(
        default="members", description="Individuals reached: members of businesses, or the households of members"
    )
    small_cell: int = Field(default=5, ge=0, le=50, description="Figures: counts of fewer people are not shown")
    quiet_hours: int = Field(
        default=3, ge=0, le=72, description="Hours without a call that may be a silent line, beyond its habit; 0: never"
    )

    # The console
    console_idle_minutes: int = Field(
        default=30, ge=1, le=1440, description="Console: minutes without a page after which one has to sign in again"
    )
    console_hours: int = Field(default=12, ge=1, le=168, description="Console: hours that a sign-in lasts at most")
    second_factor: Annotated[tuple[StaffRole, ...], NoDecode] = Field(
        default=("administrator", "programme_officer", "focal_point"),
        description="Console: roles that must sign in with one-time codes too, by commas; none: nobody must",
    )

    @field_validator("second_factor", mode="before")
    @classmethod
    def _roles(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return [] if value.strip() == "none" else [part.strip() for part in value.split(",") if part.strip()]
