"""What an items sheet says, and what of it is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import allocator
from allocator.errors import Mark
from allocator.fields import Fields
from allocator.scenario.buying import Price, Spend, Units
from allocator.scenario.csv_columns import COLUMNS
from allocator.scenario.items import Item
from allocator.scenario.returns import Returns

NAMES_THE_SHEET = "items_csv: items.csv\n"


@pytest.fixture
def items(desk):
    def read(sheet: str | bytes, scenario: str = NAMES_THE_SHEET):
        return desk.read(scenario, items_csv=sheet).data["items"]

    return read


@pytest.fixture
def errors(desk):
    def read(sheet: str | bytes, scenario: str = NAMES_THE_SHEET):
        return desk.errors(scenario, items_csv=sheet)

    return read


def test_columns_fill_their_places(items):
    sheet = "id,kind,tags,price,price_every,max_total,unit_price,whole_units,roas,margin\n"
    sheet += "crm,tool,core;crm ,1490,month,20000.50,25,TRUE,2.4,40%\n"
    assert items(sheet) == {
        "crm": {
            "kind": "tool",
            "tags": ["core", "crm"],
            "price": {"amount": 1490, "every": "month"},
            "spend": {"max_total": Decimal("20000.50")},
            "units": {"price": 25, "whole": True},
            "returns": {"roas": Decimal("2.4"), "margin": "40%"},
        }
    }


def test_a_carry_over_and_prices_stand_in_dotted_columns(desk):
    sheet = "id,kind,max_total,roas,returns.carry_over.retain,returns.carry_over.normalised,"
    sheet += "returns.price_rise.per_doubling,returns.price_rise.from_per_period\n"
    sheet += "tv,ad,600,3,60%,true,,\nsearch,ad,600,3,,,10%,100\n"
    desk.write(s_yaml="format: 1\nbudget: 900\nitems_csv: items.csv\n", items_csv=sheet)
    items: Any = allocator.load("s.yaml").items
    assert items["tv"].returns.carry_over.lags[1] == pytest.approx(Decimal("0.24"))
    assert items["tv"].returns.price_rise is None
    assert items["search"].returns.price_rise.volume.value(Decimal(200)) == pytest.approx(
        200 / Decimal("1.1")
    )


def test_every_known_column_is_read(items):
    header = ",".join(column.name for column in COLUMNS)
    [item] = items(f"{header}\n{','.join('1' for _ in COLUMNS)}\n").values()
    for column in COLUMNS[1:]:
        value = item
        for step in column.place:
            value = value[step]
        assert value in (1, "1", ["1"])


def test_every_known_column_fills_a_field_of_the_schema():
    models: dict[str, type[Fields]] = {"price": Price, "spend": Spend, "units": Units, "returns": Returns}
    for column in COLUMNS[1:]:
        *around, last = column.place
        model = models[around[0]] if around else Item
        assert last in {field.alias or name for name, field in model.model_fields.items()}


def test_column_names_may_be_written_as_in_a_sheet(items):
    assert items("ID,Max total\ncrm,5\n") == {"crm": {"spend": {"max_total": 5}}}


def test_empty_cells_and_rows_are_absent(items):
    assert items("id,name,max_total\n\ncrm,,\n,,\n") == {"crm": {}}


def test_text_columns_keep_numbers_as_text(items):
    assert items("id,name,from\ncrm,365,2027\n") == {"crm": {"name": "365", "from": "2027"}}


def test_a_dotted_column_is_a_path(items):
    sheet = "id,returns.lead.cost_per,spend.max_total,info.vendor\ncrm,12.5,7,0815\n"
    assert items(sheet) == {
        "crm": {
            "returns": {"lead": {"cost_per": Decimal("12.5")}},
            "spend": {"max_total": 7},
            "info": {"vendor": "0815"},
        }
    }


def test_the_users_own_columns_go_to_info_unchanged(items):
    assert items("id,Owner,cost centre\ncrm, Kari ,0042\n") == {
        "crm": {"info": {"Owner": " Kari ", "cost centre": "0042"}}
    }


def test_a_column_name_that_is_nearly_known_is_a_mistake(errors):
    assert errors("id,max_totl\ncrm,5\n") == [
        'items.csv:1:2: unknown column "max_totl"; did you mean "max_total"?'
    ]


def test_a_maximum_without_its_basis_is_a_mistake(errors):
    assert errors("id,max\ncrm,5\n") == [
        'items.csv:1:2: column "max" does not say its basis (expected "max_total" or "max_per_period")'
    ]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_semicolons_and_tabs_delimit_too(items, sign):
    assert items(f"id{sign}max_total{sign}owner\ncrm{sign}5{sign}Kari, Ola\n") == {
        "crm": {"spend": {"max_total": 5}, "info": {"owner": "Kari, Ola"}}
    }


def test_byte_order_mark_and_windows_line_ends_are_accepted(items):
    assert items(b"\xef\xbb\xbfid,kind\r\ncrm,tool\r\n") == {"crm": {"kind": "tool"}}


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("12,5", '"12.5"'),
        ("12 000", '"12000"'),
        ("12\u00a0000,50", '"12000.50"'),
        ("1,000.50", '"1000.50"'),
        ("1.000,50", '"1000.50"'),
        ("1,000,000", '"1000000"'),
        ("1.000.000", '"1000000"'),
        ("1'000", '"1000"'),
        ("12_000", '"12000"'),
        ("12,5%", '"12.5%"'),
        ("-0,75", '"-0.75"'),
        ("1,000", '"1000" or "1.000"'),
    ],
)
def test_numbers_written_the_local_way_get_a_cure(errors, text, cure):
    assert errors(f'id,max_total\ncrm,"{text}"\n') == [
        f'items.csv:2:2: items.crm.spend.max_total: a number with separators: write {cure} (found "{text}")'
    ]


@pytest.mark.parametrize("text", ["40%", "40 %", "many", "1200 NOK", "2027-01"])
def test_other_text_in_a_column_of_numbers_is_left_to_the_schema(items, text):
    assert items(f"id,margin\ncrm,{text}\n")["crm"]["returns"]["margin"] == text


def test_marks_count_physical_lines_and_columns_of_the_sheet(desk):
    sheet = 'id,name,max_total\ncrm,"two\nlines",1\n\nads,x,2\n'
    source = desk.read(NAMES_THE_SHEET, items_csv=sheet)
    assert source.marks["items", "crm"] == Mark("items.csv", 2, 1)
    assert source.marks["items", "ads", "spend", "max_total"] == Mark("items.csv", 5, 3)
    assert source.mark(("items", "ads", "price")) == Mark("items.csv", 5, 1)


def test_the_sheets_items_follow_the_files_own(items):
    assert list(items("id\nads\n", NAMES_THE_SHEET + "items: {crm: {}}\n")) == ["crm", "ads"]


def test_an_item_in_both_is_a_mistake_naming_both_places(errors):
    assert errors("id\ncrm\n", NAMES_THE_SHEET + "items: {crm: {}}\n") == [
        "items.csv:2:1: items.crm: the item is in the sheet and in the scenario (s.yaml:2:9)"
    ]


def test_items_that_are_no_mapping_are_a_mistake(errors):
    assert errors("id\ncrm\n", NAMES_THE_SHEET + "items: [crm]\n") == [
        "s.yaml:2:1: items: not items (expected a mapping of ids to items, found a list)"
    ]


def test_each_sheet_belongs_to_its_files_layer(desk):
    source = desk.read(
        "extends: base.yaml\nitems_csv: over.csv\n",
        base_yaml="items_csv: base.csv\nitems: {crm: {price: {amount: 1, every: month}}}\n",
        base_csv="id,max_total,owner\nads,5,Kari\n",
        over_csv="id,price,max_total\nads,,7\ncrm,2,\n",
    )
    assert source.data == {
        "items": {
            "crm": {"price": {"amount": 2, "every": "month"}},
            "ads": {"spend": {"max_total": 7}, "info": {"owner": "Kari"}},
        }
    }


@pytest.mark.parametrize(
    ("sheet", "error"),
    [
        ("", "1:1: the sheet is empty"),
        ("\n , \n", "1:1: the sheet is empty"),
        ("id,kind\n", "1:1: the sheet has a header and no items"),
        ("kind,name\ntool,x\n", '1:1: the sheet has no column for ids (expected "id", found "kind, name")'),
        ("id,kind\n,tool\n", "2:1: the row has no id"),
        ("id\ncrm\nads\ncrm\n", '4:1: items.crm: the id "crm" is here twice; the first is on line 2'),
        ("id,kind,Kind\ncrm,a,b\n", '1:3: column "Kind" fills the same place as "kind"'),
        ("id,price,price.amount\nc,1,2\n", '1:3: column "price.amount" fills the same place as "price"'),
        (
            "id,returns.x.y,returns.x\nc,1,2\n",
            '1:3: column "returns.x" fills the same place as "returns.x.y"',
        ),
        ("id,kind\ncrm,tool,5\n", "2:3: items.crm: more cells than the header has"),
        ("id,\ncrm,5\n", '2:2: items.crm: a cell under no column name (found "5")'),
        ('id,kind\ncrm,"tool\n', "2:1: the row cannot be read"),
        ("id,roas\ncrm,1e999999999\n", "2:2: items.crm.returns.roas: a number out of range"),
        ("id\ncr\0m\n", "2:3: a control character (U+0000)"),
        ("id,name\ncrm,blåbær\n".encode("latin-1"), "2:7: not UTF-8 text"),
    ],
)
def test_a_broken_sheet_is_a_mistake(errors, sheet, error):
    [found] = errors(sheet)
    assert found.startswith(f"items.csv:{error}")


def test_every_mistake_of_a_sheet_is_reported(errors):
    assert len(errors('id,max_total\n,1\ncrm,"1,5"\ncrm,2\nads,1,2\n')) == 4


def test_a_missing_sheet_is_reported_where_it_is_named(desk):
    assert desk.errors("a: 1\n" + NAMES_THE_SHEET) == ["s.yaml:2:1: items_csv: items.csv: no such file"]
