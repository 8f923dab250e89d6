# New instance.

step-account = Account
step-configure = Configure
step-review = Review
step-pair = Pair
choose-account = Choose an account
account-adopts-only = Nothing can be created with this account; adopt an instance under Credentials
no-account-title = First, an account
no-account-text = Instances are created at a provider with your credentials there. Add an account, or try it in the sandbox.
wizard-continue = Continue
wizard-review = Review
wizard-create = Create instance
problems-to-fix = { $n ->
    [one] { $n } problem to fix
   *[other] { $n } problems to fix
}
n-set = { $n } set
preview-request = Request
preview-note = Only what you set is sent. Secrets are masked here.
cost-title = What it costs
creating = Creating…
creating-text = The request is sent once. If the answer is lost, Pairdesk looks the instance up instead of sending again.
name-exists = An instance of this name exists already
name-exists-text = Nothing was sent. Choose another name or open the existing one.
wizard-unconfirmed = See what is known
