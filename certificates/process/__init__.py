"""The whole job of a cohort in one go: roster, register, tickets, list, certificates, papers.

`order` what is asked · `job` doing it · `comparing` what differs from what was done before ·
`results` the report · `papers` the files · `delivery` putting them into a folder. The command is
`certificates.cli`.
"""
