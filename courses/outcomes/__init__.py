"""Outcomes (跟踪回访): waves and attempts, interviews, income, referrals, reports, comparisons."""
