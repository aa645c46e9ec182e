"""The invented pilot that ``lokal-willkommen demo`` shows: people, two weeks of history, logins, the processes."""
