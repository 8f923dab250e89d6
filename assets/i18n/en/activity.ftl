# activity: lines that the engine writes when something did not go straight
activity-several-found = Several instances could be it: you decide
activity-token-at-risk = Created, but not kept on this computer yet
activity-token-lost = Found, but its token can't be retrieved
activity-restart-failed = Not restarted
activity-logout-failed = Not logged out
activity-delete-failed = Not deleted
activity-change-asked = Change of settings requested
activity-changed = Settings changed
activity-change-failed = Settings not changed
activity-problems = Problems
activity-search = Search the activity…
activity-refused-in-doubt = Refused; looking whether something stayed
activity-residue-found = Refused, but something stayed at the provider
activity-nothing-stayed = Nothing stayed of what was refused
activity-look-up-in-vain = The lists prove nothing: you decide
activity-same-id = One ID for two instances: you decide
activity-list-differs = The list contradicts the answer
