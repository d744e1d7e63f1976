"""The only module that knows the library `krippendorff`, and with it numpy."""

from collections.abc import Sequence

import krippendorff
import numpy as np


def ordinal(things: Sequence[Sequence[int]]) -> float:
    """Return Krippendorff's alpha with the ordinal metric.

    Args:
        things: for each thing the values two judges or more gave it; at least two values are different.
    """
    domain = sorted({value for values in things for value in values})
    counts = np.array([[list(values).count(value) for value in domain] for values in things])
    return float(krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement="ordinal"))
