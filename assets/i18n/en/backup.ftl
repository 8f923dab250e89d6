# Backup and restore
backup = Backup
backup-open = Back up…
backup-short = One file, locked with a passphrase. Last: { $last }
backup-never = never
backup-title = Back up
backup-text = Accounts, instances, aliases, tags, notes, views, templates and rules go into one file
backup-keys = Keys and tokens
backup-with-keys = With keys
backup-without-keys = Without keys
backup-with-keys-text = Keys and tokens go along, locked with a passphrase. Whoever has both the file and the passphrase has every key. Without the passphrase nobody can open the file, not even us
backup-without-keys-text = A file that can be read as text. Keys and tokens stay in the keyring of this computer; they are typed again where the file is restored
backup-save = Save file…
backup-running = Writing and reading back…
backup-sandbox = What belongs to the sandbox is not part of a backup
backup-unconfirmed = A create is unconfirmed. It is not part of a backup: what it made is known once it is confirmed
progress-reading = Reading keys and tokens: { $done } of { $n }
progress-writing = Putting keys and tokens into the keyring: { $done } of { $n }
backup-done = Backup written and read back
backup-holds =
    { $accounts ->
        [one] { $accounts } account
       *[other] { $accounts } accounts
    }, { $instances ->
        [one] { $instances } instance
       *[other] { $instances } instances
    }
backup-lacks-keys =
    { $n ->
        [one] The key of { $n } account is not in it
       *[other] The keys of { $n } accounts are not in it
    }
backup-lacks-keys-text = The keyring has none for their address
backup-left-out =
    { $n ->
        [one] { $n } value would not come back
       *[other] { $n } values would not come back
    }
backup-left-out-text = They are in the file, and are more or longer than what a restore takes
passphrase = Passphrase
passphrase-show = Show passphrase
passphrase-again = Passphrase again
passphrase-again-show = Show the second passphrase
passphrase-hint = Five words that do not belong together are easy to remember and hard to guess
passphrase-too-short = Too short: at least 8 characters
passphrase-weak = Weak: would be guessed within weeks
passphrase-fair = Fair: keep the file where others do not get at it
passphrase-strong = Strong
passphrase-differs = The two are not the same
restore = Restore
restore-open = Restore…
restore-short = Adds what is missing; what you have set up here stays
restore-title = Restore
restore-text = What the file would bring is shown before anything is written
restore-file = File
restore-choose = Choose…
restore-no-dialog = This system has no file dialog: type the path of the file
restore-look = Read file
restore-file-first = Choose the file first
restore-passphrase-first = Type the passphrase first
restore-written = Written { $at } by Pairdesk { $version }
restore-no-time = at an unknown time
restore-here = here already
restore-key-goes = Key goes only to
restore-no-key = No key for
restore-instances =
    { $n ->
        [one] { $n } instance
       *[other] { $n } instances
    }
restore-tags =
    { $n ->
        [one] { $n } tag with a colour
       *[other] { $n } tags with a colour
    }
restore-views =
    { $n ->
        [one] { $n } view
       *[other] { $n } views
    }
restore-templates =
    { $n ->
        [one] { $n } template
       *[other] { $n } templates
    }
restore-rules =
    { $n ->
        [one] { $n } rule
       *[other] { $n } rules
    }
restore-new = { $n } new
restore-filled = { $n } here, filled in
restore-kept = { $n ->
    [one] { $n } here, left as it is
   *[other] { $n } here, left as they are
}
restore-tokens =
    { $n ->
        [one] { $n } token goes into the keyring
       *[other] { $n } tokens go into the keyring
    }
restore-left-out =
    { $n ->
        [one] { $n } value cannot be used and is left out
       *[other] { $n } values cannot be used and are left out
    }
restore-left-out-text = The file was written by another version, or was changed
restore-nothing = Everything in this file is here already
restore-ok = Restore
restore-running = Restoring…
restore-unchanged = Nothing was changed
restore-done = Restored
restore-completed =
    { $n ->
        [one] { $n } instance filled in
       *[other] { $n } instances filled in
    }
restore-keys-came =
    { $n ->
        [one] keys of { $n } account
       *[other] keys of { $n } accounts
    }
restore-tokens-came =
    { $n ->
        [one] { $n } token
       *[other] { $n } tokens
    }
restore-keyless =
    { $n ->
        [one] { $n } account has no key here
       *[other] { $n } accounts have no key here
    }
restore-keyless-text = Type it under Credentials, or restore a backup with keys
dialog-open = A file dialog is open already
choose-file = Choose a file
export-list = Export list
export-csv = As CSV
export-json = As JSON
export-as-csv = Export as CSV
export-as-json = Export as JSON
export-done = List saved: { $path }
