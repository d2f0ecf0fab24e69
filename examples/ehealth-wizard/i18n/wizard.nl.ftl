# Texts of the wizard alone; what other programs say, too, stands in the shared catalogues.

## Every page
wizard-name = eHealth-certificaat
wizard-skip = Naar de inhoud
wizard-language = Taal van de pagina
wizard-local = Deze pagina komt van uw eigen computer. Wat u typt, gaat naar dit programma; alleen wat het aankondigt, wordt naar eHealth gestuurd.
wizard-step = Stap { $number } van { $of }: { $step }
wizard-next = Volgende
wizard-cancel = Annuleren
wizard-decline = Ik aanvaard niet
wizard-home = Terug naar het begin
wizard-print = Deze pagina afdrukken
wizard-copy = Kopiëren
wizard-reveal = Tonen wat getypt wordt
wizard-required = * verplicht in te vullen
wizard-mark-unmet = nog niet
wizard-enter = Verder
wizard-stranger = Deze pagina opent met het adres dat het programma eenmaal toont. Start het programma ehealth-wizard opnieuw: het opent deze pagina weer, en alles staat waar het stond.

## First screen
wizard-welcome = Uw eHealth-certificaat
wizard-intent = Dit programma vraagt uw eHealth-certificaat aan met uw identiteitskaart, en vervolledigt het zodra eHealth het uitgereikt heeft. Uw geheime sleutel verlaat deze computer nooit.
wizard-card-there = Er zit een kaart in de lezer.
wizard-reader-there = De kaartlezer is klaar. De kaart steekt u in wanneer erom gevraagd wordt.
wizard-what = Wat wilt u doen?
wizard-do-request = Een nieuw certificaat aanvragen
wizard-about-request = Eerste fase: met identiteitskaart en pincode, ongeveer tien minuten.
wizard-do-complete = Een aanvraag vervolledigen
wizard-about-complete = Tweede fase: na de e-mail van eHealth, met het wachtwoord van de keystore.
wizard-do-renew = Vernieuwen
wizard-about-renew = Voor een certificaat vervalt; berichten aan u blijven leesbaar.
wizard-do-activate = Activeren na een vernieuwing
wizard-about-activate = Zodra elk programma het nieuwe bestand heeft.
wizard-do-revoke = Herroepen
wizard-about-revoke = Als sleutel of wachtwoord bij anderen bekend kan zijn, of verloren is. De kaart volstaat.
wizard-do-check = Alles controleren
wizard-about-check = Of een certificaat werkt: bestand, sleutel, geldigheid, het antwoord van eHealth.
wizard-do-password = Wachtwoord wijzigen
wizard-about-password = Van een keystore; met het huidige.
wizard-do-foreigner = Zonder Belgische identiteitskaart
wizard-about-foreigner = Voor zorgverleners in het buitenland, met een bisnummer.
wizard-do-doctor = Deze computer controleren
wizard-about-doctor = Kaartlezer, netwerk, klok, map.
wizard-do-folder = De map openen
wizard-about-folder = Waar uw keystores staan.
wizard-folder-is = Map van de keystores
wizard-waits = Er wacht al een aanvraag: vervolledig ze, of ga ermee verder, voor u een andere begint.
wizard-item-resume = Verdergaan met deze aanvraag
wizard-item-complete = Deze aanvraag vervolledigen
wizard-item-activate = Activeren
wizard-item-renew = Dit certificaat vernieuwen
wizard-item-check = Deze keystore controleren
wizard-again-look = Opnieuw controleren

## Card and PIN
wizard-card-title = Uw identiteitskaart
wizard-card-waiting = Deze pagina gaat vanzelf verder zodra de kaart er is.
wizard-card-stay = Laat de kaart in de lezer.
wizard-card-until = Kaart geldig tot
wizard-photo = Foto van { $name }
wizard-pin = Pincode
wizard-pin-hint = 4 tot 12 cijfers: de pincode van uw identiteitskaart.
wizard-pin-auth = Meld u aan met uw pincode
wizard-pin-auth-why = Zodat het eHealth-platform u herkent. Hiermee wordt niets ondertekend.
wizard-sign-in = Aanmelden
wizard-sign = Ondertekenen

## Work
wizard-working = Een ogenblik, alstublieft
wizard-moment = Het gaat verder
wizard-waiting = Uw certificaat is er nog niet
wizard-waiting-why = U kunt deze pagina open laten, of stoppen en later terugkomen: er gaat niets verloren.
wizard-waiting-stop = Niet langer wachten

## Texts
wizard-terms-accept = Ik heb deze voorwaarden gelezen en aanvaard ze
wizard-contract = Contract van eHealth
wizard-contract-accept = Ik heb dit contract gelezen en aanvaard het
wizard-other-language = eHealth levert deze tekst alleen in deze taal: { $language }

## For whom
wizard-applicant = Voor wie is het certificaat?
wizard-applicant-who = Het certificaat is
wizard-organisation = De andere organisatie
wizard-kind = Type van het nummer
wizard-number = Nummer
wizard-application = Nog een certificaat van de organisatie
wizard-application-hint = Hoogstens 30 hoofdletters, cijfers, koppeltekens en onderstrepingstekens.

## Password
wizard-password-hint = 8 tot 64 letters, cijfers en tekens, zonder accenten en spaties.
wizard-again = Hetzelfde wachtwoord nogmaals
wizard-keep = Het oude wachtwoord behouden
wizard-password-of = Wachtwoord van { $file }
wizard-password-which = Het wachtwoord dat u voor deze keystore koos, of het latere als u het gewijzigd hebt. Niet de pincode.

## Overview
wizard-overview-next = In de volgende stap ondertekent u dit met uw identiteitskaart. Er werd nog niets ondertekend of verstuurd.
wizard-overview-right = Alles is juist: ondertekenen
wizard-overview-change = Iets wijzigen

## Which keystore
wizard-not-found = Uw keystore kon niet automatisch geselecteerd worden.
wizard-which = Keystore
wizard-other-file = Een andere kiezen
wizard-path = Plaats van het bestand
wizard-path-hint = Het volledige pad, bijvoorbeeld C:\Users\ik\ehealth\keystore\….p12
wizard-foreigner-how = Een aanvraag zonder Belgische kaart wordt door de persoon bevestigd op een adres van eHealth.
wizard-activate-sure = Ze hebben allemaal het nieuwe bestand

## Ends
wizard-summary = Uw aanvraag is klaar
wizard-summary-made = Sleutel, contract en handtekening staan op deze computer.
wizard-about-keystore = Bevat uw geheime sleutel, beschermd door het wachtwoord dat u koos. Ze wordt in de tweede fase vervolledigd met uw certificaat en uw encryptiesleutels.
wizard-about-ehcsr = Bevat uw publieke sleutel, uw identiteit en het contract dat u met uw identiteitskaart ondertekende.
wizard-note-place = Noteer deze plaats: u hebt ze later nodig.
wizard-only-request = Alleen de aanvraag wordt verstuurd. Keystore en wachtwoord blijven op deze computer.
wizard-send = De aanvraag versturen
wizard-later = Later versturen
wizard-sent = Uw aanvraag is verstuurd
wizard-mail-accepted = Een eerste e-mail meldt dat uw aanvraag aanvaard is.
wizard-mail-delivered = Een tweede e-mail meldt dat het certificaat klaar is.
wizard-then-complete = Start dan dit programma opnieuw en kies “Een aanvraag vervolledigen”.
wizard-leave-folder = Laat de map op deze computer zoals ze is.
wizard-calendar = Herinneringen voor uw agenda
wizard-complete-now = Kijken of het al klaar is
wizard-open-folder = De map openen
wizard-confirm = De persoon moet bevestigen
wizard-done = Uw certificaat is klaar
wizard-checked = Controle van de keystore
wizard-copy-now = Maak nu een kopie
wizard-copy-folder = Map voor de kopie
wizard-copy-hint = Op een andere schijf of stick, en niet in de map waarin uw programma's kijken.
wizard-copy-make = De kopie maken
wizard-copied = De kopie is gemaakt
wizard-copied-good = De kopie werd geschreven en teruggelezen.
wizard-copied-to = Kopie
wizard-activated = De nieuwe encryptiesleutel is in gebruik
wizard-revoked = Het certificaat is herroepen
wizard-password-changed = Het wachtwoord is gewijzigd
wizard-failed = Het ging niet verder
wizard-nothing-lost = Er is niets verloren: uw sleutel zit al in deze keystore.
wizard-technical = Voor de helpdesk
wizard-way-request = Een nieuw certificaat aanvragen
wizard-way-foreigner = Opnieuw proberen
wizard-way-resume = Verdergaan met dezelfde sleutel
wizard-way-send = Opnieuw versturen
wizard-way-complete = De aanvraag vervolledigen
wizard-way-renew = Opnieuw proberen
wizard-way-activate = Opnieuw proberen
wizard-way-revoke = Opnieuw proberen
wizard-way-check = Opnieuw controleren
wizard-way-passwd = Opnieuw proberen
wizard-way-copy = Opnieuw proberen
wizard-way-doctor = Opnieuw proberen

## Revocation
wizard-revoke = Een certificaat herroepen
wizard-revoke-which = Welk certificaat?
wizard-reason = Reden van de herroeping
wizard-reason-why = Waarom wordt het herroepen?

## What can be done, where other programs name their flags
wizard-remedy-card-two_readers = Laat maar één kaart zitten en neem de andere uit haar lezer.
wizard-remedy-terms-not_accepted = Vink het vakje aan wanneer u de tekst gelezen hebt, of stop hier.
wizard-remedy-ra-not_yet = Wacht op de e-mail (meestal een of twee dagen, hoogstens tien) en kom dan terug.
wizard-remedy-ra-outdated_request = Controleer de klok van deze computer en ga dan verder met dezelfde sleutel: de aanvraag wordt opnieuw ondertekend.
wizard-remedy-ra-untrusted_issuer = Er werd niets vervangen. Laat uw helpdesk de uitgever vergelijken met de publicatie van het eHealth-platform; die kan de nieuwe wortel toevoegen bij het starten van de wizard.
wizard-remedy-keystore-not_found = Controleer de getypte plaats, of kijk in ehealth/keystore van uw persoonlijke map op de computer waarop de aanvraag gemaakt werd.
wizard-remedy-keystore-wrong_environment = Kies een bestand van deze omgeving.
wizard-remedy-file-permission = Kies een andere map, of laat uw helpdesk de rechten van deze map aanpassen.
wizard-remedy-file-no_folder = Geef het volledige pad van een map die er is, bijvoorbeeld E:\ of /media/stick.
wizard-remedy-file-read_only = Kies een andere map: in deze kan niets geschreven worden.
wizard-remedy-answer-missing = Kies een van de antwoorden.
wizard-remedy-keystore-not_completed = Vervolledig eerst de aanvraag. Vraag geen ander certificaat aan.
