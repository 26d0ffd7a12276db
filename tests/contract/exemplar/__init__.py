"""A site that keeps every promise that can be seen over HTTP.

It is made of the standard library, and of wsproto, which writes and reads the frames of WebSockets.

It is here to be broken: `test_the_suite_itself.py` turns one of its rules off at a time and looks
whether the suite notices. It keeps its notes in memory and is no model for anything else.
"""
