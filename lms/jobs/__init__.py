"""Background work. The row in `jobs_job` is the truth; huey's message only wakes a worker."""
