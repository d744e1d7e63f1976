"""Questions in Moodle XML."""

from assessments.rules.exchange.moodle.reading import read_moodle_xml
from assessments.rules.exchange.moodle.writing import write_moodle_xml

__all__ = ["read_moodle_xml", "write_moodle_xml"]
