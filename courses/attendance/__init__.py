"""Attendance (考勤): marks by half-day, shares and completion."""
