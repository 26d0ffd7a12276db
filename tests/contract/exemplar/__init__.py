"""A site that keeps every promise that can be seen over HTTP, made of the standard library alone.

It is here to be broken: `test_the_suite_itself.py` turns one of its rules off at a time and looks
whether the suite notices. It keeps its notes in memory and is no model for anything else.
"""
