"""Complaints as of one day, as they may leave the team: the reversal rate, and full medhold beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from sqlalchemy.orm import Session

from bot.report_cells import NO, YES, Cell, share_cell
from rules.appeal_figures import AppealFigure, Span
from rules.figures import Period, Share
from rules.hidden_cells import TOTAL, hidden_cells
from rules.office import Office
from rules.reversal import rolling, year_of
from storage.complaint_rate import full_medhold, per_paragraph
from views.complaint_words import plain_of_what
from views.texts import Texts

Place = tuple[str, str, str]  # team, stretch of time, paragraph
Counted = tuple[Place, Share]
# The twelve months are the year so far and what lies before it, so that neither gives the other's cases away.
YEAR, BEFORE_IT = "year", "before"
STRETCH: Mapping[Span, str] = {Span.YEAR: YEAR, Span.MONTHS: TOTAL}


class Shares:
    """One figure's shares, and what may be told of each. By paragraph for the office's twelve months only."""

    def __init__(self, counted: Iterable[Counted]) -> None:
        self._shares = _added_up(counted)
        self._hidden = hidden_cells(
            {(*place, side): n for place, one in self._shares.items() for side, n in _sides(one).items()}
        )

    def told(self, team: str, span: Span, paragraph: str = TOTAL) -> Cell:
        """The share for that team (or all: `TOTAL`), with the n it rests on."""
        place = team, STRETCH[span], paragraph
        return share_cell(
            self._shares.get(place, Share(0, 0)),
            hidden=(*place, TOTAL) in self._hidden,
            side_hidden=(*place, YES) in self._hidden,
        )

    def paragraphs(self) -> Sequence[str]:
        """Those with any case, the most cases first."""
        of = {place[2]: one.of for place, one in self._shares.items() if place[2] != TOTAL and one.of}
        return sorted(of, key=lambda name: (-of[name], name))


@dataclass(frozen=True, slots=True)
class Appeals:
    """The figures counted up to and including `until`."""

    until: date
    figures: Mapping[AppealFigure, Shares]


def read_appeals(session: Session, office: Office, until: date) -> Appeals:
    """The figures of every team and of the whole office."""
    year, months = year_of(until), rolling(until)
    stretches = {YEAR: year, BEFORE_IT: Period(months.starts, year.starts)}
    return Appeals(
        until,
        {
            AppealFigure.REVERSALS: Shares(_reversals(session, office, stretches)),
            AppealFigure.MEDHOLD: Shares(_medhold(session, office, stretches)),
        },
    )


def a_year_before(until: date) -> date:
    """Where the same figures ended a year before: the day before the twelve months began."""
    return rolling(until).starts - timedelta(days=1)


def _reversals(session: Session, office: Office, stretches: Mapping[str, Period]) -> Iterator[Counted]:
    texts = Texts(office.zone)
    for team, (stretch, period) in product(office.teams, stretches.items()):
        for paragraph, one in per_paragraph(session, [team.key], period).items():
            share = Share(one.against, one.of)
            yield from _with_totals(team.key, stretch, share)
            yield (TOTAL, TOTAL, plain_of_what(texts, *paragraph)), share


def _medhold(session: Session, office: Office, stretches: Mapping[str, Period]) -> Iterator[Counted]:
    for team, (stretch, period) in product(office.teams, stretches.items()):
        yield from _with_totals(team.key, stretch, full_medhold(session, [team.key], period))


def _with_totals(team: str, stretch: str, share: Share) -> Iterator[Counted]:
    """The team's and the office's, in the stretch and in all twelve months."""
    for place in product((team, TOTAL), (stretch, TOTAL), (TOTAL,)):
        yield place, share


def _added_up(counted: Iterable[Counted]) -> Mapping[Place, Share]:
    found: dict[Place, Share] = {}
    for place, one in counted:
        before = found.get(place, Share(0, 0))
        found[place] = Share(before.n + one.n, before.of + one.of)
    return found


def _sides(share: Share) -> Mapping[str, int]:
    return {YES: share.n, NO: share.of - share.n, TOTAL: share.of}
