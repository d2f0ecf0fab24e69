# Help of the flags that every program takes.

arg-environment = Wereld van de autoriteit; zonder deze optie en zonder --sandbox: production.
arg-sandbox = Beschrijving die een draaiende sandbox schreef; betekent de omgeving sandbox.
arg-keystore-dir = Map van de keystores, in plaats van EHEALTH_KEYSTORE_DIR, de configuratie en de gewone map.
arg-issuing-anchor = Certificaat (PEM of DER) van nog een uitgevende wortel; mag herhaald worden.
arg-card = Waar de kaart is: pcsc, of virtual:PERSONA (enkel met de sandbox).
arg-reader = De lezer die gebruikt wordt, als er meerdere zijn.
arg-pin-from = Waar de pincode vandaan komt: prompt, file:PAD, env:NAAM of stdin.
arg-password-from = Waar het wachtwoord van de keystore vandaan komt: prompt, file:PAD, env:NAAM of stdin.
arg-new-password-from = Waar een nieuw wachtwoord vandaan komt: prompt, file:PAD, env:NAAM of stdin.
arg-lang = Taal van de boodschappen; zonder deze optie die van het systeem, anders Engels.
arg-json = Schrijft het resultaat als één JSON-document op de standaarduitvoer.
arg-non-interactive = Vraagt nooit iets: een antwoord dat geen optie geeft, beëindigt de opdracht.
arg-plain = Vragen regel per regel, zonder het scherm te herschrijven: voor schermlezers en eenvoudige terminals.
arg-verbose = Zegt meer over wat er gebeurt.
