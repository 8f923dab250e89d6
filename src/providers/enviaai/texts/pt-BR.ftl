# EnviaAI

provider-enviaai-about = Conta na nuvem
provider-enviaai-keys = Painel da EnviaAI, portal do desenvolvedor, chaves de API. A chave aparece só uma vez, quando é criada.
cost-enviaai = Usa uma instância do seu plano.
cost-many-enviaai = { $n ->
    [one] usa uma instância do seu plano
   *[other] usam uma instância do seu plano cada
}

## Account
field-enviaai-api_key-hint = Painel da EnviaAI, portal do desenvolvedor, chaves de API; lá ela só aparece uma vez
field-experimental_delete = Permitir exclusão não documentada
field-experimental_delete-hint = A EnviaAI não documenta como excluir uma instância; com esta opção, o Pairdesk tenta a chamada usual

## Instance
field-auto_read = Marcar mensagens como lidas
field-auto_read-hint = Toda mensagem recebida já conta como lida
field-auto_typing = Mostrar “digitando…”
field-auto_typing-hint = Os contatos veem “digitando…” antes de cada mensagem
