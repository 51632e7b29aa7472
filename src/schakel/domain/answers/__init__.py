"""Answering with one voice (antwoord): what is being written, before it goes out.

Drafts that are never lost, a second reader who is asked along, who speaks for all of us when
answers could contradict each other, standard texts, and sending later. What has gone out is a
contact moment and a message; the clock and the sending itself are of ``terms``.
"""
