"""What else goes wrong in a chaos run, besides kills: Slack, the network, the database, the clock."""

import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from threading import Thread

from bot.chaos_clock import NONE
from bot.chaos_kills import Kill
from bot.chaos_processes import Instance
from bot.chaos_stage import Stage
from bot.chaos_wire import POST, Point
from bot.demo.faults import EVERY_METHOD, Fault
from jobs.trouble import APP_ERRORS, PERSON_ERRORS, TRANSIENT_ERRORS, UNKNOWN_ERRORS
from storage.outbox import LEASE

LOOK = "conversations.history"
REFUSALS = ("invalid_blocks", "msg_too_long", "invalid_arguments")
# Pauses after a failure are at most a minute, and twenty seconds more after a time-out.
OVER = timedelta(seconds=90)
AWAY, AWAY_STEP = timedelta(hours=8), timedelta(minutes=30)
AWAY_STEP_SECONDS = 0.2
LOCKED_SECONDS = 2.0
# Ten seconds of Slack's, scaled to what a run has time for; `time-out` waits them out in full.
SLOW_SECONDS, TIMED_OUT_SECONDS = 1.0, 10.5
STOPPED_SECONDS, TRAP_SECONDS = 0.7, 10.0
AHEAD = timedelta(hours=2)
FEW, SOME = 3, 6


@dataclass
class Scene:
    """Where a fault plays: `acts` lets that many visitors act, `urgent` makes the bot send something."""

    stage: Stage
    chance: Random
    acts: Callable[[int], None]
    urgent: Callable[[], None]

    def settle(self) -> None:
        self.stage.all_done()
        self.stage.revive()


Play = Callable[[Scene], None]


def slack_says(*faults: Fault) -> Play:
    """Slack answers so until the faults are used up, or everybody has acted."""

    def play(scene: Scene) -> None:
        for one in faults:
            scene.stage.slack.faults.add(replace(one))
        scene.urgent()
        scene.acts(SOME)
        scene.stage.all_done()
        scene.stage.pass_by(OVER)
        scene.acts(FEW)
        scene.settle()
        scene.stage.slack.disturb(clear=True)

    return play


def slack_refuses(codes: Sequence[str]) -> Play:
    """One of Slack's error words to the next message; the bot may end itself over it."""

    def play(scene: Scene) -> None:
        slack_says(Fault("error", POST, error=scene.chance.choice(sorted(codes))))(scene)

    return play


def time_out(scene: Scene) -> None:
    """The answer comes after the bot has given up; the clock waits for it, as real time would pass."""
    stage = scene.stage
    stage.slack.faults.add(Fault("slow", POST, seconds=TIMED_OUT_SECONDS, delivered=True))
    scene.urgent()
    stage.wait_for(lambda: not stage.wire.quiet_for(0), 5.0)
    scene.acts(SOME)
    stage.all_done()
    stage.wait_for(lambda: stage.wire.quiet_for(0.5), TIMED_OUT_SECONDS * 2)
    stage.pass_by(OVER)
    scene.settle()


def history_unreadable(scene: Scene) -> None:
    """Killed when Slack had the message, and on the way back it cannot be looked for: it comes twice."""
    stage = scene.stage
    stage.slack.faults.add(Fault("error", LOOK, error="missing_scope", times=None))
    before = stage.book.doubled()
    _killed_once_delivered(scene)
    stage.pass_by(LEASE + timedelta(seconds=1))
    stage.wait_for(lambda: stage.book.doubled() > before, TRAP_SECONDS)
    scene.acts(FEW)
    scene.settle()
    stage.slack.disturb(clear=True)


def killed_while_ahead(scene: Scene) -> None:
    """Killed when Slack had the message, by a clock that was ahead; the right one looks for it."""
    stage = scene.stage
    stage.idle()
    stage.clock.set_skew(AHEAD / 2)
    _killed_once_delivered(scene)
    stage.clock.set_skew(NONE)
    scene.acts(FEW)
    scene.settle()


def _killed_once_delivered(scene: Scene) -> None:
    stage = scene.stage
    trap = stage.wire.set(stage.executioner.trap(Kill.K5))
    scene.urgent()
    trap.sprung.wait(TRAP_SECONDS)
    stage.wire.lift(trap)
    scene.settle()


def connections_drop(scene: Scene) -> None:
    """Every Socket Mode connection is reset without a word."""
    scene.stage.slack.disturb(drop_sockets=True)
    scene.acts(FEW)
    scene.settle()


def connections_are_replaced(scene: Scene) -> None:
    """Slack asks every connection to be replaced, as it does every few hours."""
    scene.stage.slack.disturb(disconnect=True)
    scene.acts(SOME)
    scene.settle()


def envelopes_come_twice(scene: Scene) -> None:
    scene.stage.slack.disturb(duplicate_envelopes=FEW)
    scene.acts(SOME)
    scene.settle()


def slack_is_away(scene: Scene) -> None:
    """For eight hours nothing gets through, neither way."""
    stage = scene.stage
    stage.slack.disturb(away=True)
    for _ in range(AWAY // AWAY_STEP):
        stage.clock.advance(AWAY_STEP)
        stage.wait_for(lambda: False, AWAY_STEP_SECONDS)
    scene.acts(FEW)
    stage.all_done()
    stage.slack.disturb(away=False)
    scene.settle()


def database_is_locked(scene: Scene) -> None:
    """Another process holds the write lock for as long as a writer waits for it."""
    holder = Thread(target=scene.stage.database.lock, args=[LOCKED_SECONDS])
    holder.start()
    scene.acts(SOME)
    scene.stage.all_done()
    holder.join()
    scene.settle()


def database_is_full(scene: Scene) -> None:
    with scene.stage.database.full([one.pid for one in scene.stage.instances if one.alive]):
        scene.acts(SOME)
        scene.stage.all_done()
    scene.settle()


def database_is_read_only(scene: Scene) -> None:
    """A SQLite bot that starts on such a file refuses with a sentence; a PostgreSQL one lives through it."""
    stage = scene.stage
    if not stage.alone:
        with stage.database.read_only():
            scene.acts(SOME)
            stage.all_done()
        scene.settle()
        return
    stage.all_done()
    (bot,) = stage.instances
    bot.kill()
    with stage.database.read_only():
        stage.start(bot)
        stage.wait_for(lambda: not bot.alive, 20.0)
        stage.did["refused to start"] += not bot.alive
        bot.kill()
    scene.settle()


def stopped_beyond_its_lease(scene: Scene) -> None:
    """A bot stands still while it sends, for longer than its lease; then it goes on as if nothing was."""
    stage, caught = scene.stage, list[Instance]()

    def stop(instance: Instance) -> None:
        instance.signal(signal.SIGSTOP)
        caught.append(instance)

    point = scene.chance.choice((Point.CALL, Point.ANSWERED))
    trap = stage.wire.set(stage.executioner.stopping(point, stop))
    scene.urgent()
    trap.sprung.wait(TRAP_SECONDS)
    stage.wire.lift(trap)
    stage.clock.advance(LEASE + timedelta(seconds=5))
    if not stage.alone:
        scene.acts(FEW)
    stage.wait_for(lambda: False, STOPPED_SECONDS)
    for one in caught:
        one.signal(signal.SIGCONT)
        stage.resumed()
    scene.settle()


def clock_is_wrong(skew: timedelta) -> Play:
    """The bots' machines take it for another time, and then for the right one again."""

    def play(scene: Scene) -> None:
        stage = scene.stage
        stage.idle()
        stage.clock.set_skew(skew)
        scene.acts(SOME)
        scene.urgent()
        stage.all_done()
        stage.idle()
        stage.clock.set_skew(NONE)
        scene.acts(FEW)
        scene.settle()

    return play


FAULTS: dict[str, Play] = {
    "429": slack_says(Fault("rate_limited", POST, times=2, retry_after=2)),
    "429 without Retry-After": slack_says(Fault("rate_limited", POST, times=2, retry_after=None)),
    "500": slack_says(Fault("http_500", EVERY_METHOD, times=8)),
    "HTML 502": slack_says(Fault("html_502", EVERY_METHOD, times=8)),
    "ok:false, the person": slack_refuses(tuple(PERSON_ERRORS)),
    "ok:false, the app": slack_refuses(tuple(APP_ERRORS)),
    "ok:false, for now": slack_refuses(tuple(TRANSIENT_ERRORS)),
    "ok:false, unknown": slack_refuses(tuple(UNKNOWN_ERRORS)),
    "ok:false, refused": slack_refuses(REFUSALS),
    "ok:false, and delivered": slack_says(Fault("error", POST, error="fatal_error", delivered=True)),
    "slow": slack_says(Fault("slow", POST, times=3, seconds=SLOW_SECONDS, delivered=True)),
    "time-out": time_out,
    "accepted, then dropped": slack_says(Fault("accept_then_drop", POST, times=2)),
    "dropped before": slack_says(Fault("drop_before", POST, times=2)),
    "history unreadable": history_unreadable,
    "connections reset": connections_drop,
    "connections replaced": connections_are_replaced,
    "envelopes twice": envelopes_come_twice,
    "Slack away 8 h": slack_is_away,
    "database locked": database_is_locked,
    "database full": database_is_full,
    "database read-only": database_is_read_only,
    "stopped beyond the lease": stopped_beyond_its_lease,
    "clock +2 h": clock_is_wrong(AHEAD),
    "clock -2 h": clock_is_wrong(timedelta(hours=-2)),
    "killed while ahead": killed_while_ahead,
    "clock +1 day": clock_is_wrong(timedelta(days=1)),
}
# These take long; a run has them less often.
RARE = frozenset({"time-out", "Slack away 8 h", "connections reset"})
