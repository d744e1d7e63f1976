"""A believable world of any size: invented officers over all communes, the same for the same seed."""

from demo.synth.world import SynthCounts, SynthOptions, make_synthetic_world

__all__ = ["SynthCounts", "SynthOptions", "make_synthetic_world"]
