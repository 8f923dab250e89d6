# activity: lines that the engine writes when something did not go straight
activity-several-found = Several instances could be it: you decide
activity-token-at-risk = Created, but not kept on this computer yet
activity-token-lost = Found, but no token can be had for it
activity-restart-failed = Not restarted
activity-logout-failed = Not logged out
activity-delete-failed = Not deleted
activity-change-asked = Change of settings asked for
activity-changed = Settings changed
activity-change-failed = Settings not changed
activity-problems = Problems
activity-search = Search the activity…
