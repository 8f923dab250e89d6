# Diagnose: why an account or an instance does not work.

diagnose = Diagnose
diagnose-title = Diagnose { $name }
diagnose-again = Run again
diagnose-done = Done in { $time }
diagnose-reads = All checks only read. Nothing was changed at the provider.
diagnose-report = Report
diagnose-redacted = Redacted
diagnose-report-text = No keys, numbers, names or addresses. This is exactly what is copied:
diagnose-copy = Copy report
topic-address = Address
topic-encryption = Encryption
topic-key = Key
topic-version = Product and version
topic-instance = Instance
topic-state = State
topic-link = Link
topic-code = Code
topic-clock = This computer's clock
look-waiting = Not checked yet
look-running = Checking…
look-skipped = Not checked: something before it failed
look-reached = { $host } is { $address }; the port answers
look-answers = { $host }; the port answers
look-proxy = The proxy { $proxy } answers
look-issuer = certificate of { $issuer }
look-days = { $n ->
    [one] valid for { $n } more day
   *[other] valid for { $n } more days
}
look-expired = { $n ->
    [one] expired { $n } day ago
   *[other] expired { $n } days ago
}
look-encrypted-behind-proxy = Encrypted; behind a proxy its certificate is not shown
look-clear = Not encrypted: whoever is on the way can read the key
look-clear-here = Not encrypted, and it stays on this computer
look-no-key = It wants no key
look-key-accepted = Accepted
look-key-untested = This provider has no request that shows whether it works
look-key-not-judged = Not judged: what answered did not look at it
look-version-untold = { $product }, which tells no version
look-listed = The gateway knows it
look-not-described = This provider has no request for one instance
look-state-agrees = { $state }. List and state agree
look-state-differs = { $state }; the list says: { $listed }
look-link-answers = It answers
look-link-silent = Said to be connected, but two reads that need the link got no answer
look-no-link = Not asked: it is not connected
look-code-there = There is one
look-no-code = Asked { $n } times, and there was none
look-code-not-asked = Not asked: it would start a pairing
look-code-not-needed = Not needed: it is connected
look-clock-agrees = It agrees with the gateway's
look-clock-ahead = { $time } ahead of the gateway
look-clock-behind = { $time } behind the gateway
look-clock-harmless = Under 60 s has no effect
look-no-clock = No answer told the time
cause-none = All is well
cause-none-next = Everything answers as it should
cause-not-paired = Everything answers; no phone is linked
cause-not-paired-next = Pair it, and it can send and receive
cause-clear = The connection is not encrypted
cause-clear-next = Everything works. Whoever is on the way can read the key; an address that starts with https:// prevents that
cause-certificate-ends = The gateway's certificate ends soon
cause-certificate-ends-next = Everything works. Have the certificate renewed, or nothing is sent there any more
cause-phone-offline = WhatsApp has not seen the phone for some time
cause-phone-offline-next = Open WhatsApp on the phone and check that it is online
cause-challenge = WhatsApp wants more than a scan
cause-challenge-next = The pairing window shows what it asks for
cause-half-open = The link is dead, though the gateway says connected
cause-half-open-next = Everything before that is fine. A restart brings most of these back; nothing is lost
cause-failed = The gateway gave up on this instance
cause-failed-next = Everything before that is fine. A restart makes it start over; nothing is lost
cause-no-code = The gateway makes no code
cause-no-code-next = Everything before that is fine. A restart makes it start over; nothing is lost, the number stays unpaired
cause-clock = This computer's clock is wrong
cause-clock-next = Set it by the internet; codes and certificates are judged by it
