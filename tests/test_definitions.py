"""The code location: what loads, what it costs, and that the library half knows nothing of Dagster."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
import yaml

import estate_assets

if TYPE_CHECKING:
    from tests.conftest import Place

ROOT = Path(__file__).parent.parent
PACKAGE = Path(estate_assets.__file__).parent


def python(code: str, place: Place) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=place.folder,
        env=place.env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_under_scanner_imports_dagster() -> None:
    for path in PACKAGE.joinpath("scanner").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            outside = [
                name
                for name in names
                if name.startswith("dagster") or (name.startswith("estate_assets.") and ".scanner" not in name)
            ]
            assert outside == [], path


def test_the_library_scans_without_dagster_installed(place: Place) -> None:
    code = """
import sys
sys.modules["dagster"] = None  # an import of it fails
from estate_assets.scanner import EstateScanner, ScanRequest, embedding
embedding.Embedder.embed = lambda _, texts: [(1.0, *(0.0,) * 383) for _ in texts]  # the model is not the point
with EstateScanner() as scanner:
    result = scanner.scan(ScanRequest(accounts=("333344445555",), services=("sqs",)))
print(result.status, result.resources_upserted > 0)
"""
    done = python(code, place)
    assert done.stdout.strip() == "complete True", done.stderr


def test_loading_the_code_location_asks_aws_nothing_and_opens_no_store(place: Place) -> None:
    code = """
import socket, sys
def refuse(*_): raise AssertionError("a connection at import")
socket.socket.connect = refuse
import dagster as dg, warnings
warnings.filterwarnings("ignore", category=dg.BetaWarning)
from estate_assets.definitions import defs
dg.Definitions.validate_loadable(defs)
print([name for name in ("torch", "sentence_transformers", "qdrant_client", "pyarrow.compute") if name in sys.modules])
"""
    done = python(code, place)
    assert done.stdout.strip() == "[]", done.stderr
    assert not place.home.joinpath("qdrant").exists()


def test_the_graph_is_the_chain_that_the_readme_draws(inside: Place) -> None:
    from estate_assets.definitions import defs

    graph = defs.resolve_asset_graph()
    parents = {
        key.to_user_string(): {p.to_user_string() for p in graph.get(key).parent_keys}
        for key in graph.get_all_asset_keys()
    }
    assert parents == {
        "raw_resources": set(),
        "enriched_resources": {"raw_resources"},
        "resource_embeddings": {"enriched_resources"},
        "qdrant_points": {"enriched_resources", "resource_embeddings"},
        "qdrant_collection": {"qdrant_points"},
    }
    for name in parents.keys() - {"qdrant_collection"}:
        assert graph.get(dg.AssetKey(name)).backfill_policy == dg.BackfillPolicy.single_run()


def test_every_column_that_the_ui_shows_says_what_it_holds_and_comes_from_one_that_is_there(inside: Place) -> None:
    from estate_assets import lineage
    from estate_assets.definitions import defs

    columns = {}
    for spec in defs.resolve_all_asset_specs():
        schema = spec.metadata.get("dagster/column_schema")
        if schema:
            names = [column.name for column in schema.columns]
            assert len(set(names)) == len(names), spec.key
            assert all(column.description for column in schema.columns), spec.key
            columns[spec.key.to_user_string()] = set(names)
    assert len(columns) == 4
    told = {
        "enriched_resources": lineage.between("raw_resources", lineage.ENRICHED_FROM),
        "resource_embeddings": lineage.between("enriched_resources", lineage.EMBEDDED_FROM),
        "qdrant_points": lineage.into_points(),
    }
    for asset, metadata in told.items():
        for column, deps in metadata["dagster/column_lineage"].deps_by_column.items():
            assert column in columns[asset]
            assert all(dep.column_name in columns[dep.asset_key.to_user_string()] for dep in deps), (asset, column)


def test_targets_put_globals_first_then_region_by_region(inside: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from estate_assets.partitions import target_keys

    monkeypatch.setenv("ESTATE_REGIONS", "us-east-1,eu-west-1")
    monkeypatch.setenv("ESTATE_SERVICES", "iam,ec2,sqs")
    assert target_keys() == ["global/iam", "us-east-1/ec2", "us-east-1/sqs", "eu-west-1/ec2", "eu-west-1/sqs"]


def test_account_ids_are_checked_since_dagster_does_not(inside: Place) -> None:
    from estate_assets.partitions import register_accounts
    from estate_assets.scanner.errors import SettingsError

    with dg.DagsterInstance.ephemeral() as instance:
        with pytest.raises(SettingsError, match=r"not an account id: 'a\|b'"):
            register_accounts(instance, ["333344445555", "a|b"])
        assert list(instance.get_dynamic_partitions("account")) == []


def test_the_workspace_file_loads_the_code_location(place: Place) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate", "-w", str(ROOT / "workspace.yaml")],
        cwd=ROOT, env=place.env | {"ESTATE_CONFIG": str(place.folder / "estate.toml")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_cloud_file_passes_its_own_loader() -> None:
    code = f"""
import json, yaml
from dagster_cloud_cli.config.models import load_dagster_cloud_yaml
loaded = load_dagster_cloud_yaml(open({str(ROOT / "dagster_cloud.yaml")!r}).read())
print(json.dumps([[one.location_name, one.code_source.module_name] for one in loaded.locations]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["estate", "estate_assets.definitions"]]


def test_the_example_instance_is_one(tmp_path: Path) -> None:
    example = yaml.safe_load((ROOT / "dagster.example.yaml").read_text())
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(example))
    code = f"""
import dagster as dg
with dg.DagsterInstance.from_config({str(tmp_path)!r}) as instance:
    print(type(instance.event_log_storage).__name__, instance.telemetry_enabled)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"DAGSTER_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["EventLog", "False"], done.stderr
