# Help of the wizard's own flags.

cmd-ehealth-wizard = Führt im Browser durch das Anfordern, Abschließen, Erneuern und Widerrufen von eHealth-Zertifikaten.
arg-listen = Wo die Seite zu finden ist: eine Loopback-Adresse dieses Computers und ein Port; Port 0: irgendein freier.
arg-no-open = Öffnet den Browser nicht; die Adresse wird trotzdem angezeigt.
