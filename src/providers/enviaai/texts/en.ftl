# EnviaAI

provider-enviaai-about = Cloud account
provider-enviaai-keys = EnviaAI dashboard, developer portal, API keys. A key is shown only once, when it is made.
cost-enviaai = Uses one instance of your plan.
cost-many-enviaai = { $n ->
    [one] uses one instance of your plan
   *[other] use one instance of your plan each
}

## Account
field-enviaai-api_key-hint = EnviaAI dashboard, developer portal, API keys; it is shown there only once
field-experimental_delete = Allow undocumented delete
field-experimental_delete-hint = EnviaAI does not document how to delete an instance; with this on, Pairdesk tries the usual call

## Instance
field-auto_read = Mark messages as read
field-auto_read-hint = Every incoming message counts as read at once
field-auto_typing = Show typing
field-auto_typing-hint = Contacts see the typing indicator before each message
