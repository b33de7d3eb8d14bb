"""Who may import whom: read from the sources, so that the shape of the project is a rule and not a habit."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import components

PACKAGE = Path(components.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
SIBLINGS = {
    "addons",
    "ceph_disks",
    "control_plane",
    "etcd_external",
    "etcd_existing",
    "etcd_stacked",
    "etcd_topology",
    "haproxy_balancer",
    "identity",
    "load_balancer",
    "pki",
    "virtual_address",
    "worker_pool",
}


def name_of(path: Path) -> str:
    """The module's dotted name inside the package: "core.names", "" for the package itself."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path: Path) -> tuple[tuple[int, str], ...]:
    """The relative level and the dotted name of each import."""
    return tuple(_imports(ast.parse(path.read_text())))


def _imports(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""
            if not node.module:
                yield from ((node.level, alias.name) for alias in node.names)


def inside(path: Path) -> set[str]:
    """Modules of the package that this one imports, by their dotted name inside it."""
    here = path.relative_to(PACKAGE).parent.parts
    return {".".join((*here[: len(here) - level + 1], *name.split("."))).strip(".") for level, name in imports(path) if level}


def outside(path: Path) -> set[str]:
    """Top-level names of what is imported from elsewhere."""
    return {name.partition(".")[0] for level, name in imports(path) if not level}


def those_with(found: Iterable[tuple[Path, set[str]]]) -> dict[str, set[str]]:
    """The modules of which something was found, by name."""
    return {name_of(path): names for path, names in found if names}


def test_the_core_knows_neither_pulumi_nor_what_stands_on_it():
    core = [path for path in MODULES if name_of(path).startswith("core")]
    assert those_with((path, {name for name in outside(path) if name.startswith("pulumi")}) for path in core) == {}
    assert those_with((path, {name for name in inside(path) if not name.startswith("core")}) for path in core) == {}


def test_a_module_reaches_others_of_the_package_by_relative_imports():
    """So the same code is `components` here and `pulumi_kubeadm` elsewhere."""
    assert those_with((path, outside(path) & {"components", "lab", "tests", "pulumi_kubeadm"}) for path in MODULES) == {}


def test_siblings_meet_only_in_the_cluster():
    def met(path: Path) -> set[str]:
        return {name.partition(".")[0] for name in inside(path)} & SIBLINGS - {name_of(path).partition(".")[0]}

    composing = {"", "bundle.command", "cluster", "review.objects"}
    assert those_with((path, met(path)) for path in MODULES if name_of(path) not in composing) == {}


def test_hosts_are_commanded_from_one_place():
    """Whatever registers a resource of pulumi-command verifies host keys, because all of it is in `remote`."""
    commanding = {name_of(path) for path in MODULES if "command:remote" in path.read_text() or "pulumi_command" in outside(path)}
    assert commanding == {"remote.resources"}


def test_this_machine_is_commanded_from_one_place():
    assert {name_of(path) for path in MODULES if "command:local" in path.read_text()} == {"remote.preflight"}


def test_configuration_is_read_in_one_place():
    reading = {name_of(path) for path in MODULES if "pulumi.Config" in path.read_text()}
    assert reading == {"config"}


def test_the_public_names_are_sorted_and_all_there():
    assert list(components.__all__) == sorted(components.__all__)
    imported = {
        alias.name
        for node in ast.walk(ast.parse((PACKAGE / "__init__.py").read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }
    assert imported == set(components.__all__)
    assert [name for name in components.__all__ if not hasattr(components, name)] == []


def test_the_program_stays_small():
    program = PACKAGE.parent / "__main__.py"
    assert len(program.read_text().splitlines()) <= 25
    assert outside(program) == {"components", "pulumi"}


def test_a_module_fits_a_few_screens():
    """But for the types that are made from the tables, which nobody reads from top to bottom."""
    assert [name_of(path) for path in MODULES if len(path.read_text().splitlines()) > 250] == ["inputs"]
