//! Words that passwords are made of, in the languages of this country; without accents, lower case. Digits and
//! symbols around them are taken off before the comparison, so each stands for many passwords.

pub(crate) const COMMON: &str = "
password passwort paswoord wachtwoord motdepasse motpasse passe geheim secret confidential azerty azertyuiop
qwerty qwertz qwertyuiop qsdfghjklm asdfgh asdfghjkl wxcvbn zxcvbn zxcvbnm abc abcd abcde abcdef abcdefg test
testen tester testing admin administrator administrateur beheerder root user gebruiker utilisateur benutzer guest
gast invite login logon welcome welkom bienvenue willkommen hello hallo bonjour salut goedemorgen gutentag
changeme change changer veranderen default standard standaard keystore certificate certificat certificaat
zertifikat certificats ehealth health sante gezondheid gesundheit doctor docteur dokter doktor doc medecin arts
arzt huisarts hausarzt nurse infirmier infirmiere verpleger verpleegster krankenschwester dentist dentiste
tandarts zahnarzt pharmacy pharmacie apotheek apotheke pharmacien apotheker kine kinesist kinesitherapeute
physio praktijk praxis cabinet practice hospital hopital ziekenhuis krankenhaus patient patients medical medisch
medizin medecine vitalink riziv inami mutuelle mutualiteit epicure summer zomer ete sommer winter hiver spring
lente printemps fruhling autumn herfst automne herbst january januari janvier januar february februari fevrier
februar march maart mars marz april avril may mei mai june juni juin july juli juillet august augustus aout
september septembre october oktober octobre november novembre december decembre dezember monday maandag lundi
montag tuesday dinsdag mardi dienstag wednesday woensdag mercredi mittwoch thursday donderdag jeudi donnerstag
friday vrijdag vendredi freitag saturday zaterdag samedi samstag sunday zondag dimanche sonntag belgium belgique
belgie belgien brussels bruxelles brussel brussels antwerpen anvers gent gand liege luik charleroi namur namen
leuven louvain brugge bruges mons bergen hasselt mechelen oostende europe europa vlaanderen wallonie flandre
love liefde amour liebe iloveyou jetaime ikhouvanjou schatje schat cherie chouchou doudou loulou bebe baby honey
darling sweetheart sunshine soleil zon sonne moon lune maan mond star etoile ster stern flower fleur bloem blume
rose rosa princess princesse prinses prinzessin prince prins queen reine koningin king roi koning konig angel
ange engel dragon draak drache monkey singe aap affe tiger tigre tijger lion leeuw lowe cat chat kat katze dog
chien hond hund horse cheval paard pferd bird oiseau vogel fish poisson vis fisch butterfly papillon vlinder
schmetterling chocolate chocolat chocolade schokolade coffee cafe koffie kaffee beer biere bier cookie banana
banane banaan orange apple pomme appel apfel pizza football voetbal fussball soccer basketball tennis baseball
hockey anderlecht clubbrugge standard juventus liverpool arsenal chelsea barcelona realmadrid batman superman
spiderman pokemon starwars matrix master shadow ninja hunter killer freedom liberte vrijheid freiheit whatever
trustno computer ordinateur internet google facebook microsoft windows apple samsung android office outlook music
musique muziek musik guitar guitare gitaar gitarre piano family famille familie maman mama mamma papa papy mamie
oma opa mother moeder mere mutter father vader pere vater sister soeur zus schwester brother frere broer bruder
marie maria jean peter pierre paul anna julie sophie emma louise camille lucas louis thomas nicolas julien jan
luc marc michel philippe nathalie isabelle christine martine jessica jennifer michael daniel david kevin robert
charlie andrea george jordan ashley amanda michelle nicole hannah laura sarah lisa eva noah arthur jules victor
money argent geld lucky chance geluk gluck happy heureux gelukkig glucklich cheese fromage kaas kase summertime
holiday vacances vakantie ferien school ecole schule access acces toegang zugang system systeme systeem server
serveur network netwerk reseau database backup temp temporary tijdelijk private prive persoonlijk personal
";
