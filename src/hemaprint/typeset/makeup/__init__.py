"""Make-up: what stands where. A room of arithmetic that knows neither files nor the engine.

``copy`` comes in and ``made`` goes out; between them ``make_up`` is the way to read: ``matter`` flattens the
copy, ``search`` goes from sheet to sheet, ``sheet`` chooses zones, notes and depth, ``area`` stacks strips,
``strip`` sets columns side by side, ``column`` and ``descent`` fill one; ``places`` and ``reasons`` write down
what was found.
"""
