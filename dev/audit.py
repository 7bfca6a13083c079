"""Known vulnerabilities in what is installed, by pip-audit: `python dev/audit.py`. Exits with 1 where there are some.

pip-audit alone finds "no known vulnerabilities" also where it could look up nothing: at an index that knows packages, but no advisories.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

COMMAND = ("-m", "pip_audit", "--skip-editable", "--progress-spinner", "off", "--format", "json")


def main() -> int:
    """Audits, prints, and returns the exit code."""
    done = subprocess.run([sys.executable, *COMMAND], stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if not done.stdout:
        return done.returncode or 1
    lines, code = told(json.loads(done.stdout)["dependencies"])
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def told(packages: list[dict[str, Any]]) -> tuple[list[str], int]:
    """What is to be said of the packages, and the exit code. The project itself, which is in no index, is left out."""
    skipped = [one for one in packages if "skip_reason" in one and "editable" not in one["skip_reason"]]
    audited = [one for one in packages if "skip_reason" not in one]
    found = [(one, vuln) for one in audited for vuln in one["vulns"]]
    lines = [
        f"{one['name']} {one['version']}: {vuln['id']}, mended in {', '.join(vuln['fix_versions']) or 'no version yet'}"
        for one, vuln in found
    ]
    lines.append(f"{len(audited)} packages looked up, {len(found)} known vulnerabilities")
    if skipped:
        lines.append(f"not looked up: {len(skipped)}, for instance {skipped[0]['name']} ({skipped[0]['skip_reason']})")
    return lines, int(bool(found) or not audited)


if __name__ == "__main__":
    sys.exit(main())
