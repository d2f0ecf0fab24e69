# Help of the flags that every program takes.

arg-environment = Monde de l'autorité ; sans cette option et sans --sandbox : production.
arg-sandbox = Descripteur écrit par un bac à sable en marche ; implique l'environnement sandbox.
arg-keystore-dir = Dossier des keystores, au lieu d'EHEALTH_KEYSTORE_DIR, de la configuration et du dossier habituel.
arg-issuing-anchor = Certificat (PEM ou DER) d'une racine émettrice de plus ; peut être répété.
arg-card = Où est la carte : pcsc, ou virtual:PERSONA (avec le bac à sable seulement).
arg-reader = Le lecteur à utiliser, quand il y en a plusieurs.
arg-pin-from = D'où vient le code PIN : prompt, file:CHEMIN, env:NOM ou stdin.
arg-password-from = D'où vient le mot de passe du keystore : prompt, file:CHEMIN, env:NOM ou stdin.
arg-new-password-from = D'où vient un nouveau mot de passe : prompt, file:CHEMIN, env:NOM ou stdin.
arg-lang = Langue des messages ; sans cette option, celle du système, sinon l'anglais.
arg-json = Écrit le résultat comme un seul document JSON sur la sortie standard.
arg-non-interactive = Ne demande jamais rien : une réponse qu'aucune option ne donne arrête la commande.
arg-plain = Questions ligne par ligne, sans réécrire l'écran : pour lecteurs d'écran et terminaux simples.
arg-verbose = En dit plus sur ce qui se fait.
