"""What follows from what: journal word to jobs."""

from collections.abc import Mapping

from schakel.entrypoints.worker import jobs, lists, mails, second_carriers, strengths
from schakel.entrypoints.worker.queue import Job

SUBSCRIPTIONS: Mapping[str, tuple[Job, ...]] = {
    "absence.planned": (jobs.find_living_owners,),
    "break.found": (jobs.tell_owner_of_break,),
    "break.given": (jobs.tell_owner_of_break,),
    "break.reopened": (jobs.tell_owner_of_break,),
    "colleague.let_go": (jobs.begin_hand_over,),
    "confidence.broken": (jobs.tell_of_broken_confidence,),
    "contact.recorded": (jobs.tell_of_contact,),
    "follower.kept_from": (jobs.tell_follower,),
    "follower.let_know": (jobs.tell_follower,),
    "introduction.made": (jobs.tell_who_introduced,),
    "list.asked": (lists.read_in_list,),
    "mail.kept": (mails.place_mail,),
    "matter.accepted": (jobs.accept_with_matter,),
    "matter.handed_over": (jobs.ask_new_carriers, jobs.tell_of_new_carrier),
    "matter.opened": (jobs.ask_carriers, jobs.warn_that_nobody_is_here),
    "matter.passed_on": (jobs.tell_passed_on,),
    "matter.was_not_heard": (jobs.ask_to_follow_up,),
    "matter.without_owner": (jobs.warn_that_nobody_is_here,),
    "message.bounced": (jobs.tell_of_failed_message,),
    "message.failed": (jobs.tell_of_failed_message,),
    "message.not_reached": (jobs.tell_of_failed_message,),
    "message.returned": (jobs.tell_of_failed_message,),
    "message.queued": (jobs.deliver_message,),
    "proposal.asked": (second_carriers.make_proposal,),
    "proposal.taking_asked": (second_carriers.take_proposal,),
    "publication.agreed": (jobs.tell_who_asked_to_publish,),
    "publication.refused": (jobs.tell_who_asked_to_publish,),
    "publication.withdrawn": (jobs.tell_who_asked_to_publish,),
    "quiet_week.cancelled": (strengths.recompute_strengths,),
    "quiet_week.planned": (strengths.recompute_strengths,),
}
