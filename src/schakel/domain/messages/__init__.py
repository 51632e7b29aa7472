"""What goes out (bericht): a queue with end states. Nothing is "being sent" for ever.

Handing over to a mail server is done by ``gateways/mail`` from a job, never in a transaction.
Exactly once over SMTP does not exist: what was being handed over when a worker died is
*perhaps sent*, and is sent again only with the same Message-ID.
"""
