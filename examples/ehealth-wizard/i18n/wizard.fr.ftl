# Texts of the wizard alone; what other programs say, too, stands in the shared catalogues.

## Every page
wizard-name = Certificat eHealth
wizard-skip = Aller au contenu
wizard-language = Langue de la page
wizard-local = Cette page vient de votre propre ordinateur. Ce que vous tapez va à ce programme, et seul ce qu'il annonce est envoyé à eHealth.
wizard-step = Étape { $number } sur { $of } : { $step }
wizard-next = Suivant
wizard-cancel = Annuler
wizard-decline = Je n'accepte pas
wizard-home = Retour au début
wizard-print = Imprimer cette page
wizard-copy = Copier
wizard-reveal = Afficher ce qui est tapé
wizard-required = * à remplir obligatoirement
wizard-mark-unmet = pas encore
wizard-enter = Continuer
wizard-stranger = Cette page s'ouvre par l'adresse que le programme affiche une fois. Relancez le programme ehealth-wizard : il rouvre cette page, et tout est resté en l'état.

## First screen
wizard-welcome = Votre certificat eHealth
wizard-intent = Ce programme demande votre certificat eHealth avec votre carte d'identité, et le complète dès qu'eHealth l'a délivré. Votre clé secrète ne quitte jamais cet ordinateur.
wizard-card-there = Une carte est dans le lecteur.
wizard-reader-there = Le lecteur de carte est prêt. La carte s'insère quand elle est demandée.
wizard-what = Que voulez-vous faire ?
wizard-do-request = Demander un nouveau certificat
wizard-about-request = Première phase : avec carte d'identité et code PIN, une dizaine de minutes.
wizard-do-complete = Compléter une demande
wizard-about-complete = Deuxième phase : après l'e-mail d'eHealth, avec le mot de passe du keystore.
wizard-do-renew = Renouveler
wizard-about-renew = Avant la fin d'un certificat ; les messages qui vous ont été envoyés restent lisibles.
wizard-do-activate = Activer après un renouvellement
wizard-about-activate = Dès que chaque programme a le nouveau fichier.
wizard-do-revoke = Révoquer
wizard-about-revoke = Si la clé ou le mot de passe peut être connu d'autrui, ou est perdu. La carte suffit.
wizard-do-check = Tout vérifier
wizard-about-check = Si un certificat fonctionne : fichier, clé, validité, réponse d'eHealth.
wizard-do-password = Changer le mot de passe
wizard-about-password = D'un keystore ; avec l'actuel.
wizard-do-foreigner = Sans carte d'identité belge
wizard-about-foreigner = Pour les prestataires de soins à l'étranger, avec un numéro bis.
wizard-do-doctor = Vérifier cet ordinateur
wizard-about-doctor = Lecteur de carte, réseau, horloge, dossier.
wizard-do-folder = Ouvrir le dossier
wizard-about-folder = Là où se trouvent vos keystores.
wizard-folder-is = Dossier des keystores
wizard-waits = Une demande attend déjà : complétez-la, ou continuez-la, avant d'en commencer une autre.
wizard-item-resume = Continuer cette demande
wizard-item-complete = Compléter cette demande
wizard-item-activate = Activer
wizard-item-renew = Renouveler ce certificat
wizard-item-check = Vérifier ce keystore
wizard-again-look = Vérifier à nouveau

## Card and PIN
wizard-card-title = Votre carte d'identité
wizard-card-waiting = Cette page continue d'elle-même dès que la carte est là.
wizard-card-stay = Laissez la carte dans le lecteur.
wizard-card-until = Carte valable jusqu'au
wizard-photo = Photo de { $name }
wizard-pin = Code PIN
wizard-pin-hint = 4 à 12 chiffres : le code PIN de votre carte d'identité.
wizard-pin-auth = Identifiez-vous avec votre code PIN
wizard-pin-auth-why = Pour que la plate-forme eHealth vous reconnaisse. Rien n'est signé ainsi.
wizard-sign-in = S'identifier
wizard-sign = Signer

## Work
wizard-working = Un instant, s'il vous plaît
wizard-moment = Cela continue
wizard-waiting = Votre certificat n'est pas encore là
wizard-waiting-why = Vous pouvez laisser cette page ouverte, ou arrêter et revenir plus tard : rien n'est perdu.
wizard-waiting-stop = Ne plus attendre

## Texts
wizard-terms-accept = J'ai lu ces conditions et je les accepte
wizard-contract = Contrat d'eHealth
wizard-contract-accept = J'ai lu ce contrat et je l'accepte
wizard-other-language = eHealth ne fournit ce texte que dans cette langue : { $language }

## For whom
wizard-applicant = Pour qui est le certificat ?
wizard-applicant-who = Le certificat est
wizard-organisation = L'autre organisation
wizard-kind = Type du numéro
wizard-number = Numéro
wizard-application = Un certificat de plus pour l'organisation
wizard-application-hint = Au plus 30 majuscules, chiffres, tirets et traits de soulignement.

## Password
wizard-password-hint = 8 à 64 lettres, chiffres et signes, sans accents ni espaces.
wizard-again = Le même mot de passe à nouveau
wizard-keep = Garder l'ancien mot de passe
wizard-password-of = Mot de passe de { $file }
wizard-password-which = Le mot de passe choisi pour ce keystore, ou le suivant si vous l'avez changé. Pas le code PIN.

## Overview
wizard-overview-next = À l'étape suivante, vous signez ceci avec votre carte d'identité. Rien n'a encore été signé ni envoyé.
wizard-overview-right = Tout est correct : signer
wizard-overview-change = Modifier quelque chose

## Which keystore
wizard-not-found = Votre keystore n'a pas pu être sélectionné automatiquement.
wizard-which = Keystore
wizard-other-file = En choisir un autre
wizard-path = Emplacement du fichier
wizard-path-hint = Le chemin complet, par exemple C:\Users\moi\ehealth\keystore\….p12
wizard-foreigner-how = Une demande sans carte belge est confirmée par la personne à une adresse d'eHealth.
wizard-activate-sure = Ils ont tous le nouveau fichier

## Ends
wizard-summary = Votre demande est prête
wizard-summary-made = La clé, le contrat et la signature sont sur cet ordinateur.
wizard-about-keystore = Contient votre clé secrète, protégée par le mot de passe que vous avez choisi. Il sera complété par votre certificat et vos clés de chiffrement dans la deuxième phase.
wizard-about-ehcsr = Contient votre clé publique, votre identité et le contrat signé avec votre carte d'identité.
wizard-note-place = Notez cet emplacement : vous en aurez besoin plus tard.
wizard-only-request = Seule la demande est envoyée. Le keystore et le mot de passe restent sur cet ordinateur.
wizard-send = Envoyer la demande
wizard-later = Envoyer plus tard
wizard-sent = Votre demande a été envoyée
wizard-mail-accepted = Un premier e-mail annonce que votre demande a été acceptée.
wizard-mail-delivered = Un second e-mail annonce que le certificat est prêt.
wizard-then-complete = Relancez alors ce programme et choisissez « Compléter une demande ».
wizard-leave-folder = Laissez le dossier de cet ordinateur tel quel.
wizard-calendar = Rappels pour votre agenda
wizard-complete-now = Voir s'il est déjà prêt
wizard-open-folder = Ouvrir le dossier
wizard-confirm = La personne doit confirmer
wizard-done = Votre certificat est prêt
wizard-checked = Vérification du keystore
wizard-copy-now = Faites une copie maintenant
wizard-copy-folder = Dossier de la copie
wizard-copy-hint = Sur un autre disque ou une clé USB, et pas dans le dossier que vos programmes consultent.
wizard-copy-make = Faire la copie
wizard-copied = La copie est faite
wizard-copied-good = La copie a été écrite et relue.
wizard-copied-to = Copie
wizard-activated = La nouvelle clé de chiffrement est en service
wizard-revoked = Le certificat est révoqué
wizard-password-changed = Le mot de passe est changé
wizard-failed = Cela n'a pas continué
wizard-nothing-lost = Rien n'est perdu : votre clé est déjà dans ce keystore.
wizard-technical = Pour le helpdesk
wizard-way-request = Demander un nouveau certificat
wizard-way-foreigner = Réessayer
wizard-way-resume = Continuer avec la même clé
wizard-way-send = Envoyer à nouveau
wizard-way-complete = Compléter la demande
wizard-way-renew = Réessayer
wizard-way-activate = Réessayer
wizard-way-revoke = Réessayer
wizard-way-check = Vérifier à nouveau
wizard-way-passwd = Réessayer
wizard-way-copy = Réessayer
wizard-way-doctor = Réessayer

## Revocation
wizard-revoke = Révoquer un certificat
wizard-revoke-which = Quel certificat ?
wizard-reason = Motif de la révocation
wizard-reason-why = Pourquoi est-il révoqué ?

## What can be done, where other programs name their flags
wizard-remedy-card-two_readers = Ne laissez qu'une carte et retirez l'autre de son lecteur.
wizard-remedy-terms-not_accepted = Cochez la case après avoir lu le texte, ou arrêtez ici.
wizard-remedy-ra-not_yet = Attendez l'e-mail (d'habitude un ou deux jours, au plus dix) et revenez alors.
wizard-remedy-ra-outdated_request = Vérifiez l'horloge de cet ordinateur, puis continuez avec la même clé : la demande est signée à nouveau.
wizard-remedy-ra-untrusted_issuer = Rien n'a été remplacé. Faites comparer l'émetteur par votre helpdesk avec la publication de la plate-forme eHealth ; il peut ajouter la nouvelle racine au démarrage de l'assistant.
wizard-remedy-keystore-not_found = Vérifiez l'emplacement tapé, ou cherchez dans ehealth/keystore de votre dossier personnel, sur l'ordinateur où la demande a été faite.
wizard-remedy-keystore-wrong_environment = Choisissez un fichier de cet environnement.
wizard-remedy-file-permission = Choisissez un autre dossier, ou faites corriger les droits de celui-ci par votre helpdesk.
wizard-remedy-file-no_folder = Indiquez le chemin complet d'un dossier existant, par exemple E:\ ou /media/cle.
wizard-remedy-file-read_only = Choisissez un autre dossier : rien ne peut être écrit dans celui-ci.
wizard-remedy-answer-missing = Choisissez une des réponses.
wizard-remedy-keystore-not_completed = Complétez d'abord la demande. Ne demandez pas d'autre certificat.
