"""Yearly reviews of rights (controle van rechten): does everybody still belong where they are?

Asked for by the BIO2, control 5.18. Words: a *review* of all who work here or of one network, and
a *verdict* on each colleague: stays, or ends. Not here: giving rights, see ``staff`` and
``networks``; where groups of an identity provider give them, those end them too.
"""
