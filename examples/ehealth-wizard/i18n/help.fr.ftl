# Help of the wizard's own flags.

cmd-ehealth-wizard = Guide, dans le navigateur, pour demander, compléter, renouveler et révoquer des certificats eHealth.
arg-listen = Où la page est servie : une adresse de bouclage de cet ordinateur et un port ; port 0 : n'importe quel port libre.
arg-no-open = N'ouvre pas le navigateur ; l'adresse est affichée quand même.
