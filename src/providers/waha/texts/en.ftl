# WAHA

provider-waha-about = Your own server
provider-waha-keys = The key is WAHA_API_KEY in the server's .env file. You can paste that line here, or a cURL command that works.
cost-waha = Nothing is billed: it runs on your own server.
cost-many-waha = { $n ->
    [one] costs nothing
   *[other] cost nothing
}

## Account
field-waha-api_key-hint = The server's WAHA_API_KEY, or the key of one session. Leave it empty if the server wants none

## Adopt
field-waha-instance_id = Session name
field-waha-instance_token = Session key
field-waha-instance_token-hint = Only if the session has a key of its own; kept in your system keyring

## Instance
field-waha-name-hint = Also its ID at the server: letters, digits, _ and -; it cannot be renamed
field-start = Start right away
field-start-hint = Otherwise it is started for pairing

## Settings
provider-waha-change = Saving restarts a session that runs: it is away for a few seconds and stays linked.

section-webhooks = Webhooks
field-webhooks = Webhooks
field-webhooks-item = Webhook { $n }
field-webhooks-add = Add a webhook
field-webhooks-url = Address
field-webhooks-events = Events
field-webhooks-events-hint = Engines differ in what they send
field-webhooks-hmac_key = HMAC key
field-webhooks-hmac_key-hint = The server signs each call with it (SHA-512)
field-webhooks-retry_policy = Pause between tries
field-webhooks-retry_delay = Pause (s)
field-webhooks-retry_attempts = Tries
field-webhooks-headers = Headers
field-webhooks-headers-hint = Sent with every call. Their values are kept like secrets

section-metadata = Metadata
field-metadata = Entries
field-metadata-hint = Come along with every webhook and stand in the list; nothing secret belongs here

field-device_name = Device name
field-device_name-hint = Shown under Linked devices. With one of your own, some engines cannot pair by a typed code
field-browser_name = Browser

field-proxy_server = Proxy
field-proxy_server-hint = Host and port without http://; the server does not test it

section-ignore = Ignored chats
field-ignore_status = Ignore statuses
field-ignore_groups = Ignore groups
field-ignore_channels = Ignore channels
field-ignore_broadcast = Ignore broadcast lists

section-engine = Engine
fact-engine-own = Engine
field-debug = Detailed log
field-webjs_tags = Events of presence and delivery
field-webjs_tags-hint = Without it, presence.update and message.ack may be missing
field-noweb_online = Show as online
field-noweb_store = Keep chats and contacts
field-noweb_store-hint = Change it only before pairing
field-noweb_full_sync = Load the full history
field-noweb_full_sync-hint = When the phone is paired
field-gows_messages = Keep messages
field-gows_groups = Keep groups
field-gows_chats = Keep chats
field-gows_labels = Keep labels
