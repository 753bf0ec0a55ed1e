"""Exports that people really have, and what each of their headers means. Data, no code.

A meaning is what a play's column may ask for (`means` in its metadata). The header lists were compared with
programs that read or write these files; where each came from stands beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Export:
    """A file that some program writes.

    needs: the headers by which it is known. means: meaning -> its headers, the best first. says: what every
    row means, where no column holds it. key: the column that is the same on all rows of one thing, where
    further rows only carry its parts (`parts`: how their headers begin). lacks: what it cannot tell.
    """

    name: str
    needs: tuple[str, ...]
    means: Mapping[str, tuple[str, ...]]
    says: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    parts: str = ""
    lacks: str = ""


_MAILCHIMP = {
    "email": ("Email Address",),
    "given_name": ("First Name",),
    "family_name": ("Last Name",),
    "phone": ("Phone Number",),
}
_NO_HISTORY = "It holds today's status and not what was said before."

EXPORTS = (
    # help.shopify.com/manual/fulfillment/managing-orders/exporting-orders: an order's further lines
    # carry only its items. Full header as several importers and shops' own files show it.
    Export(
        "Shopify orders",
        ("Name", "Email", "Financial Status", "Lineitem name", "Created at"),
        {
            "order_id": ("Name", "Id"),
            "email": ("Email",),
            "ordered_at": ("Created at",),
            "created_at": ("Created at",),
            "paid_at": ("Paid at",),
            "amount": ("Total",),
            "currency": ("Currency",),
            "phone": ("Phone", "Billing Phone"),
            "name": ("Billing Name", "Shipping Name"),
            "postcode": ("Billing Zip", "Shipping Zip"),
            "item": ("Lineitem name",),
            "quantity": ("Lineitem quantity",),
        },
        key="Name",
        parts="Lineitem",
    ),
    # help.shopify.com/manual/customers/import-export-customers; before 2023 "Accepts Marketing", and no
    # Customer ID.
    Export(
        "Shopify customers",
        ("First Name", "Last Name", "Email", "Accepts Email Marketing", "Total Spent", "Tax Exempt"),
        {
            "customer_id": ("Customer ID",),
            "email": ("Email",),
            "given_name": ("First Name",),
            "family_name": ("Last Name",),
            "phone": ("Phone", "Default Address Phone"),
            "consent_status": ("Accepts Email Marketing",),
            "amount": ("Total Spent",),
            "postcode": ("Default Address Zip", "Zip"),
        },
        lacks=_NO_HISTORY,
    ),
    Export(
        "Shopify customers",
        ("First Name", "Last Name", "Email", "Accepts Marketing", "Total Spent", "Tax Exempt"),
        {
            "email": ("Email",),
            "given_name": ("First Name",),
            "family_name": ("Last Name",),
            "phone": ("Phone",),
            "consent_status": ("Accepts Marketing",),
            "amount": ("Total Spent",),
            "postcode": ("Zip",),
        },
        lacks=_NO_HISTORY,
    ),
    # mailchimp.com/help/view-export-contacts: one file each for subscribed, unsubscribed and cleaned
    # contacts; the headers in capitals as they stand in the import code and test files of several
    # projects.
    Export(
        "Mailchimp audience, unsubscribed contacts",
        ("Email Address", "UNSUB_TIME"),
        {
            **_MAILCHIMP,
            "consent_time": ("UNSUB_TIME",),
            "unsubscribe_time": ("UNSUB_TIME",),
            "optin_time": ("OPTIN_TIME",),
            "confirm_time": ("CONFIRM_TIME",),
        },
        {"consent_status": "unsubscribed"},
        lacks="It holds the goodbye and not the yes before it.",
    ),
    Export(
        "Mailchimp audience, cleaned contacts",
        ("Email Address", "CLEAN_TIME"),
        {**_MAILCHIMP, "cleaned_at": ("CLEAN_TIME",)},
        lacks="Its contacts' mails bounced; that is neither a yes nor a stop.",
    ),
    Export(
        "Mailchimp audience, subscribed contacts",
        ("Email Address", "MEMBER_RATING", "OPTIN_TIME", "CONFIRM_TIME"),
        {
            **_MAILCHIMP,
            "consent_time": ("CONFIRM_TIME", "OPTIN_TIME"),
            "optin_time": ("OPTIN_TIME",),
            "confirm_time": ("CONFIRM_TIME",),
        },
        {"consent_status": "subscribed"},
        lacks="It holds who is subscribed today; those who left stand in the file of unsubscribed contacts.",
    ),
    # squareup.com/help, "Manage your customer directory online"; headers as in the type definitions of
    # an importer.
    Export(
        "Square customers",
        ("Reference ID", "First Name", "Email Address", "Creation Source", "First Visit"),
        {
            "customer_id": ("Square Customer ID", "Reference ID"),
            "email": ("Email Address",),
            "given_name": ("First Name",),
            "family_name": ("Last Name", "Surname"),
            "phone": ("Phone Number",),
            "created_at": ("First Visit",),
            "consent_status": ("Email Subscription Status",),
            "amount": ("Lifetime Spend",),
            "postcode": ("Postal Code",),
        },
        lacks=_NO_HISTORY,
    ),
    # squareup.com/help, "Export item sales", one row for each item; headers as in a schema that reads it.
    Export(
        "Square item sales",
        ("Date", "Time", "Category", "Item", "Qty", "Price Point Name", "Gross Sales"),
        {
            "order_id": ("Transaction ID",),
            "ordered_at": ("Date",),
            "item": ("Item",),
            "quantity": ("Qty",),
            "category": ("Category",),
            "customer_id": ("Customer ID",),
        },
        lacks="It does not hold what was left over or sold out.",
    ),
    # knowledge.hubspot.com, "Export your records", and the labels of its default contact properties.
    # Whether somebody unsubscribed from all is a yes that means stop, so it is no consent_status.
    Export(
        "HubSpot contacts",
        ("Record ID", "First Name", "Last Name", "Email"),
        {
            "customer_id": ("Record ID",),
            "email": ("Email",),
            "given_name": ("First Name",),
            "family_name": ("Last Name",),
            "phone": ("Phone Number",),
            "created_at": ("Create Date",),
            "opted_out": ("Unsubscribed from all email",),
            "postcode": ("Postal Code",),
        },
        lacks=_NO_HISTORY,
    ),
    # dashboard.stripe.com, Payments, Export: "Created date (UTC)", in older files "Created (UTC)"; as
    # several importers read it.
    Export(
        "Stripe payments",
        ("id", "Amount", "Amount Refunded", "Customer Email", "Status"),
        {
            "order_id": ("id",),
            "ordered_at": ("Created date (UTC)", "Created (UTC)"),
            "created_at": ("Created date (UTC)", "Created (UTC)"),
            "customer_id": ("Customer ID",),
            "email": ("Customer Email",),
            "amount": ("Amount",),
            "currency": ("Currency",),
        },
    ),
    # dashboard.stripe.com, Customers, Export, as two importers hold its header.
    Export(
        "Stripe customers",
        ("id", "Email", "Delinquent", "Total Spend", "Payment Count"),
        {
            "customer_id": ("id",),
            "email": ("Email",),
            "name": ("Name",),
            "created_at": ("Created (UTC)", "Created date (UTC)"),
            "amount": ("Total Spend",),
        },
    ),
    # WooCommerce Analytics, Orders, Download (client/analytics/report/orders/table.js); it holds no mail
    # address.
    Export(
        "WooCommerce orders (Analytics)",
        ("Date", "Order #", "Status", "Customer", "Items sold"),
        {"order_id": ("Order #",), "ordered_at": ("Date",), "name": ("Customer",), "amount": ("Net Sales",)},
        lacks="It holds no mail address; an export of the orders with billing_email does.",
    ),
    # "Customer/Order/Coupon Export" for WooCommerce, default CSV, also one row per item; and the plugin
    # "Advanced Order Export", whose headers are in words.
    Export(
        "WooCommerce orders",
        ("order_id", "date", "status", "billing_email"),
        {
            "order_id": ("order_number", "order_id"),
            "ordered_at": ("date",),
            "customer_id": ("customer_id",),
            "email": ("billing_email",),
            "phone": ("billing_phone",),
            "amount": ("order_total",),
            "currency": ("order_currency",),
            "postcode": ("billing_postcode",),
            "item": ("item_name",),
            "quantity": ("item_quantity",),
        },
        key="order_id",
        parts="item_",
    ),
    Export(
        "WooCommerce orders",
        ("Order Number", "Order Status", "Order Date", "Email (Billing)"),
        {
            "order_id": ("Order Number",),
            "ordered_at": ("Order Date",),
            "email": ("Email (Billing)",),
            "phone": ("Phone (Billing)",),
            "amount": ("Order Total Amount",),
            "postcode": ("Postcode (Billing)",),
            "item": ("Item Name",),
            "quantity": ("Quantity (- Refund)", "Quantity"),
        },
        key="Order Number",
        parts="Item",
    ),
)


def recognise(header: Sequence[str]) -> Export | None:
    """The export whose own headers all stand there, however many others do."""
    there = {name.strip().casefold() for name in header}
    return next((e for e in EXPORTS if all(need.casefold() in there for need in e.needs)), None)


# What a column may be called that means the same, without capitals, accents and signs. Only names that
# say it clearly: "id", "date" or "name" alone could be anything.
SYNONYMS = {
    "email": (
        "email, e mail, mail, mail address, email address, e mail address, email adress, e mail adresse, "
        "email adresse, mailadresse, emailadresse, mail adresse, adresse e mail, adresse email, adresse "
        "mail, adresse electronique, courriel, correo, correo electronico, direccion de correo, email "
        "addresses, e mailadres, emailadres, indirizzo email, indirizzo e mail, posta elettronica, "
        "endereco de email, adres e mail, contact email, customer email, subscriber email, recipient, "
        "recipient email, billing email, user email, kunden email, epost, e post, sahkoposti"
    ),
    "customer_id": (
        "customer id, customer number, customer no, customer nr, customerid, client id, client number, "
        "client no, account id, account number, account no, member id, member number, member no, "
        "membership number, contact id, user id, subscriber id, kundennummer, kunden nr, kundennr, kunden "
        "id, kundenid, mitgliedsnummer, numero client, numero de client, no client, n client, id client, "
        "id cliente, numero de cliente, codigo cliente, n cliente, codice cliente, klantnummer, klant id, "
        "klantnr, kundenummer, kundnummer"
    ),
    "sent_at": (
        "sent at, sent, sent on, send time, send date, sent date, sent time, date sent, time sent, sent "
        "datetime, send timestamp, sending time, delivery time, delivered at, gesendet, gesendet am, "
        "versendet, versendet am, versandzeit, versanddatum, versandzeitpunkt, gesendet um, date d envoi, "
        "envoye le, date envoi, fecha de envio, enviado, enviado el, fecha envio, data invio, inviato il, "
        "verzonden, verzonden op, verzenddatum, data de envio"
    ),
    "ordered_at": (
        "ordered at, order date, order time, date ordered, purchase date, purchased at, date of purchase, "
        "date of order, bought at, bestelldatum, bestellt am, bestellzeit, kaufdatum, gekauft am, date de "
        "commande, date commande, commande le, date d achat, fecha de pedido, fecha pedido, fecha de "
        "compra, data ordine, data d ordine, data acquisto, besteldatum, aankoopdatum, data do pedido"
    ),
    "created_at": (
        "created at, created, created on, creation date, create date, date created, date added, signup "
        "date, sign up date, registered at, registration date, erstellt am, angelegt am, registriert am, "
        "date de creation, cree le, fecha de creacion, fecha de alta, data creazione, aangemaakt op, data "
        "de criacao"
    ),
    "consent_time": (
        "recorded at, consent time, consent date, consented at, consent given at, date of consent, optin "
        "time, opt in time, opt in date, optin date, opted in at, opt in timestamp, confirm time, "
        "confirmed at, subscribed at, subscription date, subscribed on, subscribe date, einwilligung am, "
        "einwilligungsdatum, eingewilligt am, anmeldedatum, angemeldet am, date de consentement, date du "
        "consentement, date d inscription, inscrit le, fecha de consentimiento, fecha de suscripcion, "
        "data consenso, data iscrizione, toestemming op, aanmelddatum"
    ),
    "confirm_time": "confirm time, confirmed at, confirmation time, bestatigt am",
    "cleaned_at": "cleaned at, clean time, cleaned on, bounced at, bounce date",
    "opted_out": "opted out, unsubscribed from all email, do not mail, do not email",
    "unsubscribe_time": (
        "unsubscribed at, unsubscribe time, unsubscribe date, unsubscribed on, unsub time, opt out time, "
        "opt out date, optout time, opted out at, withdrawn at, abgemeldet am, abmeldedatum, widerrufen "
        "am, date de desinscription, desinscrit le, fecha de baja, data disiscrizione, afgemeld op, "
        "uitschrijfdatum"
    ),
    "consent_status": (
        "consent, consent status, subscription status, subscribed, opt in, optin, opted in, opt in "
        "status, email consent, marketing consent, email marketing consent, email opt in, marketing opt "
        "in, newsletter, newsletter consent, accepts marketing, accepts email marketing, email "
        "subscription status, einwilligung, werbeeinwilligung, newsletter einwilligung, consentement, "
        "abonne, consentimiento, suscrito, consenso, iscritto, toestemming, ingeschreven"
    ),
    "campaign_id": (
        "campaign id, campaign, campaign name, mailing id, mailing, newsletter id, campaign title, "
        "kampagne, kampagnen id, campagne, campana, id campana, campagna, nom de la campagne"
    ),
    "form_version": (
        "form version, form, form id, form name, signup form, sign up form, formular, formulaire, formulario"
    ),
    "order_id": (
        "order id, order number, order no, order, bestellnummer, auftragsnummer, numero de commande, "
        "numero de pedido, numero ordine, ordernummer, bestelnummer"
    ),
    "given_name": "first name, given name, firstname, forename, vorname, prenom, nombre, nome, voornaam",
    "family_name": (
        "last name, family name, surname, lastname, nachname, familienname, nom de famille, apellido, "
        "apellidos, cognome, achternaam"
    ),
    "name": "full name, customer name, contact name, kundenname, nom complet, nombre completo",
    "phone": (
        "phone, phone number, telephone, mobile, mobile number, mobile phone, tel, telefon, "
        "telefonnummer, handy, mobilnummer, telefono, movil, numero de telephone, cellulare, "
        "telefoonnummer"
    ),
    "amount": (
        "amount, total, order total, total amount, total spent, revenue, betrag, summe, gesamtbetrag, "
        "umsatz, montant, montant total, importe, importe total, importo, totale, bedrag"
    ),
    "postcode": (
        "postcode, post code, postal code, zip, zip code, zipcode, plz, postleitzahl, code postal, codigo "
        "postal, cap, postcode area"
    ),
    "subject": (
        "subject, subject line, mail subject, email subject, betreff, betreffzeile, objet, asunto, oggetto, onderwerp"
    ),
    "item": (
        "item, item name, product, product name, product title, dish, article, artikel, artikelname, produkt, "
        "produktname, gericht, produit, plat, producto, articulo, plato, prodotto, articolo, piatto, lineitem name, "
        "item id, product id, article number, artikelnummer, sku"
    ),
    "changed_at": "changed at, changed, changed on, change date, updated at, geandert am, modifie le",
    "suggestions": (
        "suggestions, recommendations, personalised suggestions, personalized suggestions, personalisation,"
        " personalization"
    ),
    "sensitive": "sensitive, delicate, heikel, delicat",
    "promised_on": (
        "promised on, promised, promised date, promised day, promised by, due date, expected delivery, zugesagt am,"
        " lieferung zugesagt"
    ),
    "delivered_on": (
        "delivered on, delivered, delivered at, delivery date, date delivered, zugestellt am, geliefert am, livre le,"
        " entregado el"
    ),
    "told_on": "told on, told, customer told, notified, notified on, notified at, informed on, benachrichtigt am",
    "arm": "arm, variant, version, test group, variante, gruppe",
    "bought": "bought, purchased, ordered, converted, gekauft, achete, comprado",
    "used_by": "used by, who sees it, who uses it, seen by, genutzt von, wer sieht es",
    "kept_until": (
        "kept until, keep until, kept for, retention, retention period, delete after, aufbewahrt bis, loschfrist,"
        " speicherdauer"
    ),
    "age": "age, age in years, alter, leeftijd, edad, eta",
    "score": "score, model score, credit score, risk score, punkte, punktzahl",
    "decision": "decision, outcome decision, entscheidung, decisione, decision taken, besluit",
    "case_id": (
        "application id, application number, application no, applicant id, case id, case number, loan id, "
        "antragsnummer, antrags nr, antragsnr, antrag nr, aktenzeichen, numero de dossier, numero de solicitud"
    ),
    "sold_at": (
        "sold at, date, day, sale date, date sold, sold on, business date, trading day, date of sale, "
        "datum, tag, verkauft am, verkaufsdatum, jour, date de vente, fecha, fecha de venta, data, "
        "data vendita, verkoopdatum"
    ),
    "quantity": (
        "quantity, qty, pieces, units, units sold, sold, quantity sold, number sold, portions, menge, "
        "anzahl, stuckzahl, verkauft, quantite, cantidad, quantita, aantal"
    ),
    "left_over": (
        "left over, leftover, leftovers, waste, wasted, unsold, thrown away, discarded, ubrig, "
        "restmenge, reste, invendus, sobrante, avanzo, over"
    ),
    "sold_out": "sold out, sold out at, soldout, stockout, ausverkauft, epuise, agotado, esaurito, uitverkocht",
    "staff": (
        "staff, staff name, staff member, server, served by, waiter, waitress, cashier, cashier name, "
        "employee, employee name, clerk, sold by, bedient von, kellner, mitarbeiter, serveur, "
        "vendeur, camarero, empleado, cameriere"
    ),
    "category": "category, product category, product type, kategorie, produktkategorie, categorie, categoria",
}
# When a yes was asked for, where a file tells that apart from when it was confirmed.
SYNONYMS["optin_time"] = ", ".join(
    name for name in SYNONYMS["consent_time"].split(", ") if not name.startswith("confirm")
)
