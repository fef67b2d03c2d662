"""The form of the code: short files, short functions, telling names, nothing skipped."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

LINES_A_FILE = 400
LINES_A_FUNCTION = 50
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
WAYS_TO_SKIP = {"skip", "skipif", "skipIf", "xfail", "importorskip", "skipTest", "expectedFailure", "SkipTest"}
FOLDERS_THAT_ARE_NO_PACKAGES = {"core", "web", "plugins", "config"}
DOCUMENTED_ROOMS = ("policy", "areas", "decisions", "scheduling")
READS_THE_CLOCK = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "strftime", "ctime"},
}
MAY_READ_THE_CLOCK = ("core/cara/cli/", "core/cara/settings", "core/cara/demo")


def long_files(modules) -> Iterator[str]:
    for module in modules:
        lines = len(module.text.splitlines())
        if lines >= LINES_A_FILE:
            yield f"{module.name} has {lines} lines"


def long_functions(modules) -> Iterator[str]:
    for module in modules:
        for node in ast.walk(module.parsed):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.body[0].lineno + 1
                if lines >= LINES_A_FUNCTION:
                    yield f"{module.name}:{node.lineno} {node.name} has {lines} lines"


def names_that_say_nothing(modules) -> Iterator[str]:
    for module in modules:
        path = PurePosixPath(module.name)
        if {path.stem.strip("_"), *path.parts} & NAMES_THAT_SAY_NOTHING:
            yield module.name
        for node in ast.walk(module.parsed):
            if isinstance(node, ast.ClassDef) and node.name.endswith(("Helper", "Utils")):
                yield f"{module.name}:{node.lineno} {node.name}"


def skipped_tests(modules) -> Iterator[str]:
    for module in modules:
        for node in ast.walk(module.parsed):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if name in WAYS_TO_SKIP:
                yield f"{module.name}:{node.lineno} {name}"


def clock_reads(modules) -> Iterator[str]:
    for module in modules:
        for node in ast.walk(module.parsed):
            if isinstance(node, ast.Attribute) and node.attr in READS_THE_CLOCK.get(_last_name(node.value), ()):
                yield f"{module.name}:{node.lineno} {ast.unparse(node)}"
            if isinstance(node, ast.ImportFrom) and node.module == "time":
                yield f"{module.name}:{node.lineno} {ast.unparse(node)}"


def _last_name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def imports_of_folders(modules) -> Iterator[str]:
    for module in modules:
        for node in ast.walk(module.parsed):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            yield from (
                f"{module.name}:{node.lineno} imports {name}"
                for name in names
                if name.partition(".")[0] in FOLDERS_THAT_ARE_NO_PACKAGES
            )


def undocumented(modules) -> Iterator[str]:
    for module in modules:
        for node in ast.iter_child_nodes(module.parsed):
            if _is_public(node) and not ast.get_docstring(node):
                yield f"{module.name}:{node.lineno} {node.name}"
        if not ast.get_docstring(module.parsed):
            yield f"{module.name}:1 the module"


def _is_public(node: ast.AST) -> bool:
    definitions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return isinstance(node, definitions) and not node.name.startswith("_")


def test_no_file_is_long(modules):
    assert list(long_files(modules)) == []


def test_no_function_is_long(modules):
    assert list(long_functions(modules)) == []


def test_every_name_says_something(modules):
    assert list(names_that_say_nothing(modules)) == []


def test_no_test_is_skipped(modules):
    assert list(skipped_tests(modules)) == []


def test_the_core_is_told_the_time(modules):
    core = [
        module
        for module in modules
        if module.name.startswith("core/") and not module.name.startswith(MAY_READ_THE_CLOCK)
    ]
    assert core
    assert list(clock_reads(core)) == []


def test_nobody_imports_a_folder_of_the_tree(modules):
    assert list(imports_of_folders(modules)) == []


def test_public_names_of_the_policy_rooms_are_documented(modules):
    rooms = tuple(f"core/cara/{room}/" for room in DOCUMENTED_ROOMS)
    documented = [module for module in modules if module.name.startswith(rooms)]
    assert len(documented) > len(DOCUMENTED_ROOMS)
    assert list(undocumented(documented)) == []


def test_a_long_file_is_seen(module_of):
    assert list(long_files([module_of("x = 1\n" * LINES_A_FILE)]))


def test_a_long_function_is_seen(module_of):
    assert list(long_functions([module_of("def f():\n" + "    x = 1\n" * LINES_A_FUNCTION)]))


def test_a_skipped_test_is_seen(module_of):
    assert list(skipped_tests([module_of("@pytest.mark.skipif(True, reason='')\ndef test_x(): ...")]))
    assert list(skipped_tests([module_of("from pytest import skip\nskip('no')")]))


def test_a_clock_that_is_read_is_seen(module_of):
    for line in ("datetime.datetime.now(UTC)", "date.today()", "time.time()", "f(default=datetime.utcnow)"):
        assert list(clock_reads([module_of(line)])), line
    assert list(clock_reads([module_of("import time\ntime.monotonic()")])) == []


def test_an_import_of_a_folder_is_seen(module_of):
    assert list(imports_of_folders([module_of("from core.cara import policy")]))


def test_a_missing_docstring_is_seen(module_of):
    assert list(undocumented([module_of('"""Said."""\nclass Silent: ...')])) == ["planted.py:2 Silent"]


def test_a_name_that_says_nothing_is_seen(module_of):
    assert list(names_that_say_nothing([module_of("class DateHelper: ...")]))
