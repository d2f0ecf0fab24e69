# Texts of this program alone.

## Sandbox
sandbox-running = Autorité bac à sable sur { $url } ; Ctrl-C l'arrête.
sandbox-stopped = Le bac à sable s'est arrêté.

## Virtual card
virtual-card-running = La carte virtuelle de { $name } est dans le lecteur ; « remove » et « insert » la retirent et l'insèrent, Ctrl-C arrête.
virtual-card-commands = Les commandes sont : remove, insert.
