# SPDX-License-Identifier: MIT
"""Decide where everything goes: a room of arithmetic that knows neither files nor the engine.

``interface`` says what comes in and what goes out. Between them, ``make_up`` is the way to read: ``matter`` flattens
the copy, ``make_up`` searches sheet by sheet, ``sheet`` chooses zones, notes and depth, ``area`` stacks strips of
columns, ``column`` fills one; ``places`` and ``reasons`` write down the result. ``prices`` says what is worth what.
"""
