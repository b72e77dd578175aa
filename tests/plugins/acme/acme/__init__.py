"""Equipment lent to cohorts (器材借用)."""
