"""The demonstration county: 卢氏县 with two centres, cohorts in every state and invented people.

It stands in the topmost plugin because it uses every other through its api; the frame asks for the
command `demo` and knows no more of it.
"""
