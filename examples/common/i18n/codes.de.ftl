# Fehlercodes und Abhilfe: eine Meldung je Code, die Abhilfe als Attribut.

## Reader and driver
card-no_service = Der Smartcard-Dienst dieses Computers läuft nicht.
    .remedy = Starten Sie den Dienst "Smartcard" (Linux: pcscd installieren und starten) und versuchen Sie es erneut.
card-no_reader = Es wurde kein Kartenleser gefunden.
    .remedy = Schließen Sie den Kartenleser direkt an, nötigenfalls an einer anderen Buchse.
card-reader_driver = Ein Kartenleser ist angeschlossen, aber diesem Computer fehlt der Treiber.
    .remedy = Installieren Sie den Treiber des Herstellers und starten Sie den Computer neu.
card-permission = Das System lässt Sie den Kartenleser nicht benutzen.
    .remedy = Erlauben Sie Ihrem Benutzer den Zugriff (Linux: polkit-Regel von pcscd) oder starten Sie das Programm in einer lokalen Sitzung.
card-remote_session = Dies ist eine Fernsitzung, an die kein Kartenleser weitergegeben wird.
    .remedy = Schalten Sie die Umleitung von Smartcards ein und verbinden Sie sich neu, oder arbeiten Sie lokal.
card-reader_lost = Der Kartenleser wurde getrennt.
    .remedy = Schließen Sie ihn wieder an; nichts ist verloren.
card-reader_unstable = Der Kartenleser versagt wiederholt.
    .remedy = Nehmen Sie eine andere Buchse ohne Hub oder einen anderen Leser und aktualisieren Sie den Treiber.
card-pad_faulty = Die Tastatur des Kartenlesers ist nicht benutzbar.
    .remedy = Geben Sie die PIN stattdessen auf der Computertastatur ein.
card-two_readers = In mehreren Lesern steckt eine Karte.
    .remedy = Wählen Sie den Leser mit --reader NAME, oder lassen Sie nur eine Karte stecken.
card-busy = Ein anderes Programm benutzt die Karte.
    .remedy = Schließen Sie das andere Programm (Browser, eID-Viewer, Bankprogramm) und versuchen Sie es erneut.

## Card
card-absent = Im Leser steckt keine Karte.
    .remedy = Stecken Sie den Personalausweis ein, Chip voran und nach oben.
card-mute = Die Karte antwortet nicht.
    .remedy = Drehen Sie die Karte um, reinigen Sie den Chip oder nehmen Sie einen anderen Leser.
card-not_beid = Dies ist kein belgischer Personalausweis.
    .remedy = Stecken Sie Ihren Personalausweis oder Ihre Ausländerkarte ein.
card-unknown_generation = Dieses Programm kennt diese Generation von Personalausweisen nicht.
    .remedy = Aktualisieren Sie dieses Programm und melden Sie die angezeigte Version.
card-kids = Dies ist eine Kinderkarte: Sie kann nicht unterschreiben.
    .remedy = Es wird eine Karte mit Unterschriftsfunktion benötigt.
card-not_activated = Die Karte ist nicht aktiviert.
    .remedy = Lassen Sie die Karte bei der Gemeinde aktivieren.
card-no_signature_rights = Die Karte hat kein Zertifikat für diese Unterschrift.
    .remedy = Lassen Sie die Zertifikate der Karte bei der Gemeinde aktivieren.
card-certificates_revoked = Die Zertifikate dieser Karte sind widerrufen oder ausgesetzt.
    .remedy = Wenden Sie sich an die Gemeinde; rufen Sie DocStop an, wenn die Karte verloren war.
card-expired = Die Karte ist heute nicht gültig.
    .remedy = Erneuern Sie die Karte bei der Gemeinde; ist sie noch gültig, prüfen Sie die Uhr des Computers.
card-removed = Die Karte wurde herausgezogen.
    .remedy = Stecken Sie sie wieder ein; nichts ist verloren.
card-reset = Ein anderes Programm hat die Karte zurückgesetzt.
    .remedy = Schließen Sie andere Programme, die die Karte benutzen, und geben Sie die PIN erneut ein.
card-status = Die Karte gab eine Antwort, die ihre Spezifikation nicht kennt.
    .remedy = Melden Sie dies mit den beiden angezeigten Bytes.
card-transport = Der Kartenleser oder sein Treiber hat versagt.
    .remedy = Nehmen Sie eine andere Buchse oder einen anderen Leser; melden Sie es, wenn es bleibt.
card-person_mismatch = Im Leser steckt eine andere Karte als die dieses Antrags.
    .remedy = Stecken Sie die Karte ein, mit der Sie begonnen haben, oder beginnen Sie neu.
card-identity_forged = Die Daten der Karte und die Unterschrift des Staates passen nicht zusammen.
    .remedy = Benutzen Sie diese Karte nicht; gehen Sie damit zur Gemeinde.
card-identity_unverifiable = Die Karte ist heute nicht überprüfbar.
    .remedy = Eine alte oder neu beschriebene Karte: Melden Sie, was angezeigt wird; die Gemeinde kann sie ersetzen.
card-untrusted_root = Die Zertifikate der Karte führen zu keiner Wurzel, der hier vertraut wird.
    .remedy = Prüfen Sie die Umgebung; bei einer neuen Kartengeneration aktualisieren Sie dieses Programm und melden den angezeigten Aussteller.
card-file_invalid = Eine Datei der Karte ist unverständlich.
    .remedy = Versuchen Sie einen anderen Leser; bleibt es dabei, lassen Sie die Karte ersetzen und melden Sie, was angezeigt wird.
card-not_read = Eine hier benötigte Datei der Karte wurde nicht gelesen.
    .remedy = Das ist ein Fehler des Programms: Melden Sie ihn.
card-unsupported_digest = Die Karte kann diese Art von Hashwert nicht unterschreiben.
    .remedy = Das ist ein Fehler des Programms: Melden Sie ihn.
card-fault = Der Chip der Karte ist defekt.
    .remedy = Lassen Sie die Karte bei der Gemeinde ersetzen.
card-wrong_world = Diese Karte gehört in eine andere Welt: Echte Karten unterschreiben nie in einer Sandbox, virtuelle nur dort.
    .remedy = Verwenden Sie eine virtuelle Karte mit der Sandbox und eine echte mit der echten Stelle.

## PIN
pin-wrong =
    { $tries ->
        [unknown] Falsche PIN.
        [one] Falsche PIN: noch { $tries } Versuch.
       *[other] Falsche PIN: noch { $tries } Versuche.
    }
    .remedy = Prüfen Sie Num Lock und geben Sie die PIN des Personalausweises erneut ein. Sonst ist nichts verloren.
pin-last_try = Vor der Sperrung der PIN bleibt ein Versuch; die PIN wurde nicht gesendet.
    .remedy = Schlagen Sie die PIN vorher nach und geben Sie sie selbst ein: Sie wird im Terminal erneut verlangt.
pin-tries_unknown = Diese alte Karte kann nicht sagen, wie viele Versuche bleiben; die PIN wurde nicht gesendet.
    .remedy = Geben Sie die PIN selbst ein: Sie wird im Terminal verlangt.
pin-blocked = Die PIN ist gesperrt.
    .remedy = Lassen Sie sie bei der Gemeinde entsperren, mit dem PUK, wenn Sie ihn haben.
pin-format = Eine PIN hat 4 bis 12 Ziffern.
    .remedy = Geben Sie die Ziffern der PIN des Personalausweises ein, sonst nichts.
pin-cancelled = Die PIN wurde nicht eingegeben.
    .remedy = Es wurde nichts unterschrieben; beginnen Sie erneut, wann Sie möchten.
pin-timeout = Die PIN wurde nicht rechtzeitig eingegeben.
    .remedy = Geben Sie sie erneut ein, innerhalb von 30 Sekunden.
pin-new_differs = Die beiden neuen PINs sind verschieden.
    .remedy = Geben Sie sie erneut ein.
pin-confused = Das ist vielleicht ein anderes Geheimnis als die PIN des Personalausweises.
    .remedy = Geben Sie die PIN des Personalausweises ein, nicht das Passwort des Keystores oder die PIN einer Bankkarte.

## Data entered
id-invalid = Die Nummer ist nicht gültig.
    .remedy = Prüfen Sie die Ziffern; die erwarteten Werte werden angezeigt.
id-length = Die Nummer hat die falsche Länge.
    .remedy = Geben Sie die Nummer in der angezeigten Form an; für eine Einrichtung die ersten 8 Ziffern der LIKIV-Nummer.
id-unknown_type = Die Stelle kennt diese Art von Kennung nicht.
    .remedy = Wählen Sie eine aus der angezeigten Liste.
id-application = Die Anwendungskennung hat nicht die zulässige Form.
    .remedy = Verwenden Sie höchstens 30 Großbuchstaben, Ziffern, Binde- und Unterstriche.
id-application_taken = Ein aktives Zertifikat verwendet diese Anwendungskennung bereits.
    .remedy = Wählen Sie eine andere oder erneuern Sie jenes Zertifikat.
name-too_long = Der Name ist länger als 64 Zeichen: Die Behörde kann ihn kürzen oder ablehnen.
    .remedy = Geben Sie ihn so an, wie er bei der Stelle eingetragen ist.
name-empty = Vom Namen bleibt in den Zeichen eines Zertifikats nichts übrig.
    .remedy = Wenden Sie sich an das Kontaktcenter der eHealth-Plattform.
contact-email = Die E-Mail-Adresse hat nicht die akzeptierte Form.
    .remedy = Geben Sie sie als name@beispiel.be an.
contact-phone = Die Telefonnummer hat nicht die akzeptierte Form.
    .remedy = Verwenden Sie Ziffern, wenn Sie möchten mit + und der Landesvorwahl davor: +32 470 00 00 00.
terms-not_accepted = Die Bedingungen wurden nicht angenommen, deshalb geht es nicht weiter.
    .remedy = Lesen Sie die Bedingungen und nehmen Sie sie an (unbeaufsichtigt: --accept-terms), oder hören Sie hier auf.

## Network, proxy, TLS, clock
net-offline = Es besteht keine Verbindung zur Stelle.
    .remedy = Prüfen Sie die Netzwerkverbindung und versuchen Sie es erneut; nichts ist verloren.
net-dns = Der Name der Stelle ist im Netz nicht zu finden.
    .remedy = Nehmen Sie einen anderen DNS, schalten Sie das VPN aus oder fragen Sie Ihre IT; nichts ist verloren.
net-firewall = Der Server der Stelle oder etwas dazwischen weist die Verbindung ab.
    .remedy = Lassen Sie Ihre IT den Port 443 zum angezeigten Host öffnen; nichts ist verloren.
net-proxy_auth = Der Proxy verlangt Benutzername und Passwort.
    .remedy = Tragen Sie die Zugangsdaten des Proxys in den Systemeinstellungen ein oder fragen Sie Ihre IT.
net-proxy_unreachable = Der Proxy ist nicht erreichbar.
    .remedy = Schalten Sie den Proxy in den Systemeinstellungen aus oder berichtigen Sie ihn.
net-captive_portal = Das Netz zeigt seine eigene Seite statt der Stelle.
    .remedy = Melden Sie sich zuerst im Browser beim Netz an.
net-timeout = Die Stelle hat nicht rechtzeitig geantwortet.
    .remedy = Versuchen Sie es später erneut; nichts ist verloren.
net-failed = Die Verbindung brach ab, bevor die Antwort vollständig war; das Gesendete ist vielleicht angekommen.
    .remedy = Versuchen Sie es erneut: Das Programm fragt nach, bevor es etwas wiederholt. Nichts ist verloren.
net-settings = Die Netzwerkeinstellungen dieses Programms oder des Systems sind unbrauchbar.
    .remedy = Berichtigen Sie das Angezeigte: Proxy, angegebene Wurzeln oder die des Systems.
tls-other_host = Das Zertifikat des Servers gehört zu einem anderen Host.
    .remedy = Melden Sie sich zuerst im Browser beim Netz an, oder berichtigen Sie die Adresse.
tls-failed = Die sichere Verbindung ist gescheitert.
    .remedy = Versuchen Sie es erneut; fragen Sie Ihre IT, wenn es bleibt. Nichts ist verloren.
tls-intercepted = Das Zertifikat des Servers kommt nicht von der Stelle: Etwas liest mit.
    .remedy = Nehmen Sie den Host im Virenschutz oder Firmenproxy aus, oder lassen Sie dessen CA im System eintragen.
tls-expired = Das Zertifikat des Servers ist abgelaufen.
    .remedy = Prüfen Sie die Uhr des Computers; stimmt sie, ist der Dienst gestört: später versuchen.
tls-version = Es ließ sich keine sichere Verbindung vereinbaren.
    .remedy = Fragen Sie Ihre IT: TLS 1.2 oder neuer muss durchgelassen werden.
clock-skew = Die Uhr dieses Computers und die der Stelle gehen zu weit auseinander.
    .remedy = Stellen Sie Uhr und Zeitzone automatisch ein und versuchen Sie es erneut.

## The authority
ra-unavailable = Der Dienst der Stelle ist nicht verfügbar.
    .remedy = Versuchen Sie es später erneut; nichts ist verloren.
ra-fault = Der Dienst der Stelle meldet einen eigenen Fehler.
    .remedy = Versuchen Sie es später erneut; bleibt es dabei, melden Sie Code und Text. Nichts ist verloren.
ra-malformed = Die Antwort der Stelle ist keine der erwarteten.
    .remedy = Versuchen Sie es später erneut; bleibt es dabei, melden Sie, was angezeigt wird. Nichts ist verloren.
ra-not_authorized = Die Stelle kennt keine Eigenschaft von Ihnen, deshalb können Sie dieses Zertifikat nicht anfordern.
    .remedy = Prüfen Sie Ihre Daten im Portal Ihres Berufs und wenden Sie sich an das Kontaktcenter der eHealth-Plattform.
ra-organisation_not_listed = Die Stelle führt diese Organisation nicht für Sie.
    .remedy = Stellen Sie den Antrag von Hand (das dauert Tage), oder lassen Sie sich vom Zugangsverantwortlichen benennen.
ra-already_active = Es gibt bereits ein aktives Zertifikat.
    .remedy = Benutzen Sie es, erneuern Sie es zu gegebener Zeit, oder widerrufen Sie es mit Ihrer Karte, wenn es verloren ist.
ra-renewal_too_early =
    { $moment ->
        [unknown] Für die Erneuerung dieses Zertifikats ist es zu früh.
       *[other] Für die Erneuerung dieses Zertifikats ist es zu früh. Erneuern geht ab { $moment }.
    }
    .remedy = Versuchen Sie es erneut, wenn der Erneuerungszeitraum begonnen hat.
ra-renewal_too_late = Das Zertifikat ist abgelaufen: Es gibt nichts zu erneuern.
    .remedy = Fordern Sie ein neues Zertifikat an; behalten Sie die alte Datei für alte Nachrichten.
ra-not_yet =
    { $moment ->
        [unknown] Das Zertifikat ist noch nicht ausgestellt.
       *[other] Das Zertifikat ist noch nicht ausgestellt; der Antrag wartet seit { $moment }.
    }
    .remedy = Warten Sie auf die E-Mail (meist ein bis zwei Tage, höchstens zehn) und schließen Sie den Antrag dann ab; --wait fragt weiter.
ra-overdue = Der Antrag wartet seit mehr als zehn Tagen.
    .remedy = Sehen Sie im Spam-Ordner nach und wenden Sie sich dann mit der Antragsnummer an das Kontaktcenter.
ra-refused = Die Stelle hat abgelehnt.
    .remedy = Sehen Sie den angezeigten Grund; wenden Sie sich damit an das Kontaktcenter der eHealth-Plattform.
ra-revoked = Das Zertifikat wurde widerrufen.
    .remedy = Fordern Sie ein neues Zertifikat an; behalten Sie die alte Datei für alte Nachrichten.
ra-name_mismatch = Der Name auf der Karte und der im Register sind verschieden.
    .remedy = Lassen Sie ihn von der Gemeinde oder dem Kontaktcenter berichtigen.
ra-signature_rejected = Die Stelle nimmt die Unterschrift oder den Unterzeichner nicht an.
    .remedy = Achten Sie auf die richtige Karte; melden Sie es, wenn es bleibt.
ra-outdated_request = Der Antrag wurde vor zu langer Zeit unterschrieben, oder die Uhr des Computers geht falsch.
    .remedy = Prüfen Sie die Uhr und unterschreiben Sie erneut mit: ehealth-cert request --resume KEYSTORE (der Schlüssel bleibt derselbe).
ra-acceptance_unknown = Die Abnahmeumgebung kennt Sie nicht.
    .remedy = Reichen Sie zuerst die Vollmacht ein und sprechen Sie mit Ihrem Projektleiter bei der eHealth-Plattform.
ra-no_eid = Ohne belgische Karte ist dieser Antrag nicht möglich.
    .remedy = Nehmen Sie den hybriden Weg über die Registrierungsstelle einer Gemeinde.
ra-wrong_certificate = Das Zertifikat der Stelle passt nicht zu unserem Schlüssel oder Namen; nichts wurde ersetzt.
    .remedy = Melden Sie dies dem Kontaktcenter der eHealth-Plattform.
ra-untrusted_issuer = Das Zertifikat wurde von einer hier unbekannten Stelle ausgestellt.
    .remedy = Vergleichen Sie Aussteller und Fingerabdruck mit der Veröffentlichung der eHealth-Plattform und fügen Sie die Wurzel mit --issuing-anchor DATEI hinzu.
ra-contract_changed = Der Vertrag ist nicht der angeforderte oder gezeigte.
    .remedy = Lesen Sie ihn und unterschreiben Sie erneut.
etk-challenge_short = Die Aufgabe der Stelle für den Verschlüsselungsschlüssel ist fehlerhaft.
    .remedy = Starten Sie complete erneut; melden Sie es, wenn es bleibt. Das Zertifikat ist bereits installiert.
etk-challenge_mismatch = Die Aufgabe der Stelle war für einen anderen Verschlüsselungsschlüssel bestimmt.
    .remedy = Starten Sie complete erneut; melden Sie es, wenn es bleibt. Das Zertifikat ist bereits installiert.
etk-registration_failed = Das Zertifikat taugt zum Anmelden, aber der Verschlüsselungsschlüssel konnte nicht registriert werden.
    .remedy = Starten Sie complete erneut: Es ist nichts zu unterschreiben.
etk-not_active = Absender benutzen noch den alten Verschlüsselungsschlüssel.
    .remedy = Aktivieren Sie den neuen, sobald jedes Programm die neue Datei hat.
etk-absent = Im Depot liegt kein Verschlüsselungstoken für diese Identität.
    .remedy = Schließen Sie den Antrag ab.

## Keystore
keystore-not_found = Die Datei wurde nicht gefunden.
    .remedy = Nennen Sie die Datei, oder ihren Ordner mit --keystore-dir; sehen Sie auf dem alten PC in ehealth/keystore des Benutzerordners nach.
keystore-wrong_password = Das Passwort des Keystores ist falsch.
    .remedy = Prüfen Sie Feststelltaste, AZERTY/QWERTY und ein Leerzeichen am Ende; vielleicht gehört es zu einem anderen Zertifikat. Es ist nicht die PIN.
keystore-password_encoding = Das Passwort öffnet den Keystore nur in einer anderen Kodierung; manche Programme werden es ablehnen.
    .remedy = Wählen Sie eines ohne Akzente.
keystore-damaged = Der Keystore ist beschädigt: abgeschnitten, leer oder verändert.
    .remedy = Nehmen Sie eine Sicherungskopie (gleicher Name mit .bak), oder fordern Sie ein neues Zertifikat an.
keystore-not_pkcs12 = Die Datei ist kein Keystore (.p12).
    .remedy = Wählen Sie die .p12-Datei; was diese ist, wird angezeigt.
keystore-unsupported_algorithm = Der Keystore ist mit einem nicht unterstützten Algorithmus geschützt.
    .remedy = Wandeln Sie ihn mit dem Programm um, das ihn erzeugt hat; der Algorithmus wird angezeigt.
keystore-limits = Der Keystore verlangt unsinnig viel Rechenarbeit: Er wurde abgelehnt.
    .remedy = Nehmen Sie die Datei von dort, wo sie entstand; diese ist kein ehrlicher Keystore.
keystore-not_completed = Der Antrag dieses Keystores ist noch nicht abgeschlossen: Er enthält den Schlüssel, aber kein Zertifikat.
    .remedy = Schließen Sie zuerst den Antrag ab: ehealth-cert complete. Fordern Sie kein weiteres Zertifikat an.
keystore-no_encryption_key = Der Keystore taugt zum Anmelden, hat aber keinen Verschlüsselungsschlüssel.
    .remedy = Schließen Sie den Antrag erneut ab.
keystore-etk_mismatch = Das Verschlüsselungstoken im Depot ist nicht das dieses Keystores: Irgendwo gibt es eine neuere Datei.
    .remedy = Benutzen Sie die neueste Datei, von dem Computer, auf dem sie entstand.
keystore-expired = Das Zertifikat ist abgelaufen.
    .remedy = Fordern Sie ein neues Zertifikat an; behalten Sie diese Datei für alte Nachrichten.
keystore-expiring = Das Zertifikat läuft bald ab.
    .remedy = Erneuern Sie es vor dem Ende.
keystore-not_yet_valid =
    { $moment ->
        [unknown] Das Zertifikat ist noch nicht gültig.
       *[other] Das Zertifikat ist installiert, aber erst ab { $moment } gültig.
    }
    .remedy = Schließen Sie es dann erneut ab; ist der Zeitpunkt vorbei, prüfen Sie die Uhr des Computers.
keystore-revoked = Das Zertifikat wurde widerrufen.
    .remedy = Fordern Sie ein neues Zertifikat an; behalten Sie diese Datei für alte Nachrichten.
keystore-wrong_environment = Der Keystore gehört zu einer anderen Umgebung.
    .remedy = Wählen Sie eine Datei dieser Umgebung, oder ändern Sie --environment oder --sandbox.
keystore-wrong_identity = Der Keystore gehört jemand anderem.
    .remedy = Wählen Sie die Datei der angezeigten Person oder Organisation.
keystore-copy = Der Dateiname ist der einer Kopie; manche Programme scheitern deshalb am ganzen Ordner.
    .remedy = Benennen Sie sie ohne "(1)" oder "Kopie" um und entfernen Sie die doppelte.
keystore-several = Mehrere Keystores passen, und Programme würden verschiedene wählen.
    .remedy = Nennen Sie die Datei, oder verschieben Sie die alte in den Unterordner old.
keystore-newer_incomplete = Der neueste Keystore ist nicht abgeschlossen, ein älterer ist gültig: Programme, die den neuesten nehmen, scheitern.
    .remedy = Schließen Sie den neueren ab oder verschieben Sie ihn.
keystore-size_suspicious = Der Keystore ist kleiner, als Helpdesks annehmen, obwohl er vollständig ist.
    .remedy = Lassen Sie ihn neu schreiben: erneut abschließen oder das Passwort ändern.
keystore-old_form = Der Keystore hat eine alte Form (RC2-40), die neue Programme nicht öffnen.
    .remedy = Speichern Sie ihn neu, etwa durch Ändern des Passworts.
keystore-key_certificate_mismatch = Schlüssel und Zertifikat gehören nicht zusammen.
    .remedy = Nehmen Sie die Datei, die mit diesem Antrag entstand.
keystore-chain_incomplete = Die Kette des Zertifikats hat eine Lücke.
    .remedy = Starten Sie complete erneut: Die Kette wird neu installiert.
keystore-locked = Dieses Programm arbeitet anderswo schon an diesem Keystore.
    .remedy = Schließen Sie das andere Fenster oder warten Sie darauf.
keystore-verify_failed = Das Geschriebene ließ sich nicht zurücklesen; die benutzte Datei blieb unberührt.
    .remedy = Prüfen Sie den Datenträger und versuchen Sie es erneut, nötigenfalls in einem anderen Ordner.
keystore-unprotected = Der Keystore ist nicht geschützt, wie er sollte.
    .remedy = Speichern Sie ihn mit dem Programm, das ihn erzeugt hat, mit einem Passwort geschützt neu.
keystore-no_authentication_key = Die Datei ist ein PKCS#12-Speicher, aber keiner der eHealth-Plattform: Ein Eintrag authentication fehlt.
    .remedy = Wählen Sie die .p12-Datei, die mit dem Antrag entstand.
keystore-key_would_be_lost = Ein Schlüssel wäre verloren gegangen: Es wurde nichts geschrieben.
    .remedy = Das ist ein Fehler des Programms: Melden Sie ihn.

## Password
password-too_short = Das Passwort ist zu kurz.
    .remedy = Verwenden Sie mindestens 8 Zeichen; 12 oder mehr sind besser.
password-too_long = Das Passwort ist zu lang.
    .remedy = Verwenden Sie höchstens 64 Zeichen.
password-characters = Das Passwort enthält nicht zulässige Zeichen.
    .remedy = Verwenden Sie Buchstaben ohne Akzente, Ziffern und Symbole; keine Leerzeichen.
password-digit_or_symbol = Das Passwort hat weder Ziffer noch Symbol.
    .remedy = Fügen Sie eine Ziffer oder ein Symbol hinzu.
password-letter = Das Passwort hat keinen Buchstaben.
    .remedy = Fügen Sie einen Buchstaben hinzu.
password-strength = Das Passwort ist schwächer, als es sein sollte.
    .remedy = Nehmen Sie ein längeres oder mehrere Wörter.
password-confirmation = Die beiden Passwörter sind verschieden.
    .remedy = Geben Sie es erneut ein.
password-forgotten = Ein vergessenes Passwort lässt sich nicht wiederherstellen: Niemand hat es.
    .remedy = Versuchen Sie die Passwörter älterer Dateien; sonst widerrufen Sie das Zertifikat mit Ihrer Karte und fordern ein neues an.

## Files
file-permission = Datei oder Ordner ist nicht benutzbar.
    .remedy = Wählen Sie mit --keystore-dir einen anderen Ordner, oder berichtigen Sie die Rechte.
file-no_folder = Der Ordner fehlt oder ist keiner.
    .remedy = Legen Sie den Ordner an, oder wählen Sie mit --keystore-dir einen anderen.
file-name = Die Datei hat nicht den Namen eines Keystores: TYPE=Nummer, Datum und Zeit, .p12.
    .remedy = Geben Sie ihr den Namen zurück, mit dem sie entstand.
file-read_only = Der Ordner ist schreibgeschützt.
    .remedy = Wählen Sie mit --keystore-dir einen anderen Ordner.
file-disk_full = Der Datenträger ist voll; vorhandene Dateien sind unverändert.
    .remedy = Schaffen Sie Platz und versuchen Sie es erneut.
file-sync_folder = Der Ordner wird von einem Synchronisierungsprogramm verwaltet, das Dateien ersetzen oder zurückhalten kann.
    .remedy = Behalten Sie die Datei immer auf diesem Gerät und nehmen Sie den Ordner von der Synchronisierung aus.
file-network_share = Der Ordner liegt auf einer Netzfreigabe.
    .remedy = Behalten Sie das Original auf diesem Computer und legen Sie eine Kopie auf die Freigabe.
file-shared_readable = Andere Benutzer dieses Computers können die Datei mit Ihrem geheimen Schlüssel lesen.
    .remedy = Beschränken Sie die Rechte der Datei auf sich selbst.
file-antivirus = Ein anderes Programm hält oder entfernt die Datei, vermutlich ein Virenschutz.
    .remedy = Nehmen Sie den Ordner dort aus und holen Sie die Datei aus der Quarantäne.
file-exists = Eine Datei dieses Namens besteht; sie blieb unberührt.
    .remedy = Wählen Sie einen anderen Namen, oder verschieben Sie die Datei.
file-path_too_long = Der Pfad der Datei ist zu lang.
    .remedy = Wählen Sie einen Ordner mit kürzerem Pfad.
file-removable = Die einzige Kopie liegt auf einem Wechseldatenträger.
    .remedy = Kopieren Sie sie auch auf die Platte des Computers.

## Consuming software
consumer-java_old = Alte Java-Programme (8 vor u301, 11 vor .12) halten diese Datei für ein falsches Passwort.
    .remedy = Speichern Sie sie im Profil compatible: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-provider_order = Java-Programme mit BouncyCastle vor Javas eigenem Provider halten diese Datei für ein falsches Passwort.
    .remedy = Speichern Sie sie im Profil compatible: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-windows_old = Alte Windows-Versionen (Server 2016 und früher) halten diese Datei für ein falsches Passwort.
    .remedy = Speichern Sie sie im Profil compatible: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-macos_keychain = Der Schlüsselbund von macOS weist diese Datei zurück.
    .remedy = Praxissoftware braucht den Schlüsselbund nicht; sonst speichern Sie sie im Profil compatible: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-openssl3 = OpenSSL 3 kann diese Datei nicht öffnen: ihre Zertifikate sind mit RC2-40 geschützt.
    .remedy = Speichern Sie sie neu, etwa mit: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-copy_not_replaced = Ein Programm benutzt noch seine eigene Kopie der alten Datei.
    .remedy = Geben Sie die neue Datei in jedem Programm Ihrer Liste ein.
consumer-old_password_stored = Ein Programm benutzt noch das alte Passwort.
    .remedy = Geben Sie dort das neue Passwort ein.
consumer-picks_other = Manche Programme nähmen eine andere Datei als die gemeinte.
    .remedy = Verschieben Sie die anderen Dateien in den Unterordner old.
consumer-needs_old_file = Ein Programm braucht die alte Datei für alte Nachrichten.
    .remedy = Zeigen Sie ihm die Datei im Unterordner old und ihr altes Passwort.
consumer-says_expired = Programme werden „abgelaufen, neu anfordern“ sagen von einem Antrag, der nur wartet.
    .remedy = Schließen Sie den Antrag ab; fordern Sie kein anderes Zertifikat an.
consumer-quality_missing = Das Zertifikat ist gut, aber die Register kennen keine Eigenschaft für diesen Dienst.
    .remedy = Lassen Sie Ihre Daten in den Registern berichtigen; der Keystore braucht nichts.

## Of the program itself
usage = Der Befehl lässt sich so nicht verwenden.
    .remedy = Siehe ehealth-cert --help, oder --help nach dem Befehl.
answer-missing = Eine Antwort fehlt, und niemand ist zu fragen: { $flag }.
    .remedy = Geben Sie sie mit { $flag } an, oder starten Sie den Befehl in einem Terminal.
interrupted = Unterbrochen.
    .remedy = Nichts ist halb fertig: Starten Sie denselben Befehl erneut, um weiterzumachen.
internal = Ein Fehler dieses Programms.
    .remedy = Melden Sie ihn mit dem Angezeigten; nichts ist verloren.
