"""The settings of how the programme works: samples, work lists, figures. Part of service/settings.py."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings


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
