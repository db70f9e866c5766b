"""Invented outlets, people, firms and towns, and days, for what is told in the pages."""

from __future__ import annotations

import random

_OUTLETS = (
    "Harbour Post", "Vale Courier", "Sund Times", "The Northern Herald", "Daily Ledger", "The Meridian",
    "Coast Tribune", "City Wire", "The Morning Record", "Evening Chronicle", "The Wharf", "Capital Review",
    "The Plain Dealer of Orne", "Tech Lantern", "Sports Bugle", "The Hill Gazette", "Market Observer",
    "Science Letter", "The Weekly Beacon", "Metro Dispatch",
)  # fmt: skip
_FIRST_NAMES = """Anna Tom Leila Viktor Grace Marc Priya Jonas Sara Ken Olive Dario Mei Ruth Pavel Ines Omar Hanna Luis
Edda Farid Nora Colm Yuki Tessa Bram Zofia Ivo Carla Sven""".split()
_SURNAMES = """Reyes Barlow Haddad Lang Odum Duval Nair Eklund Whitfield Ito Marsh Conti Okafor Lindqvist Moreau Petrov
Castell Brandt Ferro Quill Tanaka Oduya Haas Ness Varga Kerr Solberg Amadi Rooke Teller""".split()
COMPANIES = (
    "Arvane", "Brightwell", "Corvin Foods", "Delmar Systems", "Estrel", "Fenwick Motors", "Galt Energy", "Hollis Air",
    "Imre Labs", "Jorvik Bank", "Kestrel Games", "Lumen Retail", "Marlow Pharma", "Nordhaven Shipping", "Opal Networks",
    "Pell & Strand", "Quarrick", "Redfern Media", "Sable Robotics", "Tarrant Mills", "Ulven Group", "Vantor",
    "Westry Rail", "Yarrow Homes",
)  # fmt: skip
PLACES = (
    "Orne", "Halden", "Port Vell", "Greyford", "Santa Lucre", "Tarn", "Eastmoor", "Lindau Bay", "Norwick", "Cape Serra",
    "Aldermouth", "Bexley Cross", "Carrow", "Dunmere", "Elsing", "Fort Amble", "Grantley", "Harrowgate Sound", "Isca",
    "Kelm", "Lowen", "Marsk", "Nether Poole", "Oakhaven",
)  # fmt: skip


def an_outlet() -> str:
    """Return an invented outlet."""
    return random.choice(_OUTLETS)


def some_outlets(count: int) -> list[str]:
    """Return as many different invented outlets."""
    return random.sample(_OUTLETS, count)


def a_day() -> str:
    """Return any day of some years."""
    return f"20{random.randint(19, 25)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def some_people(count: int) -> list[tuple[str, str]]:
    """Return as many people, each by first name and surname; no two share either."""
    return list(zip(random.sample(_FIRST_NAMES, count), random.sample(_SURNAMES, count), strict=True))
