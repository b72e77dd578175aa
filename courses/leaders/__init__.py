"""Leaders (电商带头人): the villages that need one, how one is found, and whom they bring along."""
