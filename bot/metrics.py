"""The counters for Prometheus, at http://127.0.0.1:port/metrics. Imported only where a port is set."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.gauges import Gauges, gauges

ADDRESS = "127.0.0.1"
# Slack gives three seconds; the aim is 0.3 for nearly all.
ACK_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0)


class Prometheus:
    """Counts in a registry of its own, so that nothing of this machine's is told besides."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._ticks = Counter("fristvagt_ticks", "Ticks of the engine", ["outcome"], registry=self.registry)
        self._sent = Counter(
            "fristvagt_sent",
            "Calls to Slack that show something",
            ["what", "outcome"],
            registry=self.registry,
        )
        self._acks = Histogram(
            "fristvagt_ack_seconds",
            "Seconds from taking up a payload to its answer",
            buckets=ACK_SECONDS,
            registry=self.registry,
        )

    def ticked(self, *, well: bool) -> None:
        self._ticks.labels("well" if well else "failed").inc()

    def sent(self, what: str, outcome: str) -> None:
        self._sent.labels(what, outcome).inc()

    def acked(self, seconds: float) -> None:
        self._acks.observe(seconds)

    def serve(self, port: int, database: Database, clock: Callable[[], datetime]) -> WSGIServer:
        """Answer on this machine's own port until the returned server is shut down. Raises OSError."""
        self.registry.register(Standing(database, clock))
        return start_http_server(port, ADDRESS, self.registry)[0]


@dataclass(frozen=True)
class Standing(Collector):
    """Asks the database when somebody asks us; without an answer the numbers are left out."""

    database: Database
    clock: Callable[[], datetime]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges as of now."""
        found = self._found()
        if found is None:
            return
        yield GaugeMetricFamily("fristvagt_open_items", "Open calls and deadlines", value=found.open_items)
        waited = found.oldest_unsent / timedelta(seconds=1)
        yield GaugeMetricFamily("fristvagt_oldest_unsent_seconds", "Longest overdue message", value=waited)
        yield GaugeMetricFamily("fristvagt_set_aside", "Messages waiting for a person", value=found.set_aside)

    def _found(self) -> Gauges | None:
        try:
            with self.database.read() as session:
                return gauges(session, self.clock())
        except SQLAlchemyError:
            return None
