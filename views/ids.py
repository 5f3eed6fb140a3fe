"""The names Slack sends back to us: one place, so that a view and its handler cannot disagree.

Buttons live on in old messages for years. A name that is no longer used moves to `RETIRED`.
"""

# Modals
CALL_FORM = "callback_form"
CORRECT_FORM = "callback_correct_form"
RECEIPT = "callback_receipt"
CITIZEN = "callback_citizen"
NOTE_FORM = "callback_note_form"
LATER_FORM = "callback_later_form"
REASSIGN_FORM = "callback_reassign_form"
ENDING_FORM = "callback_ending_form"
REOPEN_FORM = "callback_reopen_form"

# Fields of the call form (block ids; the element's action id is the same)
PHONE = "phone"
WHOM = "whom"
NAME = "name"
TOPIC = "topic"
BEST_TIME = "best_time"
EXTRAS = "extras"
NOTE = "note"

# Fields of the other forms
ANSWER = "answer"
CHOICE = "choice"
DATE = "date"
TIME = "time"
AGREED = "agreed"
ENDING = "ending"
WHY = "why"

# Buttons on a call
VIEW = "callback_view"
SPOKE = "callback_spoke"
NO_ANSWER = "callback_no_answer"
LATER = "callback_later"
TAKE = "callback_take"
MORE = "callback_more"
JOURNALED = "callback_journaled"
NOTHING = "callback_nothing"
PHONE_NOTE = "callback_phone_note"
UNREACHED = "callback_unreached"
REOPEN = "callback_reopen"

# Choices in the overflow menu
MORE_BUSY = "busy"
MORE_LEFT_MESSAGE = "left_message"
MORE_WRONG_NUMBER = "wrong_number"
MORE_PHONE_NOTE = "phone_note"
MORE_REASSIGN = "reassign"

# Buttons on a receipt
CORRECT = "receipt_correct"
UNDO = "receipt_undo"
CHILD = "receipt_child"
NOT_CHILD = "receipt_not_child"

# Buttons of earlier versions, still standing in old messages
RETIRED = ("callback_called", "callback_snooze", "callback_done")

# Absence
ABSENCE_FORM = "absence_form"
ABSENT = "absent"
FIRST_DAY = "first_day"
LAST_DAY = "last_day"
HALF = "half"
DEPUTY = "deputy"
END_ABSENCE = "absence_end"

# A citizen who rings again
REPEAT_FORM = "callback_repeat_form"
REPEAT = "repeat"

# A lead's buttons: one call given on from Home, and all of a person's calls at once
GIVE = "callback_give"
HAND_OVER = "handover_open"
HAND_OVER_UNDO = "handover_undo"
HAND_OVER_FORM = "handover_form"
HAND_OVER_PREVIEW = "handover_preview"
HAND_OVER_RECEIPT = "handover_receipt"
FROM = "handover_from"
TO = "handover_to"

# What a person chooses for themselves
SETTINGS = "settings_open"
SETTINGS_FORM = "settings_form"
LANGUAGE = "language"
LIST_TIME = "list_time"
