# Texts of this program alone.

## Sandbox
sandbox-running = Zandbakautoriteit op { $url }; Ctrl-C stopt ze.
sandbox-stopped = De zandbak is gestopt.

## Virtual card
virtual-card-running = De virtuele kaart van { $name } zit in de lezer; "remove" en "insert" halen ze eruit en steken ze erin, Ctrl-C stopt.
virtual-card-commands = De opdrachten zijn: remove, insert.
