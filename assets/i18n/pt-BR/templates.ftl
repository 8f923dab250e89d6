template-save = Salvar como modelo
template-saved = Modelo salvo, sem segredos
template-none = Nenhum modelo ainda
template-none-text = Preencha o formulário de uma nova instância e clique em Salvar como modelo
template-use = Usar
template-no-account = Adicione antes uma conta deste provedor
template-import = Importar…
template-import-title = Importar um modelo
template-import-text = Cole o texto de um modelo que alguém lhe deu. Segredos e endereços de contas nunca são aproveitados dele.
template-import-label = Texto do modelo
template-import-ok = Importar
template-import-first = Cole o texto primeiro
template-imported = Modelo importado
template-found = { $name } para o provedor { $provider }, { $n ->
    [one] { $n } valor
   *[other] { $n } valores
}
template-left-out = { $n ->
    [one] { $n } valor ficou de fora: este formulário não o aceita
   *[other] { $n } valores ficaram de fora: este formulário não os aceita
}
template-hosts = Ele envia dados a outros servidores. Use-o só se você os conhece.
template-too-long = Este texto tem mais de 256 KiB. Modelos são bem menores; cole só o modelo.
template-not-one = Este não é o texto de um modelo. Copie-o inteiro, da primeira chave à última.
template-newer = Este modelo é de uma versão mais nova do Pairdesk. Atualize o Pairdesk para importá-lo.
template-unknown-provider = Este modelo é de um provedor que o Pairdesk não conhece.
template-rename = Renomear…
template-rename-ok = Renomear
template-name = Nome do modelo
template-name-taken = Outro modelo tem este nome. Escolha um diferente.
template-duplicate = Duplicar
template-export = Copiar como texto
template-exported = Modelo copiado como texto, sem segredos
