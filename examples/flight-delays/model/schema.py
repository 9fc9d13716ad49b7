"""What the service takes, logs and answers."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class FlightRequest(BaseModel):
    request_id: str
    departed: datetime
    origin: str = Field(pattern=r"^[A-Z]{3}$")
    destination: str = Field(pattern=r"^[A-Z]{3}$")
    distance_miles: float = Field(gt=0)
    itineraries: list[str] = Field(min_length=1, max_length=120)


class LoggedFeatures(BaseModel):
    dep_hour: int = Field(ge=0, le=23)
    day_of_week: int = Field(ge=0, le=6)
    time_of_day: Literal["night", "morning", "afternoon", "evening"]
    distance: float = Field(gt=0)
    origin: str
    destination: str
    origin_delay_rate_1h: float | None = Field(ge=0, le=1)
    route_delay_rate_7d: float = Field(ge=0, le=1)


class DelayPrediction(BaseModel):
    request_id: str
    model_version: str
    score: float = Field(ge=0, le=1)
    prediction: Literal[0, 1]
    itineraries: list[str]
