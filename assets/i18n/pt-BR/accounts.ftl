# Credentials.

account-add = Adicionar conta
account-add-more = Adicionar uma conta…
account-edit = Editar conta
account-provider = Provedor
choose-provider = Escolha um provedor
account-test = Testar
account-save = Salvar conta
account-saved = Conta salva
hint-quotes = As aspas em volta são deixadas de fora
hint-punycode = A rede conhece este host como { $host }; ele se lê { $read }
address-link-cut = Este era o link de uma instância: só o endereço base fica
address-link-cut-text = Salve a conta e a instância poderá ser adotada: o ID e o token já estarão preenchidos
address-panel-cut = O painel e a API têm endereços diferentes
address-panel-cut-text = O caminho do painel foi deixado de fora
secrets-kept = Os segredos deixados em branco ficam como estão no chaveiro
secrets-again = O endereço mudou, por isso as chaves precisam ser informadas de novo
test-ok = Conexão OK · { $ms } ms
test-ok-version = Conexão OK · v{ $version } · { $ms } ms
test-through-proxy = pelo proxy { $proxy }
check-all = Verificar todas
never-checked = Nunca verificada
valid-ago = Válida · verificada há { $age }
valid-now = Válida · verificada agora
valid-version = Válida · v{ $version } · { $ms } ms
rejected = Não funciona
not-encrypted = Sem criptografia
instances-count = { $n ->
    [one] { $n } instância
   *[other] { $n } instâncias
}
adopt = Adotar uma instância…
adopt-title = Adotar uma instância
adopt-text = Os dois valores estão no painel web do provedor. Nada é criado.
adopted = Instância adotada
confirm-remove-account = Remover { $name } deste computador?
confirm-remove-account-text = Os segredos saem do chaveiro e as linhas saem da lista. Nada muda no provedor.
unsettled-title = Alterar { $name } mesmo assim?
unsettled-ok = Alterar mesmo assim
unsettled-unconfirmed = Ainda não confirmada: { $names }
unsettled-waits = Com outro endereço ou outra chave, a verificação espera até que a conta veja as mesmas instâncias de novo. Nada é dado como ausente nem enviado outra vez.
unsettled-unconfirmed-lost = Ninguém mais a procura. Se foi criada, continua no provedor e pode ser cobrada.
unsettled-only-here = Tokens guardados só aqui: { $names }
unsettled-only-here-lost = Nenhuma lista devolve estes tokens
rotate = Trocar chave…
rotate-title = Trocar as chaves de { $name }
rotate-text = A nova chave é testada antes e só substitui a antiga se funcionar. Os campos deixados em branco ficam como estão.
rotate-ok = Testar e trocar
rotate-done = As chaves foram trocadas
rotate-kept = Nada foi trocado; as chaves antigas continuam em uso
