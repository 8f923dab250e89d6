# settings of many, and moving elsewhere

## Settings of many
many-title = Change settings
n-instances = { $n ->
    [one] { $n } instance
   *[other] { $n } instances
}
many-at = { $n } at { $provider }
many-read = Read { $ago }
many-reading = Reading { $done } of { $n }
many-looking = Looking once more, { $done } of { $n }
many-only = { $provider } only · { $k } of { $n }
many-in = { $k } of { $n }
n-chosen = { $n ->
    [one] { $n } chosen
   *[other] { $n } chosen
}
many-hint = Only chosen fields are sent. Everything else stays as it is.
many-now = Now
many-new = New value
many-unset = none
many-untold = not told
many-other-values = { $n ->
    [one] and { $n } other value
   *[other] and { $n } other values
}
many-empty = Leave it empty
many-emptied = It will be empty at all of them
many-only-host = Replace only the host
many-only-host-on = Scheme, host and port become those of this address; what comes after them stays as it is
many-only-host-off = The whole address is replaced
many-set = { $provider } keeps { $n } addresses. Those that are set get the new one.
many-every = { $provider } keeps { $n } addresses. This sets all of them.
many-set-every = Set all { $n }
many-set-only = Only those that are set
what-changes = What changes
n-values = { $n ->
    [one] { $n } value
   *[other] { $n } values
}
n-more = { $n } more
many-choose = Choose a field to see what is there now
many-wrong = Enter the new values first
many-still-reading = Reading what is there now
many-decide = Some can't be changed as chosen: leave them out or choose otherwise
many-nothing = All is as wanted already
many-change = { $n ->
    [one] { $n } instance changes.
   *[other] { $n } instances change.
}
many-how = One at a time, read back after each; what fails can be retried.
type-to-start = Type { $n } to start
many-start = { $n ->
    [one] Change { $n } instance
   *[other] Change { $n } instances
}
many-same = { $n ->
    [one] { $n } is so already
   *[other] { $n } are so already
}
many-left-out = { $n ->
    [one] { $n } left out
   *[other] { $n } left out
}
many-take-in = Take back in
many-leave-out = { $n ->
    [one] Leave it out
   *[other] Leave these { $n } out
}
many-leave-one = Leave { $name } out
many-failed = { $n ->
    [one] { $n } could not be read
   *[other] { $n } could not be read
}
many-cannot = { $n ->
    [one] { $n } can't be changed as chosen
   *[other] { $n } can't be changed as chosen
}
many-elsewhere = Changed at the gateway meanwhile
many-elsewhere-text = { $names }. Nothing was sent. Look at what changes once more, then start.
why-lacks = this gateway has no such setting
why-closed = this gateway keeps it off
why-untold = the gateway does not tell what is there now
why-no-address = no webhook is set
why-several = several webhooks; one address would be called twice
why-needs = only together with “{ $field }”
why-wrong = not taken by this gateway: { $problem }

## Another place
recreate = Recreate elsewhere…
recreate-title = Recreate { $name } elsewhere
recreate-many = { $n ->
    [one] Recreate { $n } instance elsewhere
   *[other] Recreate { $n } instances elsewhere
}
recreate-to = New place
recreate-nowhere = There is no other account that can create instances. Add one first.
recreate-keeps = Nothing is changed or deleted at the old place
recreate-keeps-text = The new instance is paired with the phone after it is created. Look at it there before you end the old one.
recreate-keeps-many = Each is read, then created there with what has a counterpart, and paired afterwards. What could not be read, needs a secret that is not told, or is not taken there, is shown and left out.
recreate-names-taken = { $n ->
    [one] { $n } is left out: its name is in use at the new place, or by another one here. Recreate it alone to give it another.
   *[other] { $n } are left out: their names are in use at the new place, or by others here. Recreate each alone to give it another.
}
recreate-none-left = Every name is in use at the new place
recreate-carried = Goes along
recreate-asked = Has to be typed
recreate-lost = No counterpart there
recreate-nothing = Nothing is set besides the name
recreate-in-part = in part
recreate-type = not told; type it as “{ $field }”
recreate-none = none
recreate-start = { $n ->
    [one] Recreate { $n } instance
   *[other] Recreate { $n } instances
}
run-left-unread = Its settings could not be read
run-left-asked = It has a secret that its gateway does not tell: recreate this one alone
run-left-refused = The new place does not take its settings as they are: recreate this one alone
run-left-name-twice = Another one of this run gets the same name there
run-left-name-taken = The new place has an instance of this name: recreate this one alone, with another name
kept-from-instance = From { $name }: { $fields }
bulk-recreate = Recreate elsewhere…
bulk-recreate-n = Recreate { $n } elsewhere…

## Sections of a form
section-is-on = Enabled
section-is-off = Off

## Its run
run-kind-recreate = Recreate
run-title-recreate = Recreate { $count } { $count ->
    [one] instance
   *[other] instances
} elsewhere
recreate-not-begun = Closed before the settings were read: nothing was created
recreate-unread = Could not be read, and does not go along: { $sections }
recreate-untold = Not told by the old gateway, so they do not go along
