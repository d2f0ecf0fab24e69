# Help of the flags that every program takes.

arg-environment = Welt der Behörde; ohne diese Option und ohne --sandbox: production.
arg-sandbox = Beschreibung, die eine laufende Sandbox schrieb; bedeutet die Umgebung sandbox.
arg-keystore-dir = Ordner der Keystores, statt EHEALTH_KEYSTORE_DIR, der Konfiguration und des üblichen Ordners.
arg-issuing-anchor = Zertifikat (PEM oder DER) einer weiteren ausstellenden Wurzel; darf wiederholt werden.
arg-card = Wo die Karte ist: pcsc, oder virtual:PERSONA (nur mit der Sandbox).
arg-reader = Das Lesegerät, wenn es mehrere gibt.
arg-pin-from = Woher die PIN kommt: prompt, file:PFAD, env:NAME oder stdin.
arg-password-from = Woher das Passwort des Keystores kommt: prompt, file:PFAD, env:NAME oder stdin.
arg-new-password-from = Woher ein neues Passwort kommt: prompt, file:PFAD, env:NAME oder stdin.
arg-lang = Sprache der Meldungen; ohne diese Option die des Systems, sonst Englisch.
arg-json = Gibt das Ergebnis als ein JSON-Dokument auf der Standardausgabe aus.
arg-non-interactive = Fragt nie: Eine Antwort, die keine Option gibt, beendet den Befehl.
arg-plain = Fragen Zeile für Zeile, ohne den Bildschirm neu zu zeichnen: für Bildschirmleser und einfache Terminals.
arg-verbose = Sagt mehr darüber, was geschieht.
