"""The sentence of each ``Refused``: what is not possible, and what the reader can do instead."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from schakel.foundation.kernel.refused import Refused
from schakel.foundation.ui.words import long_date

SENTENCES = {
    # access
    "code_expired": _("This code is no longer valid. Ask for a new code."),
    "code_tried_too_often": _("This code was typed wrong too often. Ask for a new code."),
    "link_expired": _("This link is no longer valid. Ask for a new link."),
    "link_in_confidence": _("This is in confidence. Log in to do it."),
    "link_not_renewable": _("We cannot send a new link for this page. Please call us."),
    "link_used": _("This link was used before. Ask for a new link if you need it."),
    "no_longer_asked": _("We ask this of you no more. It is done, or a colleague does it."),
    "text_was_changed": _("This text was changed after your mail. Log in to read it."),
    "mail_change_needs_old_address": _(
        "You opened this page with a paper code. Call us to change your e-mail address."
    ),
    "too_many_codes": _("You asked for many codes. Wait an hour and try again."),
    # anchoring
    "asking_days_not_valid": _("Give two different days that exist, such as 1 March."),
    "hours_not_valid": _("Give a number of hours from 0 up to {most}."),
    "no_longer_behind_needs_reason": _("Write why you stand behind it no more."),
    "other_sponsor_needs_name": _("Write who stands behind it now."),
    "word_of_sponsor_not_yours": _("Only the sponsor can say this. Ask them."),
    # answers
    "answer_has_too_many_files": _("At most {most} files can go along. Take one off."),
    "answer_needs_one_voice": _("A colleague said something about this too. Choose who answers."),
    "answer_waits_to_be_sent": _("This waits to be sent. Take it back first."),
    "draft_is_gone": _("There is no text any more. Write it again."),
    "draft_not_yours_to_read": _("Nobody asks you to read this. You need not do anything."),
    "draft_was_changed": _("A colleague changed this text meanwhile. Copy yours, and reload."),
    "later_is_after_term": _("They have to hear from us by {due_on}. Choose that day, or say so."),
    "later_is_past": _("This moment is over. Choose a later one."),
    "later_is_too_far": _("Choose a day until {latest}."),
    "later_needs_working_day": _("We do not work on {send_on}. Choose a working day."),
    "placeholder_has_no_value": _("We do not know what to fill in for {placeholder}. Write it."),
    "placeholder_unknown": _("We do not know {placeholder}. Choose from: {known}."),
    "reader_is_writer": _("Choose a colleague, not yourself."),
    "reader_may_not_see": _("This colleague may not see this. Choose another."),
    "sending_anyway_needs_reason": _("Write why you send this without having agreed it."),
    "speaker_may_not_see": _("This colleague cannot answer here. Choose another."),
    "standard_text_is_empty": _("Give a name and a text."),
    "standard_text_is_known": _("There is a standard text “{name}” already. Choose another name."),
    "standard_text_is_retired": _("This standard text was changed meanwhile. Look at the list."),
    # areas
    "area_code_is_wrong": _("On line {line}, “{area}” is not a code of Statistics Netherlands."),
    "area_inhabitants_are_wrong": _("On line {line}, “{number}” is not a number of inhabitants."),
    "area_needs_name": _("On line {line} the name is missing. Write it there."),
    "areas_need_column": _("The file has no column “{column}”. Choose another file."),
    # back-ups
    "backup_damaged": _("This back-up is damaged. Nothing was changed. Take another one."),
    "backup_failed": _("The back-up was not made ({reason})."),
    "backup_file_exists": _("There is a file {path} already. Choose another name."),
    "backup_is_newer": _("This back-up is of Schakel {version}, newer than this. Upgrade first."),
    "backup_key_missing": _("There is no key. Set SCHAKEL_BACKUP_KEY, or put it in {path}."),
    "backup_key_short": _("The key is too short. It has at least {least} characters."),
    "backup_key_wrong": _("The key does not fit this back-up. Nothing was changed."),
    "backup_needs_all_rows": _("This database user does not see all rows. Give it BYPASSRLS."),
    "backup_needs_postgresql": _("This back-up needs PostgreSQL {major} or newer."),
    "backup_unreadable": _("This is no back-up of Schakel. Choose another file."),
    "database_name_not_valid": _("“{database}” is no name for a database. Use letters and digits."),
    "database_not_empty": _("Database “{database}” is not empty. Restore into an empty one."),
    "no_right_to_make_database": _("This database user may not make a database. Give it CREATEDB."),
    "restore_failed": _("The back-up was not restored, and nothing was changed ({reason})."),
    # cautions
    "caution_needs_later_day": _("Choose a day after today."),
    "caution_needs_words": _("Write what nobody should promise."),
    "caution_not_yours": _("Only connectors and officials lay this down. Ask one of them."),
    "caution_too_long": _("This text is too long. Use at most {most} characters."),
    # connections
    "completing_needs_reason": _("Write why it is done."),
    "connection_between_others": _("This is between the two of them. They say how it goes."),
    "connection_has_open_matters": _("Something of them is still open. Close that first."),
    "connection_is_completed": _("This was completed on {completed_on}. Nothing is agreed now."),
    "connection_is_not_resting": _("This does not rest. You need not do anything."),
    "connection_not_yours": _("This connection belongs to a colleague. Ask that colleague."),
    "rest_needs_both_sides": _("Agree this with the other side first. Then say so here."),
    "rest_needs_later_day": _("Choose a day after today. On that day you speak again."),
    "rest_too_long": _("Rest until {latest} at the latest. After that, agree it again."),
    "rhythm_out_of_range": _("Choose a number of days from {least} to {most}."),
    # contacts
    "contact_in_future": _("This contact lies in the future. Choose an earlier moment."),
    "contact_minutes_out_of_range": _("Give the minutes as a number from 0 to {most}."),
    "contact_needs_day": _("Choose the day on which you spoke."),
    "contact_needs_summary": _("Write in a few words what you talked about."),
    "contact_not_yours_to_record": _("Only colleagues can record a contact. Log in first."),
    "contact_summary_too_long": _("This text is too long. Use at most {most} characters."),
    "contact_too_long_ago": _("This contact is more than {years} years ago. Look at the year."),
    # exports
    "export_does_not_fit": _("This export does not hold together. Make it once more."),
    "export_file_changed": _("“{file}” was changed after the export. Make it once more."),
    "export_file_missing": _("“{file}” is missing in the export. Make it once more."),
    "export_folder_not_empty": _("There is something in {path} already. Choose another folder."),
    "export_is_newer": _("This export is of Schakel {version}, newer than this. Upgrade first."),
    "export_record_wrong": _("Record {line} of {file} cannot be read in. Nothing was changed."),
    "export_unreadable": _("There is no export in {path} that we can read."),
    "folder_not_writable": _("We cannot write to {path}: {reason}."),
    # files
    "file_has_bad_quotes": _("On line {line} a quotation mark is missing. Mend the file first."),
    "file_has_no_rows": _("This file has no rows. Check whether you chose the right file."),
    "file_is_no_geojson": _("This is no GeoJSON file with neighbourhoods. Choose another file."),
    "file_not_found": _("There is no file “{path}”. Look at its name and folder."),
    "file_is_empty": _("The file “{name}” is empty. Choose another file."),
    "file_too_heavy": _("This file is too large for us. Send a smaller file."),
    "file_too_large": _("The file “{name}” is too large. At most {most} MB is possible."),
    "file_type_not_taken": _("We cannot open files like “{name}”. Choose another kind of file."),
    "file_unreadable": _("We cannot read this file. Save it again and choose it once more."),
    "mapping_needs_title": _("Choose which column holds the title."),
    "importer_unknown": _("Nobody with the address {email} works here. Choose a colleague."),
    "mapping_not_understood": _("“{text}” does not say which column is what. Write title=Name."),
    "mapping_unknown_field": _("“{field}” is no field. Choose from: {known}."),
    "mapping_unknown_column": _("The file has no column “{column}”. Choose another column."),
    # followers
    "name_was_asked": _("You asked this before. They decide when they answer."),
    "not_a_follower": _("Only somebody of the council or the executive can do this."),
    "nothing_to_ask_about": _("There is nothing here that you can ask about."),
    "nothing_was_asked": _("Nobody asked this. You need not do anything."),
    # initiatives
    "initiative_cannot_become": _("This step does not fit the phase. Choose another step."),
    "initiative_needs_motivation": _("Write why. The initiator reads this."),
    "help_needs_words": _("Write which help it is about."),
    "introduction_asked_before": _("These two were asked before. Ask them nothing more."),
    "introduction_has_ended": _("This question is over. You need not do anything."),
    "introduction_in_confidence": _("One of the two is in confidence. Introduce nobody here."),
    "introduction_nobody_to_ask": _("Of one of the two nobody can be asked. Choose another."),
    "introduction_of_one_party": _("Both came from the same people. Choose another."),
    "publication_in_confidence": _("This is in confidence. It cannot stand on the public page."),
    "publication_needs_words": _("Write a title and a few sentences."),
    "publication_nobody_to_ask": _("There is nobody to ask. So this cannot be shown."),
    "publication_not_asked": _("Nobody asks this any more. You need not do anything."),
    "publication_was_changed": _("The words were changed meanwhile. Read them once more."),
    # log-in
    "colleague_has_left": _(
        "This colleague was let go by somebody. Add them anew if that is meant."
    ),
    "domain_not_valid": _(
        "“{domain}” is no end of an address. Write something like waterhoven.nl."
    ),
    "group_needs_name": _("Give the group, as your organisation calls or numbers it."),
    "log_in_closed": _("This log-in is closed. Ask an administrator of your organisation."),
    "log_in_email_not_verified": _(
        "Your organisation does not confirm your address. Ask your administrator to mend that."
    ),
    "log_in_group_unknown": _(
        "You are in no group that may work here. Ask an administrator of your organisation."
    ),
    "log_in_joined_to_another": _(
        "Somebody else logs in with your address. Ask an administrator of your organisation."
    ),
    "log_in_not_joined": _(
        "You work somewhere that does not take this way in. Log in with your password."
    ),
    "log_in_without_groups": _(
        "Your organisation does not tell us your groups. Ask your administrator to mend that."
    ),
    "network_unknown": _("There is no network “{network}”. Look at how it is written."),
    "network_not_yours": _("This network belongs to a colleague. Ask that colleague."),
    "too_many_would_leave": _(
        "By this list {leaving} of {of} colleagues would leave. Look whether the list is whole."
    ),
    # lists
    "duplicates_must_be_chosen": _("{number} may be known already. Say what to do with --same."),
    "file_has_password": _("This file has a password. Take it off, and choose the file again."),
    "file_is_old_excel": _("This is an old kind of Excel file. Save it as .xlsx and try again."),
    "header_is_merged": _("Cells of the header are merged: {cells}. Split them and try again."),
    "import_network_not_yours": _("Choose a network that you belong to."),
    "import_not_yours": _("Only a connector reads in a list, and takes their own list back."),
    "import_too_long_ago": _("This was read in on {finished_at}. After 30 days it stays."),
    "import_unknown": _("There is no list with the number {number}."),
    "list_has_errors": _("There are {number} errors in the list. Nothing was read in."),
    "list_is_gone": _("We kept this file for seven days. Choose it once more."),
    "list_is_not_read_in": _("This list was not read in. There is nothing to take back."),
    "list_is_too_long": _("This list has {rows} rows. At most {most} is possible: split it."),
    "list_was_read_in": _("This list was read in already. Look at what it made."),
    "mapping_column_twice": _("The column “{column}” is chosen twice. Choose it once."),
    "mapping_needs_name": _("Choose which column holds the name of the person or group."),
    "network_must_be_chosen": _("Say with --network into which network: {known}."),
    "sheet_must_be_chosen": _("There are more sheets in this file. Choose one: {known}."),
    "sheet_unknown": _("There is no sheet “{sheet}”. Choose one: {known}."),
    # reviews
    "groups_decide": _(
        "Groups of your organisation decide about this colleague. Have them taken out there."
    ),
    "review_day_not_valid": _("No year has this day. Choose another one."),
    "review_is_signed": _("This was signed before. It stays as it is."),
    "review_not_complete": _(
        "You have not looked at {left} of them yet. Do that first, then sign."
    ),
    "review_not_your_own": _("You cannot end your own rights. Ask another administrator."),
    "review_not_yours": _("Somebody else was asked to look at this. Ask that colleague."),
    # matters
    "case_address_not_of_the_web": _("An address of a page begins with http:// or https://."),
    "case_needs_number": _("Write the number that it has in the other system."),
    "matter_cannot_become": _("This is not possible now. Reload the page and look again."),
    "passing_on_needs_consent": _("First ask the sender whether {receiver} may know of this."),
    "passing_on_needs_receiver": _("Write to whom you pass this on."),
    "reopening_needs_reason": _("Write why this should be opened again."),
    "carrier_is_already": _("This colleague is the contact person already. Choose another."),
    "declining_needs_reason": _(
        "Write why you cannot do this. The colleague who is asked next reads it."
    ),
    "nobody_else_can_carry": _(
        "There is nobody else now. You stay the contact person: call a colleague."
    ),
    "matter_is_open": _("This is open already. You need not do anything."),
    "matter_was_closed": _("This was closed on {ended_at} already. You can open it again."),
    "matter_was_withdrawn": _("This was taken back on {ended_at}. You can open it again."),
    "matter_was_passed_on": _("This was passed on, on {ended_at}. You can open it again."),
    "matter_is_at_an_end": _("This has come to an end. Open it again first."),
    "matter_needs_subject": _("Write in a few words what it is about."),
    "matter_not_yours": _("This belongs to a colleague. Ask that colleague."),
    "nobody_works_here": _("No colleague is known here yet. Add a colleague first."),
    "remark_is_empty": _("Write something first."),
    "successor_does_not_work_here": _("This person no longer works here. Choose another."),
    # hand-overs
    "hand_over_begins_before_today": _("Choose today or a later day."),
    "hand_over_too_far": _("Choose a day up to {latest}. After that, begin it later."),
    "hand_over_is_over": _("This hand-over is over already. You need not do anything."),
    "hand_over_needs_end": _("Choose on which day they are back."),
    "hand_over_not_yours": _("Only they, who leads them or who owns the network can do this."),
    "hand_over_to_oneself": _("Choose somebody else. Nobody hands over to themselves."),
    "introduction_needs_day": _("Choose today or a later day to meet."),
    "introduction_needs_meeting": _("We have no way to write to them. Choose a day to meet."),
    "introduction_needs_words": _("Write the words that they read."),
    "not_asked_to_take_over": _("Somebody else is asked for this. You need not do anything."),
    "nothing_to_hand_over": _("{name} carries nothing of this. There is nothing to hand over."),
    "only_temporary_ends": _("Only what is for a time has a day on which they are back."),
    "passing_is_further": _("Something happened to this meanwhile. Reload the page."),
    "position_is_known": _("There is a function “{position}” already. Choose another name."),
    "position_needs_name": _("Write the name of the function."),
    "position_needs_two_people": _("Choose somebody else to stand in: that takes two people."),
    "successor_cannot_carry": _("{name} is no contact person here. Choose another."),
    "successor_carries_it_already": _("{name} carries this already. Choose another."),
    "successor_leaves_too": _("{name} leaves too. Choose another."),
    "would_be_unowned": _(
        "Contacts that {name} carries: {places}. Begin the hand-over in the same step."
    ),
    # second carriers
    "proposal_is_being_made": _("A proposal is being made already. Look again in a moment."),
    "proposal_was_made_meanwhile": _("A colleague made a proposal meanwhile. Look at that first."),
    "proposal_was_replaced": _("There is a newer proposal. Look at that one."),
    "second_carrier_asked_before": _("Somebody is asked for this already."),
    "second_carrier_needs_somebody": _("Choose whom you ask."),
    "second_carrier_not_to_choose": _("{name} cannot be asked for this. Choose another."),
    "second_carriers_not_yours": _("Only its owner, their deputy and connectors arrange this."),
    # messages
    "mail_address_not_valid": _("“{address}” is no mail address that we can use. Check it."),
    "mail_address_taken": _("Another organisation uses {address}. Choose another address."),
    "mail_address_too_long": _("Before the @ at most {most} characters fit. Choose a shorter one."),
    "mail_host_not_allowed": _("Mail may not go by {host} yet. Ask who runs this server."),
    "mail_host_not_valid": _("“{host}” is no name of a server. Leave out https:// and the like."),
    "message_has_no_own_words": _("You cannot add words to this message."),
    "message_is_not_uncertain": _("We know already whether this arrived."),
    "own_words_too_long": _("Use at most {most} characters."),
    "no_signing_key_waits": _("This key is not there any more. Look at what the page says now."),
    "selector_in_use": _("“{selector}” is the name of the key that signs now. Choose another one."),
    "selector_not_valid": _("“{selector}” is no name of a key. Use letters, digits and hyphens."),
    "service_account_unreadable": _("This is no key file of Google. Paste the whole file (JSON)."),
    "signing_domain_not_valid": _("“{domain}” is no domain. Write what stands behind the @."),
    "private_key_unreadable": _("This is no RSA key in PEM form. Paste the whole file."),
    "secret_unreadable": _("We cannot read the password of your mail any more. Fill it in again."),
    "token_url_needs_https": _("The address for the token has to begin with https://."),
    "call_has_ended": _("This call came to an end. You need not call any more."),
    "dropping_needs_reason": _("Write why this is not needed any more."),
    "letter_has_no_words_yet": _("The words of this letter are being made. Try in a minute."),
    "letter_needs_address": _("We do not know where this letter goes. Write the address first."),
    "letter_not_to_print": _("This letter need not be printed any more."),
    "letter_was_not_posted": _("This letter was not posted, so it cannot have come back."),
    "letter_was_not_printed": _("This letter was not printed yet. Print it first."),
    "letter_was_posted": _("This letter lies here no longer. You need not do anything."),
    "message_arrived": _("This has gone out, or will. It needs no other way."),
    "message_has_ended": _("This came to an end already. You need not do anything."),
    "message_is_not_failed": _("This message need not be sent again."),
    "way_has_no_address": _("We have no address for this way. Write it down first."),
    "way_is_the_same": _("It goes this way already. Choose another one."),
    # parties
    "address_is_empty": _("Write an address or a number."),
    "email_not_valid": _("“{address}” is not an e-mail address. Look at it once more."),
    "party_needs_name": _("Write a name."),
    "party_not_yours_to_register": _("Only colleagues can add people and groups. Log in first."),
    "relation_has_ended": _("This ended on {ended_on} already. You need not do anything."),
    "relation_in_future": _("This begins later. Choose today or an earlier day."),
    "relation_is_known": _("This stands here already. Look at who belongs together."),
    "relation_with_itself": _("Choose somebody else. Nobody belongs to themselves."),
    "phone_not_valid": _("“{number}” is not a phone number. Look at it once more."),
    # spokespersons
    "spokesperson_asked_already": _("Somebody else was named already. Finish that first."),
    "spokesperson_change_ended": _("This has ended already. Look at who speaks now."),
    "spokesperson_document_later": _("This document is of a later day. Look at its date."),
    "spokesperson_hear_both": _("Hear both first. Then write down what they said."),
    "spokesperson_is_a_person": _("Only a person can speak for a group. Choose somebody."),
    "spokesperson_is_contested": _("It stands here already that somebody says no."),
    "spokesperson_needs_checked_address": _(
        "No address of the new spokesperson is checked. Check their mail or phone number first."
    ),
    "spokesperson_needs_document": _("Write which document it is, where it lies and its date."),
    "spokesperson_needs_mail": _("You opened this page with a paper code. Call us to say this."),
    "spokesperson_needs_member": _("Choose the second member who says so."),
    "spokesperson_needs_objection": _("Write who says no, and what they say."),
    "spokesperson_needs_words": _("Write when you spoke them, and what they said."),
    "spokesperson_of_a_group": _("Somebody speaks for a group only. Choose a group."),
    "spokesperson_second_member": _("Choose another member: not one of these two."),
    "spokesperson_speaks_already": _("They speak for this group already. Nothing has to change."),
    # public form
    "form_too_fast": _("That went very fast. Look at your text once more, and send it again."),
    "form_too_old": _("This page was open for a long time. Send your text once more."),
    "too_many_from_here": _("Much came from your internet address. Wait an hour, or call us."),
    # printing
    "dossier_not_yours": _("Only colleagues give out a dossier."),
    "last_word_not_yours": _(
        "Only who carries this can leave a last word, or did so in the last {days} days."
    ),
    "last_word_is_empty": _("Write at least one sentence."),
    "last_word_too_long": _("This is too long. Write at most {most} characters."),
    "print_failed": _("We could not make this page for paper. Try again later."),
    # privacy
    "answer_too_long": _("Write at most {most} signs."),
    "examined_on_needs_day": _("Give a day that is not in the future."),
    "keeping_needs_source": _("Write where this term comes from."),
    "keeping_needs_years": _("Give a number of years from 1 to {most}."),
    "list_has_changed": _("The list has changed meanwhile. Look at it once more."),
    "months_inactive": _("Give a number of months from {fewest} to {most}."),
    "nobody_asked_to_keep": _("You need not do anything. We keep your data as before."),
    "not_your_own_page": _("You can do this on your own page only."),
    "unknown_accessibility": _("Choose one of A to E."),
    "erasing_needs_reason": _("Choose why this person is erased."),
    "message_is_on_its_way": _("A message goes out to them now. Try again in ten minutes."),
    "nobody_known_as": _("Nobody is known here as “{asked}”. Look at it once more."),
    "party_has_something_open": _(
        "Something of this person is still open. Let a contact person close it first."
    ),
    "party_is_erased": _("This person was erased. You cannot add or send anything any more."),
    "platform_is_many_people": _(
        "Many people came with this platform. You cannot erase it as one person."
    ),
    # promises
    "promise_cannot_become": _("This does not fit the promise as it is now. Reload the page."),
    "promise_made_later": _("A promise was made today or before."),
    "promise_needs_later_day": _("Choose a day after today."),
    "promise_needs_reason": _("Write why. The person to whom it was promised reads this."),
    "word_asked_too_soon": _("We asked this party less than 30 days ago. Ask it later."),
    "word_is_theirs": _("Only they say how the contact goes. They can do that on their page."),
    "word_not_asked_here": _("How the contact goes is not asked here by mail."),
    "word_too_long": _("Your text is too long. At most 2,000 characters fit."),
    "word_was_said": _("You answered this mail before. On your page you can say more."),
    "promise_needs_words": _("Write the promise in the words that were said."),
    "promise_needs_giver": _("Say who made this promise."),
    "promise_not_yours_to_record": _("Only colleagues can record a promise. Log in first."),
    "promise_not_yours_to_settle": _("This promise is of somebody else. Ask that person."),
    # health
    "break_not_yours": _("This is of somebody else. Ask who sees to it."),
    "break_owner_may_not_see": _("This colleague may not see this connection. Ask another."),
    "break_has_ended": _("This has ended already. Open it again first, with a reason."),
    "break_not_said_repaired": _("Say first that it is repaired. Then we ask them."),
    "break_asked_enough": _("We asked them twice. That is enough."),
    "break_may_still_reply": _("They may reply until %(by)s. Wait for it."),
    "break_is_open": _("This is open already."),
    "break_nobody_left": _("Nobody is left to repair this with. It stays closed."),
    "break_people_out_of_range": _("Give a number of people, or leave it empty."),
    "break_step_needs_words": _("Write what you did."),
    "break_repaired_by_them": _("Only the other side can say that it is repaired. Ask them."),
    "break_end_needs_reason": _("Write why. Others read it later."),
    "break_limit_needs_review": _("Choose a later day on which you look at it again."),
    # staff
    "absence_not_yours_to_plan": _("You can only plan your own absence. Ask your colleague."),
    "deputy_is_oneself": _("Choose somebody else: nobody stands in for themselves."),
    "lead_is_led_by_them": _("This colleague is led by them. Choose another."),
    "silent_days_out_of_range": _("Choose a number of working days from {least} to {most}."),
    "choice_not_yours": _("Everybody chooses this for themselves."),
    "ends_before_it_begins": _("The end lies before the beginning. Choose a later end."),
    "only_administrators": _("Only an administrator can do this. Ask one of them."),
    # steps
    "step_of_a_colleague": _("A colleague did this. Ask them to take it back."),
    "step_too_long_ago": _("This is more than {minutes} minutes ago. It stays as it is."),
    "step_was_followed": _("This was taken back already, or something was done with it since."),
    # submissions
    "no_network_takes_it": _("We cannot take this in yet. Please call us."),
    "sent_before": _("We have this message already. You need not do anything."),
    "nothing_was_told": _("Write your idea or question."),
    "story_too_long": _("Your text is too long. Use at most {most} characters."),
    # tasks
    "task_done_before": _("This was done before. You need not do anything."),
    "task_is_to_send": _("Send the letter or make the call. Then this task is done."),
    "call_planned_before": _("A call to them stands on your page for today already."),
    "task_not_yours": _("This task belongs to a colleague. Ask that colleague."),
    # tenants
    "demo_code_is_taken": _("An institution of your own has the code {tenant}. The demo needs it."),
    "hostname_not_valid": _("“{hostname}” is not a host name. Write it as in an address."),
    "hostname_taken": _("Another institution has the host name {hostname}. Choose another."),
    "log_in_unknown": _("Nobody has a log-in with the address {email}."),
    "tenant_code_not_valid": _(
        "“{tenant}” cannot be a code. Use small letters, digits and hyphens."
    ),
    "tenant_code_taken": _("Another institution has the code {tenant}. Choose another."),
    "tenant_needs_name": _("Write the name of the institution."),
    "tenant_unknown": _("There is no institution with the code “{tenant}”. There are: {known}."),
    # settings
    "chain_needs_somebody": _("Choose at least one colleague."),
    "deputy_is_owner": _("Nobody can be their own deputy. Choose another colleague."),
    "language_unknown": _("We do not write this language. Choose from: {known}."),
    "norm_is_fixed": _("This always happens at once. It is no choice."),
    "norm_longer_than_law": _("By {article} at most {most} {unit} are allowed."),
    "norm_needs_source": _("Write where this comes from: an ordinance, or your own decision."),
    "norm_second_not_later": _("Really too late comes after {amount} {unit}. Choose a later end."),
    "norm_too_long": _("Choose at most {most} {unit}."),
    "norm_too_short": _("Choose a number from 1 on."),
    "network_is_known": _("There is a network “{network}” already. Choose another name."),
    "network_needs_name": _("Write the name of the network."),
    "theme_is_known": _("There is a theme “{name}” already. Choose another name."),
    "theme_needs_name": _("Write the name of the theme."),
    # terms
    "term_elsewhere_needs_case": _("Write the number and the system where this term runs."),
    "term_runs_elsewhere": _("This term runs in another system. Change the date there."),
    "their_date_before_start": _("Choose a date from {started_on} on. Then the term began."),
    "end_before_start": _("The term started on {started_on}. Choose a day from then on."),
    "end_in_future": _("{ended_on} is still to come. Choose today or an earlier day."),
    "extension_needs_reason": _("Write why you need more time. The resident reads this."),
    "extension_too_long": _("This extension is too long. The longest is {amount} {unit}."),
    "extension_too_short": _("An extension is at least one day. Choose a longer one."),
    "suspension_before_start": _("The term started on {started_on}. Choose a day after that."),
    "suspension_needs_explanation": _("Write why the term stands still. The resident reads this."),
    "term_cannot_be_extended": _("This term cannot be extended. Call the resident instead."),
    "term_has_ended": _("This term ended on {ended_on}. You need not do anything."),
    "term_is_not_suspended": _("The term is running. There is nothing to resume."),
    "term_is_over": _("The term ended on {due_on}. Answer now or call the resident."),
    "term_is_suspended": _("The term is standing still already. Let it run again first."),
    "term_was_extended_before": _("You can extend a term only once. Call the resident instead."),
    "colleague_is_known": _(
        "Somebody here has the address {email} already. Look for them in the list."
    ),
    "colleague_needs_name_and_email": _("Give a name and an e-mail address."),
    "colleague_has_log_in": _("This colleague has a log-in already. Reset it instead."),
    "colleague_has_no_log_in": _("This colleague has no log-in yet. Add them as a new colleague."),
    "log_in_not_your_own": _("You cannot reset your own log-in. Ask another administrator."),
    "file_has_virus": _("The file “{name}” is not safe. We do not take it in."),
    "file_not_scanned": _("We cannot check the file “{name}” now. Try again later."),
    "mail_was_placed": _("A colleague placed this mail already."),
    "mail_not_yours": _("This mail is not yours to place."),
    "setting_aside_needs_reason": _("Write why nothing has to be done with it."),
    "breaking_needs_reason": _("Write why this cannot wait."),
    "nothing_in_confidence": _("There is nothing in confidence with the reference {reference}."),
}

# What is wrong with one row of a file, by the code of the fault.
ROW_FAULTS = {
    "cell_is_too_long": _("This text has {length} characters. At most {longest} is possible."),
    "date_is_wrong": _("“{date}” is not a date. Write it as 24-11-2026."),
    "email_is_wrong": _("“{email}” is not an e-mail address."),
    "cell_has_fault": _("Here stands {text}. Mend the formula, or empty the cell."),
    "cells_are_merged": _("The cells {cells} are merged. Split them, and fill each of them."),
    "contact_is_in_future": _("“{date}” is still to come. Write the day on which you spoke."),
    "day_without_promise": _("There is a day here, but not what was promised. Write that too."),
    "formula_has_no_value": _("The formula in {cell} has no value. Open and save it in Excel."),
    "phone_is_wrong": _("“{number}” is not a phone number."),
    "row_needs_name": _("This row has no name. Write who it is, or remove the row."),
    "row_has_too_many_cells": _("This row has more cells than the {expected} of the header."),
    "row_is_double": _("This is the same as line {first_line}. Remove one of them."),
    "title_is_missing": _("The title is missing."),
}

_WORDS = {
    "working_days": _("working days"),
    "days": _("days"),
    "weeks": _("weeks"),
    "months": _("months"),
}


def sentence(refused: Refused) -> str:
    """In the active language. A code without a sentence is a bug: ``KeyError``."""
    words = {name: _in_words(value) for name, value in refused.values.items()}
    return str(SENTENCES[refused.code]).format(**words)


def row_fault(code: str, values: Mapping[str, object]) -> str:
    """What is wrong with one row, in the active language."""
    return str(ROW_FAULTS[code]).format(**values)


def _in_words(value: object) -> str:
    if isinstance(value, date | datetime):
        return long_date(value)
    return str(_WORDS.get(str(value), value))
