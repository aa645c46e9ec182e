"""The tables, one module per topic; importing this package knows them all."""

from webapp.models.accounts import Role, User
from webapp.models.base import Base
from webapp.models.households import Agreement, Household, Member, Need
from webapp.models.matches import Block, Match, MatchEvent, NeedChoices, Pin
from webapp.models.organisations import Offer, Organisation
from webapp.models.places import CatchmentDistrict, District, Site
from webapp.models.planning import PlanningRun, PlanningScenario
from webapp.models.records import ChainCheck, LogEntry, Mail, Setting
from webapp.models.runs import PolicyVersion, Run
from webapp.models.volunteers import Clearance, Volunteer

__all__ = [
    "Agreement",
    "Base",
    "Block",
    "CatchmentDistrict",
    "ChainCheck",
    "Clearance",
    "District",
    "Household",
    "LogEntry",
    "Mail",
    "Match",
    "MatchEvent",
    "Member",
    "Need",
    "NeedChoices",
    "Offer",
    "Organisation",
    "Pin",
    "PlanningRun",
    "PlanningScenario",
    "PolicyVersion",
    "Role",
    "Run",
    "Setting",
    "Site",
    "User",
    "Volunteer",
]
