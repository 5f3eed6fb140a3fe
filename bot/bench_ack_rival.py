"""The common way to write such a bot: Bolt as it comes, the ORM, and a scheduler's job per reminder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlalchemy import Engine, ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from views import ids

# The least a call asks for: a warning before its limit, and the limit.
REMINDERS = (timedelta(hours=22), timedelta(hours=24))


class Rows(DeclarativeBase):
    """The rival's own tables."""


class Call(Rows):
    """One call to return."""

    __tablename__ = "call"

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str] = mapped_column(index=True)
    whom: Mapped[str]
    name: Mapped[str]
    topic: Mapped[str]
    is_open: Mapped[bool] = mapped_column(default=True)
    logged_by: Mapped[str]
    logged_at: Mapped[datetime]
    due_at: Mapped[datetime]


class Happened(Rows):
    """One line of the log."""

    __tablename__ = "happened"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]


@dataclass(frozen=True)
class Book:
    """Where the rival writes."""

    engine: Engine
    jobs: BackgroundScheduler


@contextmanager
def scheduler(url: str) -> Iterator[Book]:
    """Empty tables, and a running scheduler that keeps its jobs beside them."""
    engine = create_engine(url)
    Rows.metadata.create_all(engine)
    jobs = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=url)}, timezone=UTC)
    jobs.start()
    yield Book(engine, jobs)
    jobs.shutdown(wait=False)
    engine.dispose()


def connect(app: App, token: str) -> None:
    """Listen as Bolt's documentation says."""
    SocketModeHandler(app, token).connect()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped


def register(app: App, book: Book) -> None:
    """Take the same form."""

    @app.view(ids.CALL_FORM)
    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        number = _saved(book.engine, body)
        for after in REMINDERS:
            book.jobs.add_job(remind, "date", run_date=datetime.now(UTC) + after, args=[number])
        ack(response_action="update", view=_receipt(number))


def _saved(engine: Engine, body: dict[str, Any]) -> int:
    user, form = body["user"]["id"], body["view"]["id"]
    fields = {block: element[block] for block, element in body["view"]["state"]["values"].items()}
    phone, now = fields[ids.PHONE]["value"], datetime.now(UTC)
    with Session(engine) as session, session.begin():
        earlier = session.scalars(select(Call).where(Call.form == form)).first()
        twins = session.scalars(select(Call).where(Call.phone == phone, Call.is_open)).all()
        if earlier is not None or twins:
            return earlier.id if earlier is not None else twins[0].id
        call = Call(
            form=form,
            phone=phone,
            whom=fields[ids.WHOM]["selected_option"]["value"],
            name=fields[ids.NAME]["value"],
            topic=fields[ids.TOPIC]["selected_option"]["value"],
            logged_by=user,
            logged_at=now,
            due_at=now + REMINDERS[-1],
        )
        session.add(call)
        session.flush()
        session.add(Happened(call_id=call.id, at=now, actor=user, action="call_logged"))
        return call.id


def remind(number: int) -> None:
    """What a job would do; none comes due while it is timed."""


def _receipt(number: int) -> dict[str, Any]:
    said = {"type": "mrkdwn", "text": f"Gemt som nr. {number}."}
    title = {"type": "plain_text", "text": "Gemt"}
    return {"type": "modal", "title": title, "blocks": [{"type": "section", "text": said}]}
