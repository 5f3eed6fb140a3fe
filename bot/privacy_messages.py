"""Samples of every message the engine posts, to a person or to a channel."""

from bot.privacy_deadlines import running
from bot.privacy_stage import CHANNEL, DM, NUMBER, Sample, Stage
from storage.models import State
from storage.returns import WhileAway
from views import messages
from views.listed import Listed
from views.messages import DaysList


def samples_of_messages(s: Stage) -> list[Sample]:
    """Every message the engine posts."""
    one, reader = [s.item()], s.reader()
    mine, team, over = s.three
    hastens = [s.item(urgent=True)]
    not_kept = s.item(number=NUMBER + 2, agreed_at=s.now)
    nearly_due: list[Listed] = [s.item(attempts=0), not_kept, running(s, number=NUMBER + 4, goal_at=s.now)]
    done = [s.item(number=NUMBER + 3, state=State.CLOSED)]
    everything = DaysList(
        mine=[*mine, running(s, number=NUMBER + 4)],
        team=team,
        over=over,
        done=done,
        back=WhileAway(4, 2, 1),
    )
    return [
        Sample("Dagens liste", DM, "ejeren", messages.days_list(s.t, everything, reader), messages.days_list),
        Sample(
            "Telefontiden begynder",
            DM,
            "ejeren",
            messages.telephone_hours(s.t, one, reader),
            messages.telephone_hours,
        ),
        Sample(
            "To timer før fristen",
            DM,
            "ejeren",
            messages.warning(s.t, nearly_due, reader),
            messages.warning,
        ),
        Sample(
            "En aftalt tid",
            DM,
            "ejeren",
            messages.agreed(s.t, [s.item(agreed_at=s.now)], reader),
            messages.agreed,
        ),
        Sample("Efter Senere", DM, "ejeren", messages.woken(s.t, one, reader), messages.woken),
        Sample(
            "Borgeren ringede igen",
            DM,
            "ejeren",
            messages.called_again(s.t, one, reader),
            messages.called_again,
        ),
        Sample("Haster", DM, "ejeren og vagten", messages.urgent(s.t, hastens, reader), messages.urgent),
        Sample(
            "Haster, og ingen har taget det",
            DM,
            "teamlederen",
            messages.urgent_lead(s.t, hastens, s.reader("U0LONE")),
            messages.urgent_lead,
        ),
        Sample(
            "En kollega kan ikke nås i Slack",
            DM,
            "teamlederen",
            messages.undelivered(s.t, "Karim Aziz", one, s.reader("U0LONE")),
            messages.undelivered,
        ),
        Sample(
            "Botten kan ikke skrive i en kanal",
            DM,
            "teamlederen",
            messages.channel_closed(s.t, "Voksenteam A"),
            messages.channel_closed,
        ),
        Sample(
            "Ingen er på arbejde",
            CHANNEL,
            "teamets kanal",
            messages.nobody_left(s.t, "Voksenteam A", 2, 1),
            messages.nobody_left,
        ),
        Sample(
            "En ældre liste",
            DM,
            "ejeren",
            messages.superseded(s.t, reader, s.t.day(s.now)),
            messages.superseded,
        ),
    ]
