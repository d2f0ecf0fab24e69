# Labels that programs share: steps, questions, states, what to do next.

## Failures
unknown-error = Er ging iets mis: { $code }.
unknown-remedy = Meld dit met de getoonde code.
resume-hint = De sleutel zit al in de keystore; ga later verder met: { $resume }
sent-hint = De autoriteit heeft de aanvraag misschien al: vervolledig ze later met: { $complete } – of, als ze haar niet kent, ga verder met: { $resume }
label-error = Probleem
label-remedy = Wat te doen
label-warning = Waarschuwing

## Worlds
world-acceptance = ACCEPTATIE-omgeving: alleen voor softwarebouwers.
world-sandbox = ZANDBAK: verzonnen autoriteit, niets is hier echt.
environment-production = productie
environment-acceptance = acceptatie
environment-sandbox = zandbak

## Steps
step-terms = Algemene voorwaarden
step-card = Identiteitskaart
step-sign-in = Aanmelden
step-contact-data = Contactgegevens
step-contract = Contract
step-password = Wachtwoord van de keystore
step-keystore = Sleutel en keystore aanmaken
step-overview = Overzicht
step-signature = Handtekening
step-request-file = Aanvraagbestand
step-send = De aanvraag versturen
step-fetch = De autoriteit bevragen
step-install = Het certificaat installeren
step-encryption-key = Encryptiesleutel
step-register = De encryptiesleutel registreren
step-verify = Eindcontrole
step-applicant = Voor wie
step-old-keystore = De keystore die vervalt
step-window = Vernieuwingsperiode
step-activate = Activering
step-choose = Certificaten die herroepen kunnen worden
step-revocation = Herroeping
step-depot = Depot

## Questions
yes-key = j
ask-yes-no = { $question } [{ $yes }/n]
terms-title = Algemene voorwaarden
terms-text =
    Het eHealth-certificaat identificeert uw systeem, of dat van uw praktijk, bij de diensten van het
    eHealth-platform. Het is persoonlijk: één persoon, één certificaat. U houdt de keystore en het wachtwoord
    voor uzelf; niemand kan ze vervangen. U herroept het certificaat zodra de sleutel of het wachtwoord bij
    anderen bekend kan zijn. De gebruiksvoorwaarden van het platform, gepubliceerd op ehealth.fgov.be, zijn
    van toepassing. Voor de aanvraag ontvangt het platform uw naam, rijksregisternummer, contactgegevens en
    de publieke sleutel; verder niets.
terms-accept = Aanvaardt u deze voorwaarden?
contract-title = Contract van de autoriteit ({ $language })
contract-accept = Aanvaardt u dit contract?
contact-note = De e-mails over uw certificaat gaan naar uw persoonlijke adres: gebruik een adres dat u leest.
ask-email = Persoonlijk e-mailadres
ask-phone = Persoonlijk telefoonnummer
ask-general-email = Algemeen e-mailadres (mag leeg blijven)
ask-general-phone = Algemeen telefoonnummer (mag leeg blijven)

## Card and PIN
card-insert = Steek uw identiteitskaart in, met de chip vooraan
card-reading = De kaart wordt gelezen …
card-hello = Kaart van { $name }
pin-auth-title = Meld u aan met uw pincode: zodat het platform u herkent
pin-sign-title = Onderteken met uw pincode
pin-sign-meaning = Dit is een rechtsgeldige elektronische handtekening onder: { $document }
pin-sign-document = het contract voor het certificaat { $subject }
pin-sign-warning = Wilt u zich enkel aanmelden, geef dan uw pincode niet in
pin-left =
    { $tries ->
        [one] nog { $tries } poging
       *[other] nog { $tries } pogingen
    }
pin-last = Dit is de laatste poging voor de pincode geblokkeerd wordt: zoek ze eerst op.
pin-on-reader = Geef de code in op de lezer
pin-label = Pincode (Esc: annuleren)

## Password
password-label = Wachtwoord van { $file }
password-again = Verkeerd wachtwoord; nog eens.
pw-warn = Verlies dit wachtwoord niet: niemand kan het terughalen. Een ander voor elk certificaat; deel het met geen derde.
pw-new = Nieuw wachtwoord
pw-repeat = Nogmaals
pw-length = Lengte
pw-characters = Toegelaten tekens
pw-digit_or_symbol = Cijfers of symbolen
pw-letter = Letters
pw-confirmation = Bevestiging
mark-met = ok
mark-unmet = nee
mark-pending = …
pw-show = Tab: ander veld, Ctrl-T: tonen of verbergen, Enter: volgende, Esc: annuleren

## Request
overview-title = Dit gaat u ondertekenen:
overview-name = Naam in het certificaat
overview-subject = Onderwerp
overview-environment = Omgeving
overview-contact = Contact
overview-keystore = Keystore
overview-request = Aanvraagbestand
overview-confirm = Is alles juist?
request-preview = Het certificaat zou voor dit onderwerp gemaakt worden (niets werd ondertekend, er werd geen bestand gemaakt):
request-sent = De aanvraag werd verstuurd; keystore en wachtwoord bleven hier.
request-already-sent = De autoriteit heeft deze aanvraag al; ze werd niet opnieuw verstuurd.
request-not-sent = Beide bestanden staan op schijf; de aanvraag werd niet verstuurd.
request-manual = Iemand controleert deze aanvraag: dat kan dagen duren.
file-keystore = Keystore: uw geheime sleutel, blijft hier
file-request = Aanvraag: wordt naar eHealth gestuurd
wait-mail = U krijgt een e-mail, meestal binnen een of twee dagen, hoogstens tien
then-complete = Vervolledig daarna de aanvraag met:
then-resume = Verstuur ze met:

## Complete, check
found = Deze keystore werd gevonden
waiting-until = Nog niet beschikbaar; de volgende keer wordt gekeken op { $moment }
completed = Het certificaat is geïnstalleerd en de encryptiesleutel is geregistreerd.
nothing-to-do = Niets te doen: de keystore is volledig.
done-where = Geef in uw software dit bestand en het wachtwoord op
done-copy = Maak nu een kopie van dit bestand en bewaar ze op een andere plaats dan het wachtwoord.
waits-for-activation = Afzenders gebruiken de nieuwe encryptiesleutel pas na activering.
label-subject = Onderwerp
label-issuer = Uitgever
label-serial = Serienummer
label-valid = Geldig
from-until = van { $from } tot { $until }
label-key = Sleutelidentificatie
label-encryption = Encryptiesleutel
level-ok = ok
level-warning = waarschuwing
level-problem = probleem
level-unknown = niet gecontroleerd
check-file = Bestand
check-stage = Stadium
check-size = Grootte
check-key = Sleutel
check-chain = Keten
check-validity = Geldigheid
check-authority = Autoriteit
check-depot = Depot
check-revocation = Herroeping
check-consumers = Medische software
check-backups = Kopieën van voorheen
check-good = Het certificaat werkt.
check-warned = Het certificaat werkt; zie de waarschuwingen.

## Card and files shown
card-name = Naam
card-national = Rijksregisternummer
card-birth = Geboren
card-number = Kaartnummer
card-validity = Kaart geldig
card-document = Type document
card-applet = Applet
card-can-sign = Handtekening
card-verified = Gecontroleerd: gegevens, certificaten en handtekeningen van de Staat passen bij elkaar.
document-belgian_citizen = identiteitskaart van een Belg
document-kids = kinderkaart
document-foreigner = vreemdelingenkaart
document-technical = technische kaart
document-other = andere kaart
card-photo = Foto geschreven
yes = ja
no = nee
kind-keystore = Keystore (PKCS#12)
kind-request = Bestand van de certificaataanvraag (.ehcsr)
kind-certificate = Certificaat
kind-csr = Certificaataanvraag (PKCS#10)
label-stage = Stadium
stage-requested = aangevraagd: wacht op zijn certificaat
stage-issued = uitgereikt: nog geen encryptiesleutel
stage-complete = volledig
label-entry = Item
label-trusted = Vertrouwd certificaat
label-size = Grootte
bytes = { $count } bytes
label-version = Versie van de aanvraag
label-services = Basisdiensten
label-signer = Ondertekend door
label-signature = Handtekening
signature-good = klopt
signature-bad = klopt niet
label-usage = Sleutelgebruik
label-public-key = Publieke sleutel

## Help and usage
help-usage = Gebruik:
help-commands = Opdrachten
help-command = OPDRACHT
help-options = Opties
help-arguments = Argumenten
help-global = Algemene opties
help-examples = Voorbeelden:
help-default = standaard
help-values = waarden
help-flag-help = Toont deze hulp
help-flag-version = Toont de versie
help-any-options = [OPTIES]
usage-unknown = { $what } is hier niet bekend.
usage-unknown-near = { $what } is hier niet bekend; misschien { $near }?
usage-value = { $flag }: de waarde { $what } wordt niet aanvaard.
usage-value-of = { $flag }: de waarde { $what } wordt niet aanvaard; mogelijk zijn { $values }.
usage-value-missing = { $flag } heeft een waarde nodig.
usage-missing = { $what } ontbreekt.
usage-conflict = { $flag } gaat niet samen met { $what }.
usage-repeated = { $flag } mag maar één keer gegeven worden.
usage-no-command = Er werd geen opdracht gegeven.
usage-secret = { $flag }: geef prompt, file:PAD, env:NAAM of stdin; het geheim zelf is nooit een waarde.

## Password changed
passwd-changed = Het wachtwoord van deze keystore werd gewijzigd:
passwd-converted = Deze keystore werd omgezet; zijn wachtwoord blijft:
passwd-backup = Een kopie zoals het was, onder het vroegere wachtwoord, blijft tot de volgende controle het nieuwe bestand goed vindt:
tell-password = Geef het nieuwe wachtwoord in overal waar dit bestand gebruikt wordt:
tell-password-practice = in uw medische software, en in elk ander programma dat dit bestand opent
tell-password-other = op elke andere computer die er een kopie van heeft: daar geldt het oude wachtwoord tot het bestand vervangen is
tell-password-fallback = het is ook het wachtwoord van uw fallback-procedure
tell-password-copy = maak een nieuwe reservekopie en bewaar ze op een andere plaats dan het wachtwoord

## For whom
who-me = Voor mij, als zorgverlener: { $name }
who-other = Voor een andere organisatie: ik geef haar nummer en naam in
who-note = Een persoon krijgt één certificaat; een organisatie kan er meerdere hebben, en u moet ze wettelijk vertegenwoordigen.
who-name-note = Uw naam verschijnt in hoofdletters zonder accenten: { $result }
who-question = Voor wie is het certificaat? Nummer
who-manual = Een organisatie die de autoriteit niet voor u vermeldt, wordt met de hand nagekeken: dat duurt dagen.
choose-number = Een nummer van 1 tot { $count }
ask-organisation = Type en nummer, zoals CBE=0999999922 of NIHII-PHARMACY=99999971
ask-organisation-name = Naam van de organisatie, zoals ze geregistreerd is
ask-bis = Bisnummer
ask-name = Familienaam
ask-first-name = Voornaam
application-taken = Applicatie-id's in gebruik: { $list }
application-without = (zonder)
ask-application = Applicatie-id van het nieuwe certificaat (mag leeg blijven)
password-keep = Het wachtwoord van de oude keystore behouden voor de nieuwe?
page-more = Enter: verder lezen
confirm-there = De persoon bevestigt deze aanvraag daar, tot { $moment }; eerder wordt niets uitgereikt:

## Status, list
label-keystore = Keystore
label-state = Toestand
label-since = Sinds
state-prepared = de sleutel is gemaakt; niets is ondertekend
state-signed = ondertekend; de autoriteit kent ze niet
state-in_progress = de autoriteit heeft ze; het certificaat is er nog niet
state-delivered = het certificaat kan opgehaald worden
state-issued = het certificaat is geïnstalleerd; de encryptiesleutel is niet geregistreerd
state-waits_for_activation = volledig; de nieuwe encryptiesleutel wacht op activering
state-complete = volledig
state-unclear = het antwoord van de autoriteit is niet duidelijk
next-nothing = Niets te doen.
next-unknown = Onbekend zonder het wachtwoord: controleer hem.
next-wait = Wacht op de e-mail; vervolledig dan de aanvraag:
next-resume = Ga verder met de aanvraag, met kaart en pincode:
next-complete = Vervolledig de aanvraag:
next-activate = Activeer, zodra elk programma het nieuwe bestand heeft:
next-renew = Vernieuw, met kaart en pincode:
next-request = Vraag een nieuw certificaat aan; bewaar dit bestand voor oude berichten:
stage-unknown = onbekend
list-empty = Geen keystores in deze mappen.
list-until = geldig tot { $moment }
list-renewable = vernieuwbaar sinds { $moment }
list-renewable-from = vernieuwbaar vanaf { $moment }
list-calendar = Kalender geschreven
calendar-complete = eHealth-certificaat van { $holder }: kijken of het vervolledigd kan worden
calendar-renewable = Het eHealth-certificaat van { $holder } kan vernieuwd worden
calendar-ends =
    { $days ->
        [one] Het eHealth-certificaat van { $holder } vervalt morgen
       *[other] Het eHealth-certificaat van { $holder } vervalt over { $days } dagen
    }
calendar-activate = eHealth-certificaat van { $holder }: de nieuwe encryptiesleutel activeren
there-already = De map van uw keystores vertelt al:
there-confirm = Toch een nieuwe aanvraag beginnen?

## Renewal, activation, revocation
tell-completed = Geef dit bestand ({ $file }) en het wachtwoord op:
tell-completed-practice = in uw medische software
tell-completed-other = in elk ander programma, en op elke andere computer, die dit certificaat gebruikt; na een vernieuwing hebben ze nog het oude bestand
tell-completed-fallback = het wachtwoord is ook dat van uw fallback-procedure
tell-completed-copy = bewaar het oude bestand: oude berichten kunnen het nodig hebben, met zijn wachtwoord
tell-renewed = Voor de nieuwe encryptiesleutel geactiveerd wordt, moeten deze het nieuwe bestand ({ $file }) hebben:
tell-renewed-practice = uw medische software
tell-renewed-other = elk ander programma en elke andere computer met een kopie van het oude bestand
tell-renewed-copy = een reservekopie van het nieuwe bestand
activate-confirm = Hebben ze allemaal het nieuwe bestand?
activated = Afzenders gebruiken vanaf nu de nieuwe encryptiesleutel.
pin-revoke-document = de herroeping van het certificaat { $subject }
revoke-effect = Een herroepen certificaat kan niet meer gebruikt worden: programma's die het gebruiken, stoppen meteen. Berichten die voor u vercijferd zijn, blijven leesbaar met de oude keystore: bewaar hem.
revoke-forgotten = Een vergeten wachtwoord kan niet teruggehaald worden: oude berichten blijven onleesbaar, tenzij het wachtwoord van een oudere keystore bekend is.
revoke-which = Welk certificaat moet herroepen worden? Nummer
reason-question = Waarom? Nummer
reason-compromised = Sleutel of wachtwoord kan bij anderen bekend zijn
reason-forgotten = Wachtwoord vergeten
reason-affiliation = Niet meer van deze organisatie
reason-ended = Het werk is gestopt, of een andere reden
revoked = Het certificaat is herroepen:
revoked-keep = Bewaar zijn keystore: hij leest nog oude berichten.

## Keys taken over, export
imported =
    { $count ->
        [0] Niets over te nemen: alle sleutels zijn er al.
        [one] Eén encryptiesleutel werd overgenomen:
       *[other] { $count } encryptiesleutels werden overgenomen:
    }
tell-imported = De keystore is gewijzigd ({ $file }):
tell-imported-practice = geef hem opnieuw in bij programma's die hun eigen kopie bewaren
tell-imported-copy = maak een nieuwe reservekopie
export-chain = Certificaten geschreven
export-key = Vercijferde sleutel geschreven
export-warning = Wie deze sleutel en het wachtwoord heeft, kan in uw naam handelen: geef liever de keystore waar dat kan, en verwijder het bestand zodra het gediend heeft.
export-confirm = De sleutel toch naar een bestand schrijven?

## Doctor
doctor-service = Smartcarddienst
doctor-reader = Kaartlezer
doctor-card = Identiteitskaart
doctor-pin = Pincode
doctor-clock = Klok
doctor-network = Autoriteit
doctor-proxy = Proxy
doctor-folder = Map
doctor-keystore = Keystore
doctor-programs = Medische software
doctor-configuration = Instellingen
doctor-end-ok = Alles is in orde.
doctor-end-warning = Het werkt; bekijk de waarschuwingen.
doctor-end-problem = Er is een probleem; de oplossing staat eronder.
doctor-bundle = Het verslag staat in { $file }: lees het voor u het verstuurt.
explain-settings = De instellingen van dat programma zijn onvolledig: vraag het aan de maker.
explain-unknown = Deze boodschap is hier niet bekend; voer uit: ehealth-cert doctor
