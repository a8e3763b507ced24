"""Make-up: what stands where. A room of arithmetic that knows neither files nor the engine; begin with
``make_up.py``.
"""
