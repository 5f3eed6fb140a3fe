"""A lead decides which running deadlines follow a rule that was changed after they began."""

from collections.abc import Callable

from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.orm import Session

from handlers.answers import redraw, say, show
from handlers.desk import Desk
from handlers.payload import Body, user_of, value_of
from handlers.press import What, on_call, the_first_time
from rules.catalogue import Catalogue
from rules.office import Office
from rules.rights import Action
from storage import absences, catalogue, events, pages, rule_changes
from storage.models import Deadline
from views import ids
from views.blocks import Block
from views.replies import not_yours
from views.rule_changes import changes

Decide = Callable[..., Deadline]


def register(app: App, desk: Desk) -> None:
    """Listen to the line on the lead's Home and the two choices in its modal."""

    @app.action(ids.RULE_CHANGES)
    def opened(body: Body, ack: Ack) -> BoltResponse:
        if not desk.office.led_by(user_of(body)):
            with desk.database.write() as session:
                act = Action.DECIDE_RULE.value
                events.refused(session, at=desk.clock(), actor=user_of(body), action=act, why="right")
            return say(desk, body, ack, not_yours(desk.texts))
        show(desk, body, _changes(desk, body))
        return ack()

    for action_id, decide in ((ids.RULE_KEEP, rule_changes.keep), (ids.RULE_USE_NEW, rule_changes.use_new)):
        app.action(action_id)(_decision(desk, decide))


def _decision(desk: Desk, decide: Decide) -> Callable[[Body, Ack], BoltResponse]:
    def decided(body: Body, ack: Ack) -> BoltResponse:
        act = the_first_time(
            lambda session, press: decide(
                session,
                desk.office,
                _catalogue(session, desk.office),
                press.number,
                by=press.by,
                now=press.now,
            )
        )
        return on_call(
            desk,
            body,
            ack,
            Action.DECIDE_RULE,
            value_of(body),
            act,
            then=lambda _number: redraw(desk, body, _changes(desk, body)),
            what=What.CASE,
        )

    return decided


def _changes(desk: Desk, body: Body) -> Block:
    now = desk.clock()
    with desk.database.read() as session:
        roster = absences.roster(session, desk.office, now)
        led = [team.key for team in pages.led_now(roster, user_of(body), now)]
        found = rule_changes.changed(session, desk.office, _catalogue(session, desk.office), led)
    return changes(desk.texts, found, now.astimezone(desk.office.zone).date())


def _catalogue(session: Session, office: Office) -> Catalogue:
    return catalogue.current(session, office)
