"""Instagram in a box: a stand-in for Instagram's hosts, written from Meta's documents alone.

It knows nothing of the product, so that the two can disagree.
"""
