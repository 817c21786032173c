"""Pictures: guarded loading, several recognition engines behind one protocol, and what a picture tells beyond words.

``load`` opens a file that may be hostile, ``engines`` names the protocol and chooses, ``tesseract`` and ``paddle`` are
the engines, ``cache`` remembers their results, ``layout`` sorts lines by place, ``picture`` makes the document,
``legibility`` measures pixels, ``annotate`` draws boxes. Pillow and the engines are imported only here.
"""
