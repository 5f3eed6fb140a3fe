"""The Home tab: whoever opens it is noted, greeted the first time, and the engine draws it."""

from slack_bolt import App

from handlers.desk import Desk
from handlers.payload import Body, user_of
from storage import notices, people


def register(app: App, desk: Desk) -> None:
    """Listen for the tab being opened."""

    @app.event("app_home_opened")
    def opened(body: Body) -> None:
        if body["event"].get("tab", "home") != "home":
            return
        with desk.database.write() as session:
            people.home_opened(session, user_of(body), desk.clock())
            notices.welcome(session, desk.office, user_of(body), desk.clock())
        desk.nudge()
