# Credentials.

account-add = Add account
account-add-more = Add an account…
account-edit = Edit account
account-provider = Provider
choose-provider = Choose a provider
account-test = Test
account-save = Save account
account-saved = Account saved
hint-quotes = The quotes around it are left out
hint-punycode = The network knows this host as { $host }; it reads { $read }
address-link-cut = This was the link of one instance: only its base address stays
address-link-cut-text = Save the account, and the instance can be adopted: its ID and token are filled in then
address-panel-cut = The panel and the API have different addresses
address-panel-cut-text = The path of the panel was left out
secrets-kept = Secrets that you leave empty stay as they are in the keyring
secrets-again = The address changed, so the keys have to be entered again
test-ok = Connection OK · { $ms } ms
test-ok-version = Connection OK · v{ $version } · { $ms } ms
test-through-proxy = through the proxy { $proxy }
check-all = Check all
never-checked = Never checked
valid-ago = Valid · checked { $age } ago
valid-now = Valid · checked just now
valid-version = Valid · v{ $version } · { $ms } ms
rejected = Not working
not-encrypted = Not encrypted
instances-count = { $n ->
    [one] { $n } instance
   *[other] { $n } instances
}
adopt = Adopt an instance…
adopt-title = Adopt an instance
adopt-text = You'll find both in the provider's web panel. Nothing is created.
adopted = Instance adopted
confirm-remove-account = Remove { $name } from this computer?
confirm-remove-account-text = Its secrets leave the keyring and its rows leave the list. Nothing changes at the provider.
unsettled-title = Change { $name } all the same?
unsettled-ok = Change all the same
unsettled-unconfirmed = Not confirmed yet: { $names }
unsettled-waits = With another address or key the look-up waits until the account sees the same instances again. It is not called absent, and nothing is sent again.
unsettled-unconfirmed-lost = Nobody looks for it any more. If it was created, it stays at the provider and may be billed.
unsettled-only-here = Tokens kept only here: { $names }
unsettled-only-here-lost = No list gives these tokens back
rotate = Replace key…
rotate-title = Replace the keys of { $name }
rotate-text = The new key is tried first and replaces the old one only if it works. Fields that you leave empty stay as they are.
rotate-ok = Test and replace
rotate-done = The keys were replaced
rotate-kept = Nothing was replaced; the old keys are still in use
