"""The benchmark of the neutral names runs to its end, on a wheel that is there already."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = """
def calculate_patient_fee(patient, days):
    total = patient.rate * days
    return total


class Ward:
    def discharge_patient(self, patient):
        patient.state = 1
        patient.save()
"""


def test_the_benchmark_counts_judged_proposals(tmp_path: Path) -> None:
    wheel = tmp_path / "scratch" / "ward" / "ward-1.0-py3-none-any.whl"
    wheel.parent.mkdir(parents=True)
    with zipfile.ZipFile(wheel, "w") as opened:
        opened.writestr("ward/fees.py", CODE)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    entry = f"{{package: ward, version: '1.0', sha256: '{digest}', half: report}}"
    (tmp_path / "proposals.yaml").write_text(f"- {entry}\n- {entry.replace(': ward', ': other')}\n")
    (tmp_path / "proposals.tsv").write_text("ward\tdischarge_patient\tupdate_record\tyes\n")
    sheet = tmp_path / "sheet.md"
    command = [sys.executable, "-m", "benchmarks.proposals", "--data", str(tmp_path)]

    ran = subprocess.run(
        [*command, "--scratch", str(tmp_path / "scratch"), "--packages", "1", "--sheet", str(sheet)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert "of 1 packages (report)" in ran.stdout
    assert "judged: 1; accepted: 1 (100.0 %)" in ran.stdout
    assert "`discharge_patient` -> `update_record`" in sheet.read_text()
