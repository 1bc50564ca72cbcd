"""What is gained by packaging: a smaller zip, and code that need not be compiled at every cold start?"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zipfile import ZipFile

from bench.figures import Figures, judged
from bench.imports import FUNCTIONS, PARTS, environment
from bench.rounds import medians
from infra.package import BUDGET, BUDGET_PLAIN, MB, Package, by_chalice, package

STAGE = "dev"
ROUNDS = 7
STARTS = {"`import app`, ms": "", "ready to take a lead, ms": f"{PARTS}{FUNCTIONS['api: takes a lead']}\n"}
# With nothing around it but Python, from a folder that must not be written to, as on Lambda.
TIMED = """
import sys, time
sys.path.insert(0, sys.argv[1])
start = time.process_time()
import app
{}
print(time.process_time() - start)
"""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A zip, and where it lies unpacked."""

    zip: Path
    folder: Path

    @classmethod
    def of(cls, zip: Path, folder: Path) -> "Unpacked":
        """*zip*, unpacked to *folder*."""
        with ZipFile(zip) as packed:
            packed.extractall(folder)
        return cls(zip, folder)

    def seconds(self, start: str) -> float:
        """Processor seconds of a cold *start*, without that of Python itself."""
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-I", "-S", "-B", "-c", TIMED.format(start), str(self.folder)],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout.splitlines()[-1])

    def weight(self) -> tuple[float, int, float]:
        """MB of the zip, files in it, MB unpacked."""
        with ZipFile(self.zip) as packed:
            infos = packed.infolist()
        return self.zip.stat().st_size / MB, len(infos), sum(i.file_size for i in infos) / MB


def measure() -> Figures:
    """Chalice's package as it comes, beside ours."""
    with tempfile.TemporaryDirectory(prefix="autodm-hub-") as work:
        folder = Path(work)
        (folder / "chalice").mkdir()
        made = package(STAGE, folder / "made")
        naive = Unpacked.of(by_chalice(STAGE, folder / "chalice") / "deployment.zip", folder / "naive")
        return _figures(naive, Unpacked.of(made.zip, folder / "ours"), made)


def _figures(naive: Unpacked, ours: Unpacked, made: Package) -> Figures:
    samples: dict[str, Callable[[], float]] = {
        f"{kind} {name}": partial(each.seconds, start)
        for name, start in STARTS.items()
        for kind, each in (("naive", naive), ("ours", ours))
    }
    seen = medians(samples, ROUNDS)
    whole, plain = made.sizes()
    (zip, files, unpacked), (_, fewer, less) = naive.weight(), ours.weight()
    return Figures(
        header=("package", "Chalice's, as it comes", "ours", "ratio"),
        rows=[
            ("zip, MB", f"{zip:.1f}", judged(whole, BUDGET, digits=1), f"{whole / zip:.2f}"),
            (
                "without compiled code, MB",
                f"{zip:.1f}",
                judged(plain, BUDGET_PLAIN, digits=1),
                f"{plain / zip:.2f}",
            ),
            ("files", f"{files:,}", f"{fewer:,}", f"{fewer / files:.2f}"),
            ("unpacked, MB", f"{unpacked:.1f}", f"{less:.1f}", f"{less / unpacked:.2f}"),
            *(_started(name, seen) for name in STARTS),
        ],
        notes=[
            "The same product and libraries. Starts: processor time of a fresh process that has Python's own "
            f"library and the unpacked package, and may write neither; medians of {ROUNDS} rounds that take "
            "turns. Not a figure of Lambda's: there, fetching and unpacking come on top.",
        ],
    )


def _started(name: str, seen: dict[str, float]) -> tuple[str, ...]:
    naive, ours = seen[f"naive {name}"], seen[f"ours {name}"]
    return name, f"{1e3 * naive:.0f}", f"{1e3 * ours:.0f}", f"{ours / naive:.2f}"
