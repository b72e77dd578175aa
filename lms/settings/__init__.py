"""Parameters of the domain (参数): by system, province, city or county, with who and when."""
