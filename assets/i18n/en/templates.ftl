template-save = Save as template
template-saved = Template saved, without secrets
template-none = No templates yet
template-none-text = Fill in the form of a new instance and click Save as template
template-use = Use
template-no-account = Add an account of this provider first
template-import = Import…
template-import-title = Import a template
template-import-text = Paste the text of a template that somebody gave you. Secrets and account addresses are never taken from it.
template-import-label = Text of the template
template-import-ok = Import
template-import-first = Paste the text first
template-imported = Template imported
template-found = { $name } for { $provider }, { $n ->
    [one] { $n } value
   *[other] { $n } values
}
template-left-out = { $n ->
    [one] { $n } value is left out: this form does not take it
   *[other] { $n } values are left out: this form does not take them
}
template-hosts = It sends data to other hosts. Use it only if you know these hosts.
template-too-long = This text is longer than 256 KiB. Templates are much shorter; paste only the template.
template-not-one = This is not the text of a template. Copy all of it, from the first brace to the last.
template-newer = A newer Pairdesk wrote this template. Update Pairdesk to import it.
template-unknown-provider = This template is for a provider that Pairdesk does not know.
template-rename = Rename…
template-rename-ok = Rename
template-name = Name of the template
template-name-taken = Another template has this name. Choose a different one.
template-duplicate = Duplicate
template-export = Copy as text
template-exported = Template copied as text, without secrets
