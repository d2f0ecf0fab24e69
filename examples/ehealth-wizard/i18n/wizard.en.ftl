# Texts of the wizard alone; what other programs say, too, stands in the shared catalogues.

## Every page
wizard-name = eHealth certificate
wizard-skip = Skip to the content
wizard-language = Language of the page
wizard-local = This page comes from your own computer. What you type goes to this program, and only what it says is sent goes to eHealth.
wizard-step = Step { $number } of { $of }: { $step }
wizard-next = Next
wizard-cancel = Cancel
wizard-decline = I do not accept
wizard-home = Back to the beginning
wizard-print = Print this page
wizard-copy = Copy
wizard-reveal = Show what is typed
wizard-required = * has to be filled in
wizard-mark-unmet = not yet
wizard-enter = Go on
wizard-stranger = This page opens with the address that the program shows once. Start the program ehealth-wizard again: it opens this page anew, and everything stands where it stood.

## First screen
wizard-welcome = Your eHealth certificate
wizard-intent = This program requests your eHealth certificate with your identity card, and completes it once eHealth has issued it. Your secret key never leaves this computer.
wizard-card-there = A card is in the reader.
wizard-reader-there = The card reader is ready. The card is put in when it is asked for.
wizard-what = What would you like to do?
wizard-do-request = Request a new certificate
wizard-about-request = First half: with identity card and PIN, about ten minutes.
wizard-do-complete = Complete a request
wizard-about-complete = Second half: after the e-mail of eHealth, with the password of the keystore.
wizard-do-renew = Renew
wizard-about-renew = Before a certificate ends; messages sent to you stay readable.
wizard-do-activate = Activate after a renewal
wizard-about-activate = Once every program has the new file.
wizard-do-revoke = Revoke
wizard-about-revoke = When key or password may be known to others, or are lost. With the card alone.
wizard-do-check = Check everything
wizard-about-check = Whether a certificate works: file, key, validity, eHealth's own answer.
wizard-do-password = Change the password
wizard-about-password = Of a keystore; with the one there is now.
wizard-do-foreigner = Without Belgian identity card
wizard-about-foreigner = For care providers abroad with a BIS number.
wizard-do-doctor = Check this computer
wizard-about-doctor = Card reader, network, clock, folder.
wizard-do-folder = Open the folder
wizard-about-folder = Where your keystores lie.
wizard-folder-is = Folder of the keystores
wizard-waits = A request waits already: complete it, or go on with it, before you begin another one.
wizard-item-resume = Go on with this request
wizard-item-complete = Complete this request
wizard-item-activate = Activate
wizard-item-renew = Renew this certificate
wizard-item-check = Check this keystore
wizard-again-look = Look again

## Card and PIN
wizard-card-title = Your identity card
wizard-card-waiting = This page goes on by itself as soon as the card is there.
wizard-card-stay = Leave the card in the reader.
wizard-card-until = Card valid until
wizard-photo = Photo of { $name }
wizard-pin = PIN
wizard-pin-hint = 4 to 12 digits: the PIN of your identity card.
wizard-pin-auth = Sign in with your PIN
wizard-pin-auth-why = So that the eHealth platform recognises you. Nothing is signed with this.
wizard-sign-in = Sign in
wizard-sign = Sign

## Work
wizard-working = One moment, please
wizard-moment = It goes on
wizard-waiting = Your certificate is not there yet
wizard-waiting-why = You may leave this page open, or stop and come back later: nothing is lost.
wizard-waiting-stop = Stop waiting

## Texts
wizard-terms-accept = I have read these terms and accept them
wizard-contract = Contract of eHealth
wizard-contract-accept = I have read this contract and accept it
wizard-other-language = eHealth provides this text in this language only: { $language }

## For whom
wizard-applicant = For whom is the certificate?
wizard-applicant-who = The certificate is
wizard-organisation = The other organisation
wizard-kind = Type of the number
wizard-number = Number
wizard-application = A further certificate of the organisation
wizard-application-hint = At most 30 capitals, digits, hyphens and underscores.

## Password
wizard-password-hint = 8 to 64 letters, digits and signs, without accents and spaces.
wizard-again = The same password again
wizard-keep = Keep the old password
wizard-password-of = Password of { $file }
wizard-password-which = The password that you chose for this keystore, or the later one if you changed it. Not the PIN.

## Overview
wizard-overview-next = With the next step you sign this with your identity card. Nothing has been signed or sent yet.
wizard-overview-right = Everything is right: sign
wizard-overview-change = Change something

## Which keystore
wizard-not-found = Your keystore could not be selected automatically.
wizard-which = Keystore
wizard-other-file = Choose another
wizard-path = Place of the file
wizard-path-hint = The whole path, such as C:\Users\me\ehealth\keystore\….p12
wizard-foreigner-how = A request without Belgian card is confirmed by the person at an address of eHealth.
wizard-activate-sure = All of them have the new file

## Ends
wizard-summary = Your request is ready
wizard-summary-made = Key, contract and signature are on this computer.
wizard-about-keystore = Contains your secret key, protected by the password that you chose. It is completed with your certificate and your encryption keys in the second half.
wizard-about-ehcsr = Contains your public key, your identity and the contract signed with your identity card.
wizard-note-place = Note this place: you need it later.
wizard-only-request = Only the request is sent. Keystore and password stay on this computer.
wizard-send = Send the request
wizard-later = Send later
wizard-sent = Your request was sent
wizard-mail-accepted = A first e-mail says that your request was accepted.
wizard-mail-delivered = A second e-mail says that the certificate is ready.
wizard-then-complete = Then start this program again and choose “Complete a request”.
wizard-leave-folder = Leave the folder on this computer as it is.
wizard-calendar = Entries for your calendar
wizard-complete-now = Look whether it is ready now
wizard-open-folder = Open the folder
wizard-confirm = The person has to confirm
wizard-done = Your certificate is ready
wizard-checked = Check of the keystore
wizard-copy-now = Make a copy now
wizard-copy-folder = Folder for the copy
wizard-copy-hint = On another disk or stick, and not in the folder that your programs look at.
wizard-copy-make = Make the copy
wizard-copied = The copy is made
wizard-copied-good = The copy was written and read back.
wizard-copied-to = Copy
wizard-activated = The new encryption key is in use
wizard-revoked = The certificate is revoked
wizard-password-changed = The password is changed
wizard-failed = It did not go on
wizard-nothing-lost = Nothing is lost: your key is in this keystore already.
wizard-technical = For the helpdesk
wizard-way-request = Request a new certificate
wizard-way-foreigner = Try again
wizard-way-resume = Go on with the same key
wizard-way-send = Send again
wizard-way-complete = Complete the request
wizard-way-renew = Try again
wizard-way-activate = Try again
wizard-way-revoke = Try again
wizard-way-check = Check again
wizard-way-passwd = Try again
wizard-way-copy = Try again
wizard-way-doctor = Try again

## Revocation
wizard-revoke = Revoke a certificate
wizard-revoke-which = Which certificate?
wizard-reason = Reason of the revocation
wizard-reason-why = Why is it revoked?

## What can be done, where other programs name their flags
wizard-remedy-card-two_readers = Leave one card only, and take the other one out of its reader.
wizard-remedy-terms-not_accepted = Tick the box when you have read the text, or stop here.
wizard-remedy-ra-not_yet = Wait for the e-mail (usually one or two days, at most ten) and come back then.
wizard-remedy-ra-outdated_request = Check the clock of this computer, then go on with the same key: the request is signed again.
wizard-remedy-ra-untrusted_issuer = Nothing was replaced. Let your helpdesk compare the issuer with the eHealth platform's publication; it can add the new root when the wizard is started.
wizard-remedy-keystore-not_found = Check the place that was typed, or look in ehealth/keystore of your user's folder on the computer where the request was made.
wizard-remedy-keystore-wrong_environment = Choose a file of this environment.
wizard-remedy-file-permission = Choose another folder, or let your helpdesk correct the rights of this one.
wizard-remedy-file-no_folder = Give the whole path of a folder that is there, such as E:\ or /media/stick.
wizard-remedy-file-read_only = Choose another folder: nothing can be written into this one.
wizard-remedy-answer-missing = Choose one of the answers.
wizard-remedy-keystore-not_completed = Complete the request first. Don't request another certificate.
