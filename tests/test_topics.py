"""Topics are known in the ways people write them."""

import pytest

from rules.topics import Topic


class TestTopics:
    @pytest.mark.parametrize(
        ("word", "topic"),
        [
            ("afgørelse", Topic.DECISION),
            ("Afgoerelser,", Topic.DECISION),
            ("ANSØGNING", Topic.APPLICATION),
            ("klager", Topic.COMPLAINT),
            ("aktindsigter", Topic.ACCESS),
            ("igangværende  sag", Topic.CASE),
            ("akut/underretning", Topic.URGENT),
            ("vejrudsigt", None),
            ("", None),
        ],
    )
    def test_a_topic_is_known_in_the_ways_people_write_it(self, word: str, topic: Topic | None) -> None:
        assert Topic.recognise(word) is topic

    @pytest.mark.parametrize("topic", Topic)
    def test_every_topic_is_known_by_its_own_label_and_key(self, topic: Topic) -> None:
        assert Topic.recognise(topic.label) is Topic.recognise(topic.value.upper()) is topic
