# Error codes and what to do about them: one message a code, its remedy as attribute.

## Reader and driver
card-no_service = The smart card service of this computer isn't running.
    .remedy = Start the smart card service (Linux: install and start pcscd), then try again.
card-no_reader = No card reader was found.
    .remedy = Plug the card reader in, directly and if need be into another socket.
card-reader_driver = A card reader is plugged in, but this computer has no driver for it.
    .remedy = Install the driver of the reader's maker and restart the computer.
card-permission = The system doesn't let you use the card reader.
    .remedy = Allow your user to use the reader (Linux: polkit rule of pcscd), or run the program in a local session.
card-remote_session = This is a remote session, and no card reader is passed on to it.
    .remedy = Switch on the redirection of smart cards and reconnect, or run the program on the computer in front of you.
card-reader_lost = The card reader was unplugged.
    .remedy = Plug it in again; nothing was lost.
card-reader_unstable = The card reader fails again and again.
    .remedy = Use another socket, without a hub, or another reader, and update its driver.
card-pad_faulty = The keypad of the card reader can't be used.
    .remedy = Enter the PIN on the computer's keyboard instead.
card-two_readers = There are cards in more than one reader.
    .remedy = Choose the reader with --reader NAME, or leave one card only.
card-busy = Another program is using the card.
    .remedy = Close the other program (browser, eID viewer, banking program) and try again.

## Card
card-absent = There is no card in the reader.
    .remedy = Insert the identity card, chip first and chip up.
card-mute = The card doesn't answer.
    .remedy = Turn the card over, clean the chip, or try another reader.
card-not_beid = This isn't a Belgian identity card.
    .remedy = Insert your identity card or foreigner's card.
card-unknown_generation = This program doesn't know this generation of identity cards.
    .remedy = Update this program, and report the version shown.
card-kids = This is a child's card: it can't sign.
    .remedy = A card with signature function is needed.
card-not_activated = The card isn't activated.
    .remedy = Have the card activated at the municipality.
card-no_signature_rights = The card has no certificate for this signature.
    .remedy = Have the card's certificates activated at the municipality.
card-certificates_revoked = The certificates of this card are revoked or suspended.
    .remedy = Contact the municipality; call DocStop if the card was lost.
card-expired = The card isn't valid today.
    .remedy = Renew the card at the municipality; if the card is in date, check this computer's clock.
card-removed = The card was pulled out.
    .remedy = Insert it again; nothing was lost.
card-reset = Another program reset the card.
    .remedy = Close other programs that use the card and enter the PIN again.
card-status = The card gave an answer that its specification doesn't know.
    .remedy = Report this with the two bytes shown.
card-transport = The card reader or its driver failed.
    .remedy = Use another socket or another reader; report it if it stays.
card-person_mismatch = Another card is in the reader than the one that belongs to this request.
    .remedy = Insert the card you started with, or start again.
card-identity_forged = The data of the card and the State's signature don't fit.
    .remedy = Don't use this card; go to the municipality with it.
card-identity_unverifiable = The card can't be verified today.
    .remedy = An old or rewritten card: report what is shown; the municipality can replace the card.
card-untrusted_root = The certificates of the card don't lead to a root that is trusted here.
    .remedy = Check the environment; with a new generation of cards, update this program and report the issuer shown.
card-file_invalid = A file of the card can't be understood.
    .remedy = Try another reader; if it stays, have the card replaced and report what is shown.
card-not_read = A file of the card that is needed here was not read.
    .remedy = This is a defect of the program: report it.
card-unsupported_digest = The card can't sign this kind of digest.
    .remedy = This is a defect of the program: report it.
card-fault = The chip of the card is faulty.
    .remedy = Have the card replaced at the municipality.
card-wrong_world = This card belongs to another world: real cards never sign in a sandbox, virtual cards only there.
    .remedy = Use a virtual card with the sandbox, and a real card with the real authority.

## PIN
pin-wrong =
    { $tries ->
        [unknown] Wrong PIN.
        [one] Wrong PIN: { $tries } try left.
       *[other] Wrong PIN: { $tries } tries left.
    }
    .remedy = Check Num Lock and enter the PIN of the identity card again. Nothing else was lost.
pin-last_try = One try is left before the PIN is blocked; the PIN was not sent.
    .remedy = Look the PIN up before trying, then enter it yourself: it is asked again on the terminal.
pin-tries_unknown = This old card can't say how many tries are left; the PIN was not sent.
    .remedy = Enter the PIN yourself on the terminal: it is asked there.
pin-blocked = The PIN is blocked.
    .remedy = Have it unblocked at the municipality; take your PUK with you if you have it.
pin-format = A PIN has 4 to 12 digits.
    .remedy = Enter the digits of the identity card's PIN, nothing else.
pin-cancelled = The PIN was not entered.
    .remedy = Nothing was signed; start again when you like.
pin-timeout = The PIN was not entered in time.
    .remedy = Enter it again, within 30 seconds.
pin-new_differs = The two new PINs differ.
    .remedy = Type it again.
pin-confused = This may be another secret than the PIN of the identity card.
    .remedy = Enter the PIN of the identity card, not the password of the keystore or the PIN of a bank card.

## Data entered
id-invalid = The number isn't valid.
    .remedy = Check its digits; what they should be is shown.
id-length = The number has the wrong length.
    .remedy = Give the number in the form shown; for an institution the first 8 digits of the NIHII number.
id-unknown_type = The authority doesn't know this type of identifier.
    .remedy = Choose one from the list shown.
id-application = The application identifier isn't of the allowed form.
    .remedy = Use at most 30 capitals, digits, hyphens and underscores.
id-application_taken = An active certificate uses this application identifier already.
    .remedy = Choose another one, or renew that certificate.
name-too_long = The name is longer than 64 characters: the authority may shorten or refuse it.
    .remedy = Give it as it is registered with the authority.
name-empty = Nothing remains of the name in a certificate's characters.
    .remedy = Contact the contact centre of the eHealth platform.
contact-email = The e-mail address isn't of the accepted form.
    .remedy = Give it as name@example.be.
contact-phone = The telephone number isn't of the accepted form.
    .remedy = Use digits, with + and the country code in front if you like: +32 470 00 00 00.
terms-not_accepted = The terms were not accepted, so nothing goes on.
    .remedy = Read the terms and accept them (unattended: --accept-terms), or stop here.

## Network, proxy, TLS, clock
net-offline = There is no connection to the authority.
    .remedy = Check the network connection and try again; nothing was lost.
net-dns = The authority's name can't be found in the network.
    .remedy = Try another resolver, switch the VPN off, or ask your IT support; nothing was lost.
net-firewall = The authority's server refuses the connection, or something in between does.
    .remedy = Let your IT support open port 443 to the host shown; nothing was lost.
net-proxy_auth = The proxy wants a user name and password.
    .remedy = Give the proxy's credentials in the system's settings, or ask your IT support.
net-proxy_unreachable = The proxy can't be reached.
    .remedy = Switch the proxy off in the system's settings, or correct it.
net-captive_portal = The network shows its own page instead of the authority.
    .remedy = Sign in to the network in a browser first.
net-timeout = The authority didn't answer in time.
    .remedy = Try again later; nothing was lost.
net-failed = The connection was cut before the answer was whole; what was sent may have arrived.
    .remedy = Try again: the program asks before it repeats anything. Nothing was lost.
net-settings = The network settings of this program or system can't be used.
    .remedy = Correct what is shown: proxy, given roots, or the system's roots.
tls-other_host = The server's certificate is another host's.
    .remedy = Sign in to the network in a browser first, or correct the address.
tls-failed = The secure connection failed.
    .remedy = Try again; ask your IT support if it stays. Nothing was lost.
tls-intercepted = The server's certificate doesn't come from the authority: something in between reads along.
    .remedy = Exclude the host from the antivirus or company proxy, or let your IT support add its CA to the system.
tls-expired = The server's certificate is out of date.
    .remedy = Check this computer's clock; if it is right, the service has trouble: try later.
tls-version = No secure connection could be agreed on.
    .remedy = Ask your IT support: TLS 1.2 or later must pass.
clock-skew = This computer's clock and the authority's differ too much.
    .remedy = Set clock and time zone automatically, then try again.

## The authority
ra-unavailable = The authority's service isn't available.
    .remedy = Try again later; nothing was lost.
ra-fault = The authority's service reports a fault of its own.
    .remedy = Try again later; report the code and text shown if it stays. Nothing was lost.
ra-malformed = The authority's answer is none of those awaited.
    .remedy = Try again later; report what is shown if it stays. Nothing was lost.
ra-not_authorized = The authority knows no care quality of yours, so you can't request this certificate.
    .remedy = Check your data in the citizen portal of your profession, and contact the contact centre of the eHealth platform.
ra-organisation_not_listed = The authority doesn't list this organisation for you.
    .remedy = Ask for it by hand (this takes days), or have the access manager appoint you.
ra-already_active = There is an active certificate already.
    .remedy = Use it, renew it when its time comes, or revoke it with your card if it is lost.
ra-renewal_too_early =
    { $moment ->
        [unknown] It is too early to renew this certificate.
       *[other] It is too early to renew this certificate. It can be renewed from { $moment }.
    }
    .remedy = Try again when the renewal period has begun.
ra-renewal_too_late = The certificate has expired: there is nothing to renew.
    .remedy = Request a new certificate; keep the old file for old messages.
ra-not_yet =
    { $moment ->
        [unknown] The certificate isn't delivered yet.
       *[other] The certificate isn't delivered yet; the request waits since { $moment }.
    }
    .remedy = Wait for the e-mail (usually one or two days, at most ten) and complete the request then; --wait goes on asking.
ra-overdue = The request waits for more than ten days.
    .remedy = Look into the spam folder of your mailbox, then contact the contact centre with the number of the request.
ra-refused = The authority refused.
    .remedy = See the reason shown; contact the contact centre of the eHealth platform with it.
ra-revoked = The certificate was revoked.
    .remedy = Request a new certificate; keep the old file for old messages.
ra-name_mismatch = The name on the card and the one in the register differ.
    .remedy = Let the municipality or the contact centre correct it.
ra-signature_rejected = The authority doesn't accept the signature or its signer.
    .remedy = Make sure that the right card is used; report it if it stays.
ra-outdated_request = The request was signed too long ago, or this computer's clock is wrong.
    .remedy = Check the clock, then sign again with: ehealth-cert request --resume KEYSTORE (the key stays the same).
ra-acceptance_unknown = The acceptance environment doesn't know you.
    .remedy = Hand in the proxy form and contact your project manager at the eHealth platform first.
ra-no_eid = Without a Belgian card this request can't be made.
    .remedy = Use the hybrid path through the registration office of a municipality.
ra-wrong_certificate = The certificate that the authority gave doesn't fit our key or name; nothing was replaced.
    .remedy = Report this to the contact centre of the eHealth platform.
ra-untrusted_issuer = The certificate was issued by an authority that isn't known here.
    .remedy = Compare the issuer and key hash shown with the eHealth platform's publication, then add the root with --issuing-anchor FILE.
ra-contract_changed = The contract isn't the one that was asked for or shown.
    .remedy = Read it and sign again.
etk-challenge_short = The authority's challenge for the encryption key is malformed.
    .remedy = Run complete again; report it if it stays. The certificate is installed already.
etk-challenge_mismatch = The authority's challenge was made for another encryption key.
    .remedy = Run complete again; report it if it stays. The certificate is installed already.
etk-registration_failed = The certificate works for signing in, but the encryption key could not be registered.
    .remedy = Run complete again: there is nothing to sign.
etk-not_active = Senders still use the old encryption key.
    .remedy = Activate the new one when every program has the new file.
etk-absent = The depot has no encryption token for this identity.
    .remedy = Complete the request.

## Keystore
keystore-not_found = The file was not found.
    .remedy = Name the file on the command line, or its folder with --keystore-dir; on an old computer look in ehealth/keystore of the user's folder.
keystore-wrong_password = The password of the keystore is wrong.
    .remedy = Check Caps Lock, AZERTY/QWERTY and a space at the end; perhaps it is another certificate's password. It isn't the PIN.
keystore-password_encoding = The password opens the keystore in another encoding only, so some programs will refuse it.
    .remedy = Change it to one without accents.
keystore-damaged = The keystore is damaged: truncated, empty or altered.
    .remedy = Take a backup copy of it (the same name with .bak), or request a new certificate.
keystore-not_pkcs12 = The file is no keystore (.p12).
    .remedy = Choose the .p12 file; what this one is, is shown.
keystore-unsupported_algorithm = The keystore is protected with an algorithm that isn't supported.
    .remedy = Convert it with the program that made it; the algorithm is shown.
keystore-limits = The keystore asks for absurd amounts of work: it was refused.
    .remedy = Take the file from where it was made; this one isn't an honest keystore.
keystore-not_completed = The request of this keystore isn't completed yet: it holds the key, but no certificate.
    .remedy = Complete the request first: ehealth-cert complete. Don't request another certificate.
keystore-no_encryption_key = The keystore works for signing in, but has no encryption key.
    .remedy = Run complete again.
keystore-etk_mismatch = The encryption token in the depot isn't the one of this keystore: a newer file exists somewhere.
    .remedy = Use the newest file, from the computer where it was made.
keystore-expired = The certificate has expired.
    .remedy = Request a new certificate; keep this file for old messages.
keystore-expiring = The certificate ends soon.
    .remedy = Renew it before its end.
keystore-not_yet_valid =
    { $moment ->
        [unknown] The certificate isn't valid yet.
       *[other] The certificate is installed, but valid only from { $moment } on.
    }
    .remedy = Complete it again then; if the moment is past, check this computer's clock.
keystore-revoked = The certificate was revoked.
    .remedy = Request a new certificate; keep this file for old messages.
keystore-wrong_environment = The keystore belongs to another environment.
    .remedy = Choose a file of this environment, or change --environment or --sandbox.
keystore-wrong_identity = The keystore belongs to somebody else.
    .remedy = Choose the file of the person or organisation shown.
keystore-copy = The file's name is that of a copy; some programs fail at the whole folder because of it.
    .remedy = Rename it without "(1)" or "Copy", and remove the double.
keystore-several = Several keystores fit, and programs would choose different ones.
    .remedy = Name the file, or move the old one into the subfolder old.
keystore-newer_incomplete = The newest keystore isn't completed, and an older one is valid: programs that take the newest fail.
    .remedy = Complete the newer one, or move it away.
keystore-size_suspicious = The keystore is smaller than helpdesks accept, though it is complete.
    .remedy = Let it be rewritten: complete it again or change its password.
keystore-old_form = The keystore is of an old form (RC2-40) that new programs can't open.
    .remedy = Save it again, for example by changing its password.
keystore-key_certificate_mismatch = Key and certificate don't belong together.
    .remedy = Take the file that was made with this request.
keystore-chain_incomplete = The chain of the certificate has a gap.
    .remedy = Run complete again: it installs the chain.
keystore-locked = The keystore is being worked on by this program elsewhere.
    .remedy = Close the other window or wait for it.
keystore-verify_failed = What was written could not be read back; the file in use wasn't touched.
    .remedy = Check the disk; then try again, if need be in another folder.
keystore-unprotected = The keystore isn't protected as it should be.
    .remedy = Save it again with the program that made it, protected by a password.
keystore-no_authentication_key = The file is a PKCS#12 store, but not one of the eHealth platform: it has no entry called authentication.
    .remedy = Choose the .p12 file that was made with the request.
keystore-key_would_be_lost = A key would have been lost: nothing was written.
    .remedy = This is a defect of the program: report it.

## Password
password-too_short = The password is too short.
    .remedy = Use at least 8 characters; 12 or more are better.
password-too_long = The password is too long.
    .remedy = Use at most 64 characters.
password-characters = The password has characters that aren't accepted.
    .remedy = Use letters without accents, digits and symbols; no spaces.
password-digit_or_symbol = The password has neither a digit nor a symbol.
    .remedy = Add a digit or a symbol.
password-letter = The password has no letter.
    .remedy = Add a letter.
password-strength = The password is weaker than it should be.
    .remedy = Use a longer one, or several words.
password-confirmation = The two passwords differ.
    .remedy = Type it again.
password-forgotten = A forgotten password can't be recovered: nobody has it.
    .remedy = Try the passwords of older files; else revoke the certificate with your card and request a new one.

## Files
file-permission = The file or folder can't be used.
    .remedy = Choose another folder with --keystore-dir, or correct the rights of this one.
file-no_folder = The folder isn't there, or isn't a folder.
    .remedy = Make the folder, or choose another one with --keystore-dir.
file-name = The file doesn't have a keystore's name: TYPE=number, date and time, .p12.
    .remedy = Give it back the name it was made with.
file-read_only = The folder can only be read.
    .remedy = Choose another folder with --keystore-dir.
file-disk_full = The disk is full; files that were there are as they were.
    .remedy = Free some space and try again.
file-sync_folder = The folder is kept by a synchronising program, which may replace or withhold files.
    .remedy = Keep the file always on this device and exclude the folder from synchronising.
file-network_share = The folder is on a network share.
    .remedy = Keep the original on this computer and put a copy on the share.
file-shared_readable = Other users of this computer can read the file with your secret key.
    .remedy = Restrict the file's rights to yourself.
file-antivirus = Another program holds or removes the file, probably an antivirus.
    .remedy = Exclude the folder there, and restore the file from quarantine.
file-exists = A file of this name exists; it was not touched.
    .remedy = Choose another name, or move the file away.
file-path_too_long = The path of the file is too long.
    .remedy = Choose a folder with a shorter path.
file-removable = The only copy is on a removable disk.
    .remedy = Copy it to the computer's disk as well.

## Consuming software
consumer-java_old = Old Java programs (8 before u301, 11 before .12) take this file for a wrong password.
    .remedy = Save it in the compatible profile: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-provider_order = Java programs with BouncyCastle in front of Java's own provider take this file for a wrong password.
    .remedy = Save it in the compatible profile: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-windows_old = Old Windows versions (Server 2016 and before) take this file for a wrong password.
    .remedy = Save it in the compatible profile: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-macos_keychain = The keychain of macOS refuses this file.
    .remedy = Practice software doesn't need the keychain; else save it in the compatible profile: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-openssl3 = OpenSSL 3 can't open this file: its certificates are protected by RC2-40.
    .remedy = Save it again, for example with: ehealth-cert passwd --profile compatible KEYSTORE.
consumer-copy_not_replaced = A program still uses its own copy of the old file.
    .remedy = Enter the new file in each program that you listed.
consumer-old_password_stored = A program still uses the old password.
    .remedy = Enter the new password there.
consumer-picks_other = Some programs would take another file than the one meant.
    .remedy = Move the other files into the subfolder old.
consumer-needs_old_file = A program needs the old file for old messages.
    .remedy = Point it to the file in the subfolder old, with its old password.
consumer-says_expired = Programs will say "expired, request again" of a request that only waits.
    .remedy = Complete the request; don't request another certificate.
consumer-quality_missing = The certificate is good, but the registers know no quality for this service.
    .remedy = Have your data in the registers corrected; the keystore needs nothing.

## Of the program itself
usage = The command can't be used like this.
    .remedy = See ehealth-cert --help, or --help after the command.
answer-missing = An answer is missing and nobody can be asked: { $flag }.
    .remedy = Give it with { $flag }, or run the command in a terminal.
interrupted = Interrupted.
    .remedy = Nothing is half done: run the same command again to go on.
internal = A defect of this program.
    .remedy = Report it with what is shown; nothing was lost.
