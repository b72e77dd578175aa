"""Courses (培训项目): modules with theory and practice hours, by syllabus version."""
