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
