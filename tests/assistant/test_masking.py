"""Marks for what a text gives away: found, consistent, and back again. What must not be found stays."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.masking import Masks

NAMES = ("Dana Whitfield", "Jo", "José María Núñez")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to dana.w+crm@firm.co.uk today", "write to EMAIL_1 today"),
        ("Dana Whitfield is quiet. Dana's numbers slip.", "NAME_1 is quiet. NAME_1's numbers slip."),
        ("dana whitfield and DANA WHITFIELD", "NAME_1 and NAME_1"),
        ("Jo told Dana", "NAME_1 told NAME_2"),
        ("José María said no, Núñez too", "NAME_1 NAME_1 said no, NAME_1 too"),
        ("call +49 (0)30 1234-567 or 555-867-5309", "call PHONE_1 or PHONE_2"),
        ("call (020) 7946 0958.", "call PHONE_1."),
        ("from $12,000 to 8.5k", "from AMOUNT_1 to AMOUNT_2"),
        ("€3.5m, 400 euros, USD 90 and £5", "AMOUNT_1, AMOUNT_2, AMOUNT_3 and AMOUNT_4"),
        ("40 thousand dollars, 12.000 €", "AMOUNT_1, AMOUNT_2"),
        ("again $12,000 and $12,000", "again AMOUNT_1 and AMOUNT_1"),
    ],
)
def test_what_is_masked(text: str, masked: str) -> None:
    assert re.sub(r"_\d", "", Masks(NAMES).mask(text)) == re.sub(r"_\d", "", masked)
    masks = Masks(NAMES)
    assert len(set(re.findall(r"[A-Z]+_\d", masks.mask(text)))) == len(set(re.findall(r"[A-Z]+_\d", masked)))


@pytest.mark.parametrize(
    "text",
    [
        "two months in a row, 3 of 12 reps, 80 percent, 15 minutes, at 9:30",
        "on 2026-11-22, 22.11.2026, 11/22/2026 and in 2024-2026",
        "he joined the team and made a joke; dana alone in lower case is a part of a name",
        "Jonas and Joanna are not Jos",
        "version 1.2.3, Q3, 24/7, step 2",
    ],
)
def test_what_is_no_name_number_or_amount_stays(text: str) -> None:
    assert Masks(NAMES).mask(text) == text


def test_the_same_person_has_one_mark_in_every_message_and_the_reply_has_the_real_words() -> None:
    masks = Masks(["Dana Whitfield", "Tom"])
    first, second = masks.mask("Dana fell to $9k"), masks.mask("and tom asked Dana Whitfield")
    assert (first, second) == ("NAME_1 fell to AMOUNT_1", "and NAME_2 asked NAME_1")
    assert (
        masks.unmask("Sit with NAME_1, not name_2; NAME_9 stays, AMOUNT_1.")
        == "Sit with Dana, not tom; NAME_9 stays, $9k."
    )


@given(
    st.integers(1, 9),
    st.lists(
        st.sampled_from(["Dana Whitfield", " slipped to ", "$9,500", "; ", "dana@x.org", "NAME", " 12"]), max_size=9
    ),
)
def test_a_reply_in_pieces_reads_as_a_whole(size: int, parts: list[str]) -> None:
    text, masks = " ".join(parts), Masks(["Dana Whitfield"])
    sent = masks.mask(text)
    pieces = [masks.feed(sent[i : i + size]) for i in range(0, len(sent), size)] + [masks.rest()]
    assert "".join(pieces) == masks.unmask(sent)
    assert "Whitfield" not in sent and "@" not in sent and "$" not in sent
