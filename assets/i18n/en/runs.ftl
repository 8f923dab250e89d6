# Acting on many
run-kind-restart = Restart
run-kind-stop = Stop
run-kind-logout = Log out
run-kind-delete = Delete
run-kind-check = Check
run-kind-read-settings = Read settings
run-kind-subscribe = Subscribe
run-kind-unsubscribe = Cancel subscription
run-kind-settings = Change settings
run-kind-create-many = Create
run-title-restart = Restart { $count } { $count ->
    [one] instance
   *[other] instances
}
run-title-stop = Stop { $count } { $count ->
    [one] instance
   *[other] instances
}
run-title-logout = Log out { $count } { $count ->
    [one] instance
   *[other] instances
}
run-title-delete = Delete { $count } { $count ->
    [one] instance
   *[other] instances
}
run-title-check = Check { $count } { $count ->
    [one] instance
   *[other] instances
}
run-title-read-settings = Read the settings of { $count } { $count ->
    [one] instance
   *[other] instances
}
run-title-subscribe = Subscribe { $count } { $count ->
    [one] instance
   *[other] instances
}
run-title-unsubscribe = Cancel the subscription of { $count } { $count ->
    [one] instance
   *[other] instances
}
run-title-settings = Change the settings of { $count } { $count ->
    [one] instance
   *[other] instances
}
run-title-create-many = Create { $count } { $count ->
    [one] instance
   *[other] instances
}
run-ask-restart = Restart { $count } { $count ->
    [one] instance?
   *[other] instances?
}
run-ask-restart-text = Each is restarted at its gateway, one at a time per account. Messages may pause for some seconds.
run-ask-stop = Stop { $count } { $count ->
    [one] instance?
   *[other] instances?
}
run-ask-stop-text = Each is stopped at its gateway and stays linked to its phone. It sends and receives nothing until it is started.
run-ask-logout = Log out { $count } { $count ->
    [one] instance?
   *[other] instances?
}
run-ask-logout-text = The phone of each is unlinked. To use it again it has to be paired again.
run-ask-delete = Delete { $count } { $count ->
    [one] instance?
   *[other] instances?
}
run-ask-delete-text = Each is deleted at its provider, for good. It cannot be taken back.
run-ask-check = Check { $count } { $count ->
    [one] instance?
   *[other] instances?
}
run-ask-check-text = Each gateway is asked for the state. Nothing is changed.
run-ask-read-settings = Read the settings of { $count } { $count ->
    [one] instance?
   *[other] instances?
}
run-ask-read-settings-text = Each gateway is asked for the settings. Nothing is changed.
run-ask-subscribe = Subscribe { $count } { $count ->
    [one] instance?
   *[other] instances?
}
run-ask-subscribe-text = The provider is told to bill each of them.
run-ask-unsubscribe = Cancel the subscription of { $count } { $count ->
    [one] instance?
   *[other] instances?
}
run-ask-unsubscribe-text = The provider is told to stop billing each of them.
run-ask-settings = Change the settings of { $count } { $count ->
    [one] instance?
   *[other] instances?
}
run-ask-settings-text = Each gets the new values, and is read back.
run-so-many = { $done } of { $count }
run-done = { $done } of { $count } done
run-failed = { $count } failed
run-unconfirmed = { $count } unconfirmed
run-to-go = { $count } to go
run-ended-restart = { $count } restarted
run-ended-stop = { $count } stopped
run-ended-logout = { $count } logged out
run-ended-delete = { $count } deleted
run-ended-check = { $count } checked
run-ended-read-settings = { $count } read
run-ended-subscribe = { $count } subscribed
run-ended-unsubscribe = { $count } cancelled
run-ended-settings = { $count } changed
run-ended-create-many = { $count } created
run-ended-recreate = { $count } recreated
run-left-out = { $count } left out
run-doubtful = { $cause }; not sent again
run-lost = Answer lost; not sent again
run-untold = Answer lost; its gateway does not tell
run-left-stopped = The run was stopped before
run-started = Started { $time }
run-one-at-a-time = one at a time per account
run-left = about { $time } left
run-waiting = Waiting { $seconds } s: the provider asked
run-state-waiting = waits for the run before it
run-state-paused = paused
run-held = Paused by itself
run-held-text = The keyring or the disk of this computer refused. Resume once it works; what was not sent because of that goes again.
run-held-resting = { $count ->
    [one] One waits for a gateway that cannot be reached. Resume once it answers; what was not sent goes again.
   *[other] { $count } wait for a gateway that cannot be reached. Resume once it answers; what was not sent goes again.
}
run-resting = { $count ->
    [one] One waits for a gateway that cannot be reached
   *[other] { $count } wait for a gateway that cannot be reached
}
run-state-stopped = stopped
run-state-interrupted = interrupted when the program ended
run-state-finished = finished
run-fold = Fold
run-pause = Pause
run-resume = Resume
run-stop = Stop…
run-drop = Dismiss
run-drop-title = Dismiss this run?
run-drop-text = { $count ->
    [one] { $count } unconfirmed is listed nowhere else: check it first, or save the report.
   *[other] { $count } unconfirmed are listed nowhere else: check them first, or save the report.
}
run-drop-to-go = { $count ->
    [one] { $count } to go is not done.
   *[other] { $count } to go are not done.
}
run-keep = Keep
run-report = Report
run-retry = Retry the failed
run-check = Check now
run-checking = Checking…
run-check-nothing = { $n ->
    [one] Nothing shows yet what became of it
   *[other] Nothing shows yet what became of { $n } of them
}
run-type = Type { $count } to start
run-cannot = { $count } of them { $count ->
    [one] is left out
   *[other] are left out
}
run-nothing-able = None of them allows it
run-stop-title = Stop this run?
run-stop-text = { $count ->
    [0] What is on its way ends by itself.
    [one] { $count } to go is left out. What is on its way ends by itself.
   *[other] { $count } to go are left out. What is on its way ends by itself.
}
run-stop-ok = Stop
run-column-name = Name
run-column-outcome = Outcome
run-column-cause = Cause
run-column-at = At
run-outcome-failed = failed
run-outcome-unconfirmed = unconfirmed
run-outcome-doing = under way
run-outcome-to-go = to go
run-outcome-done = done
run-outcome-left-out = left out
run-outcome-not-started = not started
detail-subscribe = Subscribe…
detail-unsubscribe = Cancel subscription…
pair-queue-at = { $at } of { $count }
pair-queue-skip = Skip
pair-queue-stop = Stop
pair-queue-skipped = { $n ->
    [one] Not paired: { $names }
   *[other] { $n } not paired: { $names }
}
pair-queue-again = Pair those that were skipped
bulk-pair = Pair one after the other
bulk-pair-n = Pair { $n } one after the other
run-which = { $at } of { $count }
run-next = Next run
