"""A small synthetic world, made once for each engine and lent to whoever needs many people."""

from demo.synth import SynthOptions, make_synthetic_world

OFFICERS = 300
OPTIONS = SynthOptions(OFFICERS, seed=7)


def ignore(_done):
    """Nobody is told how far it is."""


def lend(world):
    """Yield the application on a database of its own with the people of the small world."""
    if not hasattr(world, "synthetic"):
        world.synthetic = world._make(world.reference, lambda: make_synthetic_world(OPTIONS, ignore))
    yield from world.fresh(world.synthetic)
