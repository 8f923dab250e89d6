# Z-API

provider-zapi-about = Partner account, or single instances by ID and token
provider-zapi-keys = Z-API panel: the account security token stands under Security. The partner token comes from Z-API's support; with it instances can be created.
cost-zapi = Starts a 2-day trial. It is billed only after you subscribe; without that Z-API deletes it by itself.
cost-many-zapi = { $n ->
    [one] starts a 2-day trial
   *[other] start a 2-day trial each
}
cost-zapi-subscribe = { $n ->
    [one] Z-API bills it from now on, at the end of each month, until it is cancelled.
   *[other] Z-API bills each of the { $n } from now on, at the end of each month, until it is cancelled.
}
cost-zapi-unsubscribe = { $n ->
    [one] It stays usable until the paid period ends, and is billed until then. It cannot be deleted before.
   *[other] Each of the { $n } stays usable until its paid period ends, and is billed until then. It cannot be deleted before.
}

## Account
field-partner_token = Partner token
field-partner_token-hint = Given by Z-API support; creates and lists instances. Without it you can only add existing ones.
field-client_token = Account security token
field-client_token-hint = Z-API panel, Security; needed once it has been activated there

## Adding an existing instance
field-zapi-instance_id-hint = Z-API panel, on the page of the instance

## Instance
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
help-partner_token = It belongs to Z-API's partners and creates, lists and cancels instances. It is another one than the account security token and than the token of an instance.
help-client_token = A second key that Z-API asks for on every call to an instance, once it has been activated in its panel.
