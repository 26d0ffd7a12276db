"""The matrix: every pair of options that change code, made, installed, tested, run."""
