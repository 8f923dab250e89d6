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

## Sections
section-basics = Basics
section-webhook = Webhooks
section-behaviour = Behaviour
section-device = Device

## Every instance
field-name = Instance name
field-name-hint = How the instance is listed here and at the gateway
field-webhook_url = Webhook address
field-webhook_url-hint = The gateway calls it when something happens to this instance
field-webhook_events = Events
field-webhook_events-hint = What the webhook is called for
none-is-all = No event is chosen: the gateway takes that for all { $m } and sends every one

## Z-API account
field-partner_token = Partner token
field-partner_token-hint = Given by Z-API support; creates and lists instances. Without it you can only add existing ones.
field-client_token = Account security token
field-client_token-hint = Z-API panel, Security; needed once it has been activated there

## Z-API, adding an existing instance
field-instance_id = Instance ID
field-instance_id-hint = Z-API panel, on the page of the instance
field-instance_token = Instance token
field-instance_token-hint = Stands beside the ID; kept in your system keyring

## Z-API instance
field-session_name = Session name
field-session_name-hint = Shown on the phone, in the list of linked devices
field-received_url = Received messages
field-received_url-hint = Called for each incoming message
field-delivery_url = Sent messages
field-delivery_url-hint = Called when a message was handed to WhatsApp; the contact may not have it yet
field-received_and_delivery_url = Received and own messages
field-received_and_delivery_url-hint = Called for incoming messages and for those you send yourself
field-status_url = Message status
field-status_url-hint = Called when a message is received, read, played or deleted
field-presence_url = Chat presence
field-presence_url-hint = Called when a contact is typing, recording or online
field-connected_url = Connected
field-connected_url-hint = Called when the phone is linked
field-disconnected_url = Disconnected
field-disconnected_url-hint = Called when the link to the phone is lost
field-call_reject_auto = Reject calls
field-call_reject_auto-hint = Incoming calls are declined at once
field-call_reject_message = Message after a rejected call
field-call_reject_message-hint = Sent to the caller; nothing is sent when left empty
field-auto_read_message = Mark messages as read
field-auto_read_message-hint = Every incoming message counts as read at once
field-auto_read_status = Mark statuses as viewed
field-auto_read_status-hint = Z-API asks for “Mark messages as read” to be on too
field-disable_enqueue = Refuse messages while disconnected
field-disable_enqueue-hint = When off, up to 1,000 messages wait and go out as soon as the phone is linked
field-is_device = Mobile instance
field-is_device-hint = Registers a number by SMS or call in the Z-API panel; Pairdesk cannot pair it by QR code
field-business_device = WhatsApp Business app
field-business_device-hint = Uses the Business app instead of the normal one

## EnviaAI account
field-api_key = API key
field-api_key-hint = EnviaAI dashboard, developer portal, API keys; it is shown there only once
field-experimental_delete = Allow undocumented delete
field-experimental_delete-hint = EnviaAI does not document how to delete an instance; with this on, Pairdesk tries the usual call

## EnviaAI instance
field-auto_read = Mark messages as read
field-auto_read-hint = Every incoming message counts as read at once
field-auto_typing = Show typing
field-auto_typing-hint = Contacts see the typing indicator before each message

## Facts
fact-engine = Engine
fact-webhook = Webhook
fact-webhook-connection = Connection webhook

phone-sent = Sent as { $digits }
phone-use = Use { $number }
