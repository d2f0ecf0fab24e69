# Codes d'erreur et remèdes : un message par code, le remède en attribut.

## Reader and driver
card-no_service = Le service de carte à puce de cet ordinateur ne fonctionne pas.
    .remedy = Démarrez le service « Carte à puce » (Linux : installez et démarrez pcscd), puis réessayez.
card-no_reader = Aucun lecteur de carte n'a été trouvé.
    .remedy = Branchez le lecteur de carte, directement et au besoin sur une autre prise.
card-reader_driver = Un lecteur de carte est branché, mais cet ordinateur n'a pas son pilote.
    .remedy = Installez le pilote du fabricant du lecteur et redémarrez l'ordinateur.
card-permission = Le système ne vous autorise pas à utiliser le lecteur de carte.
    .remedy = Autorisez votre utilisateur à accéder au lecteur (Linux : règle polkit de pcscd), ou lancez le programme dans une session locale.
card-remote_session = Vous êtes dans une session à distance qui ne reçoit aucun lecteur de carte.
    .remedy = Activez la redirection des cartes à puce et reconnectez-vous, ou travaillez localement.
card-reader_lost = Le lecteur de carte a été débranché.
    .remedy = Rebranchez-le ; rien n'est perdu.
card-reader_unstable = Le lecteur de carte échoue à répétition.
    .remedy = Utilisez une autre prise, sans hub, ou un autre lecteur, et mettez son pilote à jour.
card-pad_faulty = Le clavier du lecteur de carte est inutilisable.
    .remedy = Introduisez plutôt le code au clavier de l'ordinateur.
card-two_readers = Plusieurs lecteurs contiennent une carte.
    .remedy = Choisissez le lecteur avec --reader NOM, ou ne laissez qu'une carte.
card-busy = Un autre programme utilise la carte.
    .remedy = Fermez l'autre programme (navigateur, eID Viewer, programme bancaire) et réessayez.

## Card
card-absent = Il n'y a pas de carte dans le lecteur.
    .remedy = Insérez la carte d'identité, puce en avant et vers le haut.
card-mute = La carte ne répond pas.
    .remedy = Retournez la carte, nettoyez la puce ou essayez un autre lecteur.
card-not_beid = Ceci n'est pas une carte d'identité belge.
    .remedy = Insérez votre carte d'identité ou votre carte pour étrangers.
card-unknown_generation = Ce programme ne connaît pas cette génération de cartes d'identité.
    .remedy = Mettez ce programme à jour et signalez la version affichée.
card-kids = Ceci est une carte d'enfant : elle ne peut pas signer.
    .remedy = Une carte avec fonction de signature est requise.
card-not_activated = La carte n'est pas activée.
    .remedy = Faites activer la carte à la commune.
card-no_signature_rights = La carte n'a pas de certificat pour cette signature.
    .remedy = Faites activer les certificats de la carte à la commune.
card-certificates_revoked = Les certificats de cette carte sont révoqués ou suspendus.
    .remedy = Contactez la commune ; appelez DocStop si la carte a été perdue.
card-expired = La carte n'est pas valable aujourd'hui.
    .remedy = Renouvelez la carte à la commune ; si elle est en cours de validité, vérifiez l'horloge de l'ordinateur.
card-removed = La carte a été retirée.
    .remedy = Réinsérez-la ; rien n'est perdu.
card-reset = Un autre programme a réinitialisé la carte.
    .remedy = Fermez les autres programmes qui utilisent la carte et réintroduisez le code.
card-status = La carte a donné une réponse que sa spécification ne connaît pas.
    .remedy = Signalez ceci avec les deux octets affichés.
card-transport = Le lecteur de carte ou son pilote a échoué.
    .remedy = Utilisez une autre prise ou un autre lecteur ; signalez-le si cela persiste.
card-person_mismatch = La carte dans le lecteur n'est pas celle de cette demande.
    .remedy = Insérez la carte utilisée au début, ou recommencez.
card-identity_forged = Les données de la carte et la signature de l'État ne correspondent pas.
    .remedy = N'utilisez pas cette carte ; présentez-vous avec elle à la commune.
card-identity_unverifiable = La carte ne peut pas être vérifiée aujourd'hui.
    .remedy = Carte ancienne ou réécrite : signalez ce qui est affiché ; la commune peut remplacer la carte.
card-untrusted_root = Les certificats de la carte ne mènent pas à une racine reconnue ici.
    .remedy = Vérifiez l'environnement ; avec une nouvelle génération de cartes, mettez ce programme à jour et signalez l'émetteur affiché.
card-file_invalid = Un fichier de la carte est incompréhensible.
    .remedy = Essayez un autre lecteur ; si cela persiste, faites remplacer la carte et signalez ce qui est affiché.
card-not_read = Un fichier de la carte nécessaire ici n'a pas été lu.
    .remedy = C'est un défaut du programme : signalez-le.
card-unsupported_digest = La carte ne peut pas signer ce type d'empreinte.
    .remedy = C'est un défaut du programme : signalez-le.
card-fault = La puce de la carte est défectueuse.
    .remedy = Faites remplacer la carte à la commune.
card-wrong_world = Cette carte appartient à un autre monde : une vraie carte ne signe jamais dans un bac à sable, une carte virtuelle uniquement là.
    .remedy = Utilisez une carte virtuelle avec le bac à sable et une vraie carte avec la vraie autorité.

## PIN
pin-wrong =
    { $tries ->
        [unknown] Code PIN incorrect.
        [one] Code PIN incorrect : encore { $tries } essai.
       *[other] Code PIN incorrect : encore { $tries } essais.
    }
    .remedy = Vérifiez Verr. num. et réintroduisez le code PIN de la carte d'identité. Rien d'autre n'est perdu.
pin-last_try = Il reste un seul essai avant le blocage du code PIN ; le code n'a pas été envoyé.
    .remedy = Vérifiez le code avant d'essayer, puis introduisez-le vous-même : il est redemandé au terminal.
pin-tries_unknown = Cette ancienne carte ne peut pas dire combien d'essais restent ; le code n'a pas été envoyé.
    .remedy = Introduisez le code vous-même : il est demandé au terminal.
pin-blocked = Le code PIN est bloqué.
    .remedy = Faites-le débloquer à la commune, avec le code PUK si vous l'avez.
pin-format = Un code PIN compte de 4 à 12 chiffres.
    .remedy = Introduisez les chiffres du code PIN de la carte d'identité, rien d'autre.
pin-cancelled = Le code PIN n'a pas été introduit.
    .remedy = Rien n'a été signé ; recommencez quand vous voulez.
pin-timeout = Le code PIN n'a pas été introduit à temps.
    .remedy = Recommencez, en moins de 30 secondes.
pin-new_differs = Les deux nouveaux codes diffèrent.
    .remedy = Retapez-le.
pin-confused = C'est peut-être un autre secret que le code PIN de la carte d'identité.
    .remedy = Introduisez le code PIN de la carte d'identité, pas le mot de passe du keystore ni le code d'une carte bancaire.

## Data entered
id-invalid = Le numéro n'est pas valable.
    .remedy = Vérifiez ses chiffres ; les valeurs attendues sont affichées.
id-length = Le numéro n'a pas la bonne longueur.
    .remedy = Donnez le numéro dans la forme affichée ; pour une institution, les 8 premiers chiffres du numéro INAMI.
id-unknown_type = L'autorité ne connaît pas ce type d'identifiant.
    .remedy = Choisissez dans la liste affichée.
id-application = L'identifiant d'application n'a pas la forme permise.
    .remedy = Utilisez au plus 30 majuscules, chiffres, tirets et soulignés.
id-application_taken = Un certificat actif utilise déjà cet identifiant d'application.
    .remedy = Choisissez-en un autre, ou renouvelez ce certificat.
name-too_long = Le nom dépasse 64 caractères : l'autorité peut le raccourcir ou le refuser.
    .remedy = Donnez-le tel qu'il est enregistré auprès de l'autorité.
name-empty = Il ne reste rien du nom dans les caractères d'un certificat.
    .remedy = Contactez le centre de contact de la plate-forme eHealth.
contact-email = L'adresse e-mail n'a pas la forme acceptée.
    .remedy = Donnez-la sous la forme nom@exemple.be.
contact-phone = Le numéro de téléphone n'a pas la forme acceptée.
    .remedy = Utilisez des chiffres, avec + et l'indicatif du pays au début si vous voulez : +32 470 00 00 00.
terms-not_accepted = Les conditions n'ont pas été acceptées, rien ne continue donc.
    .remedy = Lisez les conditions et acceptez-les (sans surveillance : --accept-terms), ou arrêtez ici.

## Network, proxy, TLS, clock
net-offline = Il n'y a pas de connexion avec l'autorité.
    .remedy = Vérifiez la connexion réseau et réessayez ; rien n'est perdu.
net-dns = Le nom de l'autorité est introuvable sur le réseau.
    .remedy = Essayez un autre DNS, coupez le VPN ou demandez à votre informaticien ; rien n'est perdu.
net-firewall = Le serveur de l'autorité, ou quelque chose entre les deux, refuse la connexion.
    .remedy = Faites ouvrir le port 443 vers l'hôte affiché par votre informaticien ; rien n'est perdu.
net-proxy_auth = Le proxy demande un nom d'utilisateur et un mot de passe.
    .remedy = Donnez les identifiants du proxy dans les réglages du système, ou demandez à votre informaticien.
net-proxy_unreachable = Le proxy est injoignable.
    .remedy = Désactivez le proxy dans les réglages du système, ou corrigez-le.
net-captive_portal = Le réseau affiche sa propre page au lieu de l'autorité.
    .remedy = Connectez-vous d'abord au réseau dans un navigateur.
net-timeout = L'autorité n'a pas répondu à temps.
    .remedy = Réessayez plus tard ; rien n'est perdu.
net-failed = La connexion a été coupée avant la fin de la réponse ; ce qui a été envoyé est peut-être arrivé.
    .remedy = Réessayez : le programme interroge avant de répéter quoi que ce soit. Rien n'est perdu.
net-settings = Les réglages réseau de ce programme ou du système sont inutilisables.
    .remedy = Corrigez ce qui est affiché : proxy, racines données ou racines du système.
tls-other_host = Le certificat du serveur est celui d'un autre hôte.
    .remedy = Connectez-vous d'abord au réseau dans un navigateur, ou corrigez l'adresse.
tls-failed = La connexion sécurisée a échoué.
    .remedy = Réessayez ; demandez à votre informaticien si cela persiste. Rien n'est perdu.
tls-intercepted = Le certificat du serveur ne vient pas de l'autorité : quelque chose lit entre les deux.
    .remedy = Excluez l'hôte de l'antivirus ou du proxy de l'entreprise, ou faites ajouter son AC au système.
tls-expired = Le certificat du serveur est périmé.
    .remedy = Vérifiez l'horloge de l'ordinateur ; si elle est juste, le service est en panne : réessayez plus tard.
tls-version = Aucune connexion sécurisée n'a pu être établie.
    .remedy = Demandez à votre informaticien : TLS 1.2 ou plus récent doit passer.
clock-skew = L'horloge de cet ordinateur et celle de l'autorité diffèrent trop.
    .remedy = Réglez l'horloge et le fuseau automatiquement, puis réessayez.

## The authority
ra-unavailable = Le service de l'autorité n'est pas disponible.
    .remedy = Réessayez plus tard ; rien n'est perdu.
ra-fault = Le service de l'autorité signale une erreur interne.
    .remedy = Réessayez plus tard ; si cela persiste, signalez le code et le texte affichés. Rien n'est perdu.
ra-malformed = La réponse de l'autorité n'est aucune de celles attendues.
    .remedy = Réessayez plus tard ; si cela persiste, signalez ce qui est affiché. Rien n'est perdu.
ra-not_authorized = L'autorité ne vous connaît aucune qualité de soins : vous ne pouvez pas demander ce certificat.
    .remedy = Vérifiez vos données dans le portail de votre profession et contactez le centre de contact de la plate-forme eHealth.
ra-organisation_not_listed = L'autorité ne mentionne pas cette organisation pour vous.
    .remedy = Faites une demande manuelle (plusieurs jours), ou faites-vous désigner par le Responsable Accès Entité.
ra-already_active = Il existe déjà un certificat actif.
    .remedy = Utilisez-le, renouvelez-le le moment venu, ou révoquez-le avec votre carte s'il est perdu.
ra-renewal_too_early =
    { $moment ->
        [unknown] Il est trop tôt pour renouveler ce certificat.
       *[other] Il est trop tôt pour renouveler ce certificat. Il peut être renouvelé à partir du { $moment }.
    }
    .remedy = Réessayez quand la période de renouvellement aura commencé.
ra-renewal_too_late = Le certificat est périmé : il n'y a rien à renouveler.
    .remedy = Demandez un nouveau certificat ; gardez l'ancien fichier pour les anciens messages.
ra-not_yet =
    { $moment ->
        [unknown] Le certificat n'est pas encore délivré.
       *[other] Le certificat n'est pas encore délivré ; la demande attend depuis le { $moment }.
    }
    .remedy = Attendez l'e-mail (d'habitude un ou deux jours, au plus dix), puis complétez la demande ; --wait continue à interroger.
ra-overdue = La demande attend depuis plus de dix jours.
    .remedy = Regardez dans les indésirables, puis contactez le centre de contact avec le numéro de la demande.
ra-refused = L'autorité a refusé.
    .remedy = Voyez le motif affiché ; contactez le centre de contact de la plate-forme eHealth avec celui-ci.
ra-revoked = Le certificat a été révoqué.
    .remedy = Demandez un nouveau certificat ; gardez l'ancien fichier pour les anciens messages.
ra-name_mismatch = Le nom sur la carte et celui du registre diffèrent.
    .remedy = Faites-le corriger par la commune ou le centre de contact.
ra-signature_rejected = L'autorité n'accepte pas la signature ou son auteur.
    .remedy = Assurez-vous d'utiliser la bonne carte ; signalez-le si cela persiste.
ra-outdated_request = La demande a été signée il y a trop longtemps, ou l'horloge de l'ordinateur est fausse.
    .remedy = Vérifiez l'horloge, puis signez à nouveau avec : ehealth-cert request --resume KEYSTORE (la clé reste la même).
ra-acceptance_unknown = L'environnement d'acceptation ne vous connaît pas.
    .remedy = Remettez d'abord la procuration et contactez votre chef de projet à la plate-forme eHealth.
ra-no_eid = Sans carte belge, cette demande est impossible.
    .remedy = Suivez la méthode hybride via le service d'enregistrement d'une commune.
ra-wrong_certificate = Le certificat remis par l'autorité ne correspond pas à notre clé ou à notre nom ; rien n'a été remplacé.
    .remedy = Signalez-le au centre de contact de la plate-forme eHealth.
ra-untrusted_issuer = Le certificat a été délivré par une autorité inconnue ici.
    .remedy = Comparez l'émetteur et l'empreinte affichés avec la publication de la plate-forme eHealth, puis ajoutez la racine avec --issuing-anchor FICHIER.
ra-contract_changed = Le contrat n'est pas celui qui a été demandé ou montré.
    .remedy = Relisez-le et signez à nouveau.
etk-challenge_short = Le défi de l'autorité pour la clé de chiffrement est mal formé.
    .remedy = Relancez complete ; signalez-le si cela persiste. Le certificat est déjà installé.
etk-challenge_mismatch = Le défi de l'autorité était destiné à une autre clé de chiffrement.
    .remedy = Relancez complete ; signalez-le si cela persiste. Le certificat est déjà installé.
etk-registration_failed = Le certificat fonctionne pour s'identifier, mais la clé de chiffrement n'a pas pu être enregistrée.
    .remedy = Relancez complete : il n'y a rien à signer.
etk-not_active = Les expéditeurs utilisent encore l'ancienne clé de chiffrement.
    .remedy = Activez la nouvelle quand chaque programme a le nouveau fichier.
etk-absent = Le dépôt n'a pas de jeton de chiffrement pour cette identité.
    .remedy = Complétez la demande.

## Keystore
keystore-not_found = Le fichier n'a pas été trouvé.
    .remedy = Indiquez le fichier, ou son dossier avec --keystore-dir ; sur l'ancien PC, regardez dans ehealth/keystore du dossier de l'utilisateur.
keystore-wrong_password = Le mot de passe du keystore est incorrect.
    .remedy = Vérifiez les majuscules, AZERTY/QWERTY et un espace final ; peut-être est-ce celui d'un autre certificat. Ce n'est pas le code PIN.
keystore-password_encoding = Le mot de passe n'ouvre le keystore que dans un autre encodage ; certains programmes le refuseront.
    .remedy = Choisissez-en un sans accents.
keystore-damaged = Le keystore est endommagé : tronqué, vide ou modifié.
    .remedy = Reprenez une copie de sauvegarde (même nom avec .bak), ou demandez un nouveau certificat.
keystore-not_pkcs12 = Le fichier n'est pas un keystore (.p12).
    .remedy = Choisissez le fichier .p12 ; la nature de celui-ci est affichée.
keystore-unsupported_algorithm = Le keystore est protégé par un algorithme non pris en charge.
    .remedy = Convertissez-le avec le programme qui l'a fait ; l'algorithme est affiché.
keystore-limits = Le keystore exige un travail démesuré : il a été refusé.
    .remedy = Reprenez le fichier là où il a été créé ; celui-ci n'est pas un keystore honnête.
keystore-not_completed = La demande de ce keystore n'est pas encore complétée : il contient la clé, mais pas de certificat.
    .remedy = Complétez d'abord la demande : ehealth-cert complete. Ne demandez pas d'autre certificat.
keystore-no_encryption_key = Le keystore fonctionne pour s'identifier, mais n'a pas de clé de chiffrement.
    .remedy = Complétez à nouveau.
keystore-etk_mismatch = Le jeton de chiffrement du dépôt n'est pas celui de ce keystore : un fichier plus récent existe ailleurs.
    .remedy = Utilisez le fichier le plus récent, là où il a été créé.
keystore-expired = Le certificat est périmé.
    .remedy = Demandez un nouveau certificat ; gardez ce fichier pour les anciens messages.
keystore-expiring = Le certificat arrive bientôt à échéance.
    .remedy = Renouvelez-le avant son échéance.
keystore-not_yet_valid =
    { $moment ->
        [unknown] Le certificat n'est pas encore valable.
       *[other] Le certificat est installé, mais valable seulement à partir du { $moment }.
    }
    .remedy = Complétez à nouveau à ce moment ; si ce moment est passé, vérifiez l'horloge de l'ordinateur.
keystore-revoked = Le certificat a été révoqué.
    .remedy = Demandez un nouveau certificat ; gardez ce fichier pour les anciens messages.
keystore-wrong_environment = Le keystore appartient à un autre environnement.
    .remedy = Choisissez un fichier de cet environnement, ou changez --environment ou --sandbox.
keystore-wrong_identity = Le keystore appartient à quelqu'un d'autre.
    .remedy = Choisissez le fichier de la personne ou de l'organisation affichée.
keystore-copy = Le nom du fichier est celui d'une copie ; certains programmes rejettent alors tout le dossier.
    .remedy = Renommez-le sans « (1) » ou « Copie », et retirez le double.
keystore-several = Plusieurs keystores conviennent, et les programmes en choisiraient des différents.
    .remedy = Indiquez le fichier, ou déplacez l'ancien dans le sous-dossier old.
keystore-newer_incomplete = Le keystore le plus récent n'est pas complété alors qu'un plus ancien est valable : les programmes qui prennent le plus récent échouent.
    .remedy = Complétez le plus récent, ou déplacez-le.
keystore-size_suspicious = Le keystore est plus petit que ce que les helpdesks acceptent, bien que complet.
    .remedy = Faites-le réécrire : complétez à nouveau ou changez son mot de passe.
keystore-old_form = Le keystore a une ancienne forme (RC2-40) que les nouveaux programmes n'ouvrent pas.
    .remedy = Réenregistrez-le, par exemple en changeant son mot de passe.
keystore-key_certificate_mismatch = La clé et le certificat ne vont pas ensemble.
    .remedy = Prenez le fichier fait avec cette demande.
keystore-chain_incomplete = La chaîne du certificat a un trou.
    .remedy = Relancez complete : la chaîne sera réinstallée.
keystore-locked = Ce programme travaille déjà sur ce keystore ailleurs.
    .remedy = Fermez l'autre fenêtre, ou attendez-la.
keystore-verify_failed = Ce qui a été écrit n'a pas pu être relu ; le fichier utilisé n'a pas été touché.
    .remedy = Vérifiez le disque, puis réessayez, au besoin dans un autre dossier.
keystore-unprotected = Le keystore n'est pas protégé comme il le devrait.
    .remedy = Réenregistrez-le avec le programme qui l'a fait, protégé par un mot de passe.
keystore-no_authentication_key = Le fichier est un PKCS#12, mais pas de la plate-forme eHealth : il n'a pas d'entrée authentication.
    .remedy = Choisissez le fichier .p12 fait avec la demande.
keystore-key_would_be_lost = Une clé aurait été perdue : rien n'a été écrit.
    .remedy = C'est un défaut du programme : signalez-le.

## Password
password-too_short = Le mot de passe est trop court.
    .remedy = Utilisez au moins 8 caractères ; 12 ou plus valent mieux.
password-too_long = Le mot de passe est trop long.
    .remedy = Utilisez au plus 64 caractères.
password-characters = Le mot de passe contient des caractères non acceptés.
    .remedy = Utilisez des lettres sans accents, des chiffres et des symboles ; pas d'espaces.
password-digit_or_symbol = Le mot de passe n'a ni chiffre ni symbole.
    .remedy = Ajoutez un chiffre ou un symbole.
password-letter = Le mot de passe n'a pas de lettre.
    .remedy = Ajoutez une lettre.
password-strength = Le mot de passe est plus faible qu'il ne devrait.
    .remedy = Prenez-en un plus long, ou plusieurs mots.
password-confirmation = Les deux mots de passe diffèrent.
    .remedy = Retapez-le.
password-forgotten = Un mot de passe oublié est irrécupérable : personne ne l'a.
    .remedy = Essayez les mots de passe d'anciens fichiers ; sinon révoquez le certificat avec votre carte et demandez-en un nouveau.

## Files
file-permission = Le fichier ou le dossier n'est pas utilisable.
    .remedy = Choisissez un autre dossier avec --keystore-dir, ou corrigez les droits de celui-ci.
file-no_folder = Le dossier n'existe pas, ou n'est pas un dossier.
    .remedy = Créez le dossier, ou choisissez-en un autre avec --keystore-dir.
file-name = Le fichier n'a pas un nom de keystore : TYPE=numéro, date et heure, .p12.
    .remedy = Rendez-lui le nom avec lequel il a été créé.
file-read_only = Le dossier est en lecture seule.
    .remedy = Choisissez un autre dossier avec --keystore-dir.
file-disk_full = Le disque est plein ; les fichiers existants sont restés intacts.
    .remedy = Libérez de l'espace et réessayez.
file-sync_folder = Le dossier est géré par un programme de synchronisation qui peut remplacer ou retenir des fichiers.
    .remedy = Choisissez « toujours conserver sur cet appareil » et excluez le dossier de la synchronisation.
file-network_share = Le dossier est sur un partage réseau.
    .remedy = Gardez l'original sur cet ordinateur et mettez une copie sur le partage.
file-shared_readable = D'autres utilisateurs de cet ordinateur peuvent lire le fichier avec votre clé secrète.
    .remedy = Limitez les droits du fichier à vous-même.
file-antivirus = Un autre programme retient ou retire le fichier, sans doute un antivirus.
    .remedy = Excluez-y le dossier et restaurez le fichier de la quarantaine.
file-exists = Un fichier de ce nom existe ; il n'a pas été touché.
    .remedy = Choisissez un autre nom, ou déplacez le fichier.
file-path_too_long = Le chemin du fichier est trop long.
    .remedy = Choisissez un dossier au chemin plus court.
file-removable = L'unique copie est sur un disque amovible.
    .remedy = Copiez-la aussi sur le disque de l'ordinateur.

## Consuming software
consumer-java_old = D'anciens programmes Java (8 avant u301, 11 avant .12) prennent ce fichier pour un mot de passe incorrect.
    .remedy = Enregistrez-le au profil compatible : ehealth-cert passwd --profile compatible KEYSTORE.
consumer-provider_order = Des programmes Java avec BouncyCastle avant le fournisseur de Java prennent ce fichier pour un mot de passe incorrect.
    .remedy = Enregistrez-le au profil compatible : ehealth-cert passwd --profile compatible KEYSTORE.
consumer-windows_old = D'anciens Windows (Server 2016 et avant) prennent ce fichier pour un mot de passe incorrect.
    .remedy = Enregistrez-le au profil compatible : ehealth-cert passwd --profile compatible KEYSTORE.
consumer-macos_keychain = Le trousseau de macOS refuse ce fichier.
    .remedy = Le logiciel médical n'a pas besoin du trousseau ; sinon, enregistrez-le au profil compatible : ehealth-cert passwd --profile compatible KEYSTORE.
consumer-openssl3 = OpenSSL 3 ne peut pas ouvrir ce fichier : ses certificats sont protégés par RC2-40.
    .remedy = Réenregistrez-le, par exemple avec : ehealth-cert passwd --profile compatible KEYSTORE.
consumer-copy_not_replaced = Un programme utilise encore sa propre copie de l'ancien fichier.
    .remedy = Introduisez le nouveau fichier dans chaque programme de votre liste.
consumer-old_password_stored = Un programme utilise encore l'ancien mot de passe.
    .remedy = Introduisez-y le nouveau mot de passe.
consumer-picks_other = Certains programmes prendraient un autre fichier que celui voulu.
    .remedy = Déplacez les autres fichiers dans le sous-dossier old.
consumer-needs_old_file = Un programme a besoin de l'ancien fichier pour les anciens messages.
    .remedy = Indiquez-lui le fichier du sous-dossier old et son ancien mot de passe.
consumer-says_expired = Des programmes diront « périmé, redemandez » d'une demande qui attend seulement.
    .remedy = Complétez la demande ; ne demandez pas un autre certificat.
consumer-quality_missing = Le certificat est bon, mais les registres ne connaissent pas de qualité pour ce service.
    .remedy = Faites corriger vos données dans les registres ; le keystore n'a besoin de rien.

## Of the program itself
usage = La commande ne s'utilise pas ainsi.
    .remedy = Voyez ehealth-cert --help, ou --help après la commande.
answer-missing = Une réponse manque et personne ne peut être interrogé : { $flag }.
    .remedy = Donnez-la avec { $flag }, ou lancez la commande dans un terminal.
interrupted = Interrompu.
    .remedy = Rien n'est à moitié fait : relancez la même commande pour continuer.
internal = Un défaut de ce programme.
    .remedy = Signalez-le avec ce qui est affiché ; rien n'est perdu.
