# Labels that programs share: steps, questions, states, what to do next.

## Failures
unknown-error = Une erreur s'est produite : { $code }.
unknown-remedy = Signalez ceci avec le code affiché.
resume-hint = La clé est déjà dans le keystore ; continuez plus tard avec : { $resume }
sent-hint = L'autorité a peut-être déjà la demande : complétez-la plus tard avec : { $complete } – ou, si elle ne la connaît pas, continuez avec : { $resume }
label-error = Problème
label-remedy = Que faire
label-warning = Avertissement

## Worlds
world-acceptance = Environnement d'ACCEPTATION : réservé aux éditeurs de logiciels.
world-sandbox = BAC À SABLE : autorité inventée, rien n'est réel ici.
environment-production = production
environment-acceptance = acceptation
environment-sandbox = bac à sable

## Steps
step-terms = Conditions générales
step-card = Carte d'identité
step-sign-in = Identification
step-contact-data = Données de contact
step-contract = Contrat
step-password = Mot de passe du keystore
step-keystore = Création de la clé et du keystore
step-overview = Aperçu
step-signature = Signature
step-request-file = Fichier de demande
step-send = Envoi de la demande
step-fetch = Interrogation de l'autorité
step-install = Installation du certificat
step-encryption-key = Clé de chiffrement
step-register = Enregistrement de la clé de chiffrement
step-verify = Contrôle final
step-applicant = Pour qui
step-old-keystore = Le keystore qui se termine
step-window = Période de renouvellement
step-activate = Activation
step-choose = Certificats qui peuvent être révoqués
step-revocation = Révocation
step-depot = Dépôt

## Questions
yes-key = o
ask-yes-no = { $question } [{ $yes }/n]
terms-title = Conditions générales
terms-text =
    Le certificat eHealth identifie votre système, ou celui de votre cabinet, auprès des services de la
    plate-forme eHealth. Il est personnel : une personne, un certificat. Vous gardez pour vous le keystore et
    son mot de passe ; personne ne peut les remplacer. Vous révoquez le certificat dès que sa clé ou son mot
    de passe peut être connu d'autrui. Les conditions d'utilisation de la plate-forme, publiées sur
    ehealth.fgov.be, s'appliquent. Pour la demande, la plate-forme reçoit votre nom, votre numéro national,
    vos données de contact et la clé publique ; rien d'autre.
terms-accept = Acceptez-vous ces conditions ?
contract-title = Contrat de l'autorité ({ $language })
contract-accept = Acceptez-vous ce contrat ?
contact-note = Les e-mails concernant votre certificat vont à votre adresse personnelle : utilisez une adresse que vous lisez.
ask-email = Adresse e-mail personnelle
ask-phone = Numéro de téléphone personnel
ask-general-email = Adresse e-mail générale (facultative)
ask-general-phone = Numéro de téléphone général (facultatif)

## Card and PIN
card-insert = Insérez votre carte d'identité, puce en avant
card-reading = Lecture de la carte …
card-hello = Carte de { $name }
pin-auth-title = Identifiez-vous avec votre code PIN : pour que la plate-forme vous reconnaisse
pin-sign-title = Signez avec votre code PIN
pin-sign-meaning = Ceci est une signature électronique juridiquement valable sous : { $document }
pin-sign-document = le contrat pour le certificat { $subject }
pin-sign-warning = Si vous voulez seulement vous connecter, n'entrez pas votre code PIN
pin-left =
    { $tries ->
        [one] encore { $tries } essai
       *[other] encore { $tries } essais
    }
pin-last = C'est le dernier essai avant le blocage : vérifiez d'abord le code.
pin-on-reader = Introduisez le code sur le lecteur
pin-label = Code PIN (Échap : annuler)

## Password
password-label = Mot de passe de { $file }
password-again = Mot de passe incorrect ; encore une fois.
pw-warn = Ne perdez pas ce mot de passe : personne ne peut le retrouver. Un autre pour chaque certificat ; ne le communiquez à aucun tiers.
pw-new = Nouveau mot de passe
pw-repeat = Encore une fois
pw-length = Longueur
pw-characters = Caractères acceptés
pw-digit_or_symbol = Chiffres ou symboles
pw-letter = Lettres
pw-confirmation = Confirmation
mark-met = ok
mark-unmet = non
mark-pending = …
pw-show = Tab : autre champ, Ctrl-T : montrer ou cacher, Entrée : suivant, Échap : annuler

## Request
overview-title = Voici ce que vous allez signer :
overview-name = Nom dans le certificat
overview-subject = Sujet
overview-environment = Environnement
overview-contact = Contact
overview-keystore = Keystore
overview-request = Fichier de demande
overview-confirm = Tout est-il correct ?
request-preview = Le certificat serait établi pour ce sujet (rien n'a été signé, aucun fichier n'a été créé) :
request-sent = La demande a été envoyée ; le keystore et le mot de passe sont restés ici.
request-already-sent = L'autorité a déjà cette demande ; elle n'a pas été renvoyée.
request-not-sent = Les deux fichiers sont sur le disque ; la demande n'a pas été envoyée.
request-manual = Une personne vérifie cette demande : cela peut prendre des jours.
file-keystore = Keystore : votre clé secrète, reste ici
file-request = Demande : est envoyée à eHealth
wait-mail = Vous recevrez un e-mail, d'habitude en un ou deux jours, au plus dix
then-complete = Complétez ensuite la demande avec :
then-resume = Envoyez-la avec :

## Complete, check
found = Ce keystore a été trouvé
waiting-until = Pas encore là ; prochaine consultation : { $moment }
completed = Le certificat est installé et la clé de chiffrement est enregistrée.
nothing-to-do = Rien à faire : le keystore est complet.
done-where = Dans votre logiciel, indiquez ce fichier et son mot de passe
done-copy = Faites maintenant une copie de ce fichier et gardez-la ailleurs que le mot de passe.
waits-for-activation = Les expéditeurs n'utilisent la nouvelle clé de chiffrement qu'après activation.
label-subject = Sujet
label-issuer = Émetteur
label-serial = Numéro de série
label-valid = Valable
from-until = du { $from } au { $until }
label-key = Identifiant de la clé
label-encryption = Clé de chiffrement
level-ok = ok
level-warning = avertissement
level-problem = problème
level-unknown = non vérifié
check-file = Fichier
check-stage = Étape
check-size = Taille
check-key = Clé
check-chain = Chaîne
check-validity = Validité
check-authority = Autorité
check-depot = Dépôt
check-revocation = Révocation
check-consumers = Logiciels médicaux
check-backups = Copies d'avant
check-good = Le certificat fonctionne.
check-warned = Le certificat fonctionne ; voyez les avertissements.

## Card and files shown
card-name = Nom
card-national = Numéro national
card-birth = Naissance
card-number = Numéro de la carte
card-validity = Carte valable
card-document = Type de document
card-applet = Applet
card-can-sign = Signature
card-verified = Vérifiée : données, certificats et signatures de l'État correspondent.
document-belgian_citizen = carte d'identité de Belge
document-kids = carte d'enfant
document-foreigner = carte pour étrangers
document-technical = carte technique
document-other = autre carte
card-photo = Photo écrite
yes = oui
no = non
kind-keystore = Keystore (PKCS#12)
kind-request = Fichier de demande de certificat (.ehcsr)
kind-certificate = Certificat
kind-csr = Requête de signature (PKCS#10)
label-stage = Étape
stage-requested = demandé : attend son certificat
stage-issued = délivré : pas encore de clé de chiffrement
stage-complete = complet
label-entry = Entrée
label-trusted = Certificat de confiance
label-size = Taille
bytes = { $count } octets
label-version = Version de la demande
label-services = Services de base
label-signer = Signé par
label-signature = Signature
signature-good = correspond
signature-bad = ne correspond pas
label-usage = Usage de la clé
label-public-key = Clé publique

## Help and usage
help-usage = Utilisation :
help-commands = Commandes
help-command = COMMANDE
help-options = Options
help-arguments = Arguments
help-global = Options globales
help-examples = Exemples :
help-default = par défaut
help-values = valeurs
help-flag-help = Affiche l'aide
help-flag-version = Affiche la version
help-any-options = [OPTIONS]
usage-unknown = { $what } n'est pas connu ici.
usage-unknown-near = { $what } n'est pas connu ici ; peut-être { $near } ?
usage-value = { $flag } : la valeur { $what } n'est pas acceptée.
usage-value-of = { $flag } : la valeur { $what } n'est pas acceptée ; valeurs possibles : { $values }.
usage-value-missing = { $flag } demande une valeur.
usage-missing = Il manque { $what }.
usage-conflict = { $flag } ne va pas avec { $what }.
usage-repeated = { $flag } ne peut être donné qu'une fois.
usage-no-command = Aucune commande n'a été donnée.
usage-secret = { $flag } : indiquez prompt, file:CHEMIN, env:NOM ou stdin ; le secret lui-même n'est jamais une valeur.

## Password changed
passwd-changed = Le mot de passe de ce keystore a été changé :
passwd-converted = Ce keystore a été converti ; son mot de passe reste :
passwd-backup = Une copie dans l'état précédent, sous le mot de passe d'avant, reste jusqu'à ce que la prochaine vérification trouve le nouveau fichier bon :
tell-password = Introduisez le nouveau mot de passe partout où ce fichier est utilisé :
tell-password-practice = dans votre logiciel médical, et dans tout autre programme qui ouvre ce fichier
tell-password-other = sur tout autre ordinateur qui en a une copie : l'ancien mot de passe y vaut jusqu'au remplacement du fichier
tell-password-fallback = c'est aussi le mot de passe de votre procédure de fallback
tell-password-copy = faites une nouvelle copie de sauvegarde et gardez-la ailleurs que le mot de passe

## For whom
who-me = Pour moi, professionnel de la santé : { $name }
who-other = Pour une autre organisation : j'indique son numéro et son nom
who-note = Une personne reçoit un certificat ; une organisation peut en avoir plusieurs, et vous devez la représenter légalement.
who-name-note = Votre nom figurera en majuscules sans accents : { $result }
who-question = Pour qui est le certificat ? Numéro
who-manual = Une organisation que l'autorité ne mentionne pas pour vous est contrôlée manuellement : cela prend des jours.
choose-number = Un numéro de 1 à { $count }
ask-organisation = Type et numéro, par exemple CBE=0999999922 ou NIHII-PHARMACY=99999971
ask-organisation-name = Nom de l'organisation, tel qu'il est enregistré
ask-bis = Numéro bis
ask-name = Nom de famille
ask-first-name = Prénom
application-taken = Identifiants d'application utilisés : { $list }
application-without = (sans)
ask-application = Identifiant d'application du nouveau certificat (peut rester vide)
password-keep = Garder le mot de passe de l'ancien keystore pour le nouveau ?
page-more = Entrée : continuer la lecture
confirm-there = La personne confirme cette demande à cette adresse, jusqu'au { $moment } ; rien n'est délivré avant :

## Status, list
label-keystore = Keystore
label-state = État
label-since = Depuis
state-prepared = la clé est créée ; rien n'est signé
state-signed = signée ; l'autorité ne la connaît pas
state-in_progress = l'autorité l'a ; le certificat n'est pas encore là
state-delivered = le certificat peut être retiré
state-issued = le certificat est installé ; la clé de chiffrement n'est pas enregistrée
state-waits_for_activation = complet ; la nouvelle clé de chiffrement attend son activation
state-complete = complet
state-unclear = la réponse de l'autorité n'est pas claire
next-nothing = Rien à faire.
next-unknown = Inconnu sans son mot de passe : vérifiez-le.
next-wait = Attendez l'e-mail ; complétez ensuite la demande :
next-resume = Continuez la demande, avec carte et code PIN :
next-complete = Complétez la demande :
next-activate = Activez, dès que chaque programme a le nouveau fichier :
next-renew = Renouvelez, avec carte et code PIN :
next-request = Demandez un nouveau certificat ; gardez ce fichier pour les anciens messages :
stage-unknown = inconnu
list-empty = Aucun keystore dans ces dossiers.
list-until = valable jusqu'au { $moment }
list-renewable = renouvelable depuis le { $moment }
list-renewable-from = renouvelable à partir du { $moment }
list-calendar = Calendrier écrit
calendar-complete = Certificat eHealth de { $holder } : voir s'il peut être complété
calendar-renewable = Le certificat eHealth de { $holder } peut être renouvelé
calendar-ends =
    { $days ->
        [one] Le certificat eHealth de { $holder } expire demain
       *[other] Le certificat eHealth de { $holder } expire dans { $days } jours
    }
calendar-activate = Certificat eHealth de { $holder } : activer la nouvelle clé de chiffrement
there-already = Le dossier de vos keystores dit déjà :
there-confirm = Commencer quand même une nouvelle demande ?

## Renewal, activation, revocation
tell-completed = Indiquez ce fichier ({ $file }) et son mot de passe :
tell-completed-practice = dans votre logiciel médical
tell-completed-other = dans tout autre programme, et sur tout autre ordinateur, qui utilise ce certificat ; après un renouvellement ils ont encore l'ancien fichier
tell-completed-fallback = le mot de passe est aussi celui de votre procédure de fallback
tell-completed-copy = gardez l'ancien fichier : d'anciens messages peuvent en avoir besoin, avec son mot de passe
tell-renewed = Avant l'activation de la nouvelle clé de chiffrement, ceux-ci doivent avoir le nouveau fichier ({ $file }) :
tell-renewed-practice = votre logiciel médical
tell-renewed-other = tout autre programme et ordinateur qui garde une copie de l'ancien fichier
tell-renewed-copy = une copie de sauvegarde du nouveau fichier
activate-confirm = Ont-ils tous le nouveau fichier ?
activated = Les expéditeurs utilisent désormais la nouvelle clé de chiffrement.
pin-revoke-document = la révocation du certificat { $subject }
revoke-effect = Un certificat révoqué ne peut plus servir : les programmes qui l'utilisent s'arrêtent aussitôt. Les messages chiffrés pour vous restent lisibles avec l'ancien keystore : gardez-le.
revoke-forgotten = Un mot de passe oublié ne se récupère pas : les anciens messages restent illisibles, sauf si le mot de passe d'un keystore plus ancien est connu.
revoke-which = Quel certificat faut-il révoquer ? Numéro
reason-question = Pourquoi ? Numéro
reason-compromised = La clé ou le mot de passe peut être connu d'autrui
reason-forgotten = Mot de passe oublié
reason-affiliation = Plus de cette organisation
reason-ended = L'activité a cessé, ou autre motif
revoked = Le certificat est révoqué :
revoked-keep = Gardez son keystore : il lit encore les anciens messages.

## Keys taken over, export
imported =
    { $count ->
        [0] Rien à reprendre : toutes les clés sont déjà là.
        [one] Une clé de chiffrement a été reprise :
       *[other] { $count } clés de chiffrement ont été reprises :
    }
tell-imported = Le keystore a changé ({ $file }) :
tell-imported-practice = introduisez-le à nouveau dans les programmes qui gardent leur propre copie
tell-imported-copy = faites une nouvelle copie de sauvegarde
export-chain = Certificats écrits
export-key = Clé chiffrée écrite
export-warning = Qui a cette clé et son mot de passe peut agir en votre nom : donnez plutôt le keystore là où c'est possible, et supprimez le fichier dès qu'il a servi.
export-confirm = Écrire quand même la clé dans un fichier ?

## Doctor
doctor-service = Service de cartes à puce
doctor-reader = Lecteur de carte
doctor-card = Carte d'identité
doctor-pin = Code PIN
doctor-clock = Horloge
doctor-network = Autorité
doctor-proxy = Proxy
doctor-folder = Dossier
doctor-keystore = Keystore
doctor-programs = Logiciels médicaux
doctor-configuration = Réglages
doctor-end-ok = Tout va bien.
doctor-end-warning = Cela fonctionne ; voyez les avertissements.
doctor-end-problem = Il y a un problème ; son remède est dessous.
doctor-bundle = Le rapport est dans { $file } : lisez-le avant de l'envoyer.
explain-settings = Les réglages de ce programme sont incomplets : demandez à son éditeur.
explain-unknown = Ce message n'est pas connu ici ; lancez : ehealth-cert doctor
