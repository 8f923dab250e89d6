# What stands around the fields of every form.

preset-messages = Messages
preset-connection = Connection
same-as = Same as “{ $name }”
same-for-all = Same address for all { $n }
show-all = Show all { $n }
use-name = Use { $name }
what-is = What is “{ $name }”?
clear = Clear
name-taken = An instance of this account has this name already
kept-from-account = Kept from the last account: { $fields }
kept-from-template = From the template “{ $name }”: { $fields }
kept-in-part = From the template “{ $name }”: { $fields }. Left out, because this gateway has no such field: { $n }
template-apply = Apply a template…
template-none-here = There is no template for this provider yet
token-made-here = Random, made here
none-sends-all = None chosen: all { $m } are sent
preview-note-always = Only what you set is sent, and what this gateway wants in any case: { $fields }. Secrets are masked here.
was = Was
was-untold = not told by the gateway
was-with = with { $words }
was-without = without { $words }
undo-field = Undo: { $name }
changed-was = { $name }, changed, was { $was }
empty = empty
discard = Discard
keep-editing = Keep editing
n-changed = { $n } changed
change-review = Review
change-read-again = Read again
change-read-from = Read from { $account } { $ago }
change-note = What belongs together is sent as a whole: values that you didn't touch go as they were just read. Nothing else is sent.
review-title = Change the settings of { $name }
changed-elsewhere = Changed at the gateway meanwhile. Your values will replace:
drop-text = Nothing has been sent.
review-n = { $n ->
    [one] Review { $n } change
   *[other] Review { $n } changes
}
drop-title = { $n ->
    [one] Discard { $n } change?
   *[other] Discard { $n } changes?
}
where-keys = Where to find the keys
open-documentation = Documentation of { $provider }
account-restored = What you typed the last time is here again; keys have to be entered anew.
pasted-from = Taken from what you pasted: { $fields }
pasted-nothing = Nothing in what you pasted fits this form. It was not kept.
help-webhook_url = An address of yours that the gateway calls with each event, such as a message that came in.
help-base_url = The address of the gateway's API without any path of a call. Keys are sent to it and nowhere else.
