"""The main job: a call is logged, the caseworker is reminded in time and rings back."""

from datetime import datetime, timedelta

from tests.world import COPENHAGEN, World, text_of


def test_a_logged_call_is_a_promise_read_aloud(world: World) -> None:
    rikke = world.visitor("RIKKE")
    rikke.command("/callback")
    form = world.modal("RIKKE")
    assert [one["value"] for one in rikke.suggest(form, "whom", "kar")] == ["person:U0KARIM"]
    rikke.submit(form, {"phone": "22334455", "whom": "person:U0KARIM"})
    assert (
        "Gemt som nr. 1. Karim Aziz ringer senest mandag 30. november kl. 11. "
        "Hører du ikke fra os, så ring igen på 43 57 00 10." in text_of(rikke.modal())
    )


def test_the_owner_rings_back_and_the_message_changes_in_place(world: World) -> None:
    number = world.log()
    world.tick()
    karim = world.visitor("KARIM")
    (message,) = world.dms("KARIM")
    assert "Nr. 1 · afgørelse" in text_of(message)

    karim.press(message, "callback_view")
    opened = text_of(world.modal("KARIM"))
    assert "Jens Hansen" in opened
    assert "<tel:+4522334455|22 33 44 55>" in opened
    assert [event.detail["why"] for event in world.events("citizen_read")] == ["view"]
    karim.close(karim.modal())

    karim.press(message, "callback_spoke")
    note = world.modal("KARIM")
    world.tick()
    assert "Mangler: er det journaliseret?" in text_of(world.dms("KARIM")[0])
    karim.submit(note, {"answer": "journaled"})
    world.tick()
    (message,) = world.dms("KARIM")
    assert "talt med kl. 10:04, journaliseret" in text_of(message)
    assert world.item(number).state == "closed"


def test_the_next_mornings_list_reminds_the_owner(world: World) -> None:
    world.log()
    world.move_to(datetime(2026, 11, 27, 8, 14, tzinfo=COPENHAGEN))
    assert len(world.dms("KARIM")) == 0
    world.advance(timedelta(minutes=1))
    (message,) = world.dms("KARIM")
    assert "Dine opkald fredag 27. november" in text_of(message)


def test_a_warning_no_longer_says_that_nobody_has_rung_once_somebody_has(lite_world: World) -> None:
    lite_world.log()
    for hour, minute in ((8, 15), (9, 0)):
        lite_world.move_to(datetime(2026, 11, 30, hour, minute, tzinfo=COPENHAGEN))
    warning = lite_world.dms("KARIM")[-1]
    assert warning["text"] == "Frist kl. 11: 1 borger er ikke ringet op endnu."
    lite_world.visitor("KARIM").press(warning, "callback_no_answer")
    lite_world.tick()
    assert lite_world.dms("KARIM")[-1]["text"] == "Påmindelsen om fristen er klaret."
