"""Prints how many options a case has."""

import sys
from pathlib import Path

from matcher.case import read_case
from matcher.facts import Facts
from matcher.options import generate_options
from webapp.travel import travel_of

if __name__ == "__main__":
    case = read_case(Path(sys.argv[1]))
    print(int(generate_options(Facts(case), travel_of(case)).n_options_of_need.sum()))
