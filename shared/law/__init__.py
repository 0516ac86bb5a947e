"""The law the system carries out: dated, cited tables and a small exact arithmetic behind them."""
