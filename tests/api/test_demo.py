"""The demonstration plays to its end, and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path


def test_the_main_job_holds_over_real_http(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api.demo"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("All of it held.\n")
    assert "refused, NOT_LAWFUL" in done.stdout
    assert "VOID" in done.stdout
    assert list(tmp_path.iterdir()) == []
