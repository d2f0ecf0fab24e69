# Texts of the wizard alone; what other programs say, too, stands in the shared catalogues.

## Every page
wizard-name = eHealth-Zertifikat
wizard-skip = Zum Inhalt
wizard-language = Sprache der Seite
wizard-local = Diese Seite kommt von Ihrem eigenen Computer. Was Sie eingeben, geht an dieses Programm; nur was es ankündigt, wird an eHealth gesendet.
wizard-step = Schritt { $number } von { $of }: { $step }
wizard-next = Weiter
wizard-cancel = Abbrechen
wizard-decline = Ich akzeptiere nicht
wizard-home = Zurück zum Anfang
wizard-print = Diese Seite drucken
wizard-copy = Kopieren
wizard-reveal = Eingabe anzeigen
wizard-required = * muss ausgefüllt werden
wizard-mark-unmet = noch nicht
wizard-enter = Weiter
wizard-stranger = Diese Seite öffnet sich mit der Adresse, die das Programm einmal anzeigt. Starten Sie das Programm ehealth-wizard erneut: es öffnet diese Seite wieder, und alles steht, wo es stand.

## First screen
wizard-welcome = Ihr eHealth-Zertifikat
wizard-intent = Dieses Programm fordert Ihr eHealth-Zertifikat mit Ihrem Personalausweis an und schließt den Antrag ab, sobald eHealth es ausgestellt hat. Ihr geheimer Schlüssel verlässt diesen Computer nie.
wizard-card-there = Eine Karte steckt im Lesegerät.
wizard-reader-there = Der Kartenleser ist bereit. Die Karte wird eingesteckt, wenn nach ihr gefragt wird.
wizard-what = Was möchten Sie tun?
wizard-do-request = Neues Zertifikat anfordern
wizard-about-request = Erste Phase: mit Personalausweis und PIN, etwa zehn Minuten.
wizard-do-complete = Antrag abschließen
wizard-about-complete = Zweite Phase: nach der E-Mail von eHealth, mit dem Passwort des Keystores.
wizard-do-renew = Erneuern
wizard-about-renew = Bevor ein Zertifikat abläuft; Nachrichten an Sie bleiben lesbar.
wizard-do-activate = Nach einer Erneuerung aktivieren
wizard-about-activate = Sobald jedes Programm die neue Datei hat.
wizard-do-revoke = Widerrufen
wizard-about-revoke = Wenn Schlüssel oder Passwort anderen bekannt sein können oder verloren sind. Die Karte genügt.
wizard-do-check = Alles prüfen
wizard-about-check = Ob ein Zertifikat funktioniert: Datei, Schlüssel, Gültigkeit, die Antwort von eHealth.
wizard-do-password = Passwort ändern
wizard-about-password = Eines Keystores; mit dem jetzigen.
wizard-do-foreigner = Ohne belgischen Personalausweis
wizard-about-foreigner = Für Leistungserbringer im Ausland mit einer BIS-Nummer.
wizard-do-doctor = Diesen Computer prüfen
wizard-about-doctor = Kartenleser, Netz, Uhr, Ordner.
wizard-do-folder = Ordner öffnen
wizard-about-folder = Wo Ihre Keystores liegen.
wizard-folder-is = Ordner der Keystores
wizard-waits = Ein Antrag wartet schon: schließen Sie ihn ab oder setzen Sie ihn fort, bevor Sie einen anderen beginnen.
wizard-item-resume = Diesen Antrag fortsetzen
wizard-item-complete = Diesen Antrag abschließen
wizard-item-activate = Aktivieren
wizard-item-renew = Dieses Zertifikat erneuern
wizard-item-check = Diesen Keystore prüfen
wizard-again-look = Erneut prüfen

## Card and PIN
wizard-card-title = Ihr Personalausweis
wizard-card-waiting = Diese Seite geht von selbst weiter, sobald die Karte da ist.
wizard-card-stay = Lassen Sie die Karte im Lesegerät.
wizard-card-until = Karte gültig bis
wizard-photo = Foto von { $name }
wizard-pin = PIN
wizard-pin-hint = 4 bis 12 Ziffern: die PIN Ihres Personalausweises.
wizard-pin-auth = Melden Sie sich mit Ihrer PIN an
wizard-pin-auth-why = Damit die eHealth-Plattform Sie erkennt. Damit wird nichts unterschrieben.
wizard-sign-in = Anmelden
wizard-sign = Unterschreiben

## Work
wizard-working = Einen Augenblick, bitte
wizard-moment = Es geht weiter
wizard-waiting = Ihr Zertifikat ist noch nicht da
wizard-waiting-why = Sie können diese Seite offen lassen oder aufhören und später wiederkommen: nichts geht verloren.
wizard-waiting-stop = Nicht länger warten

## Texts
wizard-terms-accept = Ich habe diese Bedingungen gelesen und akzeptiere sie
wizard-contract = Vertrag von eHealth
wizard-contract-accept = Ich habe diesen Vertrag gelesen und akzeptiere ihn
wizard-other-language = eHealth liefert diesen Text nur in dieser Sprache: { $language }

## For whom
wizard-applicant = Für wen ist das Zertifikat?
wizard-applicant-who = Das Zertifikat ist
wizard-organisation = Die andere Organisation
wizard-kind = Art der Nummer
wizard-number = Nummer
wizard-application = Ein weiteres Zertifikat der Organisation
wizard-application-hint = Höchstens 30 Großbuchstaben, Ziffern, Binde- und Unterstriche.

## Password
wizard-password-hint = 8 bis 64 Buchstaben, Ziffern und Zeichen, ohne Akzente, Umlaute und Leerzeichen.
wizard-again = Dasselbe Passwort noch einmal
wizard-keep = Das alte Passwort behalten
wizard-password-of = Passwort von { $file }
wizard-password-which = Das Passwort, das Sie für diesen Keystore gewählt haben, oder das spätere, wenn Sie es geändert haben. Nicht die PIN.

## Overview
wizard-overview-next = Im nächsten Schritt unterschreiben Sie dies mit Ihrem Personalausweis. Noch ist nichts unterschrieben oder gesendet.
wizard-overview-right = Alles stimmt: unterschreiben
wizard-overview-change = Etwas ändern

## Which keystore
wizard-not-found = Ihr Keystore konnte nicht automatisch ausgewählt werden.
wizard-which = Keystore
wizard-other-file = Einen anderen wählen
wizard-path = Ort der Datei
wizard-path-hint = Der ganze Pfad, zum Beispiel C:\Users\ich\ehealth\keystore\….p12
wizard-foreigner-how = Ein Antrag ohne belgische Karte wird von der Person unter einer Adresse von eHealth bestätigt.
wizard-activate-sure = Sie alle haben die neue Datei

## Ends
wizard-summary = Ihr Antrag ist bereit
wizard-summary-made = Schlüssel, Vertrag und Unterschrift liegen auf diesem Computer.
wizard-about-keystore = Enthält Ihren geheimen Schlüssel, geschützt durch das gewählte Passwort. Er wird in der zweiten Phase um Ihr Zertifikat und Ihre Verschlüsselungsschlüssel ergänzt.
wizard-about-ehcsr = Enthält Ihren öffentlichen Schlüssel, Ihre Identität und den Vertrag, den Sie mit Ihrem Personalausweis unterschrieben haben.
wizard-note-place = Notieren Sie diesen Ort: Sie brauchen ihn später.
wizard-only-request = Nur der Antrag wird gesendet. Keystore und Passwort bleiben auf diesem Computer.
wizard-send = Antrag senden
wizard-later = Später senden
wizard-sent = Ihr Antrag wurde gesendet
wizard-mail-accepted = Eine erste E-Mail sagt, dass Ihr Antrag angenommen wurde.
wizard-mail-delivered = Eine zweite E-Mail sagt, dass das Zertifikat bereit ist.
wizard-then-complete = Starten Sie dann dieses Programm erneut und wählen Sie „Antrag abschließen“.
wizard-leave-folder = Lassen Sie den Ordner auf diesem Computer, wie er ist.
wizard-calendar = Erinnerungen für Ihren Kalender
wizard-complete-now = Nachsehen, ob es schon bereit ist
wizard-open-folder = Ordner öffnen
wizard-confirm = Die Person muss bestätigen
wizard-done = Ihr Zertifikat ist bereit
wizard-checked = Prüfung des Keystores
wizard-copy-now = Machen Sie jetzt eine Kopie
wizard-copy-folder = Ordner für die Kopie
wizard-copy-hint = Auf einer anderen Platte oder einem Stick, und nicht in dem Ordner, in dem Ihre Programme suchen.
wizard-copy-make = Kopie machen
wizard-copied = Die Kopie ist gemacht
wizard-copied-good = Die Kopie wurde geschrieben und zurückgelesen.
wizard-copied-to = Kopie
wizard-activated = Der neue Verschlüsselungsschlüssel ist in Gebrauch
wizard-revoked = Das Zertifikat ist widerrufen
wizard-password-changed = Das Passwort ist geändert
wizard-failed = Es ging nicht weiter
wizard-nothing-lost = Nichts ist verloren: Ihr Schlüssel ist schon in diesem Keystore.
wizard-technical = Für den Helpdesk
wizard-way-request = Neues Zertifikat anfordern
wizard-way-foreigner = Noch einmal versuchen
wizard-way-resume = Mit demselben Schlüssel fortfahren
wizard-way-send = Noch einmal senden
wizard-way-complete = Antrag abschließen
wizard-way-renew = Noch einmal versuchen
wizard-way-activate = Noch einmal versuchen
wizard-way-revoke = Noch einmal versuchen
wizard-way-check = Noch einmal prüfen
wizard-way-passwd = Noch einmal versuchen
wizard-way-copy = Noch einmal versuchen
wizard-way-doctor = Noch einmal versuchen

## Revocation
wizard-revoke = Ein Zertifikat widerrufen
wizard-revoke-which = Welches Zertifikat?
wizard-reason = Grund des Widerrufs
wizard-reason-why = Warum wird es widerrufen?

## What can be done, where other programs name their flags
wizard-remedy-card-two_readers = Lassen Sie nur eine Karte stecken und nehmen Sie die andere aus ihrem Lesegerät.
wizard-remedy-terms-not_accepted = Haken Sie das Kästchen an, wenn Sie den Text gelesen haben, oder hören Sie hier auf.
wizard-remedy-ra-not_yet = Warten Sie auf die E-Mail (meist ein oder zwei Tage, höchstens zehn) und kommen Sie dann wieder.
wizard-remedy-ra-outdated_request = Prüfen Sie die Uhr dieses Computers und fahren Sie mit demselben Schlüssel fort: der Antrag wird noch einmal unterschrieben.
wizard-remedy-ra-untrusted_issuer = Nichts wurde ersetzt. Lassen Sie Ihren Helpdesk den Aussteller mit der Veröffentlichung der eHealth-Plattform vergleichen; er kann die neue Wurzel beim Start des Assistenten hinzufügen.
wizard-remedy-keystore-not_found = Prüfen Sie den eingegebenen Ort, oder sehen Sie in ehealth/keystore Ihres Benutzerordners auf dem Computer nach, auf dem der Antrag gemacht wurde.
wizard-remedy-keystore-wrong_environment = Wählen Sie eine Datei dieser Umgebung.
wizard-remedy-file-permission = Wählen Sie einen anderen Ordner, oder lassen Sie die Rechte dieses Ordners von Ihrem Helpdesk berichtigen.
wizard-remedy-file-no_folder = Geben Sie den ganzen Pfad eines vorhandenen Ordners an, zum Beispiel E:\ oder /media/stick.
wizard-remedy-file-read_only = Wählen Sie einen anderen Ordner: in diesen kann nichts geschrieben werden.
wizard-remedy-answer-missing = Wählen Sie eine der Antworten.
wizard-remedy-keystore-not_completed = Schließen Sie zuerst den Antrag ab. Fordern Sie kein weiteres Zertifikat an.
