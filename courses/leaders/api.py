"""What other plugins may use of the leaders.

Places: `leaders.leader` (a leader's page) and `leaders.village` (a village's page).
"""

from courses.leaders.queries import VIEW, VILLAGES, leader_for, reach, reaches, village_for

__all__ = ["VIEW", "VILLAGES", "leader_for", "reach", "reaches", "village_for"]
