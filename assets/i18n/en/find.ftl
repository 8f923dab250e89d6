# Finding instances: selection, tags, alias and note, views.

select-row = Select { $name }
select-all = Select all that are shown
n-selected = { $n ->
    [one] 1 selected
   *[other] { $n } selected
}
select-all-n = Select all { $n }
select-clear = Clear
bulk-tag = Tag…
keys-select = Select the row
keys-select-range = Select rows up to there
keys-select-all = Select all that are shown
tags = Tags
tags-edit = Tags, alias, note…
tags-of = Tags, alias and note of { $name }
tags-of-n = { $n ->
    [one] Tags of 1 instance
   *[other] Tags of { $n } instances
}
tags-none = No tags yet
tags-full = There are 100 tags already; use one of them
tag-new = New tag
tag-add = Add the tag
tag-show = Show everything tagged { $tag }
tag-color = Colour of { $tag }
color-gray = Grey
color-green = Green
color-blue = Blue
color-amber = Amber
color-red = Red
color-violet = Violet
alias = Alias
alias-hint = Shown here in place of { $name }; nothing changes at the gateway
note = Note
note-example = Write a note…
note-too-long = { $n } characters; { $most } are kept
name-too-long = { $n } characters; at most { $most }
undo-tag-added = Tagged { $tag }: { $n }
undo-tag-removed = Tag { $tag } removed: { $n }
undo-tag-renamed = Tag renamed to { $tag }: { $n }
undo-alias = Alias changed
undo-note = Note changed
state-lost = Lost
idle-never-paired = Never paired
idle-stuck = Connecting for over an hour
idle-lost-today = Lost today
idle-trial-ending = Trial ends within 6 h
idle-gone = Missing at the gateway
any-tag = Any tag
n-accounts = { $n ->
    [one] 1 account
   *[other] { $n } accounts
}
filter-only = Only these
view-all = All
view-save = Save view…
view-save-title = Save the list as it is shown now
view-save-ok = Save
view-name = Name of the view
view-name-taken = Another view has this name
view-rename = Rename…
view-rename-title = Rename the view
view-keep = Keep as it is shown now
view-unchanged = Nothing has changed
view-remove = Remove the view
views-ready = Find
views-more = { $n } more
views-full = There are { $n } views already
columns = Columns
columns-reset = Default columns
column-wider = Wider
column-narrower = Narrower
move-left = Move to the left
move-right = Move to the right
any-status = Any status
bulk-restart = Restart…
bulk-restart-n = Restart { $n }…
bulk-logout = Log out…
bulk-logout-n = Log out { $n }…
bulk-delete = Delete…
bulk-delete-n = Delete { $n }…
bulk-settings = Change settings…
bulk-settings-n = Change settings of { $n }…
bulk-check = Check now
bulk-check-n = Check { $n } now
bulk-read-settings = Read the settings again
bulk-read-settings-n = Read the settings of { $n } again
bulk-stop = Stop…
bulk-stop-n = Stop { $n }…
bulk-subscribe = Subscribe…
bulk-subscribe-n = Subscribe { $n }…
bulk-unsubscribe = Cancel subscription…
bulk-unsubscribe-n = Cancel subscription of { $n }…
bulk-export = Export…
bulk-show-them = Show them
bulk-forget = Remove from Pairdesk
bulk-forget-n = Remove { $n } from Pairdesk
may-not-still-there = Only for those that are gone at their gateway
bulk-none = None of them allows it
bulk-cannot-restart = { $n } of them can't be restarted: { $why }
bulk-no-restart = { $n ->
    [one] { $providers } has no restart
   *[other] { $providers } have no restart
}
bulk-cannot-logout = { $n } of them can't be logged out: { $why }
bulk-no-logout = { $n ->
    [one] { $providers } has no call for it
   *[other] { $providers } have no call for it
}
bulk-cannot-delete = { $n } of them can't be deleted: { $why }
bulk-no-delete = { $n ->
    [one] { $providers } has no call for it
   *[other] { $providers } have no call for it
}
bulk-cannot-settings = { $n ->
    [one] { $n } of them has no settings that can be changed: { $why }
   *[other] { $n } of them have no settings that can be changed: { $why }
}
bulk-no-settings = { $n ->
    [one] { $providers } has no call for it
   *[other] { $providers } have no call for it
}
idle-half-open = Half-open
tag-rename = Rename everywhere…
tag-rename-title = Rename the tag { $tag }
tag-rename-label = New name
tag-rename-hint = { $n ->
    [one] At { $n } instance, in views and in alert rules
   *[other] At { $n } instances, in views and in alert rules
}
tag-rename-joins = There is a tag { $tag } already: the two become one
tag-rename-ok = Rename
tag-drop-everywhere = { $n ->
    [one] Remove from { $n } instance, views and rules
   *[other] Remove from { $n } instances, views and rules
}
tag-drop = Remove { $tag }; no instance has it
search-no-field = “{ $part }” is no field and is looked for as it stands. Fields: tag, state, account, phone, name, id, note, is
search-no-state = “{ $part }” is no state. Write the word of a status, or lost
search-no-is = “{ $part }” is not known. After is: never-paired, stuck, lost-today, trial-ending, gone, half-open
search-no-phone = “{ $part }” has no digits to look for
search-fields = Search in fields
search-in-tag = Tags that begin so
search-in-account = Account
search-in-phone = Phone number
search-in-name = Alias or name
search-in-id = ID at the gateway
search-in-note = Note
search-in-state = Status, or lost
search-in-not = A minus before it: without
search-in-quotes = In quotes: only together
