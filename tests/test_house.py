"""The house holds: what is installed, built and promised by its files agrees, and names no machine."""

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from typer.main import get_command

HOUSE = Path(__file__).parent.parent
PUBLIC = {"https://pypi.org", "https://files.pythonhosted.org"}
NOT_OURS = {".git", ".venv", "var", "dist", "build", "__pycache__", ".hypothesis"}
MACHINE_PATH = re.compile(r"(?:^|[^a-z.])/(?:work|root|home|tmp|opt|Users)/[\w.]|file:/{3}", re.MULTILINE)


def text(name: str) -> str:
    return (HOUSE / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


def lock() -> dict[str, Any]:
    return tomllib.loads(text("uv.lock"))


def asked_for() -> list[str]:
    """Direct dependencies as pyproject.toml writes them, the extras included."""
    found = project()["project"]
    return [*found["dependencies"], *(line for extra in found["optional-dependencies"].values() for line in extra)]


def own_files() -> Iterator[Path]:
    for path in sorted(HOUSE.rglob("*")):
        parts = path.relative_to(HOUSE).parts
        is_ours = not any(part in NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in parts)
        if is_ours and path.is_file() and path.name != ".env":
            yield path


def subcommands(command: Any) -> dict[str, Any]:
    """Name → command of a group; empty for a command that has none below it."""
    names = command.list_commands(None) if hasattr(command, "list_commands") else []
    return {name: command.get_command(None, name) for name in names}


def retour_commands() -> dict[str, Any]:
    """What `retour` can do. Imported here, so that the other tests of the house hold without the service."""
    from service.cli import app

    return subcommands(get_command(app))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


# --- what is installed ---


def test_the_lock_file_has_public_addresses_only() -> None:
    """A local folder or a mirror in it would be nobody else's."""
    assert {source for package in lock()["package"] for source in package["source"]} <= {
        "registry",
        "editable",
    }
    assert set(re.findall(r"\w+://[^/\"]+", text("uv.lock"))) == PUBLIC


def test_the_lock_file_holds_what_pyproject_asks_for() -> None:
    """`make` installs the lock file as it is; after a change of the dependencies it takes a `make lock`."""
    own = next(p for p in lock()["package"] if p["name"] == "retour")["metadata"]["requires-dist"]
    locked = {(row["name"], row["specifier"]) for row in own}
    wanted = (re.fullmatch(r"([\w-]+)(?:\[\w+\])?(.+)", line) for line in asked_for())
    assert locked == {(m[1].lower(), m[2]) for m in wanted if m}


def test_every_direct_dependency_says_why() -> None:
    for line in asked_for():
        written = next(row for row in text("pyproject.toml").splitlines() if f'"{line}"' in row)
        assert len(written.partition("#")[2].strip()) > 10, f"{line} has no reason beside it"


def test_one_version_of_uv_everywhere() -> None:
    makefile = re.search(r"^UV_VERSION := (\S+)$", text("Makefile"), re.MULTILINE)
    dockerfile = re.search(r"uv==(\S+)", text("Dockerfile"))
    assert makefile
    assert dockerfile
    assert makefile[1] == dockerfile[1] == project()["tool"]["uv"]["required-version"].removeprefix(">=")


def test_the_wheel_holds_the_packages_and_the_migrations() -> None:
    assert project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [
        "service",
        "flows",
        "migrations",
    ]
    assert project()["project"]["scripts"] == {"retour": "service.cli:app"}


def test_the_licence_is_the_full_text_of_apache_2() -> None:
    licence = text("LICENSE")
    assert licence.lstrip().startswith("Apache License\n")
    assert "END OF TERMS AND CONDITIONS" in licence
    assert "APPENDIX: How to apply the Apache License to your work." in licence
    assert project()["project"]["license"] == "Apache-2.0"


# --- what is promised ---


def test_no_file_names_a_path_of_a_machine() -> None:
    named = []
    for path in own_files():
        try:
            words = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        named += [f"{path.relative_to(HOUSE)}: {found[0].strip()}" for found in MACHINE_PATH.finditer(words)]
    assert not named


def test_the_make_targets_of_the_readme_exist() -> None:
    promised = set(re.findall(r"(?:`|^ {4})make ([a-z]+)", text("README.md"), re.MULTILINE))
    assert {"run", "test", "check", "bench", "help"} <= promised <= make_targets()


def test_make_alone_shows_every_target() -> None:
    shown = subprocess.run(["make"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"make ([a-z]+)", shown)) >= make_targets()


def test_the_commands_of_the_readme_exist() -> None:
    """`retour flows texts en`: a group, a command, an argument. As far as there are names, they exist."""
    for words in re.findall(r"`(?:\.venv/bin/)?retour ([a-z][a-z-]*(?: [a-z][a-z-]*)*)", text("README.md")):
        commands = retour_commands()
        for word in words.split():
            if not commands:
                break
            assert word in commands, f"retour {words}"
            commands = subcommands(commands[word])


@pytest.mark.parametrize("line", re.findall(r"^retour .+$", text("docs/office.md"), re.MULTILINE))
def test_the_commands_of_the_office_are_taken(line: str) -> None:
    """As they stand there, with every option and value: nothing is looked up before all of it was understood."""
    named = {name: str(UUID(int=7)) for name in ("DELIVERY", "VISIT", "LINE", "ALERT", "JOB")}
    words, within, found = [named.get(word, word) for word in shlex.split(line)[1:]], retour_commands(), None
    while words and words[0] in within:
        found = within[words.pop(0)]
        within = subcommands(found)
    assert found is not None
    assert not within
    found.make_context("retour", words).close()


def test_settings_named_in_the_house_are_settings() -> None:
    known = set(re.findall(r"RETOUR_[A-Z0-9_]+", text(".env.example")))
    places = ["README.md", "Dockerfile", "compose.yaml", ".ci/run", "Makefile"]
    decisions = [str(path.relative_to(HOUSE)) for path in (HOUSE / "docs/decisions").glob("*.md")]
    for place in places + decisions:
        named = set(re.findall(r"RETOUR_[A-Z0-9_]*[A-Z0-9]", text(place)))
        assert {name for name in named if not name.startswith("RETOUR_TEST_")} <= known, place


def test_decision_records_are_one_screen_each() -> None:
    records = sorted((HOUSE / "docs/decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        words = path.read_text(encoding="utf-8")
        assert words.startswith(f"# {path.name[:4]} "), path.name
        assert re.findall(r"^\*\*(\w+)\.\*\*", words, re.MULTILINE) == ["Context", "Decision", "Consequences"]
        assert len(words.splitlines()) <= 40, f"{path.name} is longer than a screen"


# --- layers ---


def contracts() -> dict[str, dict[str, Any]]:
    return {contract["id"]: contract for contract in project()["tool"]["importlinter"]["contracts"]}


def test_every_room_stands_in_the_layers_contract() -> None:
    """import-linter looks only at the rooms that it is told of."""
    layers = contracts()["layers"]["layers"]
    told = {name for layer in layers for name in re.findall(r"[\w.]+", layer)}
    rooms = {f"service.{p.stem}" for p in (HOUSE / "service").iterdir() if p.suffix == ".py" or p.is_dir()}
    assert rooms - {"service.__init__", "service.__pycache__", "service.py"} <= told
    assert layers[-1] == "flows"


def test_flows_may_not_reach_the_world() -> None:
    pure = contracts()["flows-is-pure"]
    assert pure["source_modules"] == ["flows"]
    assert {"service", "sqlalchemy", "time", "random", "secrets", "os", "logging"} <= set(pure["forbidden_modules"])
    assert set(contracts()["gateways-know-carriers-only"]["forbidden_modules"]) == {"service.models", "flows"}


# --- container and CI ---


def dockerfile() -> list[tuple[str, str]]:
    """(instruction, the rest) in order; continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", text("Dockerfile"), flags=re.MULTILINE))
    rows = (line.partition(" ") for line in joined.splitlines() if line.strip())
    return [(word, rest.strip()) for word, _, rest in rows]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    return found


def test_the_image_is_built_in_two_stages_and_runs_as_nobody_special() -> None:
    rows = dockerfile()
    assert rows[0] == ("ARG", "BASE=python:3.11-slim")
    stages = [i for i, (word, _) in enumerate(rows) if word == "FROM"]
    assert [rows[i][1] for i in stages] == ["${BASE} AS build", "${BASE}"]
    last = rows[stages[1] :]
    assert [rest for word, rest in last if word == "USER"] == ["retour"]
    assert not any("uv" in rest.split() for word, rest in last if word == "RUN")
    assert any("/healthz" in rest for word, rest in last if word == "HEALTHCHECK")


def test_what_the_image_copies_exists_and_is_let_through() -> None:
    let_through = {line[1:].rstrip("/") for line in text(".dockerignore").splitlines() if line.startswith("!")}
    for word, rest in dockerfile():
        if word == "COPY" and not rest.startswith("--from"):
            for name in (part.rstrip("/") for part in rest.split()[:-1]):
                assert (HOUSE / name).exists()
                assert name in let_through


@pytest.mark.parametrize(("service", "command"), [("web", "serve"), ("worker", "worker"), ("migrate", "migrate")])
def test_one_image_for_web_worker_and_migrations(service: str, command: str) -> None:
    row = compose()["services"][service]
    assert row["image"] == "retour"
    assert row["command"] == ["retour", command]
    assert command in retour_commands()
    assert "retour_keys" in row["secrets"]


def test_what_needs_tables_waits_for_the_migrations() -> None:
    services = compose()["services"]
    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    for name in ("web", "worker"):
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert "pg_isready" in services["db"]["healthcheck"]["test"][1]


def test_compose_has_no_default_secret() -> None:
    """Every value from outside must be given: `${NAME:?what to do}`."""
    values = re.findall(r"\$\{([^}]+)\}", text("compose.yaml"))
    assert values
    assert all(":?" in value for value in values)


def test_ci_turns_skips_into_failures_and_runs_everything() -> None:
    script = text(".ci/run")
    assert "set -eu" in script
    assert "export RETOUR_TEST_REQUIRE_ALL=1" in script
    assert script.rstrip().endswith("exec make test")
