"""Invented outlets, people, firms and towns, and days, for what is told in the pages."""

from __future__ import annotations

import random

_OUTLETS = (
    "Harbour Post", "Vale Courier", "Sund Times", "The Northern Herald", "Daily Ledger", "The Meridian",
    "Coast Tribune", "City Wire", "The Morning Record", "Evening Chronicle", "The Wharf", "Capital Review",
    "The Plain Dealer of Orne", "Tech Lantern", "Sports Bugle", "The Hill Gazette", "Market Observer",
    "Science Letter", "The Weekly Beacon", "Metro Dispatch",
)  # fmt: skip
_FIRST_NAMES = """Anna Tom Leila Viktor Grace Marc Priya Jonas Sara Ken Olive Dario Mei Ruth Pavel Ines Omar Hanna
Luis Edda Farid Nora Colm Yuki Tessa Bram Zofia Ivo Carla Sven Agnes Bilal Chiara Dmitri Esther Femi Greta Hugo Ilse
Jamal Kirsten Lorenzo Maeve Nikolai Odile Pedro Rosa Samir Thandi Ulrich Vera Wanda Xavier Yusuf Zelda Arthur Beatrix
Cyril Dagny Emil Fiona Gustav Helga Ibrahim Judith Kaspar Lena Matteo Nadia Otto Petra Rafael Signe Teodor Una Vincent
Wilma Alma Boris Celia Duncan Elif Frank Gwen Henrik Irena Jorge""".split()
_SURNAMES = """Reyes Barlow Haddad Lang Odum Duval Nair Eklund Whitfield Ito Marsh Conti Okafor Lindqvist Moreau
Petrov Castell Brandt Ferro Quill Tanaka Oduya Haas Ness Varga Kerr Solberg Amadi Rooke Teller Abbot Achterberg
Alvarez Anders Arkell Baptiste Bauer Bekele Bellamy Birch Blanchard Bosko Brannigan Caldera Carver Chand Cobb Corrigan
Crowther Dacosta Dalgaard Danso Delacroix Demir Dunne Eastlake Ebner Eriksen Fairley Falk Farouk Fontana Forsythe
Gallo Garrick Gensler Gorman Grimaldi Guthrie Hadley Halloran Hammond Hartog Hassan Hendry Holm Huxtable Iqbal Ivers
Jansen Jellicoe Jurado Kaminski Kapoor Keating Kimura Kovacs Krause Lambert Landau Larkin Lefevre Lombardi Lovell
Maddox Malik Marchetti Mbeki McArdle Meyer Molina Mowbray Nagy Nakata Navarro Nesbitt Novak Oakley Obi Okonjo Oliveira
Orban Osei Ostrow Pascoe Patel Pemberton Petit Pickering Popescu Prentice Qureshi Radley Rahman Ramires Rasmussen
Redfern Ricci Rosario Ruiz Ryder Sadler Salonen Santoro Sato Schuster Seaton Sesay Shah Silva Skinner Sorensen Stroud
Suarez Tarkov Thorne Tindall Toivonen Trevelyan Umar Underhill Valdez Vance Venn Verhoeven Vogel Wainwright Walcott
Weiss Wexford Winslow Yamada Yates Zapata Zeller Zhou""".split()
_FIRMS = """Arvane Brightwell Corvin Delmar Estrel Fenwick Galt Hollis Imre Jorvik Kestrel Lumen Marlow Nordhaven Opal
Quarrick Sable Tarrant Ulven Vantor Westry Yarrow Aldane Bexmoor Calder Dorsine Elmont Farrow Gannet Halvard Ionis
Juniper Kordell Larkspur Merrow Nimbic Ostara Palliser Rowanne Sentra Tolland Umbrel Veridane Wrenfield
Zephyrine""".split()
_TRADES = """Foods Systems Motors Energy Air Labs Bank Games Retail Pharma Shipping Networks Media Robotics Mills
Group Rail Homes Mining Textiles Insurance Software""".split()
COMPANIES = (*_FIRMS, *(f"{firm} {trade}" for firm in _FIRMS for trade in _TRADES))
_TOWNS = """Ald Brack Carr Dun Els Fern Grey Hal Ing Kel Low Mar Nor Oak Pen Ravens Stan Thorn Ulver West Amber Black
Cold Deep East Glen Hard Long Marsh Red""".split()
_ENDINGS = "ford mouth wick ham den moor by stead ness gate holm bridge".split()
PLACES = (
    "Orne", "Port Vell", "Santa Lucre", "Tarn", "Lindau Bay", "Cape Serra", "Bexley Cross", "Fort Amble",
    "Harrowgate Sound", "Isca", "Kelm", "Marsk", "Nether Poole",
    *(f"{town}{ending}" for town in _TOWNS for ending in _ENDINGS),
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
