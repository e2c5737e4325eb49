"""Calendars: a year of one made for the test is sorted without error; what is broken names its line; what we write is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import BadInput
from assistant.exercises import blocks, calendars, catalogue, time_audit
from assistant.exercises.flow import Run, Upload, take, upcoming
from assistant.exercises.result import Meeting
from tests.assistant.exercises.helpers import TODAY, context

ZONE = "Europe/Berlin"
NOW = datetime(2026, 11, 18, tzinfo=UTC)


def ics(*events: str, method: str = "") -> str:
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\n{event.strip()}\r\nEND:VEVENT\r\n" for number, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\n{method}{body}END:VCALENDAR\r\n"


def a_year() -> str:
    """Recurring meetings in three zones, exceptions, cancelled, all-day, free, moved and overlapping ones, and one-offs."""
    events = [
        # every Monday at nine in Berlin, not on Easter Monday, moved once, cancelled once
        "DTSTART;TZID=Europe/Berlin:20251117T090000\r\nDTEND;TZID=Europe/Berlin:20251117T100000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261115T230000Z\r\nEXDATE;TZID=Europe/Berlin:20260406T090000\r\nSUMMARY:Pipeline review",
        # New York: three in the afternoon in Berlin, two in the weeks in which only America changed its clocks
        "DTSTART;TZID=America/New_York:20251118T090000\r\nDURATION:PT30M\r\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH\r\nSUMMARY:Forecast with HQ",
        "DTSTART:20251119T130000Z\r\nDTEND:20251119T140000Z\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=20\r\nSUMMARY:1:1 with Priya",
        "DTSTART:20251121T100000\r\nDTEND:20251121T110000\r\nRRULE:FREQ=MONTHLY;BYDAY=3FR\r\nSUMMARY:Coaching circle",
        "DTSTART;VALUE=DATE:20260803\r\nDTEND;VALUE=DATE:20260824\r\nSUMMARY:Holiday",
        "DTSTART;TZID=Europe/Berlin:20260310T150000\r\nDTEND;TZID=Europe/Berlin:20260310T160000\r\nSTATUS:CANCELLED\r\nSUMMARY:Board report",
        "DTSTART;TZID=Europe/Berlin:20260311T080000\r\nDTEND;TZID=Europe/Berlin:20260311T180000\r\nTRANSP:TRANSPARENT\r\nSUMMARY:Fair in Hanover",
        "DTSTART;TZID=W. Europe Standard Time:20260312T220000\r\nDTEND;TZID=W. Europe Standard Time:20260313T013000\r\nSUMMARY:Migration night",
        "DTSTART;TZID=Europe/Berlin:20260316T093000\r\nDTEND;TZID=Europe/Berlin:20260316T103000\r\nSUMMARY:Customer call \\, Lar\r\n sen",
        "DTSTART:20260401T120000Z\r\nSUMMARY:Reminder without a length",
    ]
    for month in range(1, 12):
        events.append(
            f"DTSTART;TZID=Europe/Berlin:2026{month:02}13T140000\r\nDTEND;TZID=Europe/Berlin:2026{month:02}13T153000\r\nSUMMARY:CRM clean-up {month}"
        )
    text = ics(*events)
    moved = "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;TZID=Europe/Berlin:20260302T090000\r\nDTSTART;TZID=Europe/Berlin:20260302T110000\r\nDTEND;TZID=Europe/Berlin:20260302T120000\r\nSUMMARY:Pipeline review\r\nEND:VEVENT\r\n"
    gone = "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;TZID=Europe/Berlin:20260309T090000\r\nDTSTART;TZID=Europe/Berlin:20260309T090000\r\nDTEND;TZID=Europe/Berlin:20260309T100000\r\nSTATUS:CANCELLED\r\nSUMMARY:Pipeline review\r\nEND:VEVENT\r\n"
    return text.replace("END:VCALENDAR", moved + gone + "END:VCALENDAR")


@pytest.fixture(scope="module")
def year() -> list[blocks.Entry]:
    return calendars.read("year.ics", a_year(), ZONE, NOW)


def starts(entries: list[blocks.Entry], what: str) -> dict[str, str]:
    return {entry["day"]: entry["start"] for entry in entries if entry["what"] == what}


def test_recurrence_ends_skips_and_moves(year: list[blocks.Entry]) -> None:
    found = starts(year, "Pipeline review")
    assert len(found) == 52 - 2  # 52 Mondays to 9 November; Easter Monday skipped, 9 March cancelled, 2 March moved
    assert found["2026-03-02"] == "11:00"
    assert not {"2026-04-06", "2026-03-09", "2026-11-16"} & found.keys()
    assert set(found.values()) == {"09:00", "11:00"}  # nine in winter and in summer


def test_other_zones_are_told_in_local_time(year: list[blocks.Entry]) -> None:
    found = starts(year, "Forecast with HQ")
    assert found["2026-01-13"] == "15:00"
    assert found["2026-03-17"] == "14:00"  # America has changed its clocks, Europe not yet
    assert max(found) == "2026-11-17"  # a rule without an end is read up to today
    assert len(starts(year, "1:1 with Priya")) == 20


def test_what_is_left_out_and_split(year: list[blocks.Entry]) -> None:
    titles = {entry["what"] for entry in year}
    assert not titles & {"Holiday", "Board report", "Fair in Hanover", "Reminder without a length"}
    assert [(e["day"], e["start"], e["minutes"]) for e in year if e["what"] == "Migration night"] == [("2026-03-12", "22:00", 120), ("2026-03-13", "00:00", 90)]  # fmt: skip
    assert "Customer call , Larsen" in titles


def test_double_bookings_count_once(year: list[blocks.Entry]) -> None:
    day = [entry["what"] for found, entry in blocks.slots(year) if found == date(2026, 3, 16)]
    assert day == ["Pipeline review", "Pipeline review", "Customer call , Larsen"]


def test_the_whole_year_goes_through_the_audit() -> None:
    flow = catalogue.flow("time-audit")
    run = take(flow, Run(flow.id), Upload("year.ics", a_year().encode()), context()).run
    run = take(flow, run, time_audit.WHOLE, context()).run
    place = upcoming(flow, run, context())
    assert place and place.step.id == "sorted"
    open_ = [str(n) for n, option in enumerate(place.step.options, 1) if ": unclear" in option]
    assert take(flow, run, "ok", context()).kind == "problem"  # what could not be placed has to be
    for said in (
        ", ".join(f"{n} neither" for n in open_),
        "1",
        "Sit with Sam on Tuesdays and listen to two calls",
        "Friday",
    ):
        reply = take(flow, run, said, context())
        run = reply.run
    assert reply.kind == "done"
    made = flow.result(run.values, context())
    assert {picture.kind for picture in made.pictures} == {"week", "share", "trend"}
    assert 0 < (made.figures or {})["leadership"] < 50


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("BEGIN:VEVENT\r\n", 1),
        (ics("DTSTART:20261116T09000\r\nDTEND:20261116T100000Z\r\nSUMMARY:x"), 6),
        (ics("DTSTART:20261116T090000Z\r\nDTEND:20261116T100000Z\r\nRRULE:FREQ=SOMETIMES\r\nSUMMARY:x"), 8),
        (ics("DTSTART:20261116T090000Z\r\nDTEND:tomorrow\r\nSUMMARY:x"), 7),
        (ics("DTSTART:20261116T090000Z\r\nthis is no line\r\nSUMMARY:x"), 7),
        (ics("SUMMARY:no start"), 4),
        (ics("DTSTART:20261116T090000Z\r\nSUMMARY:x").replace("END:VEVENT\r\n", ""), 8),
        (ics("DTSTART:20261116T090000Z\r\nSUMMARY:x").replace("END:VCALENDAR\r\n", ""), 8),
    ],
    ids=["no calendar", "start", "rule", "end", "no property", "no start", "event not closed", "cut off"],
)
def test_a_broken_calendar_names_the_line(text: str, line: int) -> None:
    with pytest.raises(BadInput, match=rf"^week\.ics, line {line}: "):
        blocks.from_file("week.ics", text.encode(), ZONE)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("day,start,end,activity\nMon,9:00,10:00,Forecast\nMon,10:00,half eleven,Reports\n", "line 3: 'half eleven' is no time of day"),
        ("day,start,end,activity\nMon,9:00,8:00,Forecast\n", "line 2: ends before it begins"),
        ("day,start,end,activity\nSomeday,9:00,10:00,Forecast\n", "line 2: 'Someday' is no day"),
        ("date,start,end,activity\n03/04/2026,9:00,10:00,Forecast\n", "line 2: '03/04/2026' can be read in two ways"),
        ("date,start,end,activity\n2026-02-30,9:00,10:00,Forecast\n", "line 2: '2026-02-30' is no date"),
        ("day,start,end,activity\nMon,9:00,10:00,\n", "line 2: names no activity"),
        ("day,start,end,activity,kind\nMon,9:00,10:00,Forecast,boring\n", "line 2: the kind 'boring'"),
        ("when,what\nMon,Forecast\n", "line 1"),
        ("", "is empty"),
        ('day,start,end,activity\nMon,9:00,10:00,"Forecast\n', "is not CSV"),
    ],
)  # fmt: skip
def test_a_broken_csv_names_the_line(text: str, problem: str) -> None:
    with pytest.raises(BadInput) as raised:
        blocks.from_file("week.csv", text.encode(), ZONE)
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "day,start,end,activity\nMon,9:00,10:30,Forecast\n",
        "\ufeffSubject,Start Date,Start Time,End Date,End Time\nForecast,11/16/2026,9:00 AM,11/16/2026,10:30 AM\n",
        "Datum;from;until;title\n16.11.2026;09:00;10:30;Forecast\n",
        "date\tstart\tminutes\tactivity\n2026-11-16\t09:00\t90\tForecast\n",
        "2026-11-16,9:00,10:30,Forecast\n",
    ],
    ids=["plain", "calendar export", "semicolons", "minutes", "no header"],
)
def test_csv_in_its_usual_forms(text: str) -> None:
    (entry,) = blocks.from_file("week.csv", text.encode(), ZONE)
    assert (entry["start"], entry["minutes"], entry["what"]) == ("09:00", 90, "Forecast")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    for read in (
        lambda: blocks.from_text(text, TODAY),
        lambda: blocks.from_file("x.csv", text.encode("utf-8", "replace"), ZONE),
    ):
        try:
            assert all(entry["minutes"] > 0 for entry in read())
        except BadInput as error:
            assert str(error)


def test_what_we_write_is_read_by_the_same_rules() -> None:
    meetings = (
        Meeting("Pipeline: Priya", "2026-11-23T09:30:00", 30, ZONE, "- first\n- second, with comma", "week", 3),
        Meeting("Growth: Priya", "2026-11-26T14:00:00", 45, ZONE, "", "two weeks", 2),
        Meeting("Show up", "2026-11-26T08:00:00", 30, ZONE, "", "workday", 4),
    )
    data = calendars.write(meetings, "01ABC", datetime(2026, 11, 18, 12, tzinfo=UTC))
    assert b"BEGIN:VTIMEZONE" in data
    found = calendars.read("out.ics", data.decode(), ZONE, NOW)
    weekly = [entry["day"] for entry in found if entry["what"].startswith("Pipeline")]
    assert weekly == ["2026-11-23", "2026-11-30", "2026-12-07"]
    assert [e["day"] for e in found if e["what"].startswith("Growth")] == ["2026-11-26", "2026-12-10"]
    assert [e["day"] for e in found if e["what"] == "Show up"] == [
        "2026-11-26",
        "2026-11-27",
        "2026-11-30",
        "2026-12-01",
    ]
    assert {(e["start"], e["minutes"]) for e in found} == {("09:30", 30), ("14:00", 45), ("08:00", 30)}


def test_typed_weekdays_belong_to_one_week() -> None:
    entries = blocks.from_text("Mon 9-10 a\nFri 9-10 b", TODAY)  # today is a Wednesday
    assert [entry["day"] for entry in entries] == ["2026-11-09", "2026-11-13"]
    assert blocks.weeks(entries) == [TODAY - timedelta(9)]
