"""The world in a box: the whole product on one machine, every part a process of its own."""
