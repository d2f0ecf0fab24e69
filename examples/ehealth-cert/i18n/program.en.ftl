# Texts of this program alone.

## Sandbox
sandbox-running = Sandbox authority at { $url }; Ctrl-C stops it.
sandbox-stopped = The sandbox has stopped.

## Virtual card
virtual-card-running = Virtual card of { $name } is in the reader; "remove" and "insert" pull and insert it, Ctrl-C stops.
virtual-card-commands = Commands are: remove, insert.
