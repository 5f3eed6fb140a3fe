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

# Buttons on a statutory deadline, and what its menu can choose
CASE_VIEW = "case_view"
CASE_TAKE = "case_take"
CASE_END = "case_end"
CASE_LAPSED = "case_lapsed"
CASE_NOTICE = "case_notice"
CASE_REOPEN = "case_reopen"
CASE_GIVE = "case_give"
CASE_MORE = "case_more"
CASE_NAME = "case_name"
MORE_WAIT = "wait"
MORE_WAITED = "waited"
MORE_POSTPONE = "postpone"
MORE_GIVE = "give"
MORE_COUNTED = "counted"
MORE_DROP = "drop"
MORE_NAME = "name"

# Its modals, and their fields
CASE = "case_shown"
CASE_END_FORM = "case_end_form"
CASE_DROP_FORM = "case_drop_form"
CASE_NOTICE_FORM = "case_notice_form"
CASE_WAIT_FORM = "case_wait_form"
CASE_POSTPONE_FORM = "case_postpone_form"
CASE_WINDOW_FORM = "case_window_form"
CASE_REASSESS_FORM = "case_reassess_form"
CASE_NAME_FORM = "case_name_form"
OUTCOME = "outcome"
DECIDED_ON = "decided_on"
SENT_ON = "sent_on"
RELATIVES = "relatives"
NEW_DATE = "new_date"
LATE_WHY = "late_why"
WAITING_ON = "waiting_on"
UNTIL = "until"
NOTIFIED = "notified"

# Asking the jurist, on a call and on a case, and the jurist's answer
JURIST_ASK = "jurist_ask"
JURIST_ANSWERED = "jurist_answered"
JURIST_LIST = "jurist_list"
JURIST_QUESTIONS = "jurist_questions"

# A rule that was changed, and the deadlines that began with the old one
RULE_CHANGES = "rules_changed_open"
RULES_CHANGED = "rules_changed"
RULE_KEEP = "rule_keep"
RULE_USE_NEW = "rule_use_new"

# The municipality's table of deadlines, put in by an administrator
TABLE = "table_open"
TABLE_FORM = "table_form"
TABLE_FILE = "table_file"
TABLE_PREVIEW = "table_preview"

# Registering a statutory deadline: the form, its fields, and the receipt
DEADLINE_FORM = "deadline_form"
DEADLINE_CORRECT_FORM = "deadline_correct_form"
DEADLINE_RECEIPT = "deadline_receipt"
DEADLINE_LIST = "deadline_list"
RULE = "rule"
CASE_REF = "case_ref"
RECEIVED_ON = "received_on"
RECEIVED_AT = "received_at"
CASE_WHOM = "case_whom"
CHOSEN_DATE = "chosen_date"
REMITTED = "remitted"
TURN = "turn"
DEADLINE_COUNTED = "deadline_counted"
DEADLINE_CORRECT = "deadline_correct"
DEADLINE_UNDO = "deadline_undo"

# The auditor's spot check: its window, and an answer to each read in it
SPOT_OPEN = "spot_open"
SPOT_CHECK = "spot_check"
SPOT_CONFIRM = "spot_confirm"
SPOT_INVESTIGATE = "spot_investigate"

# A call that may start a legal clock: on its receipt, and on its line
START_ON_RECEIPT = "receipt_start_deadline"
START = "callback_start_deadline"

# The action plan: an initiative is opened, and told of
PLAN_OPEN = "plan_open"
PLAN_SHOWN = "plan_shown"
PLAN_FORM = "plan_form"
PLAN_STATUS = "plan_status"
PLAN_EXPECTED = "plan_expected"
PLAN_STARTED = "plan_started"
PLAN_ENDED = "plan_ended"

# The quality sample: its cases in a window, and the form of a review with a field a heading
SAMPLE_OPEN = "sample_open"
SAMPLE_CASES = "sample_cases"
SAMPLE_REVIEW = "sample_review"
SAMPLE_FORM = "sample_form"
SAMPLE_HEADING = "sample_heading"  # and the heading after it

# Small trials of a change
TRIAL_NEW = "trial_new"
TRIAL_OPEN = "trial_open"
TRIAL_FORM = "trial_form"
TRIAL_SHOWN = "trial_shown"
TRIAL_IDEA = "trial_idea"
TRIAL_QUESTION = "trial_question"
TRIAL_PREDICTION = "trial_prediction"
TRIAL_PLAN = "trial_plan"
TRIAL_CARRIED_OUT = "trial_carried_out"
TRIAL_STUDY = "trial_study"
TRIAL_ACT = "trial_act"
TRIAL_STUDY_ON = "trial_study_on"

# The month's two questions
PULSE_OPEN = "pulse_open"
PULSE_FORM = "pulse_form"
PULSE_FIRST = "pulse_first"
PULSE_SECOND = "pulse_second"

# The counts: the lead's modal behind them, and what they mean. The value is a team's key, or all of them
STATUS_DETAILS = "status_details"
STATUS_MEANING = "status_meaning"
STATUS_DETAILED = "status_detailed"
STATUS_MEANT = "status_meant"
ALL = "all"

# Standing meetings: the button in the channel, the list of meetings, an agenda, and what is noted in it
AGENDA_OPEN = "agenda_open"
AGENDA_PLANNED = "agenda_planned"
AGENDA_MEETINGS = "agenda_meetings"
AGENDA_ATTEND = "agenda_attend"
AGENDA_HELD = "agenda_held"
AGENDA_SKIPPED = "agenda_skipped"
AGENDA_MOVE = "agenda_move"
AGENDA_TICK = "agenda_tick"
AGENDA_PAGE = "agenda_page"
AGENDA_DECIDED = "agenda_decided"
AGENDA_ACTION = "agenda_action"
AGENDA_AGAIN = "agenda_again"
AGENDA_LIST = "agenda_list"
AGENDA_SHOWN = "agenda_shown"
AGENDA_MOVE_FORM = "agenda_move_form"
AGENDA_TICK_FORM = "agenda_tick_form"
AGENDA_ACTION_FORM = "agenda_action_form"
AGENDA_PEOPLE = "agenda_people"
AGENDA_OWNER = "agenda_owner"
AGENDA_DUE = "agenda_due"

# Principafgørelser
PRECEDENTS = "precedents_open"
PRECEDENT_LIST = "precedent_list"
PRECEDENT_READ = "precedent_read"
PRECEDENT_NEW = "precedent_new"
PRECEDENT_OUT = "precedent_out"
PRECEDENT_FORM = "precedent_form"
PRECEDENT_NUMBER = "precedent_number"
PRECEDENT_PARAGRAPH = "precedent_paragraph"
PRECEDENT_GIST = "precedent_gist"
PRECEDENT_LINK = "precedent_link"

# Complaints: registering one, and what is done with it
APPEAL_FORM = "appeal_form"
APPEAL_RECEIPT = "appeal_receipt"
APPEAL_LIST = "appeal_list"
APPEALS = "appeals_open"
APPEAL_FROM = "appeal_from_decision"
APPEAL_RULE = "appeal_rule"
APPEAL_EXTRAS = "appeal_extras"
LATE = "late"
ANOTHER = "another"
SECOND_READER = "second_reader"
COMPLAINT = "complaint_shown"
COMPLAINT_OPEN = "complaint_open"
COMPLAINT_READER = "complaint_reader"
COMPLAINT_READER_FORM = "complaint_reader_form"
COMPLAINT_BOARD = "complaint_board"
COMPLAINT_BOARD_FORM = "complaint_board_form"
COMPLAINT_CORRECT = "complaint_correct"
COMPLAINT_CORRECT_FORM = "complaint_correct_form"
BOARD_OUTCOMES = "board_outcomes"
BOARD_DECIDED_ON = "board_decided_on"
BOARD_RECEIVED_ON = "board_received_on"
LEARNING = "learning"
CORRECT_WHY = "correct_why"
