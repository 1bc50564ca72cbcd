"""Who started whom on this machine, by what `ps` says."""

import subprocess


def family(pid: int) -> dict[int, str]:
    """The commands of all descendants of *pid*, by their ids."""
    rows = [line.split(None, 2) for line in _ps("pid=,ppid=,args=").splitlines()]
    processes = {int(row[0]): (int(row[1]), row[2]) for row in rows if len(row) == 3}
    found: dict[int, str] = {}
    parents = {pid}
    while parents:
        new = {id: args for id, (parent, args) in processes.items() if parent in parents and id not in found}
        found |= new
        parents = set(new)
    return found


def alive(pid: int) -> bool:
    """Whether *pid* runs; one that has ended and waits to be noticed does not."""
    states = {row[0]: row[1] for row in map(str.split, _ps("pid=,stat=").splitlines())}
    return not states.get(str(pid), "Z").startswith("Z")


def _ps(columns: str) -> str:
    command = ["ps", "-A", "-ww", "-o", columns]  # -ww: whole lines, however long the paths are
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - as above
