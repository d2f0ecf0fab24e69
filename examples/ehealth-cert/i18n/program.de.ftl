# Texts of this program alone.

## Sandbox
sandbox-running = Sandbox-Stelle unter { $url }; Strg-C beendet sie.
sandbox-stopped = Die Sandbox ist beendet.

## Virtual card
virtual-card-running = Die virtuelle Karte von { $name } steckt im Lesegerät; „remove“ und „insert“ ziehen und stecken sie, Strg-C beendet.
virtual-card-commands = Die Befehle sind: remove, insert.
