# O que fica em volta dos campos de todo formulário.

preset-messages = Mensagens
preset-connection = Conexão
same-as = Igual a “{ $name }”
same-for-all = O mesmo endereço para todos os { $n }
show-all = Mostrar todos os { $n }
use-name = Usar { $name }
what-is = O que é “{ $name }”?
clear = Limpar
name-taken = Uma instância desta conta já tem este nome
kept-from-account = Mantido da última conta: { $fields }
kept-from-template = Do modelo “{ $name }”: { $fields }
kept-in-part = Do modelo “{ $name }”: { $fields }. Ficou de fora, porque este gateway não tem o campo: { $n }
template-apply = Aplicar um modelo…
template-none-here = Ainda não há modelo para este provedor
token-made-here = Aleatório, criado aqui
none-sends-all = Nenhum escolhido: todos os { $m } são enviados
preview-note-always = Só é enviado o que você definiu e o que este gateway exige sempre: { $fields }. Os segredos aparecem mascarados aqui.
was = Antes:
was-untold = não informado pelo gateway
was-with = com { $words }
was-without = sem { $words }
undo-field = Desfazer: { $name }
changed-was = { $name }, alterado, antes: { $was }
empty = vazio
discard = Descartar
keep-editing = Continuar editando
change-review = Revisar
change-read-again = Ler de novo
change-read-from = Lido de { $account } { $ago }
change-note = O que forma um grupo é enviado inteiro: os valores que você não alterou vão como acabaram de ser lidos. Nada mais é enviado.
review-title = Alterar as configurações de { $name }
changed-elsewhere = Alterado no gateway nesse meio-tempo. Seus valores vão substituir:
drop-text = Nada foi enviado.
n-changed = { $n ->
    [one] { $n } alterado
   *[other] { $n } alterados
}
review-n = { $n ->
    [one] Revisar { $n } alteração
   *[other] Revisar { $n } alterações
}
drop-title = { $n ->
    [one] Descartar { $n } alteração?
   *[other] Descartar { $n } alterações?
}
where-keys = Onde encontrar as chaves
open-documentation = Documentação: { $provider }
account-restored = O que você digitou da última vez está aqui de novo; as chaves precisam ser informadas outra vez.
pasted-from = Aproveitado do que você colou: { $fields }
pasted-nothing = Nada do que você colou serve para este formulário. Nada foi guardado.
help-webhook_url = Um endereço seu que o gateway chama a cada evento, como uma mensagem recebida.
help-base_url = O endereço da API do gateway, sem o caminho de uma chamada. As chaves são enviadas só para ele.
