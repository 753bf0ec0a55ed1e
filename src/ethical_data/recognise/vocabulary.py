"""Words by which headers and texts are known, in five languages (EN, DE, FR, ES, PL): small letters, no accents.

Content and not code: a word added here is a word understood. General words, and no list of anybody's own columns.
"""

import functools
import re
import unicodedata

# What a header says that a column holds. Each is a pattern over the header's words, parted by single blanks.
MEANS = {
    "mail address": r"e ?mails?|mail|mails? address|courriel|correo|email.*|adres e?mail|mailadresse",
    "given name": r"(given|first|fore|middle|christian) ?names?|vorname|rufname|prenoms?|nombre de pila|imie"
                  r"|drugie imie",
    "family name": r"(family|last|sur|maiden) ?names?|nachname|familienname|zuname|geburtsname|nom de famille"
                   r"|apellidos?|nazwisko",
    "full name": r"(full|display|contact|real|holder|cardholder|billing|shipping|delivery|recipient|emergency contact"
                 r"|owner|nick) ?name|ansprechpartner|vollstandiger name|name vorname|imie i nazwisko|nom complet"
                 r"|nombre completo|nombre y apellidos|inhaber|kontoinhaber",
    "phone number": r"(tele|mobile |cell |work |home |contact )?phones?( number| no| nr)?|telephone.*|tel|mobile"
                    r"|mobil|cell|telefon.*|handy.*|mobil(funk|e)?(nummer)?|rufnummer|movil|portable"
                    r"|numero de telephone|komorka|whatsapp|sms|fax|faxnummer|mobile (number|no)",
    "date of birth": r"(date of )?birth ?(date|day)?|born( on| at)?|dob|birth ?year|year of birth|geburt.*|geb ?datum"
                     r"|date de naissance|naissance|fecha de nacimiento|nacimiento|data urodzenia|rok urodzenia",
    "street address": r"(home |street |postal |billing |shipping |delivery |mailing |house )?address( line)?( ?[12])?"
                      r"|addr|street.*|strasse.*|hausnummer|anschrift|adresse( ligne)?( ?[12])?|rue|calle"
                      r"|direccion|domicilio|adres|ulica|house (no|number)|default address.*"
                      r"|(billing|shipping) (street|zip|post ?code|city|phone)",
    "identity number": r"ssn|social security.*|national insurance.*|nino|nhs( number| no)?|passport.*|id ?card.*"
                       r"|tax ?id|steuer ?id.*|steuernummer|sozialversicherungs.*|ausweis.*|reisepass.*"
                       r"|personalausweis.*|nir|numero de securite sociale|dni|nie|nif|pesel|driving licen[cs]e.*"
                       r"|licen[cs]e (no|number)|fuhrerschein.*|codice fiscale|bsn|personnummer",
    "bank number": r"iban|bic|sort ?code|(bank )?account (no|number)|bank ?account|kontonummer|kontonr"
                   r"|bankverbindung|blz|numero de compte|cuenta( bancaria)?|numer konta|bank details",
    "card number": r"(credit|debit|bank|payment) ?card.*|pan|card (no|number|last ?4|last four|expiry)|kreditkarte.*"
                   r"|carte bancaire|numero de carte|tarjeta|numer karty",
    "online identifier": r"ip|ip ?address(e)?|cookie.*|session ?(id|key|no)?|visitor ?(id|key)?|user ?agent"
                         r"|browser ?(id)?|advertising ?id|ad ?id|gclid|fbclid|client ?id|user ?names?"
                         r"|login( name)?|handle|screen ?name|benutzername|pseudonym|nom d utilisateur|usuario"
                         r"|nazwa uzytkownika|twitter.*|instagram.*|facebook.*|tiktok.*|linkedin.*"
                         r"|conversation ?id|chat ?id|thread ?id",
    "picture or signature": r"photo|picture of.*|portrait|selfie|signature|unterschrift|firma podpis|avatar",
    "vehicle": r"(licen[cs]e|number|registration) ?plate|kennzeichen|plaque|matricula|numer rejestracyjny",
}  # fmt: skip

# What describes a person, and names nobody: two of them together make a row about somebody.
ATTRIBUTE = (
    r"salutation|anrede|age( (band|group|range|years))?|alter(sgruppe)?|edad|wiek|gender|sex|geschlecht|sexe|sexo"
    r"|genero|plec|marital status|familienstand|household.*|haushalt.*|nationality|nationalitat"
    r"|staatsangehorigkeit|nationalite|nacionalidad|narodowosc|citizenship|language|sprache|occupation"
    r"|job( title)?|beruf|profession|profesion|zawod|employer|arbeitgeber"
    r"|(monthly |annual |net |gross |yearly |weekly )?(income|salary|wages?|pay)|einkommen|gehalt|lohn|salaire"
    r"|ingresos|sueldo|pensja|post ?code.*|zip( ?code)?|plz|postleitzahl|code postal|codigo postal|kod pocztowy"
    r"|home town|wohnort|education|number of children|children|kinder|hobbies|interests|credit score|disability"
    r"|ethnicity|religion"
)

# Special categories of GDPR Art. 9(1), as a header names them.
SPECIAL = (
    r"health.*|medical.*|medicines?|medication.*|allerg.*|illness.*|disease.*|diagnos.*|symptoms?"
    r"|conditions? \(medical\)|medical conditions?|injur.*|disabilit.*|impairment.*|pregnan.*"
    r"|blood ?(type|group|pressure|sugar).*|((mean|max|avg|average|resting) )?heart ?rate.*|bpm|pulse.*|bmi"
    r"|body ?(fat|weight|mass).*|weight ?kg|calories burn.*|sleep.*|steps|mental health.*|therap.*|treatment"
    r"|dietary.*|diet|intoleran.*|vaccin.*|covid.*|sick(ness)?( days| leave| note)?|genetic.*|dna|biometric.*"
    r"|fingerprint.*|face ?id.*|faceprint|voiceprint|gesundheit.*|krank.*|erkrankung.*|beschwerden|schwanger.*"
    r"|behinderung.*|medikament.*|unvertraglich.*|impf.*|blutgruppe|krankheit.*|sante|maladies?|grossesse|handicap"
    r"|traitement|salud|enfermedad.*|embarazo|discapacidad|alergia.*|alergi.*|choroba|choroby|zdrowie|ciaza"
    r"|niepelnosprawn.*|religio.*|faith|konfession|kirche.*|creencias?|wyznanie|belief.*|denomination|ethnic.*"
    r"|race|racial.*|ethnie|etnia|raza|herkunft|hautfarbe|skin colou?r|politic.*|party member.*|partei.*"
    r"|trade ?union.*|union member.*|gewerkschaft.*|syndicat|sindicato|sexual.*|orientation|sexuelle.*|sex ?life"
    r"|gender identity"
)

# People as firms name them. A column that numbers or names one of them identifies a person.
ROLES = (
    "customer client kunde kunden kundin cliente klient klienta member mitglied mitglieder membre miembro socio"
    " czlonek patient patientin paciente pacjent guest gast gaste huesped invite gosc user benutzer nutzer"
    " utilisateur usuario uzytkownik subscriber abonnent abonne suscriptor contact kontakt contacto employee"
    " staff mitarbeiter mitarbeiterin employe empleado pracownik worker colleague personnel person people"
    " personne persona osoba student schuler eleve alumno uczen learner pupil teacher lehrer trainer coach donor"
    " spender volunteer visitor besucher visiteur visitante passenger driver fahrer tenant mieter applicant"
    " bewerber candidat candidate candidato borrower buyer kaufer acheteur comprador shopper recipient empfanger"
    " destinataire destinatario attendee participant teilnehmer reader leser lecteur lector owner besitzer farmer"
    " rider server resident bewohner parent eltern child nurse doctor arzt therapist cashier kassierer baker"
    " waiter waitress kellner barista chef cook lead prospect interessent referrer payer zahler sender absender"
    " reviewer claimant complainant householder individual consumer verbraucher beneficiary respondent freelancer"
    " loyalty membership"
).split()  # fmt: skip
PARTIES = (
    r"party|parties|payee|counter ?party|from|to|by|who|with|wer|von|an|qui|quien|partner|beneficiary"
    r"|name of payee|zahlungsempfanger"
)
BARE_NAME = "name|names|nombre|nom|nazwa|bezeichnung"  # of a person or of a thing: the values or the file must say

# Matters that are one person's: a file with one row for each is about that person, even with no name in it.
MATTERS = (
    "application bewerbung candidature solicitud wniosek loan kredit darlehen pret prestamo appointment termin"
    " rendezvous cita wizyta reservation reservierung reserva rezerwacja booking enrolment enrollment"
    " prescription rezept admission membership mitgliedschaft subscription abonnement complaint beschwerde"
    " reclamation claim consultation"
).split()  # fmt: skip

CALLS = set(  # a file named so has a row for each time that somebody called, booked or complained
    "appointment termin rendezvous cita wizyta reservation reservierung reserva rezerwacja booking enrolment"
    " enrollment prescription admission complaint beschwerde reclamation consultation call callback anruf ruckruf"
    " appel llamada".split()
)
IDENTIFIER = (
    "id ids no nr num number nummer numer numero key code ref reference uuid guid hash token kennung schlussel"
    " card karte konto account"
).split()  # fmt: skip
POSITION = "row line zeile ligne fila linea wiersz index idx position pos lfd lp unnamed record".split()
AGGREGATE = (
    "count counts total totals sum number_of average avg mean median share rate ratio percent percentage per"
    " anzahl summe quote anteil durchschnitt moyenne taux cantidad promedio liczba suma srednia min max"
).split()  # fmt: skip
THINGS = (
    "product products item items article artikel produkt produkte produit produits producto productos sku"
    " ingredient ingredients zutat zutaten recipe rezepte menu campaign campaigns kampagne template templates"
    " form forms letter letters supplier suppliers lieferant lieferanten fournisseur proveedor vendor vendors"
    " store stores shop branch branches filiale site sites station stations machine machines maschine category"
    " categories warehouse stock file app domain brand event room plan company firm host project tag list segment"
    " policy"
).split()  # fmt: skip
PLACES = set(  # firms and places of business: their addresses and telephones are nobody's
    "supplier lieferant fournisseur proveedor vendor dealer store shop branch filiale site station warehouse"
    " company firm host room venue location standort carrier wholesaler".split()
)
EQUIPMENT = (
    set(  # the firm's own things and suppliers: a column headed by one tells of it, even in a row about a person
        "supplier lieferant fournisseur wholesaler carrier courier van truck lorry oven ofen till kasse register"
        " printer warehouse lager sensor machine maschine scanner".split()
    )
)
ARTICLES = frozenset("sku isbn ean gtin upc barcode artikelnummer".split())  # numbers of goods
OWN_WORDS = (  # columns in which people write, or are written about
    "note notes notiz notizen remark remarks bemerkung bemerkungen comment comments kommentar commentaire"
    " comentario komentarz uwagi message messages nachricht nachrichten mensaje wiadomosc text feedback review"
    " reviews bewertung avis resena opinia reason question answer anfrage frage prompt prompts transcript request"
    " complaint chat said post body description instructions special wish wunsch reply content memo observaciones"
    " remarques"
).split()  # fmt: skip

# Kinds of data, by the systems that the seed names for each. The first words of a kind are its strongest.
KINDS = {
    "customer interaction": (
        "customer customers client kunde kunden kundenliste client clients cliente clientes crm contact contacts"
        " kontakt kontakte chat chats chatbot conversation message messages nachricht ticket support inbox mail"
        " mails email emails send sends consent consents audience subscriber subscribers member members mitglied"
        " mitglieder loyalty visitor guest guests review reviews feedback social post posts comment comments"
        " complaint complaints request requests user users patient patients application applications applicant"
        " letter letters reader readers learner learners membership preference preferences popup account accounts"
        " call calls survey answer answers people person donor donors"
    ),
    "operations": (
        "stock inventory warehouse lager oven ofen till pos kasse shift shifts rota schicht schedule staff"
        " employee employees mitarbeiter machine machines sensor tray trays waste production recipe ingredient"
        " ingredients delivery deliveries shipment supplier suppliers log access permission maintenance kitchen"
        " station weather harvest field fields farm farms product products item items workflow task tasks booking"
        " bookings appointment appointments class classes attendance visit visits checkin form forms policy"
        " scorecard decision decisions outcome outcomes device temperature copies"
    ),
    "marketing and sales": (
        "campaign campaigns kampagne campagne campana marketing ad ads advert adverts sales sale order orders"
        " bestellung bestellungen commande pedidos purchase purchases basket cart page pages session sessions"
        " bounce conversions impressions view views click clicks pageview event events analytics lead leads"
        " segment segments promotion promotions offer offers newsletter discount coupon conversion cookie cookies"
        " pixel trial experiment test utm recommendation recommendations suggestion suggestions impression price"
        " prices"
    ),
    "finance": (
        "ledger invoice invoices rechnung rechnungen facture factura faktura payment payments zahlung paiement"
        " pago payroll salary salaries lohn accounting buchhaltung expense expenses cost costs revenue profit tax"
        " vat bank iban charge charges payout payouts transaction transactions loan loans refund refunds budget"
        " receipt receipts credit debit balance fees dues buchung buchungen konto gegenkonto umsatz soll haben"
        " beleg belegdatum buchungstext"
    ),
}
KINDS = {kind: frozenset(words.split()) for kind, words in KINDS.items()}
STRONG = {  # a column of this kind in whatever file
    "finance": frozenset(
        "iban bic invoice rechnung tax vat steuer salary gehalt lohn income einkommen payroll payment bank".split()
    ),
    "marketing and sales": frozenset(
        "utm campaign kampagne newsletter segment optin advertises gclid fbclid coupon".split()
    ),
}

# Words of health and illness in running text: a word that begins like one of these.
HEALTH = (
    "allerg anaphyla asthma diabet insulin coeliac celiac epilep migrain cancer tumor tumour chemo radiother"
    " leukaem leukem pregnan miscarr depress anxiety bipolar schizo autis adhd dementia alzheim parkinson stroke"
    " cardiac angina pacemaker hypertens arthrit rheumat psoria eczema crohn colitis hiv hepatit covid pneumon"
    " bronchit tubercul infect antibiot medicat prescri diagnos illness disease disabilit wheelchair surgery"
    " hospital inhaler epipen intoleran gluten-intoleran unwell injur fractur therap psychiatr addict alcoholi"
    " overdose suicid self-harm ibs copd symptom flu fever vomit nausea nut-allerg concuss seizure dialysis"
    " transplant chronic sickness sick ill krank erkrank schwanger behinder rollstuhl zoliak unvertraglich krebs"
    " epilept herzinfarkt schlaganfall bluthochdruck depressi medikament arztlich asthmat grippe fieber psychisch"
    " allergi maladi malade enceinte grossesse handicap fauteuil coeliaque intoleran asthmatiq cancer hopital"
    " medicament grippe alergi enferm embaraz discapac celiac intoleranc diabetic cancer medicament gripe fiebre"
    " uczul alergi chory chora chorob ciazy ciaza niepelnospr celiaki cukrzyc nowotwor szpital lekarstw grypa"
    " goraczk"
)
_EXACT = frozenset("ill sick flu hiv ibs copd adhd insulin ciaza ciazy chora chory".split())
_NOT_HEALTH = frozenset(  # begin alike and mean something else
    "hospitality hospitable chronicle chronicles chronicler chronical depressing infectious addictive injurious".split()
)
_STEMS = re.compile("|".join(sorted({w for w in HEALTH.split() if w not in _EXACT}, key=len, reverse=True)))

# Given names that are common in the five languages, and a few beside.
GIVEN_NAMES = frozenset("""
    james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark
    donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary
    nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick
    raymond jack dennis jerry tyler aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter
    christian keith roger terry austin sean gerald carl harold dylan arthur lawrence jordan jesse bryan billy bruce
    gabriel joe logan alan juan albert willie elijah wayne randy vincent mason roy ralph bobby russell bradley
    philip eugene oliver harry leo oscar archie liam lucas simon martin graham stuart ian neil colin craig darren
    nigel trevor barry derek mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy
    betty sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie dorothy
    rebecca sharon laura cynthia amy kathleen angela shirley brenda emma anna pamela nicole samantha katherine
    christine helen debra rachel carolyn janet maria catherine heather diane olivia julie joyce victoria ruth
    virginia lauren kelly christina joan evelyn judith andrea hannah megan cheryl jacqueline martha madison teresa
    gloria sara janice ann kathryn abigail sophia frances jean alice judy isabella julia grace amber denise danielle
    marilyn beverly charlotte natalie theresa diana brittany doris kayla alexis lori marie amelia isla ava lily
    freya poppy ella sophie lucy chloe fiona gillian hazel tracey lorraine louise claire nina eva hans klaus jurgen
    wolfgang stefan andreas ulrich bernd uwe dieter heinz gerhard helmut manfred horst werner karl otto max felix
    lukas jonas leon finn moritz tobias sebastian florian jan tim lars sven kai ralf ursula monika petra sabine
    renate helga karin brigitte ingrid erika gisela heike susanne birgit angelika ute martina katharina lena lea mia
    leonie anja silke katrin jens pierre jacques michel philippe nicolas louis jules hugo antoine francois claude
    andre olivier laurent julien camille manon chloe jeanne sylvie isabelle nathalie valerie celine aurelie amelie
    elodie helene carlos antonio manuel francisco javier miguel luis pedro alejandro pablo jorge sergio fernando
    diego rafael carmen josefa isabel dolores pilar rosa lucia marta elena cristina raquel piotr krzysztof andrzej
    tomasz jan pawel michal marcin jakub adam mateusz lukasz grzegorz wojciech katarzyna malgorzata agnieszka
    krystyna barbara ewa elzbieta zofia jadwiga magdalena joanna monika mohammed muhammad ahmed ali omar hassan
    fatima aisha amina yusuf ibrahim khadija wei li ming chen yuki hiroshi priya amit raj sanjay anita sunita olga
    natalia ivan dmitri sergei marco giulia luca matteo paolo giovanni francesca chiara
""".split())  # fmt: skip


@functools.lru_cache(maxsize=10_000)
def words(header: str) -> tuple[str, ...]:
    """A header's words, small and without accents: "E-Mail", "customerID" -> ("e", "mail"), ("customer", "id")."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", str(header))
    return tuple(re.findall(r"[a-z]+|\d+", bare(text)))


def bare(text: str) -> str:
    """Small letters without accents (ß as ss, ł as l)."""
    text = text.lower().replace("ß", "ss").replace("ł", "l").replace("æ", "ae").replace("ø", "o")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def is_health(word: str) -> bool:
    """Whether a word of running text (bare, see `bare`) speaks of health or illness."""
    return word in _EXACT or (word not in _NOT_HEALTH and _STEMS.match(word) is not None)
