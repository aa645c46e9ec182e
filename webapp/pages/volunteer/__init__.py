"""The volunteer's own pages: registration, start, times, profile, pause and own data."""

from webapp.pages.volunteer import own, profile, registration, start, times
from webapp.pages.volunteer.blueprint import pages

__all__ = ["own", "pages", "profile", "registration", "start", "times"]
