"""Response curves read off: `curve` is the verb, `reading` what it reads, for reports as well."""

from allocator.studies.curve.answer import CurveAnswer, CurvePoint, CurveStanding, ItemCurve
from allocator.studies.curve.reading import Curves, Ladder, Reading, Standing, study_curves
from allocator.studies.curve.study import curve, read_again

__all__ = [
    "CurveAnswer",
    "CurvePoint",
    "CurveStanding",
    "Curves",
    "ItemCurve",
    "Ladder",
    "Reading",
    "Standing",
    "curve",
    "read_again",
    "study_curves",
]
