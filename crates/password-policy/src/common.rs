//! Words that passwords are made of, in the languages of this country; without accents, lower case. Digits and
//! symbols around them are taken off before the comparison, so each stands for many passwords.

pub(crate) const COMMON: &str = "
password passwort paswoord wachtwoord motdepasse motpasse passe geheim secret confidential azerty azertyuiop
qwerty qwertz qwertyuiop qsdfghjklm asdfgh asdfghjkl wxcvbn zxcvbn zxcvbnm abc abcd abcde abcdef abcdefg test
testen tester testing admin administrator administrateur beheerder root user gebruiker utilisateur benutzer
guest gast invite login logon welcome welkom bienvenue willkommen hello hallo bonjour salut goedemorgen
gutentag changeme change changer veranderen default standard standaard keystore certificate certificat
certificaat zertifikat certificats ehealth health sante gezondheid gesundheit doctor docteur dokter doktor doc
medecin arts arzt huisarts hausarzt nurse infirmier infirmiere verpleger verpleegster krankenschwester dentist
dentiste tandarts zahnarzt pharmacy pharmacie apotheek apotheke pharmacien apotheker kine kinesist
kinesitherapeute physio praktijk praxis cabinet practice hospital hopital ziekenhuis krankenhaus patient
patients medical medisch medizin medecine vitalink riziv inami mutuelle mutualiteit epicure summer zomer ete
sommer winter hiver spring lente printemps fruhling autumn herfst automne herbst january januari janvier
januar february februari fevrier februar march maart mars marz april avril may mei mai june juni juin july
juli juillet august augustus aout september septembre october oktober octobre november novembre december
decembre dezember monday maandag lundi montag tuesday dinsdag mardi dienstag wednesday woensdag mercredi
mittwoch thursday donderdag jeudi donnerstag friday vrijdag vendredi freitag saturday zaterdag samedi samstag
sunday zondag dimanche sonntag belgium belgique belgie belgien brussels bruxelles brussel antwerpen anvers
gent gand liege luik charleroi namur namen leuven louvain brugge bruges mons bergen hasselt mechelen oostende
europe europa vlaanderen wallonie flandre love liefde amour liebe iloveyou jetaime ikhouvanjou schatje schat
cherie chouchou doudou loulou bebe baby honey darling sweetheart sunshine soleil zon sonne moon lune maan mond
star etoile ster stern flower fleur bloem blume rose rosa princess princesse prinses prinzessin prince prins
queen reine koningin king roi koning konig angel ange engel dragon draak drache monkey singe aap affe tiger
tigre tijger lion leeuw lowe cat chat kat katze dog chien hond hund horse cheval paard pferd bird oiseau vogel
fish poisson vis fisch butterfly papillon vlinder schmetterling chocolate chocolat chocolade schokolade coffee
cafe koffie kaffee beer biere bier cookie banana banane banaan orange apple pomme appel apfel pizza football
voetbal fussball soccer basketball tennis baseball hockey anderlecht clubbrugge juventus liverpool arsenal
chelsea barcelona realmadrid batman superman spiderman pokemon starwars matrix master shadow ninja hunter
killer freedom liberte vrijheid freiheit whatever trustno computer ordinateur internet google facebook
microsoft windows samsung android office outlook music musique muziek musik guitar guitare gitaar gitarre
piano family famille familie maman mama mamma papa papy mamie oma opa mother moeder mere mutter father vader
pere vater sister soeur zus schwester brother frere broer bruder marie maria jean peter pierre paul anna julie
sophie emma louise camille lucas louis thomas nicolas julien jan luc marc michel philippe nathalie isabelle
christine martine jessica jennifer michael daniel david kevin robert charlie andrea george jordan ashley
amanda michelle nicole hannah laura sarah lisa eva noah arthur jules victor money argent geld lucky chance
geluk gluck happy heureux gelukkig glucklich cheese fromage kaas kase summertime holiday vacances vakantie
ferien school ecole schule access acces toegang zugang system systeme systeem server serveur network netwerk
reseau database backup temp temporary tijdelijk private prive persoonlijk personal 000000 111111 222222 333333
444444 555555 666666 777777 888888 999999 121212 123123 112233 123321 654321 123456 1234567 12345678 123456789
1234567890 0123456789 987654321 87654321 7654321 101010 131313 212121 232323 147258 147258369 159753 159357
258456 741852 789456 789456123 456789 456123 102030 010203 111222 112112 121314 123654 142536 135790 246810
696969 11111111 00000000 12341234 11223344 12121212 13579 24680 19700101 20000101 01010101 31121999 01012000
1qaz2wsx 1q2w3e4r 1q2w3e4r5t 1q2w3e q1w2e3r4 a1b2c3 a1b2c3d4 abc123 abcd1234 aa123456 azer1234 aqwzsx
aqwzsxedc zaq12wsx wxcvb azertyu azert qsdf qsdfg qsdfgh wxcv uiop yuiop hjkl poiuy poiuytreza mlkjhgfdsq
lkjhg nbvcxw poiuytrewq lkjhgfdsa mnbvcxz zxcv asdf qwer qwert qwertyu qwertzuiop yxcvbnm yxcvbn wert dfgh
cvbn rtyu tyui letmein openup opensesame sesame entry enter please pleaseenter nopassword nopass partout
passepartout passphrase pass passw passwd pwd mdp motdepass wachtwoorden paswoorden kennwort losungswort
losung codewoord code codes pincode pin geheimnis geheimpje geheime secrets topsecret mysecret mypassword
mijnwachtwoord monmotdepasse meinpasswort newpassword oldpassword firstlogin tempo demo sample example exemple
voorbeeld beispiel essai probe proef proberen nothing niets rien nichts unknown onbekend inconnu unbekannt
void null none anonymous anonyme anoniem superuser manager directeur director chef baas boss patron secretary
secretaire secretaresse sekretariat sekretarin accueil onthaal receptie reception wachtzaal bureau buro
kantoor societe bedrijf firma company huisartsen huisartsenpraktijk artsenpraktijk medecins docteurs dokters
hausarztpraxis medicine geneeskunde geneesheer cardioloog cardiologue chirurg chirurgien chirurgie pediatre
kinderarts kinderarzt gynaecoloog gynecologue radiologie radioloog labo laboratoire laboratorium kliniek
clinique clinic polyclinique wijkgezondheidscentrum maison medicale maisonmedicale rusthuis homeoupatient
ambulance ambulancier brandweer pompier politie police urgence urgences spoed spoedgevallen notaufnahme
vroedvrouw sagefemme hebamme logopedist logopede psycholoog psychologue psychiater psychiatre dietist
dieteticien podoloog podologue optiek opticien audioloog thuisverpleging soinsadomicile wijkverpleging
farmacie medicatie medicament medicaments medikament recept ordonnance rezept vaccin vaccinatie vaccination
impfung corona covid grippe griep fievre koorts hart coeur herz cerveau hersenen stethoscope stethoscoop
scalpel spuit seringue spritze thermometer thermometre pansement verband carenet carelink myhealth mycarenet
masante mijngezondheid recipe recip hector careconnect medispring healthone pricare corilus daktari windoc
accrimed omnipro sosoeme prodoc piet joris korneel kees henk willem koen bart wim tom tim stijn dirk geert
johan erik patrick frank filip peterjan jos jef maurice albert leopold boudewijn filippe mathilde astrid
fabiola laurent elisabeth gabriel emmanuel alexandre maxime antoine benjamin guillaume vincent olivier
sebastien christophe frederic stephane laurence valerie veronique sandrine delphine caroline catherine
brigitte monique jacqueline francoise dominique pascale sylvie virginie aurelie emilie celine chloe clara lea
manon ines zoe juliette charlotte alice lily mila olivia nora jade louna elena lina finn liam noor lotte fien
amber femke sanne anke annelies an els greet griet hilde katrien leen lies lieve mieke karin karen inge petra
heidi sabine ursula monika renate helga gisela wolfgang klaus jurgen dieter gunther hans hanspeter helmut
horst karl heinz rolf uwe ralf bernd stefan matthias andreas christian markus martin maximilian leon lukas
jonas felix moritz paulina hannes mohammed mohamed ahmed ali youssef fatima aicha yasmina karim samir rachid
hassan omar ibrahim mehmet mustafa ayse emre elif marco luca giulia francesco giovanni antonio carlos pedro
joao ana sofia alexander natasha ivan olga dimitri anastasia brabant hainaut henegouwen namurois luxembourg
luxemburg limburg vlaams wallon ardennen ardennes kempen condroz hesbaye gaume eupen malmedy verviers seraing
tournai doornik mouscron moeskroen kortrijk courtrai roeselare aalst alost dendermonde ninove geraardsbergen
vilvoorde halle waterloo wavre nivelles ottignies huy andenne dinant ciney marche bastogne arlon aarlen
neufchateau spa genk tongeren turnhout mol geel herentals lier boom kapellen brasschaat schoten sint niklaas
lokeren beveren deinze eeklo knokke blankenberge nieuwpoort depanne ieper ypres poperinge veurne ixelles
elsene uccle ukkel schaarbeek schaerbeek etterbeek forest vorst jette ganshoren evere rsca cercle
charleroisporting unionsaintgilloise rodeduivels diablesrouges redlions tomboonen eddymerckx merckx evenepoel
lukaku hazard courtois debruyne clijsters henin tintin kuifje milou bobbie haddock asterix obelix schtroumpf
smurf smurfen spirou gaston jommeke nero suske wiske kiekeboe marsupilami luke samson gert plopsa plop bumba
studio100 mega mindy ketnet
";
