"""The figures of the catalogue, each computed from the records in one place: for every report, the very same.

- :mod:`cara.figures.quarters` - the periods
- :mod:`cara.figures.history`, :mod:`cara.figures.contact_history` - what the records say, read once, without a name
- :mod:`cara.figures.people`, :mod:`cara.figures.delivery`, :mod:`cara.figures.contact` - the figures
- :mod:`cara.figures.catalogue` - all of them for a quarter, with their definitions
- :mod:`cara.figures.reporting` - the quarterly report
- :mod:`cara.figures.typesetting` - the report as PDF
"""

from cara.figures.catalogue import FIGURES, Figure, figures_of
from cara.figures.quarters import NoSuchQuarter, Quarter

__all__ = ["FIGURES", "Figure", "NoSuchQuarter", "Quarter", "figures_of"]
