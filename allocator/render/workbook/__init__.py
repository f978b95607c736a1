"""The finance report as a workbook with live formulas: one file per sheet.

Inputs, calculations and results stand on separate sheets. Every formula is written with its value, so that
previews and importers that do not calculate show the same figures.
"""
