"""The runner of documents, on documents of a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import Block, DocumentError, abridged, alike, blocks, commands
from tests.docs.fragments import merged, with_base
from tests.docs.runner import Report, run_document, updated


def document(*parts: tuple[str, str]) -> str:
    return "\n".join(f"Words.\n\n```{info}\n{text}\n```\n" for info, text in parts)


@pytest.fixture
def run(tmp_path: Path):
    folder = tmp_path / "document"
    folder.mkdir()

    def run_parts(*parts: tuple[str, str], update: bool = False) -> Report:
        return run_document(document(*parts), folder, update=update)

    return run_parts


def test_blocks_are_found_with_their_options_and_place() -> None:
    text = "# Title\n\n- a list\n\n  ```yaml file=a.yaml\n  a:\n    b\n  ```\n\n~~~~text\n```sh\n~~~~\n"
    assert blocks(text) == [
        Block("yaml", (("file", "a.yaml"),), ("a:", "  b"), 5, "  "),
        Block("text", (), ("```sh",), 10),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("```rust\nfn\n```", 'language "rust"'),
        ("```\nplain\n```", 'language ""'),
        ("```text\nnever", "never closed"),
        ("```yaml name=x\na: 1\n```", 'unknown option "name=x"'),
        ("```console exit\n$ true\n```", 'unknown option "exit"'),
    ],
)
def test_no_block_escapes(text: str, problem: str) -> None:
    with pytest.raises(DocumentError, match=problem):
        blocks(text)


def test_commands_are_found_with_their_output() -> None:
    [block] = blocks("```console exit=3\n$ one\nfirst  \n\nsecond\n\n$ two\n> more\n```")
    one, two = commands(block)
    assert (one.text, one.expected, one.status, one.number) == ("one", ("first", "", "second"), 0, 2)
    assert (one.start, one.stop) == (2, 5)
    assert (two.text, two.expected, two.status, two.number) == ("two\nmore", (), 3, 7)


def test_a_console_block_starts_with_a_command(run) -> None:
    with pytest.raises(AssertionError, match="must start with a line"):
        run(("console", "output\n$ true"))


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ("a b", "a b", True),
        ("a b", "a c", False),
        ("a", "a b", False),
        ("a b", "a", False),
        ("...", "", True),
        ("a ...", "a", True),
        ("a ...", "a b c", True),
        ("a ... c", "a b b c", True),
        ("a ... c", "a b b", False),
        ("... b ... d", "a b c b d", True),
        ("... b", "a b c", False),
        ("... a b ...", "a a b", True),
        ("a ... a", "a", False),
    ],
)
def test_output_is_compared_line_by_line(expected: str, actual: str, same: bool) -> None:
    assert alike(tuple(expected.split()), tuple(actual.split())) is same


def test_right_output_passes(run) -> None:
    assert not run(("console", "$ printf 'a  \\nb\\n' \na\nb\n\n$ echo c >&2\nc")).findings


def test_wrong_output_is_told_with_its_line(run) -> None:
    [finding] = run(("console", "$ echo one\none\n$ echo two\nthree")).findings
    assert finding.line == 6
    assert "-three\n+two" in finding.problem


def test_a_command_without_shown_output_may_print_anything(run) -> None:
    assert not run(("console", "$ echo anything")).findings


@pytest.mark.parametrize(
    ("info", "text", "fine"),
    [
        ("console", "$ false", False),
        ("console exit=3", "$ exit 3", True),
        ("console exit=3", "$ true", False),
        ("console exit=3", "$ exit 3\n$ exit 3", False),
        ("console", "$ exit 3\n$ echo $?\n3", True),
        ("console", "$ exit 3\n$ echo $?\n4", False),
        ("console", "$ exit 3; echo $?", False),
        ("console", "$ (exit 3); echo $?\n3", True),
    ],
)
def test_exit_status(run, info: str, text: str, fine: bool) -> None:
    assert (not run((info, text)).findings) is fine


def test_commands_share_a_folder_and_their_place_in_it(run) -> None:
    report = run(
        ("console", "$ mkdir inner; cd inner; echo x > a.txt"),
        ("console", "$ cat a.txt; basename $PWD; cd ..\nx\ninner"),
        ("console", "$ ls\ninner"),
    )
    assert not report.findings


def test_surroundings_do_not_reach_a_document(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not run(("console", '$ echo "$COLUMNS $NO_COLOR ${FORCE_COLOR-unset}"\n100 1 unset')).findings


def test_named_blocks_become_files(run) -> None:
    report = run(
        ("csv file=in/items.csv", "id,price\ncrm,100"),
        ("json file=x.json", "{}"),
        ("yaml file=x.yaml", "any: thing"),
        ("console", "$ cat in/items.csv x.json x.yaml\nid,price\ncrm,100\n{}\nany: thing"),
    )
    assert not report.findings


def test_a_file_stays_in_the_folder(run) -> None:
    with pytest.raises(AssertionError, match="leaves the folder"):
        run(("yaml file=../x.yaml", "a: 1"))


@pytest.mark.parametrize(
    ("info", "text", "fine"),
    [
        ("json", '{"a": 1}', True),
        ("json", "{a: 1}", False),
        ("csv", "a,b\n1,2", True),
        ("csv", "a,b\n1", False),
        ("text", "anything", True),
        ("python", "import os\nassert os.getcwd().endswith('document')", True),
        ("python", "assert False", False),
        ("python", "syntax error", False),
        ("python", ">>> 1 + 1\n2", True),
        ("python", ">>> 1 + 1\n3", False),
        ("sh", "make run  # everything\npip install .", True),
        ("sh", "make nothing", False),
        ("sh", "rm -r scenarios", False),
    ],
)
def test_each_language_is_checked(run, info: str, text: str, fine: bool) -> None:
    assert (not run((info, text)).findings) is fine


def test_python_blocks_share_their_names(run) -> None:
    report = run(
        ("python", "one = 1"), ("python", ">>> two = one + 1\n>>> two\n2"), ("python", "assert two == 2")
    )
    assert not report.findings


def test_update_rewrites_only_what_differs(tmp_path: Path) -> None:
    text = document(
        ("console", "$ echo same\nsame\n\n$ printf 'a\\nb\\n'\n?\n\n$ echo kept\n...\n$ echo none"),
        ("console", "$ echo lost\nx\n...\ny"),
    )
    folder = tmp_path / "document"
    folder.mkdir()
    report = run_document(text, folder, update=True)
    assert not report.findings
    assert updated(text, report.edits) == document(
        ("console", "$ echo same\nsame\n\n$ printf 'a\\nb\\n'\na\nb\n\n$ echo kept\n...\n$ echo none"),
        ("console", "$ echo lost\nlost"),
    )


@pytest.mark.parametrize(
    ("shown", "printed", "kept"),
    [
        ("A\n1\n...", "A\n2\n\nB\n3", "A\n2\n..."),
        ("...\nB x\n...", "A\n\nB x\ny\n\nC\n\nD", "...\nB x\ny\n..."),
        ("A\n\nB\n...\nD", "A\n\nB\n\nC\n\nD", "A\n\nB\n...\nD"),
        ("A\n1", "A\n2\n\nB", "A\n2\n\nB"),
        ("X\n...", "A\n\nB", "A\n\nB"),
    ],
)
def test_update_leaves_out_what_was_left_out(shown: str, printed: str, kept: str) -> None:
    assert abridged(tuple(shown.split("\n")), tuple(printed.split("\n"))) == tuple(kept.split("\n"))


def test_update_keeps_indentation_and_still_tells_a_wrong_status(tmp_path: Path) -> None:
    text = "- ```console\n  $ echo a\n  b\n  ```\n".replace("- ", "-\n\n  ", 1)
    folder = tmp_path / "document"
    folder.mkdir()
    report = run_document(text, folder, update=True)
    assert updated(text, report.edits) == text.replace("  b", "  a")
    assert run_document("```console\n$ false\nx\n```\n", folder, update=True).findings


def test_fragments_are_laid_over_the_base() -> None:
    assert merged({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"c": 3}, "d": [2]}) == {
        "a": {"b": 1, "c": 3},
        "d": [2],
    }
    data = with_base("budget: {release: even}\nitems: {paid_search: {kind: tool}, flyers: {kind: ad}}")
    assert data["budget"] == {"total": 100000, "release": "even"}
    assert data["items"]["paid_search"] == {"kind": "tool"}
    assert {"crm", "flyers"} < set(data["items"])


def test_a_fragment_must_be_a_mapping() -> None:
    with pytest.raises(TypeError, match="must be a mapping"):
        with_base("- 1")
