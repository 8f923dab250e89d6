# fields

## Every account
field-label = Label
field-label-hint = What you call this account; only you see it
field-base_url = Base address
field-base_url-hint = Where the gateway's API answers; keep it if it is already filled in
field-allow_http = Allow unencrypted http
field-allow_http-hint = Anyone on the way can read the key; only for networks you trust
field-clear_through_proxy = Unencrypted through the proxy too
field-clear_through_proxy-hint = The proxy of this computer reads the key as well

## Several gateways
field-api_key = API key
field-instance_id = Instance ID
field-instance_token = Instance token
field-instance_token-hint = Stands beside the ID; kept in your system keyring
field-proxy_username = User
field-proxy_password = Password

## Sections
section-basics = Basics
section-webhook = Webhooks
section-behaviour = Behaviour
section-device = Device
section-proxy = Proxy

## Every instance
field-name = Instance name
field-name-hint = How the instance is listed here and at the gateway
field-webhook_url = Webhook address
field-webhook_url-hint = The gateway calls it when something happens to this instance
field-webhook_events = Events
field-webhook_events-hint = What the webhook is called for
none-is-all = No event is chosen: the gateway takes that for all { $m } and sends every one

## Facts
fact-engine = Engine
fact-webhook = Webhook
fact-webhook-connection = Connection webhook

phone-sent = Sent as { $digits }
phone-use = Use { $number }

## What several providers have, under one name
field-reject_calls = Reject calls
field-reject_text = Message after a rejected call
field-skip_groups = Ignore groups
field-mark_read = Mark messages as read
field-mark_statuses = Mark statuses as seen
field-keep_online = Always online
field-whole_history = Sync the full history
field-linked_name = Name under Linked devices
field-proxy_address = Proxy
