# Labels that programs share: steps, questions, states, what to do next.

## Failures
unknown-error = Something went wrong: { $code }.
unknown-remedy = Report this with the code shown.
resume-hint = The key is already in the keystore; go on later with: { $resume }
sent-hint = The authority may have the request already: complete it later with: { $complete } – or, if it does not know it, go on with: { $resume }
label-error = Problem
label-remedy = What to do
label-warning = Warning

## Worlds
world-acceptance = ACCEPTANCE environment: for software builders only.
world-sandbox = SANDBOX: invented authority, nothing here is real.
environment-production = production
environment-acceptance = acceptance
environment-sandbox = sandbox

## Steps
step-terms = General terms
step-card = Identity card
step-sign-in = Signing in
step-contact-data = Contact data
step-contract = Contract
step-password = Password of the keystore
step-keystore = Key made and keystore written
step-overview = Overview
step-signature = Signature
step-request-file = Request file
step-send = Sending the request
step-fetch = Asking the authority
step-install = Installing the certificate
step-encryption-key = Encryption key
step-register = Registering the encryption key
step-verify = Final check
step-applicant = For whom
step-old-keystore = The keystore that ends
step-window = Renewal period
step-activate = Activation
step-choose = Certificates that can be revoked
step-revocation = Revocation
step-depot = Depot

## Questions
yes-key = y
ask-yes-no = { $question } [{ $yes }/n]
terms-title = General terms
terms-text =
    The eHealth certificate identifies your system, or your practice's, to the services of the eHealth platform.
    It is personal: one person, one certificate. You keep the keystore and its password to yourself; neither
    can be replaced by anybody. You revoke the certificate at once when its key or password may be known to
    others. The platform's conditions of use, published on ehealth.fgov.be, apply. For the request the
    platform receives your name, national number and contact data, and the public key; nothing else.
terms-accept = Do you accept these terms?
contract-title = Contract of the authority ({ $language })
contract-accept = Do you accept this contract?
contact-note = The e-mails about your certificate go to your personal address: use one you read.
ask-email = Personal e-mail address
ask-phone = Personal telephone number
ask-general-email = General e-mail address (may stay empty)
ask-general-phone = General telephone number (may stay empty)

## Card and PIN
card-insert = Insert your identity card, chip first
card-reading = Reading the card …
card-hello = Card of { $name }
pin-auth-title = Sign in with your PIN: so that the platform recognises you
pin-sign-title = Sign with your PIN
pin-sign-meaning = This is a legally valid electronic signature under: { $document }
pin-sign-document = the contract for the certificate { $subject }
pin-sign-warning = If you only want to sign in somewhere, do not enter your PIN
pin-left =
    { $tries ->
        [one] { $tries } try left
       *[other] { $tries } tries left
    }
pin-last = This is the last try before the PIN is blocked: look it up first.
pin-on-reader = Enter the PIN on the reader
pin-label = PIN (Esc: cancel)

## Password
password-label = Password of { $file }
password-again = Wrong password; once more.
pw-warn = Do not lose this password: nobody can recover it. A different one for every certificate; tell it to no third party.
pw-new = New password
pw-repeat = Again
pw-length = Length
pw-characters = Accepted characters
pw-digit_or_symbol = Digits or symbols
pw-letter = Letters
pw-confirmation = Confirmation
mark-met = ok
mark-unmet = no
mark-pending = …
pw-show = Tab: the other field, Ctrl-T: show or hide, Enter: next, Esc: cancel

## Request
overview-title = This is what you are about to sign:
overview-name = Name in the certificate
overview-subject = Subject
overview-environment = Environment
overview-contact = Contact
overview-keystore = Keystore
overview-request = Request file
overview-confirm = Is everything right?
request-preview = The certificate would be made for this subject (nothing was signed, no file was made):
request-sent = The request was sent; keystore and password stayed here.
request-already-sent = The authority has this request already; it was not sent again.
request-not-sent = Both files are on disk; the request was not sent.
request-manual = A person checks this request: that may take days.
file-keystore = Keystore: your secret key, stays here
file-request = Request: is sent to eHealth
wait-mail = You will get an e-mail, usually within one or two days, at most ten
then-complete = Then complete the request with:
then-resume = Send it with:

## Complete, check
found = This keystore was found
waiting-until = Not there yet; the next look is at { $moment }
completed = The certificate is installed and the encryption key is registered.
nothing-to-do = Nothing to do: the keystore is complete.
done-where = In your software, enter this file and its password
done-copy = Make a copy of this file now and keep it in another place than the password.
waits-for-activation = Senders use the new encryption key only after it is activated.
label-subject = Subject
label-issuer = Issuer
label-serial = Serial number
label-valid = Valid
from-until = from { $from } until { $until }
label-key = Key identifier
label-encryption = Encryption key
level-ok = ok
level-warning = warning
level-problem = problem
level-unknown = not checked
check-file = File
check-stage = Stage
check-size = Size
check-key = Key
check-chain = Chain
check-validity = Validity
check-authority = Authority
check-depot = Depot
check-revocation = Revocation
check-consumers = Practice programs
check-backups = Copies from before
check-good = The certificate works.
check-warned = The certificate works; see the warnings.

## Card and files shown
card-name = Name
card-national = National number
card-birth = Born
card-number = Card number
card-validity = Card valid
card-document = Document type
card-applet = Applet
card-can-sign = Signature
card-verified = Verified: data, certificates and the State's signatures fit.
document-belgian_citizen = identity card of a Belgian
document-kids = child's card
document-foreigner = foreigner's card
document-technical = technical card
document-other = other card
card-photo = Photo written
yes = yes
no = no
kind-keystore = Keystore (PKCS#12)
kind-request = Certificate request file (.ehcsr)
kind-certificate = Certificate
kind-csr = Certificate signing request (PKCS#10)
label-stage = Stage
stage-requested = requested: waits for its certificate
stage-issued = issued: no encryption key yet
stage-complete = complete
label-entry = Entry
label-trusted = Trusted certificate
label-size = Size
bytes = { $count } bytes
label-version = Version of the request
label-services = Base services
label-signer = Signed by
label-signature = Signature
signature-good = fits
signature-bad = doesn't fit
label-usage = Key usage
label-public-key = Public key

## Help and usage
help-usage = Usage:
help-commands = Commands
help-command = COMMAND
help-options = Options
help-arguments = Arguments
help-global = Global flags
help-examples = Examples:
help-default = default
help-values = values
help-flag-help = Print help
help-flag-version = Print version
help-any-options = [OPTIONS]
usage-unknown = { $what } is not known here.
usage-unknown-near = { $what } is not known here; perhaps { $near }?
usage-value = { $flag }: the value { $what } is not accepted.
usage-value-of = { $flag }: the value { $what } is not accepted; possible are { $values }.
usage-value-missing = { $flag } needs a value.
usage-missing = { $what } is missing.
usage-conflict = { $flag } does not go together with { $what }.
usage-repeated = { $flag } may be given once only.
usage-no-command = No command was given.
usage-secret = { $flag }: expected prompt, file:PATH, env:NAME or stdin; the secret itself is never a value.

## Password changed
passwd-changed = The password of this keystore was changed:
passwd-converted = This keystore was converted; its password stays:
passwd-backup = A copy as it was before, under the password that was, stays until the next check finds the new file good:
tell-password = Enter the new password wherever this file is used:
tell-password-practice = in your practice software, and in every other program that opens this file
tell-password-other = on every other computer that has a copy of it: there the old password holds until the file is replaced
tell-password-fallback = it is also the password of your fallback login
tell-password-copy = make a new safety copy, and keep it in another place than the password

## For whom
who-me = For me, as a care professional: { $name }
who-other = For another organisation: I type its number and name
who-note = A person gets one certificate; an organisation may have several, and you must represent it legally.
who-name-note = Your name appears in capitals without accents: { $result }
who-question = For whom is the certificate? Number
who-manual = An organisation that the authority doesn't list for you is checked by hand: this takes days.
choose-number = A number from 1 to { $count }
ask-organisation = Type and number, such as CBE=0999999922 or NIHII-PHARMACY=99999971
ask-organisation-name = Name of the organisation, as it is registered
ask-bis = BIS number
ask-name = Family name
ask-first-name = First name
application-taken = Application identifiers in use: { $list }
application-without = (without)
ask-application = Application identifier of the new certificate (may stay empty)
password-keep = Keep the password of the old keystore for the new one?
page-more = Enter: go on reading
confirm-there = The person confirms this request there, until { $moment }; nothing is issued before:

## Status, list
label-keystore = Keystore
label-state = State
label-since = Since
state-prepared = the key is made; nothing is signed
state-signed = signed; the authority doesn't know it
state-in_progress = the authority has it; the certificate isn't there yet
state-delivered = the certificate can be fetched
state-issued = the certificate is installed; the encryption key isn't registered
state-waits_for_activation = complete; the new encryption key waits to be activated
state-complete = complete
state-unclear = the authority's answer isn't clear
next-nothing = Nothing to do.
next-unknown = Unknown without its password: check it.
next-wait = Wait for the e-mail; then complete the request:
next-resume = Go on with the request, with card and PIN:
next-complete = Complete the request:
next-activate = Activate, once every program has the new file:
next-renew = Renew, with card and PIN:
next-request = Request a new certificate; keep this file for old messages:
stage-unknown = unknown
list-empty = No keystores in these folders.
list-until = valid until { $moment }
list-renewable = renewable since { $moment }
list-renewable-from = renewable from { $moment }
list-calendar = Calendar written
calendar-complete = eHealth certificate of { $holder }: look whether it can be completed
calendar-renewable = eHealth certificate of { $holder } can be renewed
calendar-ends =
    { $days ->
        [one] eHealth certificate of { $holder } ends tomorrow
       *[other] eHealth certificate of { $holder } ends in { $days } days
    }
calendar-activate = eHealth certificate of { $holder }: activate the new encryption key
there-already = The folder of your keystores tells already:
there-confirm = Start a new request all the same?

## Renewal, activation, revocation
tell-completed = Enter this file ({ $file }) and its password:
tell-completed-practice = in your practice software
tell-completed-other = in every other program, and on every other computer, that uses this certificate; after a renewal they still hold the old file
tell-completed-fallback = the password is also that of your fallback login
tell-completed-copy = keep the old file: old messages may need it and its password
tell-renewed = Before the new encryption key is activated, these must have the new file ({ $file }):
tell-renewed-practice = your practice software
tell-renewed-other = every other program and computer that holds a copy of the old file
tell-renewed-copy = a safety copy of the new file
activate-confirm = Do all of them have the new file?
activated = Senders use the new encryption key from now on.
pin-revoke-document = the revocation of the certificate { $subject }
revoke-effect = A revoked certificate can't be used again: programs that use it stop working at once. Messages encrypted for you can still be read with the old keystore: keep it.
revoke-forgotten = A forgotten password can't be recovered: old messages stay unreadable unless an older keystore's password is known.
revoke-which = Which certificate is to be revoked? Number
reason-question = Why? Number
reason-compromised = Key or password may be known to others
reason-forgotten = Password forgotten
reason-affiliation = No longer of this organisation
reason-ended = The work has ended, or another reason
revoked = The certificate is revoked:
revoked-keep = Keep its keystore: it still reads old messages.

## Keys taken over, export
imported =
    { $count ->
        [0] Nothing to take over: all keys are here already.
        [one] One encryption key was taken over:
       *[other] { $count } encryption keys were taken over:
    }
tell-imported = The keystore has changed ({ $file }):
tell-imported-practice = enter it again in programs that keep a copy of their own
tell-imported-copy = make a new safety copy
export-chain = Certificates written
export-key = Encrypted key written
export-warning = Whoever has this key and its password can act as you: hand over the keystore instead where that is possible, and delete the file when it has served.
export-confirm = Write the key to a file all the same?

## Doctor
doctor-service = Smart card service
doctor-reader = Card reader
doctor-card = Identity card
doctor-pin = PIN
doctor-clock = Clock
doctor-network = Authority
doctor-proxy = Proxy
doctor-folder = Folder
doctor-keystore = Keystore
doctor-programs = Practice programs
doctor-configuration = Settings
doctor-end-ok = Everything is well.
doctor-end-warning = It works; look at the warnings.
doctor-end-problem = There is a problem; its remedy stands below it.
doctor-bundle = The report is in { $file }: read it before you send it to anybody.
explain-settings = The settings of that program are incomplete: ask its maker.
explain-unknown = This message is not known here; run: ehealth-cert doctor
