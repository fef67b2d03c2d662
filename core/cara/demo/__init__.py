"""A seeded, reproducible year of an invented area, made by the use cases themselves."""

from cara.demo.seeding import NotEmpty, Seeded, seed

__all__ = ["NotEmpty", "Seeded", "seed"]
