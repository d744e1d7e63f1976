"""How deep a YAML text nests, told while it is scanned, before anything is built from it."""

from collections.abc import Iterator

import yaml

DEEPEST = 20
"""No file of an author needs more levels."""

_OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)


def scan_with_depth(text: str) -> Iterator[tuple[yaml.Token, int]]:
    """Yield every token with the number of mappings and lists that are open after it.

    Raises:
        yaml.YAMLError: the text is no YAML from here on.
    """
    depth = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        yield token, depth
