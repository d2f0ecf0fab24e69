# Foutcodes en wat eraan te doen: één bericht per code, de remedie als attribuut.

## Reader and driver
card-no_service = De smartcardservice van deze computer draait niet.
    .remedy = Start de service 'Smartcard' (Linux: installeer en start pcscd) en probeer opnieuw.
card-no_reader = Er werd geen kaartlezer gevonden.
    .remedy = Sluit de kaartlezer aan, rechtstreeks en zo nodig op een andere poort.
card-reader_driver = Er is een kaartlezer aangesloten, maar deze computer heeft er geen stuurprogramma voor.
    .remedy = Installeer het stuurprogramma van de fabrikant en herstart de computer.
card-permission = Het systeem laat u de kaartlezer niet gebruiken.
    .remedy = Geef uw gebruiker toegang tot de lezer (Linux: polkit-regel van pcscd), of start het programma in een lokale sessie.
card-remote_session = Dit is een sessie op afstand waaraan geen kaartlezer wordt doorgegeven.
    .remedy = Schakel de omleiding van smartcards in en maak opnieuw verbinding, of werk lokaal.
card-reader_lost = De kaartlezer werd losgekoppeld.
    .remedy = Sluit hem opnieuw aan; er is niets verloren.
card-reader_unstable = De kaartlezer valt telkens uit.
    .remedy = Gebruik een andere poort, zonder hub, of een andere lezer, en werk het stuurprogramma bij.
card-pad_faulty = Het toetsenbord van de kaartlezer kan niet worden gebruikt.
    .remedy = Geef de pincode in met het toetsenbord van de computer.
card-two_readers = Er zit een kaart in meer dan één lezer.
    .remedy = Kies de lezer met --reader NAAM, of laat maar één kaart zitten.
card-busy = Een ander programma gebruikt de kaart.
    .remedy = Sluit het andere programma (browser, eID Viewer, bankprogramma) en probeer opnieuw.

## Card
card-absent = Er zit geen kaart in de lezer.
    .remedy = Steek de identiteitskaart in, met de chip vooraan en naar boven.
card-mute = De kaart antwoordt niet.
    .remedy = Draai de kaart om, maak de chip schoon of probeer een andere lezer.
card-not_beid = Dit is geen Belgische identiteitskaart.
    .remedy = Steek uw identiteitskaart of vreemdelingenkaart in.
card-unknown_generation = Dit programma kent deze generatie identiteitskaarten niet.
    .remedy = Werk dit programma bij en meld de getoonde versie.
card-kids = Dit is een kinderkaart: ze kan niet ondertekenen.
    .remedy = Er is een kaart met handtekeningfunctie nodig.
card-not_activated = De kaart is niet geactiveerd.
    .remedy = Laat de kaart activeren bij de gemeente.
card-no_signature_rights = De kaart heeft geen certificaat voor deze handtekening.
    .remedy = Laat de certificaten van de kaart activeren bij de gemeente.
card-certificates_revoked = De certificaten van deze kaart zijn herroepen of geschorst.
    .remedy = Neem contact op met de gemeente; bel DocStop als de kaart verloren was.
card-expired = De kaart is vandaag niet geldig.
    .remedy = Vernieuw de kaart bij de gemeente; is ze nog geldig, controleer dan de klok van de computer.
card-removed = De kaart werd uitgenomen.
    .remedy = Steek ze opnieuw in; er is niets verloren.
card-reset = Een ander programma heeft de kaart herstart.
    .remedy = Sluit andere programma's die de kaart gebruiken en geef de pincode opnieuw in.
card-status = De kaart gaf een antwoord dat haar specificatie niet kent.
    .remedy = Meld dit met de twee getoonde bytes.
card-transport = De kaartlezer of zijn stuurprogramma faalde.
    .remedy = Gebruik een andere poort of lezer; meld het als het blijft.
card-person_mismatch = De kaart in de lezer is niet die van deze aanvraag.
    .remedy = Steek de kaart in waarmee u begon, of begin opnieuw.
card-identity_forged = De gegevens van de kaart en de handtekening van de Staat passen niet bij elkaar.
    .remedy = Gebruik deze kaart niet; ga ermee naar de gemeente.
card-identity_unverifiable = De kaart kan vandaag niet worden gecontroleerd.
    .remedy = Een oude of herschreven kaart: meld wat getoond wordt; de gemeente kan de kaart vervangen.
card-untrusted_root = De certificaten van de kaart leiden niet naar een wortel die hier vertrouwd wordt.
    .remedy = Controleer de omgeving; werk bij een nieuwe generatie kaarten dit programma bij en meld de getoonde uitgever.
card-file_invalid = Een bestand van de kaart is onbegrijpelijk.
    .remedy = Probeer een andere lezer; blijft het zo, laat de kaart dan vervangen en meld wat getoond wordt.
card-not_read = Een bestand van de kaart dat hier nodig is, werd niet gelezen.
    .remedy = Dit is een fout van het programma: meld ze.
card-unsupported_digest = De kaart kan dit soort hash niet ondertekenen.
    .remedy = Dit is een fout van het programma: meld ze.
card-fault = De chip van de kaart is defect.
    .remedy = Laat de kaart vervangen bij de gemeente.
card-wrong_world = Deze kaart hoort in een andere wereld: echte kaarten ondertekenen nooit in een zandbak, virtuele kaarten alleen daar.
    .remedy = Gebruik een virtuele kaart met de zandbak en een echte kaart met de echte autoriteit.

## PIN
pin-wrong =
    { $tries ->
        [unknown] Verkeerde pincode.
        [one] Verkeerde pincode: nog { $tries } poging.
       *[other] Verkeerde pincode: nog { $tries } pogingen.
    }
    .remedy = Controleer Num Lock en geef de pincode van de identiteitskaart opnieuw in. Verder is er niets verloren.
pin-last_try = Er is nog één poging voor de pincode geblokkeerd wordt; de pincode werd niet verstuurd.
    .remedy = Zoek de pincode op voor u het probeert en geef ze zelf in: ze wordt opnieuw gevraagd in het terminalvenster.
pin-tries_unknown = Deze oude kaart kan niet zeggen hoeveel pogingen er nog zijn; de pincode werd niet verstuurd.
    .remedy = Geef de pincode zelf in: ze wordt in het terminalvenster gevraagd.
pin-blocked = De pincode is geblokkeerd.
    .remedy = Laat ze deblokkeren bij de gemeente, met de PUK-code als u die hebt.
pin-format = Een pincode telt 4 tot 12 cijfers.
    .remedy = Geef de cijfers van de pincode van de identiteitskaart in, niets anders.
pin-cancelled = De pincode werd niet ingegeven.
    .remedy = Er werd niets ondertekend; begin opnieuw wanneer u wilt.
pin-timeout = De pincode werd niet op tijd ingegeven.
    .remedy = Geef ze opnieuw in, binnen 30 seconden.
pin-new_differs = De twee nieuwe pincodes verschillen.
    .remedy = Geef ze opnieuw in.
pin-confused = Dit is misschien een ander geheim dan de pincode van de identiteitskaart.
    .remedy = Geef de pincode van de identiteitskaart in, niet het wachtwoord van de keystore of de code van een bankkaart.

## Data entered
id-invalid = Het nummer is niet geldig.
    .remedy = Controleer de cijfers; de verwachte waarden worden getoond.
id-length = Het nummer heeft niet de juiste lengte.
    .remedy = Geef het nummer in de getoonde vorm; voor een instelling de eerste 8 cijfers van het RIZIV-nummer.
id-unknown_type = De autoriteit kent dit type identificatie niet.
    .remedy = Kies er een uit de getoonde lijst.
id-application = De applicatie-id heeft niet de toegelaten vorm.
    .remedy = Gebruik hoogstens 30 hoofdletters, cijfers, koppeltekens en liggende streepjes.
id-application_taken = Een actief certificaat gebruikt deze applicatie-id al.
    .remedy = Kies een andere, of vernieuw dat certificaat.
name-too_long = De naam is langer dan 64 tekens: de autoriteit kan hem inkorten of weigeren.
    .remedy = Geef hem zoals hij bij de autoriteit geregistreerd is.
name-empty = Er blijft niets over van de naam in de tekens van een certificaat.
    .remedy = Neem contact op met het contactcentrum van het eHealth-platform.
contact-email = Het e-mailadres heeft niet de aanvaarde vorm.
    .remedy = Geef het als naam@voorbeeld.be.
contact-phone = Het telefoonnummer heeft niet de aanvaarde vorm.
    .remedy = Gebruik cijfers, desgewenst met + en het landnummer vooraan: +32 470 00 00 00.
terms-not_accepted = De voorwaarden werden niet aanvaard, dus gaat er niets verder.
    .remedy = Lees de voorwaarden en aanvaard ze (onbewaakt: --accept-terms), of stop hier.

## Network, proxy, TLS, clock
net-offline = Er is geen verbinding met de autoriteit.
    .remedy = Controleer de netwerkverbinding en probeer opnieuw; er is niets verloren.
net-dns = De naam van de autoriteit is niet te vinden in het netwerk.
    .remedy = Probeer een andere DNS, schakel de VPN uit of vraag het uw informaticus; er is niets verloren.
net-firewall = De server van de autoriteit, of iets ertussen, weigert de verbinding.
    .remedy = Laat uw informaticus poort 443 naar de getoonde host openen; er is niets verloren.
net-proxy_auth = De proxy vraagt een gebruikersnaam en wachtwoord.
    .remedy = Geef de gegevens van de proxy in bij de systeeminstellingen, of vraag het uw informaticus.
net-proxy_unreachable = De proxy is onbereikbaar.
    .remedy = Schakel de proxy uit in de systeeminstellingen, of verbeter hem.
net-captive_portal = Het netwerk toont zijn eigen pagina in plaats van de autoriteit.
    .remedy = Meld u eerst aan bij het netwerk in een browser.
net-timeout = De autoriteit antwoordde niet op tijd.
    .remedy = Probeer later opnieuw; er is niets verloren.
net-failed = De verbinding werd verbroken voor het antwoord volledig was; wat verstuurd werd, is misschien aangekomen.
    .remedy = Probeer opnieuw: het programma vraagt na voor het iets herhaalt. Er is niets verloren.
net-settings = De netwerkinstellingen van dit programma of systeem zijn onbruikbaar.
    .remedy = Verbeter wat getoond wordt: proxy, opgegeven wortels of die van het systeem.
tls-other_host = Het certificaat van de server is van een andere host.
    .remedy = Meld u eerst aan bij het netwerk in een browser, of verbeter het adres.
tls-failed = De beveiligde verbinding mislukte.
    .remedy = Probeer opnieuw; vraag het uw informaticus als het blijft. Er is niets verloren.
tls-intercepted = Het certificaat van de server komt niet van de autoriteit: iets leest onderweg mee.
    .remedy = Sluit de host uit in de antivirus of bedrijfsproxy, of laat zijn CA aan het systeem toevoegen.
tls-expired = Het certificaat van de server is vervallen.
    .remedy = Controleer de klok van de computer; klopt ze, dan heeft de dienst een storing: probeer later.
tls-version = Er kon geen veilige verbinding worden afgesproken.
    .remedy = Vraag uw informaticus: TLS 1.2 of recenter moet doorgelaten worden.
clock-skew = De klok van deze computer en die van de autoriteit verschillen te veel.
    .remedy = Laat klok en tijdzone automatisch instellen en probeer opnieuw.

## The authority
ra-unavailable = De dienst van de autoriteit is niet beschikbaar.
    .remedy = Probeer later opnieuw; er is niets verloren.
ra-fault = De dienst van de autoriteit meldt een eigen fout.
    .remedy = Probeer later opnieuw; blijft het zo, meld dan de getoonde code en tekst. Er is niets verloren.
ra-malformed = Het antwoord van de autoriteit is geen van de verwachte.
    .remedy = Probeer later opnieuw; blijft het zo, meld dan wat getoond wordt. Er is niets verloren.
ra-not_authorized = De autoriteit kent geen zorghoedanigheid van u, dus kunt u dit certificaat niet aanvragen.
    .remedy = Controleer uw gegevens in het portaal van uw beroep en neem contact op met het contactcentrum van het eHealth-platform.
ra-organisation_not_listed = De autoriteit vermeldt deze organisatie niet voor u.
    .remedy = Vraag ze handmatig aan (dit duurt dagen), of laat u aanduiden door de Verantwoordelijke Toegang Entiteit.
ra-already_active = Er is al een actief certificaat.
    .remedy = Gebruik het, vernieuw het als het zover is, of herroep het met uw kaart als het verloren is.
ra-renewal_too_early =
    { $moment ->
        [unknown] Het is te vroeg om dit certificaat te vernieuwen.
       *[other] Het is te vroeg om dit certificaat te vernieuwen. Vernieuwen kan vanaf { $moment }.
    }
    .remedy = Probeer opnieuw wanneer de vernieuwingsperiode begonnen is.
ra-renewal_too_late = Het certificaat is vervallen: er valt niets te vernieuwen.
    .remedy = Vraag een nieuw certificaat aan; bewaar het oude bestand voor oude berichten.
ra-not_yet =
    { $moment ->
        [unknown] Het certificaat is nog niet uitgereikt.
       *[other] Het certificaat is nog niet uitgereikt; de aanvraag wacht sinds { $moment }.
    }
    .remedy = Wacht op de e-mail (meestal een of twee dagen, hoogstens tien) en vervolledig dan de aanvraag; --wait blijft vragen.
ra-overdue = De aanvraag wacht al meer dan tien dagen.
    .remedy = Kijk in de map ongewenste e-mail en neem dan contact op met het contactcentrum, met het nummer van de aanvraag.
ra-refused = De autoriteit weigerde.
    .remedy = Zie de getoonde reden; neem daarmee contact op met het contactcentrum van het eHealth-platform.
ra-revoked = Het certificaat werd herroepen.
    .remedy = Vraag een nieuw certificaat aan; bewaar het oude bestand voor oude berichten.
ra-name_mismatch = De naam op de kaart en die in het register verschillen.
    .remedy = Laat dit verbeteren door de gemeente of het contactcentrum.
ra-signature_rejected = De autoriteit aanvaardt de handtekening of de ondertekenaar niet.
    .remedy = Zorg dat de juiste kaart gebruikt wordt; meld het als het blijft.
ra-outdated_request = De aanvraag werd te lang geleden ondertekend, of de klok van de computer is fout.
    .remedy = Controleer de klok en onderteken opnieuw met: ehealth-cert request --resume KEYSTORE (de sleutel blijft dezelfde).
ra-acceptance_unknown = De acceptatieomgeving kent u niet.
    .remedy = Dien eerst het volmachtformulier in en neem contact op met uw projectleider bij het eHealth-platform.
ra-no_eid = Zonder Belgische kaart kan deze aanvraag niet.
    .remedy = Gebruik de hybride weg via de registratiedienst van een gemeente.
ra-wrong_certificate = Het certificaat van de autoriteit past niet bij onze sleutel of naam; er werd niets vervangen.
    .remedy = Meld dit aan het contactcentrum van het eHealth-platform.
ra-untrusted_issuer = Het certificaat werd uitgereikt door een autoriteit die hier niet bekend is.
    .remedy = Vergelijk de getoonde uitgever en hash met de publicatie van het eHealth-platform en voeg dan de wortel toe met --issuing-anchor BESTAND.
ra-contract_changed = Het contract is niet het gevraagde of getoonde.
    .remedy = Lees het en onderteken opnieuw.
etk-challenge_short = De uitdaging van de autoriteit voor de encryptiesleutel is misvormd.
    .remedy = Start complete opnieuw; meld het als het blijft. Het certificaat is al geïnstalleerd.
etk-challenge_mismatch = De uitdaging van de autoriteit was voor een andere encryptiesleutel bestemd.
    .remedy = Start complete opnieuw; meld het als het blijft. Het certificaat is al geïnstalleerd.
etk-registration_failed = Het certificaat werkt om aan te melden, maar de encryptiesleutel kon niet worden geregistreerd.
    .remedy = Start complete opnieuw: er valt niets te ondertekenen.
etk-not_active = Afzenders gebruiken nog de oude encryptiesleutel.
    .remedy = Activeer de nieuwe zodra elk programma het nieuwe bestand heeft.
etk-absent = Het depot heeft geen encryptietoken voor deze identiteit.
    .remedy = Vervolledig de aanvraag.

## Keystore
keystore-not_found = Het bestand werd niet gevonden.
    .remedy = Geef het bestand op, of zijn map met --keystore-dir; kijk op de oude pc in ehealth/keystore van de gebruikersmap.
keystore-wrong_password = Het wachtwoord van de keystore is verkeerd.
    .remedy = Controleer Caps Lock, AZERTY/QWERTY en een spatie op het einde; misschien is het van een ander certificaat. Het is niet de pincode.
keystore-password_encoding = Het wachtwoord opent de keystore alleen in een andere codering; sommige programma's zullen het weigeren.
    .remedy = Kies er een zonder accenten.
keystore-damaged = De keystore is beschadigd: afgekapt, leeg of gewijzigd.
    .remedy = Neem een reservekopie (dezelfde naam met .bak), of vraag een nieuw certificaat aan.
keystore-not_pkcs12 = Het bestand is geen keystore (.p12).
    .remedy = Kies het .p12-bestand; wat dit bestand is, wordt getoond.
keystore-unsupported_algorithm = De keystore is beveiligd met een niet ondersteund algoritme.
    .remedy = Zet hem om met het programma dat hem maakte; het algoritme wordt getoond.
keystore-limits = De keystore vraagt onzinnig veel rekenwerk: hij werd geweigerd.
    .remedy = Neem het bestand waar het gemaakt werd; dit is geen eerlijke keystore.
keystore-not_completed = De aanvraag van deze keystore is nog niet vervolledigd: hij bevat de sleutel, maar geen certificaat.
    .remedy = Vervolledig eerst de aanvraag: ehealth-cert complete. Vraag geen ander certificaat aan.
keystore-no_encryption_key = De keystore werkt om aan te melden, maar heeft geen encryptiesleutel.
    .remedy = Vervolledig opnieuw.
keystore-etk_mismatch = Het encryptietoken in het depot is niet dat van deze keystore: er bestaat ergens een recenter bestand.
    .remedy = Gebruik het recentste bestand, van de computer waar het gemaakt werd.
keystore-expired = Het certificaat is vervallen.
    .remedy = Vraag een nieuw certificaat aan; bewaar dit bestand voor oude berichten.
keystore-expiring = Het certificaat vervalt binnenkort.
    .remedy = Vernieuw het voor het vervalt.
keystore-not_yet_valid =
    { $moment ->
        [unknown] Het certificaat is nog niet geldig.
       *[other] Het certificaat is geïnstalleerd, maar pas geldig vanaf { $moment }.
    }
    .remedy = Vervolledig dan opnieuw; is dat moment voorbij, controleer dan de klok van de computer.
keystore-revoked = Het certificaat werd herroepen.
    .remedy = Vraag een nieuw certificaat aan; bewaar dit bestand voor oude berichten.
keystore-wrong_environment = De keystore hoort bij een andere omgeving.
    .remedy = Kies een bestand van deze omgeving, of wijzig --environment of --sandbox.
keystore-wrong_identity = De keystore is van iemand anders.
    .remedy = Kies het bestand van de getoonde persoon of organisatie.
keystore-copy = De bestandsnaam is die van een kopie; sommige programma's struikelen daardoor over de hele map.
    .remedy = Hernoem het zonder "(1)" of "Kopie" en verwijder het dubbel.
keystore-several = Er passen meerdere keystores, en programma's zouden verschillende kiezen.
    .remedy = Geef het bestand op, of verplaats het oude naar de submap old.
keystore-newer_incomplete = De nieuwste keystore is niet vervolledigd, terwijl een oudere geldig is: programma's die de nieuwste nemen, falen.
    .remedy = Vervolledig de nieuwste, of verplaats hem.
keystore-size_suspicious = De keystore is kleiner dan helpdesks aanvaarden, hoewel hij volledig is.
    .remedy = Laat hem herschrijven: vervolledig opnieuw of wijzig het wachtwoord.
keystore-old_form = De keystore heeft een oude vorm (RC2-40) die nieuwe programma's niet openen.
    .remedy = Sla hem opnieuw op, bijvoorbeeld door het wachtwoord te wijzigen.
keystore-key_certificate_mismatch = Sleutel en certificaat horen niet bij elkaar.
    .remedy = Neem het bestand dat met deze aanvraag gemaakt werd.
keystore-chain_incomplete = De keten van het certificaat heeft een gat.
    .remedy = Start complete opnieuw: de keten wordt opnieuw geïnstalleerd.
keystore-locked = Dit programma werkt elders al aan deze keystore.
    .remedy = Sluit het andere venster, of wacht erop.
keystore-verify_failed = Wat geschreven werd, kon niet worden teruggelezen; het gebruikte bestand bleef ongemoeid.
    .remedy = Controleer de schijf en probeer opnieuw, zo nodig in een andere map.
keystore-unprotected = De keystore is niet beveiligd zoals het hoort.
    .remedy = Sla hem opnieuw op met het programma dat hem maakte, beveiligd met een wachtwoord.
keystore-no_authentication_key = Het bestand is een PKCS#12, maar niet van het eHealth-platform: het heeft geen item authentication.
    .remedy = Kies het .p12-bestand dat met de aanvraag gemaakt werd.
keystore-key_would_be_lost = Er zou een sleutel verloren gaan: er werd niets geschreven.
    .remedy = Dit is een fout van het programma: meld ze.

## Password
password-too_short = Het wachtwoord is te kort.
    .remedy = Gebruik minstens 8 tekens; 12 of meer is beter.
password-too_long = Het wachtwoord is te lang.
    .remedy = Gebruik hoogstens 64 tekens.
password-characters = Het wachtwoord bevat tekens die niet aanvaard worden.
    .remedy = Gebruik letters zonder accenten, cijfers en symbolen; geen spaties.
password-digit_or_symbol = Het wachtwoord heeft geen cijfer en geen symbool.
    .remedy = Voeg een cijfer of een symbool toe.
password-letter = Het wachtwoord heeft geen letter.
    .remedy = Voeg een letter toe.
password-strength = Het wachtwoord is zwakker dan het hoort.
    .remedy = Neem een langer, of meerdere woorden.
password-confirmation = De twee wachtwoorden verschillen.
    .remedy = Typ het opnieuw.
password-forgotten = Een vergeten wachtwoord is niet terug te halen: niemand heeft het.
    .remedy = Probeer de wachtwoorden van oudere bestanden; herroep anders het certificaat met uw kaart en vraag een nieuw aan.

## Files
file-permission = Het bestand of de map is niet bruikbaar.
    .remedy = Kies een andere map met --keystore-dir, of verbeter de rechten van deze.
file-no_folder = De map bestaat niet, of is geen map.
    .remedy = Maak de map, of kies een andere met --keystore-dir.
file-name = Het bestand heeft niet de naam van een keystore: TYPE=nummer, datum en uur, .p12.
    .remedy = Geef het de naam terug waarmee het gemaakt werd.
file-read_only = De map is alleen leesbaar.
    .remedy = Kies een andere map met --keystore-dir.
file-disk_full = De schijf is vol; bestaande bestanden bleven zoals ze waren.
    .remedy = Maak ruimte vrij en probeer opnieuw.
file-sync_folder = De map wordt beheerd door een synchronisatieprogramma dat bestanden kan vervangen of achterhouden.
    .remedy = Houd het bestand altijd op dit apparaat en sluit de map uit van synchronisatie.
file-network_share = De map staat op een netwerkschijf.
    .remedy = Houd het origineel op deze computer en zet een kopie op de netwerkschijf.
file-shared_readable = Andere gebruikers van deze computer kunnen het bestand met uw geheime sleutel lezen.
    .remedy = Beperk de rechten van het bestand tot uzelf.
file-antivirus = Een ander programma houdt het bestand vast of verwijdert het, wellicht een antivirus.
    .remedy = Sluit daar de map uit en haal het bestand uit quarantaine.
file-exists = Er bestaat een bestand met deze naam; het bleef ongemoeid.
    .remedy = Kies een andere naam, of verplaats het bestand.
file-path_too_long = Het pad van het bestand is te lang.
    .remedy = Kies een map met een korter pad.
file-removable = De enige kopie staat op een verwisselbare schijf.
    .remedy = Kopieer ze ook naar de schijf van de computer.

## Consuming software
consumer-java_old = Oude Java-programma's (8 voor u301, 11 voor .12) houden dit bestand voor een verkeerd wachtwoord.
    .remedy = Bewaar het in het profiel compatible: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-provider_order = Java-programma's met BouncyCastle voor Java's eigen provider houden dit bestand voor een verkeerd wachtwoord.
    .remedy = Bewaar het in het profiel compatible: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-windows_old = Oude Windows-versies (Server 2016 en ouder) houden dit bestand voor een verkeerd wachtwoord.
    .remedy = Bewaar het in het profiel compatible: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-macos_keychain = De sleutelhanger van macOS weigert dit bestand.
    .remedy = Medische software heeft de sleutelhanger niet nodig; bewaar het anders in het profiel compatible: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-openssl3 = OpenSSL 3 kan dit bestand niet openen: zijn certificaten zijn met RC2-40 beschermd.
    .remedy = Bewaar het opnieuw, bijvoorbeeld met: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-copy_not_replaced = Een programma gebruikt nog zijn eigen kopie van het oude bestand.
    .remedy = Geef het nieuwe bestand in bij elk programma van uw lijst.
consumer-old_password_stored = Een programma gebruikt nog het oude wachtwoord.
    .remedy = Geef daar het nieuwe wachtwoord in.
consumer-picks_other = Sommige programma's zouden een ander bestand nemen dan bedoeld.
    .remedy = Verplaats de andere bestanden naar de submap old.
consumer-needs_old_file = Een programma heeft het oude bestand nodig voor oude berichten.
    .remedy = Wijs het naar het bestand in de submap old, met zijn oude wachtwoord.
consumer-says_expired = Programma's zullen "vervallen, vraag opnieuw aan" zeggen van een aanvraag die enkel wacht.
    .remedy = Vervolledig de aanvraag; vraag geen ander certificaat aan.
consumer-quality_missing = Het certificaat is goed, maar de registers kennen geen hoedanigheid voor deze dienst.
    .remedy = Laat uw gegevens in de registers verbeteren; de keystore heeft niets nodig.

## Of the program itself
usage = Het commando kan zo niet worden gebruikt.
    .remedy = Zie ehealth-cert --help, of --help na het commando.
answer-missing = Er ontbreekt een antwoord en er is niemand om het te vragen: { $flag }.
    .remedy = Geef het met { $flag }, of start het commando in een terminal.
interrupted = Onderbroken.
    .remedy = Er is niets half gedaan: start hetzelfde commando opnieuw om verder te gaan.
internal = Een fout van dit programma.
    .remedy = Meld ze met wat getoond wordt; er is niets verloren.
