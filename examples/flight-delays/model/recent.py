"""What the service remembers: outcomes of landed flights, and itineraries."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

from features import BASE_RATE, half_up


class DelayBoard:
    """Landed flights by origin and by route, kept for eight days."""

    def __init__(self) -> None:
        self._landed: dict[str, deque[tuple[datetime, int]]] = defaultdict(deque)

    def land(self, origin: str, destination: str, landed: datetime, late: int) -> None:
        for key in (origin, f"{origin}-{destination}"):
            flights = self._landed[key]
            flights.append((landed, late))
            while flights and flights[0][0] < landed - timedelta(days=8):
                flights.popleft()

    def _count(self, key: str, until: datetime, span: timedelta) -> tuple[int, int]:
        late = [each for landed, each in self._landed[key] if until - span <= landed < until]
        return sum(late), len(late)

    def origin_rate(self, origin: str, now: datetime) -> float | None:
        late, flights = self._count(origin, now, timedelta(hours=1))
        return float(half_up(late / flights, 4)) if flights > 0 else None

    def route_rate(self, origin: str, destination: str, now: datetime) -> float:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        late, flights = self._count(f"{origin}-{destination}", midnight, timedelta(days=7))
        return float(half_up((late + 5 * BASE_RATE) / (flights + 5), 4))


class ItineraryStore:
    def __init__(self) -> None:
        self._itineraries: dict[str, str] = {}

    def fetch(self, key: str) -> str:
        return self._itineraries.get(key, key)

    def fetch_many(self, keys: list[str]) -> list[str]:
        return [self.fetch(key) for key in keys]


board = DelayBoard()
itinerary_store = ItineraryStore()
