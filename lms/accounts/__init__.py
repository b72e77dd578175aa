"""People who log in (账号), their roles and the part of the region tree these reach."""
