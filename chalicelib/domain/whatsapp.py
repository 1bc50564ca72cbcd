"""WhatsApp, until sending is built: a link that opens the chat with the text filled in."""

from urllib.parse import quote


def deep_link(phone: str, text: str) -> str:
    """A wa.me link; *phone* is the full international number, digits only.

    Form: faq.whatsapp.com/5913398998672934
    """
    return f"https://wa.me/{phone}?text={quote(text, safe='')}"
