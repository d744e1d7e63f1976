"""How fast the machine is while it measures: shared machines swing, and every other line swings with them."""

from time import process_time

_ROUNDS = 200_000
_RUNS = 9


def measure_pace() -> list[float]:
    """Return the CPU time of one and the same small calculation, in ms, run after run."""
    return [_run() for _ in range(_RUNS)]


def _run() -> float:
    began = process_time()
    total = 0
    for number in range(_ROUNDS):
        total += number * number % 7
    return (process_time() - began) * 1000
