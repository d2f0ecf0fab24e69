# Labels that programs share: steps, questions, states, what to do next.

## Failures
unknown-error = Etwas ging schief: { $code }.
unknown-remedy = Melden Sie dies mit dem angezeigten Code.
resume-hint = Der Schlüssel liegt bereits im Keystore; machen Sie später weiter mit: { $resume }
sent-hint = Die Stelle hat den Antrag vielleicht schon: Schließen Sie ihn später ab mit: { $complete } – oder, wenn sie ihn nicht kennt, machen Sie weiter mit: { $resume }
label-error = Problem
label-remedy = Was tun
label-warning = Warnung

## Worlds
world-acceptance = ABNAHME-Umgebung: nur für Softwarehersteller.
world-sandbox = SANDBOX: erfundene Stelle, nichts hier ist echt.
environment-production = Produktion
environment-acceptance = Abnahme
environment-sandbox = Sandbox

## Steps
step-terms = Allgemeine Bedingungen
step-card = Personalausweis
step-sign-in = Anmeldung
step-contact-data = Kontaktdaten
step-contract = Vertrag
step-password = Passwort des Keystores
step-keystore = Schlüssel und Keystore anlegen
step-overview = Übersicht
step-signature = Unterschrift
step-request-file = Antragsdatei
step-send = Antrag senden
step-fetch = Anfrage bei der Stelle
step-install = Zertifikat installieren
step-encryption-key = Verschlüsselungsschlüssel
step-register = Verschlüsselungsschlüssel registrieren
step-verify = Schlusskontrolle
step-applicant = Für wen
step-old-keystore = Der Keystore, der endet
step-window = Erneuerungszeitraum
step-activate = Aktivierung
step-choose = Zertifikate, die widerrufen werden können
step-revocation = Widerruf
step-depot = Depot

## Questions
yes-key = j
ask-yes-no = { $question } [{ $yes }/n]
terms-title = Allgemeine Bedingungen
terms-text =
    Das eHealth-Zertifikat weist Ihr System oder das Ihrer Praxis bei den Diensten der eHealth-Plattform aus.
    Es ist persönlich: eine Person, ein Zertifikat. Keystore und Passwort behalten Sie für sich; niemand kann
    sie ersetzen. Sie widerrufen das Zertifikat, sobald Schlüssel oder Passwort anderen bekannt sein können.
    Es gelten die Nutzungsbedingungen der Plattform, veröffentlicht auf ehealth.fgov.be. Für den Antrag
    erhält die Plattform Ihren Namen, Ihre Nationalregisternummer, Ihre Kontaktdaten und den öffentlichen
    Schlüssel; sonst nichts.
terms-accept = Nehmen Sie diese Bedingungen an?
contract-title = Vertrag der Stelle ({ $language })
contract-accept = Nehmen Sie diesen Vertrag an?
contact-note = Die E-Mails zu Ihrem Zertifikat gehen an Ihre persönliche Adresse: Nehmen Sie eine, die Sie lesen.
ask-email = Persönliche E-Mail-Adresse
ask-phone = Persönliche Telefonnummer
ask-general-email = Allgemeine E-Mail-Adresse (darf leer bleiben)
ask-general-phone = Allgemeine Telefonnummer (darf leer bleiben)

## Card and PIN
card-insert = Stecken Sie Ihren Personalausweis ein, Chip voran
card-reading = Karte wird gelesen …
card-hello = Karte von { $name }
pin-auth-title = Melden Sie sich mit Ihrer PIN an: damit die Plattform Sie erkennt
pin-sign-title = Unterschreiben Sie mit Ihrer PIN
pin-sign-meaning = Dies ist eine rechtsgültige elektronische Unterschrift unter: { $document }
pin-sign-document = den Vertrag für das Zertifikat { $subject }
pin-sign-warning = Wenn Sie sich nur anmelden wollen, geben Sie die PIN nicht ein
pin-left =
    { $tries ->
        [one] noch { $tries } Versuch
       *[other] noch { $tries } Versuche
    }
pin-last = Das ist der letzte Versuch vor der Sperrung: Schlagen Sie die PIN vorher nach.
pin-on-reader = PIN am Lesegerät eingeben
pin-label = PIN (Esc: abbrechen)

## Password
password-label = Passwort von { $file }
password-again = Falsches Passwort; noch einmal.
pw-warn = Verlieren Sie dieses Passwort nicht: niemand kann es wiederherstellen. Für jedes Zertifikat ein anderes; verraten Sie es keinem Dritten.
pw-new = Neues Passwort
pw-repeat = Noch einmal
pw-length = Länge
pw-characters = Zulässige Zeichen
pw-digit_or_symbol = Ziffern oder Symbole
pw-letter = Buchstaben
pw-confirmation = Bestätigung
mark-met = ok
mark-unmet = nein
mark-pending = …
pw-show = Tab: anderes Feld, Strg-T: zeigen oder verbergen, Eingabe: weiter, Esc: abbrechen

## Request
overview-title = Das werden Sie unterschreiben:
overview-name = Name im Zertifikat
overview-subject = Inhaber
overview-environment = Umgebung
overview-contact = Kontakt
overview-keystore = Keystore
overview-request = Antragsdatei
overview-confirm = Ist alles richtig?
request-preview = Das Zertifikat würde für diesen Inhaber ausgestellt (nichts wurde unterschrieben, keine Datei angelegt):
request-sent = Der Antrag wurde gesendet; Keystore und Passwort blieben hier.
request-already-sent = Die Stelle hat diesen Antrag bereits; er wurde nicht erneut gesendet.
request-not-sent = Beide Dateien sind gespeichert; der Antrag wurde nicht gesendet.
request-manual = Ein Mensch prüft diesen Antrag: Das kann Tage dauern.
file-keystore = Keystore: Ihr geheimer Schlüssel, bleibt hier
file-request = Antrag: wird an eHealth gesendet
wait-mail = Sie erhalten eine E-Mail, meist in ein bis zwei Tagen, höchstens zehn
then-complete = Schließen Sie den Antrag danach ab mit:
then-resume = Senden Sie ihn mit:

## Complete, check
found = Dieser Keystore wurde gefunden
waiting-until = Noch nicht da; der nächste Blick ist { $moment }
completed = Das Zertifikat ist installiert und der Verschlüsselungsschlüssel registriert.
nothing-to-do = Nichts zu tun: Der Keystore ist vollständig.
done-where = Geben Sie in Ihrer Software diese Datei und ihr Passwort an
done-copy = Machen Sie jetzt eine Kopie dieser Datei und bewahren Sie sie anderswo auf als das Passwort.
waits-for-activation = Absender benutzen den neuen Verschlüsselungsschlüssel erst nach der Aktivierung.
label-subject = Inhaber
label-issuer = Aussteller
label-serial = Seriennummer
label-valid = Gültig
from-until = von { $from } bis { $until }
label-key = Schlüsselkennung
label-encryption = Verschlüsselungsschlüssel
level-ok = ok
level-warning = Warnung
level-problem = Problem
level-unknown = nicht geprüft
check-file = Datei
check-stage = Stand
check-size = Größe
check-key = Schlüssel
check-chain = Kette
check-validity = Gültigkeit
check-authority = Stelle
check-depot = Depot
check-revocation = Widerruf
check-consumers = Praxissoftware
check-backups = Kopien von vorher
check-good = Das Zertifikat funktioniert.
check-warned = Das Zertifikat funktioniert; sehen Sie die Warnungen.

## Card and files shown
card-name = Name
card-national = Nationalregisternummer
card-birth = Geboren
card-number = Kartennummer
card-validity = Karte gültig
card-document = Dokumentart
card-applet = Applet
card-can-sign = Unterschrift
card-verified = Geprüft: Daten, Zertifikate und Unterschriften des Staates passen zusammen.
document-belgian_citizen = Personalausweis eines Belgiers
document-kids = Kinderkarte
document-foreigner = Ausländerkarte
document-technical = technische Karte
document-other = andere Karte
card-photo = Foto geschrieben
yes = ja
no = nein
kind-keystore = Keystore (PKCS#12)
kind-request = Antragsdatei (.ehcsr)
kind-certificate = Zertifikat
kind-csr = Zertifikatsanforderung (PKCS#10)
label-stage = Stand
stage-requested = beantragt: wartet auf sein Zertifikat
stage-issued = ausgestellt: noch kein Verschlüsselungsschlüssel
stage-complete = vollständig
label-entry = Eintrag
label-trusted = Vertrauenswürdiges Zertifikat
label-size = Größe
bytes = { $count } Bytes
label-version = Fassung des Antrags
label-services = Basisdienste
label-signer = Unterschrieben von
label-signature = Unterschrift
signature-good = stimmt
signature-bad = stimmt nicht
label-usage = Schlüsselverwendung
label-public-key = Öffentlicher Schlüssel

## Help and usage
help-usage = Aufruf:
help-commands = Befehle
help-command = BEFEHL
help-options = Optionen
help-arguments = Argumente
help-global = Allgemeine Optionen
help-examples = Beispiele:
help-default = Standard
help-values = Werte
help-flag-help = Zeigt diese Hilfe
help-flag-version = Zeigt die Version
help-any-options = [OPTIONEN]
usage-unknown = { $what } ist hier nicht bekannt.
usage-unknown-near = { $what } ist hier nicht bekannt; vielleicht { $near }?
usage-value = { $flag }: Der Wert { $what } wird nicht angenommen.
usage-value-of = { $flag }: Der Wert { $what } wird nicht angenommen; möglich sind { $values }.
usage-value-missing = { $flag } braucht einen Wert.
usage-missing = { $what } fehlt.
usage-conflict = { $flag } passt nicht zu { $what }.
usage-repeated = { $flag } darf nur einmal stehen.
usage-no-command = Es wurde kein Befehl gegeben.
usage-secret = { $flag }: Erwartet wird prompt, file:PFAD, env:NAME oder stdin; das Geheimnis selbst ist nie ein Wert.

## Password changed
passwd-changed = Das Passwort dieses Keystores wurde geändert:
passwd-converted = Dieser Keystore wurde umgewandelt; sein Passwort bleibt:
passwd-backup = Eine Kopie des vorigen Zustands, unter dem bisherigen Passwort, bleibt, bis die nächste Prüfung die neue Datei gut findet:
tell-password = Geben Sie das neue Passwort überall ein, wo diese Datei benutzt wird:
tell-password-practice = in Ihrer Praxissoftware und in jedem anderen Programm, das diese Datei öffnet
tell-password-other = auf jedem anderen Rechner, der eine Kopie davon hat: dort gilt das alte Passwort, bis die Datei ersetzt ist
tell-password-fallback = es ist auch das Passwort Ihres Ersatzverfahrens
tell-password-copy = machen Sie eine neue Sicherungskopie und bewahren Sie sie an einem anderen Ort als das Passwort auf

## For whom
who-me = Für mich als Leistungserbringer: { $name }
who-other = Für eine andere Organisation: ich gebe Nummer und Name ein
who-note = Eine Person erhält ein Zertifikat; eine Organisation kann mehrere haben, und Sie müssen sie gesetzlich vertreten.
who-name-note = Ihr Name erscheint in Großbuchstaben ohne Akzente: { $result }
who-question = Für wen ist das Zertifikat? Nummer
who-manual = Eine Organisation, die die Behörde nicht für Sie aufführt, wird von Hand geprüft: das dauert Tage.
choose-number = Eine Nummer von 1 bis { $count }
ask-organisation = Art und Nummer, etwa CBE=0999999922 oder NIHII-PHARMACY=99999971
ask-organisation-name = Name der Organisation, wie er eingetragen ist
ask-bis = BIS-Nummer
ask-name = Familienname
ask-first-name = Vorname
application-taken = Benutzte Anwendungskennungen: { $list }
application-without = (ohne)
ask-application = Anwendungskennung des neuen Zertifikats (darf leer bleiben)
password-keep = Das Passwort des alten Keystores für den neuen behalten?
page-more = Eingabe: weiterlesen
confirm-there = Die Person bestätigt diesen Antrag dort, bis { $moment }; vorher wird nichts ausgestellt:

## Status, list
label-keystore = Keystore
label-state = Zustand
label-since = Seit
state-prepared = der Schlüssel ist gemacht; nichts ist unterschrieben
state-signed = unterschrieben; die Behörde kennt ihn nicht
state-in_progress = die Behörde hat ihn; das Zertifikat ist noch nicht da
state-delivered = das Zertifikat kann abgeholt werden
state-issued = das Zertifikat ist installiert; der Verschlüsselungsschlüssel ist nicht registriert
state-waits_for_activation = vollständig; der neue Verschlüsselungsschlüssel wartet auf Aktivierung
state-complete = vollständig
state-unclear = die Antwort der Behörde ist nicht eindeutig
next-nothing = Nichts zu tun.
next-unknown = Ohne das Passwort unbekannt: prüfen Sie ihn.
next-wait = Warten Sie auf die E-Mail; schließen Sie dann den Antrag ab:
next-resume = Setzen Sie den Antrag fort, mit Karte und PIN:
next-complete = Schließen Sie den Antrag ab:
next-activate = Aktivieren Sie, sobald jedes Programm die neue Datei hat:
next-renew = Erneuern Sie, mit Karte und PIN:
next-request = Fordern Sie ein neues Zertifikat an; behalten Sie diese Datei für alte Nachrichten:
stage-unknown = unbekannt
list-empty = Keine Keystores in diesen Ordnern.
list-until = gültig bis { $moment }
list-renewable = erneuerbar seit { $moment }
list-renewable-from = erneuerbar ab { $moment }
list-calendar = Kalender geschrieben
calendar-complete = eHealth-Zertifikat von { $holder }: sehen, ob es abgeschlossen werden kann
calendar-renewable = Das eHealth-Zertifikat von { $holder } kann erneuert werden
calendar-ends =
    { $days ->
        [one] Das eHealth-Zertifikat von { $holder } läuft morgen ab
       *[other] Das eHealth-Zertifikat von { $holder } läuft in { $days } Tagen ab
    }
calendar-activate = eHealth-Zertifikat von { $holder }: den neuen Verschlüsselungsschlüssel aktivieren
there-already = Der Ordner Ihrer Keystores sagt bereits:
there-confirm = Trotzdem einen neuen Antrag beginnen?

## Renewal, activation, revocation
tell-completed = Geben Sie diese Datei ({ $file }) und ihr Passwort an:
tell-completed-practice = in Ihrer Praxissoftware
tell-completed-other = in jedem anderen Programm und auf jedem anderen Rechner, der dieses Zertifikat benutzt; nach einer Erneuerung haben sie noch die alte Datei
tell-completed-fallback = das Passwort ist auch das Ihres Ersatzverfahrens
tell-completed-copy = behalten Sie die alte Datei: alte Nachrichten können sie und ihr Passwort brauchen
tell-renewed = Bevor der neue Verschlüsselungsschlüssel aktiviert wird, müssen diese die neue Datei ({ $file }) haben:
tell-renewed-practice = Ihre Praxissoftware
tell-renewed-other = jedes andere Programm und jeder andere Rechner mit einer Kopie der alten Datei
tell-renewed-copy = eine Sicherungskopie der neuen Datei
activate-confirm = Haben alle die neue Datei?
activated = Absender benutzen ab jetzt den neuen Verschlüsselungsschlüssel.
pin-revoke-document = der Widerruf des Zertifikats { $subject }
revoke-effect = Ein widerrufenes Zertifikat kann nicht mehr benutzt werden: Programme, die es benutzen, stehen sofort still. Für Sie verschlüsselte Nachrichten bleiben mit dem alten Keystore lesbar: behalten Sie ihn.
revoke-forgotten = Ein vergessenes Passwort kann nicht wiederhergestellt werden: alte Nachrichten bleiben unlesbar, außer das Passwort eines älteren Keystores ist bekannt.
revoke-which = Welches Zertifikat soll widerrufen werden? Nummer
reason-question = Warum? Nummer
reason-compromised = Schlüssel oder Passwort kann anderen bekannt sein
reason-forgotten = Passwort vergessen
reason-affiliation = Nicht mehr von dieser Organisation
reason-ended = Die Tätigkeit ist beendet, oder ein anderer Grund
revoked = Das Zertifikat ist widerrufen:
revoked-keep = Behalten Sie seinen Keystore: er liest noch alte Nachrichten.

## Keys taken over, export
imported =
    { $count ->
        [0] Nichts zu übernehmen: alle Schlüssel sind schon da.
        [one] Ein Verschlüsselungsschlüssel wurde übernommen:
       *[other] { $count } Verschlüsselungsschlüssel wurden übernommen:
    }
tell-imported = Der Keystore hat sich geändert ({ $file }):
tell-imported-practice = geben Sie ihn in Programmen, die ihre eigene Kopie behalten, neu ein
tell-imported-copy = machen Sie eine neue Sicherungskopie
export-chain = Zertifikate geschrieben
export-key = Verschlüsselter Schlüssel geschrieben
export-warning = Wer diesen Schlüssel und sein Passwort hat, kann in Ihrem Namen handeln: geben Sie, wo es geht, lieber den Keystore weiter, und löschen Sie die Datei, sobald sie gedient hat.
export-confirm = Den Schlüssel trotzdem in eine Datei schreiben?

## Doctor
doctor-service = Smartcard-Dienst
doctor-reader = Lesegerät
doctor-card = Personalausweis
doctor-pin = PIN
doctor-clock = Uhr
doctor-network = Behörde
doctor-proxy = Proxy
doctor-folder = Ordner
doctor-keystore = Keystore
doctor-programs = Praxissoftware
doctor-configuration = Einstellungen
doctor-end-ok = Alles ist in Ordnung.
doctor-end-warning = Es funktioniert; sehen Sie die Warnungen an.
doctor-end-problem = Es gibt ein Problem; die Abhilfe steht darunter.
doctor-bundle = Der Bericht ist in { $file }: lesen Sie ihn, bevor Sie ihn senden.
explain-settings = Die Einstellungen dieses Programms sind unvollständig: fragen Sie den Hersteller.
explain-unknown = Diese Meldung ist hier nicht bekannt; starten Sie: ehealth-cert doctor
