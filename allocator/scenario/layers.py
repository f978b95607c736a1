"""The files of a scenario: the file that the user names, what it extends, and their items sheets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from allocator.errors import InputError, Mistake
from allocator.scenario.gathering import Gathering
from allocator.scenario.nodes import Node, kind_of
from allocator.scenario.textfiles import FileRecord, NamedFile, beside, read_text, root_of

EXTENDS = "extends"
ITEMS_CSV = "items_csv"


@dataclass(frozen=True, slots=True)
class Layer:
    """What one scenario file says, its sheet's items included; `extends` names the layer below."""

    tree: Node
    files: tuple[FileRecord, ...]
    extends: Node | None


def read_layers(top: NamedFile) -> list[Layer]:
    """The layers from the base to `top`; raises `InputError` with every mistake found in them."""
    gathering = Gathering()
    layers: list[Layer] = []
    chain = [top]
    root = root_of(top)
    with gathering.catching():
        while len(layers) < len(chain):
            layer = _read_layer(chain[-1], root, gathering)
            layers.append(layer)
            if layer.extends:
                chain.append(_below(layer.extends, chain, root))
    gathering.settle()
    return layers[::-1]


def _below(extends: Node, chain: list[NamedFile], root: Path) -> NamedFile:
    file = beside(chain[-1], root, EXTENDS, extends)
    if any(file.is_same_as(other) for other in chain):
        circle = " -> ".join(other.name for other in (*chain, file))
        raise InputError.single(f"runs in a circle: {circle}", path=EXTENDS, mark=file.mark)
    return file


def _read_layer(file: NamedFile, root: Path, gathering: Gathering) -> Layer:
    from allocator.scenario.yaml_nodes import compose_scenario

    text = read_text(file)
    tree = compose_scenario(text.text, file.name)
    entries = dict(tree.entries)
    extends, named_sheet = entries.pop(EXTENDS, None), entries.pop(ITEMS_CSV, None)
    files: tuple[FileRecord, ...] = (text.record,)
    if named_sheet:
        from allocator.scenario.csv_items import items_of

        with gathering.catching():
            sheet = read_text(beside(file, root, ITEMS_CSV, named_sheet))
            files += (sheet.record,)
            entries["items"] = _with_sheet(entries.get("items"), items_of(sheet), gathering)
    return Layer(Node(entries, tree.mark), files, extends)


def _with_sheet(items: Node | None, sheet: Node, gathering: Gathering) -> Node:
    """The file's own items, then the sheet's."""
    if items is None or items.value is None:
        return sheet
    if not isinstance(items.value, dict):
        found = kind_of(items.value)
        raise InputError.single(
            "not items", path="items", mark=items.mark, expected="a mapping of ids to items", found=found
        )
    for name, item in sheet.entries.items():
        if name in items.entries:
            problem = f"the item is in the sheet and in the scenario ({items.entries[name].mark})"
            gathering.add(Mistake(problem, f"items.{name}", item.mark))
    return Node(items.entries | sheet.entries, items.mark)
